#!/usr/bin/python3
"""Every key is changed while people log in: nobody is turned away, and the old versions are needed by nothing
afterwards (R-KEY-2, F3 in short form)."""
import os
import threading
import time
import unittest

import portal

PASSWORD = "seven quiet herons wade"
SIGN_INS = 4  # of each person while the keys change
NAMES = ("seal", "pepper", "form", "throttle", "audit")


class Keys(unittest.TestCase):
    def uses(self, running, key, version):
        return sum(row["values"] for row in running.say_json("keys", "status")
                   if row["key"] == key and row["version"] == version)

    def age(self, running, name, seconds):
        """As if the file had been changed so long ago."""
        file = os.path.join(running.path, "keys", name + ".key")
        os.utime(file, (time.time() - seconds,) * 2)

    def test_rotation_under_load(self):
        with portal.Portal() as running:
            people = [portal.Person(running, f"person{number}@example.com") for number in range(3)]
            for person in people:
                person.accept(running.invite(person.email), PASSWORD)
            owner = people[0]
            self.assertTrue(owner.sign_in(PASSWORD))
            secret, step, _ = owner.activate(PASSWORD)

            failed, done = [], []

            def keep_signing_in(person):
                browser = portal.Person(running, person.email)
                for _ in range(SIGN_INS):
                    (done if browser.sign_in(PASSWORD) else failed).append((person.email, browser.path, browser.status))

            threads = [threading.Thread(target=keep_signing_in, args=(person,)) for person in people[1:]]
            for thread in threads:
                thread.start()
            # A page that was opened before its key changes, and a code by a secret sealed before.
            waiting = portal.Person(running, owner.email)
            waiting.open("/signin")
            for name in NAMES:
                self.assertEqual(running.say_json("keys", "rotate", name)["version"], 2)
            waiting.submit({"email": owner.email, "password": PASSWORD})
            waiting.submit({"code": portal.next_code(secret, step)[0]})
            self.assertIn("__Host-sid", waiting.cookies, f"{waiting.path} {waiting.status}")
            # Sealed by a command with the new version, maybe before the portal has looked at the file.
            running.invite("late@example.com")
            for thread in threads:
                thread.join()
            self.assertEqual(failed, [])
            self.assertEqual(len(done), SIGN_INS * len(threads))

            portal.wait_for(lambda: self.uses(running, "seal", 1) == 0, "everything to be sealed anew")
            self.assertGreater(self.uses(running, "seal", 2), 0)

            # Retired only when nothing needs it, and what was begun before has ended.
            self.assertIn("in use", running.say("keys", "retire", "seal", "2", code=3))
            self.assertIn("seconds", running.say("keys", "retire", "seal", "1", code=3))
            for name in ("seal", "throttle"):
                self.age(running, name, 120)
            self.age(running, "form", 25 * 3600)
            for name in ("seal", "throttle", "form"):
                running.say("keys", "retire", name, "1")
            self.age(running, "pepper", 120)
            self.assertIn("keys status", running.say("keys", "retire", "pepper", "1", code=3),
                          "recovery codes are hashed with it still")

            # Without the old versions, also after a restart, everybody gets in.
            running.stop()
            running.start()
            for person in people[1:]:
                self.assertTrue(portal.Person(running, person.email).sign_in(PASSWORD), person.email)
            self.assertGreaterEqual(self.uses(running, "pepper", 2), 2, "passwords were hashed anew at sign-in")
            self.assertNotIn('"level":"error"', running.log())
            running.stop()
            self.assertEqual(running.say_json("audit", "verify")["problems_in_all"], 0)

    def test_a_key_or_a_database_that_others_may_read_is_refused(self):
        running = portal.Portal()
        running.start()
        running.stop()
        for file in ("keys/seal.key", "keys/audit.key", "portal.db"):
            path = os.path.join(running.path, file)
            before = os.stat(path).st_mode
            for mode in (0o440, 0o404):
                os.chmod(path, mode)
                with self.assertRaises(RuntimeError) as refused:
                    running.start()
                self.assertIn("chmod", str(refused.exception), file)
            os.chmod(path, before)
        running.start()
        running.__exit__()


if __name__ == "__main__":
    unittest.main(verbosity=2)
