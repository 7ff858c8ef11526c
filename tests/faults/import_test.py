#!/usr/bin/python3
"""An import of people is killed again and again; run once more, everybody is there once, and can log in."""
import base64
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import unittest

import portal

PASSWORD = "correct horse battery staple"
# htpasswd -B -C 5
HASH = "$2y$05$M1uupZRj9fl8W07X0RpuIO5Sp.X/0Of8TzerqvHf52G0aOwWhspsG"
PEOPLE = 10_000
KILLS = 3


class Import(unittest.TestCase):
    def rows(self, running, table):
        database = sqlite3.connect(f"file:{os.path.join(running.path, 'portal.db')}?mode=ro", uri=True)
        try:
            return database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
        finally:
            database.close()

    def done(self, running):
        imports = running.say_json("import", "list")["imports"]
        return imports[0]["done"] if imports else 0

    def begin(self, running, file):
        return subprocess.Popen([portal.PROGRAM, "--config", running.settings_file, "import", "people", file],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def test_killed_and_run_again_beside_a_running_portal(self):
        with portal.Portal() as running:
            running.say("organisation", "add", "--name", "Example BV")
            file = os.path.join(running.path, "people.csv")
            with open(file, "w", encoding="utf-8") as out:
                out.write("organisation,email,first_name,last_name,password_hash\n")
                for number in range(PEOPLE):
                    out.write(f"1,person{number}@example.com,Ann,Bakker,{HASH}\n")

            before = 0
            for _ in range(KILLS):
                importing = self.begin(running, file)
                # It says how far it is after each piece; it dies somewhere in the next one.
                for line in importing.stderr:
                    if int(line.split()[1]) > before:
                        break
                time.sleep(0.01)
                importing.send_signal(signal.SIGKILL)
                importing.wait(30)
                importing.stderr.close()
                done = self.done(running)
                self.assertGreater(done, before)
                self.assertLess(done, PEOPLE, "it was killed in time")
                self.assertEqual(done % 500, 0)
                # What is counted is done, and nothing else is.
                for table in ("contact", "account WHERE password_hash LIKE '2$%'",
                              "audit_event WHERE event = 'person_brought'"):
                    self.assertEqual(self.rows(running, table), done, table)
                before = done

            start = time.monotonic()
            answer = running.say_json("import", "people", file)
            self.assertEqual(answer["brought"], PEOPLE - before)
            self.assertEqual(answer["done_before"], before)
            print(f"{PEOPLE - before} rows in {time.monotonic() - start:.1f} s", file=sys.stderr)
            self.assertEqual(self.rows(running, "contact"), PEOPLE)
            self.assertEqual(self.rows(running, "account"), PEOPLE)
            self.assertEqual(running.say_json("import", "list")["passwords_not_renewed"], PEOPLE)

            # The portal ran all the while; the first and the last of them log in.
            for number in (0, PEOPLE - 1):
                self.assertFalse(portal.Person(running, f"person{number}@example.com").sign_in("another password"))
                self.assertTrue(portal.Person(running, f"person{number}@example.com").sign_in(PASSWORD))
            self.assertEqual(running.say_json("import", "list")["passwords_not_renewed"], PEOPLE - 2)
            self.assertNotIn('"level":"error"', running.log())
            running.stop()
            self.assertEqual(running.say_json("audit", "verify")["problems_in_all"], 0)

    def test_the_recipe_for_keycloak(self):
        with open(os.path.join(portal.ROOT, "docs/operate/people/from-keycloak.json"), encoding="utf-8") as example:
            password = json.load(example)[0]["password_hash"]
        secret = "abcdefghij0123456789"
        otp = {"type": "otp", "userLabel": "Work phone", "secretData": json.dumps({"value": secret}),
               "credentialData": json.dumps({"subType": "totp", "digits": 6, "counter": 0, "period": 30,
                                             "algorithm": "HmacSHA1"})}
        users = [
            {"username": "ann", "email": "Ann@Example.com", "firstName": "Ann", "lastName": "Bakker", "enabled": True,
             "attributes": {"locale": ["nl"]}, "credentials": [{"type": "password", **password}, otp]},
            {"username": "bob", "email": "bob@example.com", "firstName": "Bob", "lastName": "de Vries", "enabled": True},
            {"username": "gone", "email": "gone@example.com", "firstName": "G", "lastName": "One", "enabled": False},
            {"username": "service", "enabled": True}]
        with portal.Portal() as running:
            realm, people = (os.path.join(running.path, name) for name in ("realm.json", "people.json"))
            with open(realm, "w", encoding="utf-8") as out:
                json.dump({"realm": "old", "users": users}, out)
            with open(people, "w", encoding="utf-8") as out:
                subprocess.run([sys.executable, os.path.join(portal.ROOT, "docs/operate/people/keycloak.py"), realm,
                                "Example BV"], stdout=out, check=True)
            answer = running.say_json("import", "people", people, "--add-organisations")
            self.assertEqual((answer["brought"], len(answer["rows"])), (2, 2))
            ann = portal.Person(running, "ann@example.com")
            # Those of the step of the import do not count, so one of the next step, a little early.
            code = portal.totp(base64.b32encode(secret.encode()).decode(), int(time.time()) // 30 + 1)
            self.assertFalse(ann.sign_in(PASSWORD), "a code is asked besides")
            ann.submit({"code": code})
            self.assertIn("__Host-sid", ann.cookies, f"{ann.path} {ann.status}")


if __name__ == "__main__":
    unittest.main(verbosity=2)
