#!/usr/bin/python3
"""The device on the command line against the portal itself (design T20): what it may do, and how it ends when it is
told to misbehave.

    POCKETCTL_PROGRAM   pocketctl, built with the words by which it misbehaves (default: build/tests/pocketctl_for_tests)
"""
import base64
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

import portal

PASSWORD = "seven quiet herons wade"
POCKETCTL = os.environ.get("POCKETCTL_PROGRAM", os.path.join(portal.ROOT, "build/tests/pocketctl_for_tests"))
DONE, REFUSED, USAGE, NETWORK, NOT_LINKED, UPGRADE = range(6)
CONFIRMED = "I have confirmed, continue"


class Device:
    """pocketctl with a state folder of its own."""

    def __init__(self, folder, *words):
        self.state, self.words = folder, words

    def start(self, *words):
        return subprocess.Popen([POCKETCTL, "--state", self.state, *self.words, *words], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def say(self, *words, code=DONE):
        ran = self.start(*words)
        self.out, self.err = ran.communicate(timeout=120)
        if ran.returncode != code:
            raise AssertionError(f"{words} ended with {ran.returncode}: {self.out}{self.err}")
        return self.out

    def say_json(self, *words, code=DONE):
        return json.loads(self.say("--json", *words, code=code))

    def file(self, name):
        return os.path.join(self.state, name)

    def waiting(self):
        """The request that waits."""
        requests = self.say_json("list")
        assert len(requests) == 1, requests
        return requests[0]


class WithPortal(unittest.TestCase):
    """Each class has a portal of its own, or together they would look up more codes than it takes from one address."""
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="pocketctl-")
        cls.portal = portal.Portal("pocket.allow_cli = true\n")
        cls.portal.start()
        cls.origin = f"http://localhost:{cls.portal.port}"
        cls.people = 0

    @classmethod
    def tearDownClass(cls):
        cls.portal.stop()
        cls.portal.folder.cleanup()
        cls.folder.cleanup()

    def somebody(self):
        """A new person, signed in, without a second factor."""
        type(self).people += 1
        person = portal.Person(self.portal, f"person{self.people}@example.com")
        person.accept(self.portal.invite(person.email), PASSWORD)
        self.assertTrue(person.sign_in(PASSWORD))
        return person

    def fresh_device(self, *words):
        return Device(tempfile.mkdtemp(dir=self.folder.name), *words)

    def show_code(self, person):
        person.open("/account-security/two-factor/pocket")
        if person.path.startswith("/confirm"):
            person.submit({"password": PASSWORD})
        return person.page.texts["link-code"].strip()

    def address_of(self, code):
        return f"{self.origin}/pocket/#link={code.replace('-', '')}"

    def finish(self, person):
        """The page that shows the code, once a device has answered."""
        portal.wait_for(lambda: "Yes, that is my phone" in person.open("/account-security/two-factor/pocket").body,
                        "the device to be seen by the page")
        person.submit({}, button="Yes, that is my phone")

    def link(self, person, device, *words):
        code = self.show_code(person)
        with device.start("pair", self.address_of(code), *words) as pairing:
            try:
                self.finish(person)
                out, err = pairing.communicate(timeout=60)
            finally:
                pairing.kill()
        self.assertEqual(pairing.returncode, DONE, out + err)
        return out + err

    def linked(self, *words):
        person, device = self.somebody(), self.fresh_device(*words)
        self.link(person, device)
        return person, device

    def ask(self, person):
        """From a browser that was never used: the number on its screen."""
        browser = portal.Person(self.portal, person.email)
        browser.sign_in(PASSWORD)
        self.assertEqual(browser.path, "/signin/factor/pocket", browser.body[:500])
        return browser

    def numbered(self, browser):
        return re.search(r'class="number"[^>]*>([\d\s]+)<', browser.body)[1].replace(" ", "").strip()

    def has_session(self, browser):
        return "__Host-sid" in browser.cookies


class Linking(WithPortal):
    def test_links_by_the_address_and_says_to_what(self):
        person, device = self.somebody(), self.fresh_device()
        said = self.link(person, device, "--name", "Desk")
        self.assertIn("Your computer shows", said)
        self.assertIn("Linked to p…", said)
        status = device.say_json("status")
        self.assertEqual((status["state"], status["name"], status["origin"]), ("active", "Desk", self.origin))
        self.assertIn("Desk", device.say("status"))
        for name, mode in (("key.pem", 0o400), ("link.json", 0o400)):
            self.assertEqual(os.stat(device.file(name)).st_mode & 0o777, mode, name)
        self.assertEqual(os.stat(device.state).st_mode & 0o777, 0o700)
        self.assertEqual(device.say_json("pair", "7K4M-Q9XT-RA2B-V6HD", code=USAGE)["error"], "already_linked")

    def test_links_by_letters_as_people_type_them(self):
        person, device = self.somebody(), self.fresh_device("--origin", self.origin)
        code = self.show_code(person)
        pairing = device.start("pair", code.lower().replace("-", " ").replace("0", "o").replace("1", "l"))
        self.finish(person)
        pairing.communicate(timeout=60)
        self.assertEqual(pairing.returncode, DONE)
        self.assertEqual(device.say_json("list"), [])

    def test_says_why_it_does_not_link(self):
        device = self.fresh_device()
        self.assertEqual(device.say_json("pair", "7K4M-Q9XT-RA2B-V6HD", code=USAGE)["error"], "usage")
        self.assertEqual(device.say_json("pair", f"{self.origin}/pocket/#link=short", code=USAGE)["error"], "usage")
        unknown = f"{self.origin}/pocket/#link=7K4MQ9XTRA2BV6HD"
        self.assertEqual(device.say_json("pair", unknown, code=REFUSED)["error"], "code_unknown")
        nobody = f"http://localhost:{portal.free_port()}/pocket/#link=7K4MQ9XTRA2BV6HD"
        self.assertEqual(device.say_json("pair", nobody, code=NETWORK)["error"], "network")
        for words in (("status",), ("list",), ("rotate",), ("code",), ("unlink",), ("watch", "--once")):
            device.say(*words, code=NOT_LINKED)
            self.assertIn("not linked", device.err)

    def test_a_code_links_one_device(self):
        person, device, late = self.somebody(), self.fresh_device(), self.fresh_device()
        code = self.show_code(person)
        pairing = device.start("pair", self.address_of(code))
        portal.wait_for(lambda: os.path.exists(device.file("link.json")) and
                        "Yes, that is my phone" in person.open("/account-security/two-factor/pocket").body, "the device")
        self.assertEqual(late.say_json("pair", self.address_of(code), code=REFUSED)["error"], "code_used")
        person.submit({}, button="Yes, that is my phone")
        self.assertEqual(pairing.wait(60), DONE)
        pairing.communicate()

    def test_is_told_when_the_page_was_not_finished(self):
        person, device = self.somebody(), self.fresh_device()
        pairing = device.start("--json", "pair", self.address_of(self.show_code(person)))
        portal.wait_for(lambda: "Not my phone" in person.open("/account-security/two-factor/pocket").body, "the device")
        person.submit({}, button="Not my phone")
        out, _ = pairing.communicate(timeout=60)
        self.assertEqual((pairing.returncode, json.loads(out)["error"]), (REFUSED, "not_finished"))
        self.link(person, device)  # the next time with a new key


class Answering(WithPortal):
    def test_lets_its_owner_in_by_the_number_on_the_screen(self):
        person, device = self.linked()
        watching = device.start("watch", "--once")
        browser = self.ask(person)
        shown, _ = watching.communicate(timeout=60)
        self.assertEqual(watching.returncode, DONE)
        self.assertIn("New browser", shown)
        request = device.waiting()
        self.assertIn(request["id"], shown)
        self.assertEqual(request["mode"], "type2")
        context = json.loads(request["context"])
        self.assertEqual((context["origin"], context["details"]), (self.origin, []))
        device.say("approve", request["id"], code=USAGE)
        self.assertIn("two digits", device.err)
        self.assertIn("Logged in on", device.say("approve", request["id"], "--number", self.numbered(browser)))
        browser.submit({}, button=CONFIRMED)
        self.assertTrue(self.has_session(browser))
        self.assertEqual(device.say_json("approve", request["id"], code=REFUSED)["error"], "challenge_unknown")

        # And takes it back, for it was somebody else after all.
        self.assertEqual(device.say_json("report", request["id"]), {"state": "reported"})
        self.assertNotEqual(browser.open("/account-security").path, "/account-security")

    def test_a_wrong_number_stops_the_sign_in(self):
        person, device = self.linked()
        browser = self.ask(person)
        wrong = "11" if self.numbered(browser) != "11" else "12"
        request = device.waiting()
        self.assertEqual(device.say_json("approve", request["id"], "--number", wrong, code=REFUSED)["error"],
                         "wrong_number")
        browser.submit({}, button=CONFIRMED)
        self.assertFalse(self.has_session(browser))

    def test_stops_what_was_not_asked_for(self):
        person, device = self.linked()
        browser = self.ask(person)
        self.assertEqual(device.say_json("cancel", device.waiting()["id"])["state"], "cancelled")
        browser.open("/signin/factor/pocket")
        self.assertFalse(self.has_session(browser))
        browser = self.ask(person)
        self.assertEqual(device.waiting()["mode"], "type6")
        self.assertEqual(device.say_json("report", device.waiting()["id"])["state"], "reported")
        self.assertEqual(device.say_json("list"), [])

    def test_verifies_what_the_portal_kept(self):
        person, device = self.linked()
        browser = self.ask(person)
        request, number = device.waiting(), self.numbered(browser)
        device.say("approve", request["id"], "--number", number)
        database = sqlite3.connect(f"file:{self.portal.path}/portal.db?mode=ro", uri=True)
        statement, signature, public_key, context = database.execute(
            "SELECT statement, signature, public_key, context FROM challenge_answer WHERE context = ?",
            (request["context"],)).fetchone()
        database.close()
        base64url = lambda some: base64.urlsafe_b64encode(some).decode().rstrip("=")
        kept = {"statement": statement, "signature": base64url(signature), "public_key": base64url(public_key),
                "context": context}
        file = os.path.join(self.folder.name, "evidence.json")

        def verify(evidence, code):
            with open(file, "w", encoding="utf-8") as written:
                json.dump(evidence, written)
            return device.say("verify", file, code=code)

        said = verify(kept, DONE)
        self.assertIn("Genuine.", said)
        self.assertIn(f"It is me: log in, with the number {number}.", said)
        self.assertIn("localhost", said)
        for name, changed in (("context", context.replace("localhost", "elsewhere")),
                              ("statement", statement.replace("approve", "report").replace(f"value={number}", "value=-")),
                              ("signature", base64url(signature[:-1] + b"x")), ("public_key", kept["signature"])):
            verify({**kept, name: changed}, REFUSED)
            self.assertIn("pocketctl: ", device.err)


class Misbehaving(WithPortal):
    def test_is_refused_when_anything_signed_is_changed(self):
        person, device = self.linked()
        browser = self.ask(person)
        request, number = device.waiting(), self.numbered(browser)
        # What REQUEST has as well would be refused before there is an answer.
        for field in ("challenge", "context", "mode", "answer", "value", "counter"):
            refused = device.say_json("--tamper", field, "approve", request["id"], "--number", number, code=REFUSED)
            self.assertEqual(refused["error"], "bad_signature", field)
        for field in ("aud", "device", "method", "target", "body", "nonce", "time"):
            self.assertEqual(device.say_json("--tamper", field, "status", code=REFUSED)["error"], "bad_signature", field)
        self.assertEqual(device.say_json("--time-offset", "300", "status", code=REFUSED)["error"], "clock_skew")
        self.assertEqual(device.say_json("--time-offset", "-300", "status", code=REFUSED)["error"], "clock_skew")
        self.assertEqual(device.say_json("--time-offset", "100", "status")["state"], "active")
        # None of that closed the request.
        self.assertEqual(device.say_json("approve", request["id"], "--number", number)["state"], "approved")

    def test_prints_what_it_signs(self):
        _, device = self.linked()
        device.say("--print-statement", "status")
        self.assertRegex(device.err, r"^POCKET-V1 REQUEST\naud=http://localhost:\d+\ndevice=[\w-]{22}\nmethod=GET\n"
                         r"target=/pocket/api/v1/devices/self\nbody=[\w-]{43}\nnonce=[\w-]{22}\ntime=\d+\n$")

    def test_a_counter_that_steps_back_suspends_the_device(self):
        person, device = self.linked()
        self.ask(person)
        self.assertEqual(device.say_json("cancel", device.waiting()["id"])["state"], "cancelled")
        self.ask(person)
        copy = self.fresh_device()
        shutil.copytree(device.state, copy.state, dirs_exist_ok=True)
        os.remove(copy.file("counter"))  # as on a copy that was made before the first answer
        self.assertEqual(copy.say_json("cancel", copy.waiting()["id"], code=REFUSED)["error"], "counter_replayed")
        self.assertEqual(device.say_json("status", code=REFUSED)["error"], "device_suspended")

    def test_two_commands_never_use_the_same_counter(self):
        person, device = self.linked()
        self.ask(person)
        request = device.waiting()
        ran = [device.start("--json", "cancel", request["id"]) for _ in range(6)]
        said = [json.loads(one.communicate(timeout=120)[0]) for one in ran]
        self.assertEqual(sum(one.get("state") == "cancelled" for one in said), 1, said)
        self.assertEqual(device.say_json("status")["state"], "active")


class Living(WithPortal):
    def test_changes_its_key_also_when_the_answer_was_lost(self):
        person, device = self.linked()
        before = self.fresh_device()
        shutil.copytree(device.state, before.state, dirs_exist_ok=True)
        self.assertEqual(device.say_json("rotate"), {"rotated": True})
        self.assertEqual(device.say_json("status")["state"], "active")
        self.assertEqual(before.say_json("status", code=REFUSED)["error"], "bad_signature")
        # As if the program had ended before the portal's answer came.
        shutil.copy(device.file("key.pem"), before.file("next_key.pem"))
        self.assertEqual(before.say_json("status")["state"], "active")
        self.assertFalse(os.path.exists(before.file("next_key.pem")))
        # And as if the portal had never got it.
        stranger = self.linked()[1]
        shutil.copy(stranger.file("key.pem"), device.file("next_key.pem"))
        self.assertEqual(device.say_json("status")["state"], "active")
        self.assertFalse(os.path.exists(device.file("next_key.pem")))
        browser = self.ask(person)
        self.assertEqual(device.say_json("approve", device.waiting()["id"], "--number", self.numbered(browser))["state"],
                         "approved")

    def test_moves_to_another_phone(self):
        person, device = self.linked()
        self.assertRegex(device.say("move"), r"#link=[0-9A-Z]{16}\n.*type [0-9A-Z-]{19} in Pocket")
        device.say("move", "--cancel")
        moving = device.say_json("move")
        new = self.fresh_device()
        self.assertTrue(new.say_json("pair", moving["url"], "--name", "New one")["linked"])
        gone = device.say_json("status", code=NOT_LINKED)
        self.assertEqual(gone["error"], "device_unknown")
        self.assertIn("moved to New one", gone["message"])
        device.say("unlink")
        self.assertEqual(sorted(os.listdir(device.state)), ["lock"])
        browser = self.ask(person)
        new.say("approve", new.waiting()["id"], "--number", self.numbered(browser))

    def test_forgets_its_key_when_it_is_unlinked(self):
        _, device = self.linked()
        device.say("unlink")
        self.assertEqual(sorted(os.listdir(device.state)), ["lock"])
        device.say("status", code=NOT_LINKED)

    def test_shows_codes_without_a_connection(self):
        person, device = self.linked()
        code = device.say_json("code")
        self.assertRegex(code["code"], r"^\d{6}$")
        self.assertTrue(1 <= code["seconds"] <= 30)
        self.assertRegex(device.say("code"), r"^\d{3} \d{3}   for \d+ s\n$")

    def test_locks_its_key_with_a_passphrase(self):
        words = os.path.join(self.folder.name, "passphrase")
        with open(os.open(words, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write("open up\n")
        _, device = self.linked("--passphrase-file", words)
        with open(device.file("key.pem"), encoding="ascii") as file:
            self.assertIn("ENCRYPTED", file.readline())
        device.say("status")
        device.words = ()
        self.assertIn("--passphrase-file", device.say_json("status", code=REFUSED)["message"])

    def test_uses_no_folder_that_others_may_look_into(self):
        device = self.fresh_device()
        os.chmod(device.state, 0o750)
        device.say("pair", f"{self.origin}/pocket/#link=7K4MQ9XTRA2BV6HD", code=REFUSED)
        self.assertIn(f"chmod 700 {device.state}", device.err)


class Demanding(WithPortal):
    def test_takes_no_command_line_device_and_no_old_one_where_the_operator_says_so(self):
        self.portal.stop()
        with open(self.portal.settings_file, encoding="utf-8") as file:
            settings = file.read()
        self.write(settings.replace("allow_cli = true", "allow_cli = false"))
        person, device = self.somebody(), self.fresh_device()
        address = self.address_of(self.show_code(person))
        self.assertEqual(device.say_json("pair", address, code=REFUSED)["error"], "platform_not_allowed")
        self.assertIn("pocket.allow_cli", device.err)
        self.portal.stop()
        self.write(settings + 'pocket.oldest_version = "1.7.1"\n')
        self.assertEqual(device.say_json("pair", address, code=UPGRADE)["error"], "upgrade_required")
        self.assertIn("1.7.1", device.err)

    def write(self, settings):
        """And starts the portal with them."""
        with open(self.portal.settings_file, "w", encoding="utf-8") as file:
            file.write(settings)
        self.portal.start()


if __name__ == "__main__":
    unittest.main()
