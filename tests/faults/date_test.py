#!/usr/bin/python3
"""A date and an exemption that a command writes while the portal runs hold from the next request on, in sessions
that are open."""
import datetime
import unittest

import portal

PASSWORD = "seven quiet herons wade"
ACTIVATION = "/account-security/two-factor"


def in_days(days):
    """As the portal counts days, whose time zone is UTC here."""
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return (today + datetime.timedelta(days=days)).isoformat()


class Date(unittest.TestCase):
    def test_set_while_the_portal_runs(self):
        with portal.Portal('second_factor.time_zone = "UTC"\n') as running:
            ann = portal.Person(running, "ann@example.com")
            ann.accept(running.invite(ann.email), PASSWORD)
            self.assertTrue(ann.sign_in(PASSWORD))

            def is_led_to(path):
                self.assertEqual(ann.open("/account-security").path, path)

            is_led_to("/account-security")
            running.say("organisation", "set-date", "1", "--from", in_days(0))
            is_led_to(ACTIVATION)
            running.say("exemption", "grant", "--email", ann.email, "--until", in_days(30), "--reason",
                        "Telephone is being repaired")
            is_led_to("/account-security")
            self.assertIn("An exception holds for you until", ann.body)
            running.say("exemption", "end", "--email", ann.email)
            is_led_to(ACTIVATION)
            running.say("organisation", "clear-date", "1")
            is_led_to("/account-security")

            ann.activate(PASSWORD)
            shown = running.say_json("organisation", "show", "1")
            self.assertEqual((shown["people"], shown["activated"]), (1, 1))


if __name__ == "__main__":
    unittest.main(verbosity=2)
