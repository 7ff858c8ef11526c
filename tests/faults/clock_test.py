#!/usr/bin/python3
"""The machine's clock jumps an hour ahead, and an hour back, while the portal runs: no session comes back to life, no code counts
twice, nobody is shut out once the clock is right again, and the operator is told (R-TOTP-4, B11). The clock is that of libfaketime;
the one that only counts is left alone, as on a machine whose clock is set."""
import glob
import os
import time
import unittest

import portal

PASSWORD = "seven quiet herons wade"
HOUR = 3600
LIBRARIES = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")


class Clock:
    """What all programs think that are started from here."""

    def __init__(self, running):
        self.file = os.path.join(running.path, "clock")
        self.ahead = 0
        self.set(0)
        os.environ.update(LD_PRELOAD=LIBRARIES[0], FAKETIME_TIMESTAMP_FILE=self.file, FAKETIME_NO_CACHE="1",
                          FAKETIME_DONT_FAKE_MONOTONIC="1")

    def set(self, ahead):
        self.ahead = ahead
        with open(self.file + ".new", "w", encoding="utf-8") as file:
            file.write(f"{ahead:+d}\n")
        os.replace(self.file + ".new", self.file)

    def step(self):
        return int(time.time() + self.ahead) // 30

    def close(self):
        for name in [name for name in os.environ if name.startswith("FAKETIME")] + ["LD_PRELOAD"]:
            os.environ.pop(name, None)


class ClockJumps(unittest.TestCase):
    def setUp(self):
        self.running = portal.Portal()
        self.addCleanup(self.running.__exit__)
        self.clock = Clock(self.running)
        self.addCleanup(self.clock.close)
        self.running.start()
        self.ann = portal.Person(self.running, "ann@example.com")
        self.ann.accept(self.running.invite(self.ann.email), PASSWORD)
        self.assertTrue(self.ann.sign_in(PASSWORD))
        self.ann.open("/account-security/two-factor/method")
        self.ann.submit({"password": PASSWORD})
        self.ann.open("/account-security/two-factor/code")
        self.secret = self.ann.page.texts["secret"].replace(" ", "")
        self.used = []
        self.ann.submit({"code": self.code(-1)}, button="Activate")
        self.codes = [code for code in self.ann.page.texts["codes"].split() if "-" in code]

    def code(self, later=0):
        """Of that step from now on; from then on it is used."""
        self.used.append(portal.totp(self.secret, self.clock.step() + later))
        return self.used[-1]

    def is_in(self, person):
        return person.open("/account-security").path == "/account-security"

    def jump(self, ahead):
        said = self.told()
        self.clock.set(ahead)
        portal.wait_for(lambda: self.told() > said, "the jump to be told", 60)

    def told(self):
        return sum(event["event"] == "clock_stepped" for event in self.running.say_json("audit", "list"))

    def sign_in(self, answer):
        """A new browser that has logged in, or not."""
        person = portal.Person(self.running, self.ann.email)
        person.sign_in(PASSWORD, answer)
        return person

    def every_used_code_is_refused(self):
        for code in self.used[-4:]:
            self.assertNotIn("__Host-sid", self.sign_in(code).cookies, f"{code} counted twice")

    def the_operator_is_told(self, jumps):
        self.assertEqual(self.told(), jumps)
        self.assertEqual(self.running.log().count('"event":"clock_stepped"'), jumps)

    def test_an_hour_ahead_and_back(self):
        old = self.ann
        self.assertTrue(self.is_in(old))
        self.jump(HOUR)
        self.assertFalse(self.is_in(old), "half an hour is over, by this clock")
        early = self.sign_in(self.code())
        self.assertTrue(self.is_in(early))
        stranger = portal.Person(self.running, self.ann.email)
        for _ in range(3):
            self.assertFalse(stranger.sign_in("not the password"))

        self.jump(0)
        self.assertFalse(self.is_in(old), "what was over stays over")
        self.assertTrue(self.is_in(early))
        early.open("/account-security/two-factor/method")
        self.assertTrue(early.path.startswith("/confirm"), "what was proved an hour ahead of now is not proved for an hour")
        self.every_used_code_is_refused()
        # Until that hour has come the app's codes are older than one that was used; the page says why they may be refused.
        late = self.sign_in(portal.totp(self.secret, self.clock.step() + 1))
        self.assertNotIn("__Host-sid", late.cookies)
        self.assertIn("used already", late.body)
        # Nobody is shut out: by recovery code, by password alone where there is no app, and by the app when the hour has come.
        late = portal.Person(self.running, self.ann.email)
        late.sign_in(PASSWORD)
        late.open("/signin/factor/recovery_code").submit({"code": self.codes[0]})
        self.assertTrue(self.is_in(late))
        ben = portal.Person(self.running, "ben@example.com")
        ben.accept(self.running.invite(ben.email), PASSWORD)
        self.assertTrue(ben.sign_in(PASSWORD))
        self.jump(HOUR + 60)
        self.assertTrue(self.is_in(self.sign_in(self.code())))
        self.the_operator_is_told(3)

    def test_an_hour_back_and_ahead(self):
        session = self.sign_in(self.code())
        self.assertTrue(self.is_in(session))
        self.jump(-HOUR)
        self.every_used_code_is_refused()
        self.assertNotIn("__Host-sid", self.sign_in(portal.totp(self.secret, self.clock.step())).cookies, "older than one that was used")
        self.assertTrue(self.is_in(session))
        self.jump(0)
        self.every_used_code_is_refused()
        self.jump(60)
        self.assertTrue(self.is_in(self.sign_in(self.code(1))))
        self.assertFalse(self.is_in(session), "last seen an hour ago")
        self.the_operator_is_told(3)

    def test_an_hour_back_while_it_is_stopped(self):
        self.running.stop()
        self.clock.set(-HOUR)
        with self.assertRaises(RuntimeError) as refused:
            self.running.start()
        self.assertIn("The machine's clock says", str(refused.exception))
        said = self.running.say("doctor", code=None)
        self.assertRegex(said, "WRONG +clock .*newest event was recorded .*does not start so")
        self.clock.set(0)
        self.running.start()
        self.every_used_code_is_refused()


if __name__ == "__main__":
    if not LIBRARIES:
        portal.skip("faketime is not installed")
    unittest.main(verbosity=2)
