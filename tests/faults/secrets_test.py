#!/usr/bin/python3
"""What people and their apps keep secret stands nowhere once it was used: not in the program's memory, its
database, its log, its addresses or its command line (F1, F2). That the search finds what is there is shown with a
planted text."""
import base64
import os
import re
import socket
import time
import unittest
import urllib.parse

import portal

PASSWORD = "Wandering-Canary#Password 93"


def forms_of(name, raw):
    """The ways in which the bytes could stand somewhere."""
    forms = {f"{name}, raw": raw, f"{name}, hex": raw.hex().encode(), f"{name}, HEX": raw.hex().upper().encode(),
             f"{name}, UTF-16": b"".join(bytes([byte, 0]) for byte in raw),
             f"{name}, base32": base64.b32encode(raw).rstrip(b"="),
             f"{name}, percent": urllib.parse.quote_plus(raw).encode()}
    for shift in range(3):  # in the midst of something longer: without the ends, which depend on the neighbours
        encoded = base64.b64encode(b"\0" * shift + raw)
        inner = encoded[(shift * 8 + 5) // 6:len(encoded) - 4]
        forms[f"{name}, base64 at {shift}"] = inner
        forms[f"{name}, base64url at {shift}"] = inner.translate(bytes.maketrans(b"+/", b"-_"))
    return forms


def readable_memory(pid):
    """(where, bytes) of all that the process has written."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            span, rights, *rest = line.split()
            if "r" not in rights or rest[-1] in ("[vvar]", "[vsyscall]"):
                continue
            begin, end = (int(number, 16) for number in span.split("-"))
            try:
                memory.seek(begin)
                yield line.strip(), memory.read(end - begin)
            except OSError:
                continue


def found_in(where, text, wanted):
    return [f"{name} in {where}" for name, form in wanted.items() if len(form) >= 12 and form in text]


class Secrets(unittest.TestCase):
    def scan_memory(self, running, wanted):
        found = []
        for where, text in readable_memory(running.running.pid):
            found += found_in(where, text, wanted)
        return found

    def test_stand_nowhere_once_they_were_used(self):
        with portal.Portal() as running:
            ann = portal.Person(running, "ann@example.com")
            link = running.invite(ann.email)
            ann.accept(link, PASSWORD)
            self.assertTrue(ann.sign_in(PASSWORD))
            first_session = ann.cookies["__Host-sid"]
            secret, step, codes = ann.activate(PASSWORD)
            session = ann.cookies["__Host-sid"]
            other = portal.Person(running, ann.email)
            self.assertTrue(other.sign_in(PASSWORD, portal.next_code(secret, step)[0]))
            third = portal.Person(running, ann.email)
            third.sign_in(PASSWORD)
            third.open("/signin/factor/recovery_code")
            third.submit({"code": codes[0]})
            self.assertIn("__Host-sid", third.cookies, f"{third.path} {third.status}")
            wrong = portal.Person(running, ann.email)
            self.assertFalse(wrong.sign_in(PASSWORD + " wrong"))

            wanted = {}
            wanted.update(forms_of("password", PASSWORD.encode()))
            wanted.update(forms_of("authenticator's secret", base64.b32decode(secret)))
            wanted["authenticator's secret, lower case"] = secret.lower().encode()
            wanted["authenticator's secret, in groups"] = re.sub("(....)", r"\1 ", secret).strip().encode()
            for code in codes:
                wanted.update(forms_of("recovery code", code.encode()))
                wanted.update(forms_of("recovery code without dashes", code.replace("-", "").encode()))
            for name, token in (("link", link.rsplit("/", 1)[1]), ("session", session), ("session", first_session),
                                ("session", other.cookies["__Host-sid"])):
                wanted.update(forms_of(name, token.encode()))
                wanted[f"{name}, its bytes"] = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))

            # The search sees what is there: half a request that holds a text of ours.
            planted = b"a planted text that must be found 17"
            half = socket.create_connection(("127.0.0.1", running.port))
            half.sendall(b"POST /signin/password HTTP/1.1\r\nHost: localhost:%d\r\nContent-Length: 4000\r\n"
                         b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail=%s" % (running.port, planted))
            time.sleep(0.5)
            self.assertTrue(self.scan_memory(running, forms_of("planted", planted)), "the planted text was not found")
            half.close()

            time.sleep(3)  # letters and jobs have had their turn
            self.assertEqual(self.scan_memory(running, forms_of("planted", planted)), [])
            found = self.scan_memory(running, wanted)
            self.assertFalse(found, f"{len(found)} copies, among them: {found[:10]}")

            with open(f"/proc/{running.running.pid}/cmdline", "rb") as line:
                self.assertEqual(found_in("the command line", line.read(), wanted), [])
            with open(f"/proc/{running.running.pid}/environ", "rb") as line:
                self.assertEqual(found_in("the environment", line.read(), wanted), [])
            self.assertEqual(found_in("the log", running.log().encode(), wanted), [])
            self.assertIn('"event":"request"', running.log(), "the log tells of requests")
            for name in sorted(os.listdir(running.path)):
                path = os.path.join(running.path, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        text = file.read()
                    self.assertEqual(found_in(name, text, wanted), [])
                    if name == "portal.db-wal" or name == "portal.db":
                        self.assertTrue(text)
            # Emails hold the link, for that is what they are for, and nothing else.
            for name in os.listdir(running.mail_folder):
                with open(os.path.join(running.mail_folder, name), "rb") as file:
                    found = [what for what in found_in(name, file.read(), wanted) if not what.startswith("link")]
                    self.assertEqual(found, [])

    def test_a_running_program_leaves_no_dump(self):
        with portal.Portal() as running:
            with open(f"/proc/{running.running.pid}/limits", encoding="utf-8") as limits:
                core = next(line for line in limits if line.startswith("Max core file size"))
            self.assertEqual(core.split()[4:6], ["0", "0"])
            if os.geteuid() == 0:  # a program that may be dumped belongs to its user
                self.assertEqual(os.stat(f"/proc/{running.running.pid}/mem").st_uid, 0)
                with open(f"/proc/{running.running.pid}/smaps", encoding="utf-8") as maps:
                    flags = [line for line in maps if line.startswith("VmFlags:")]
                self.assertTrue(any(" dd" in line for line in flags), "key memory is left out of dumps")


if __name__ == "__main__":
    if os.geteuid() != 0:
        portal.skip("only root may read the memory of a program that leaves no dumps")
    unittest.main(verbosity=2)
