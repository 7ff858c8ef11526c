"""`sallyport doctor` beside the real program and the real nginx: it finds the mistakes that are planted in their
settings, and nothing in the examples of docs/operate."""

import json
import subprocess
import unittest

from installation import PROGRAM, Portal, free_port
from proxies import HAProxy, Nginx

TRUSTED = 'server.trusted_proxies = ["127.0.0.1"]\n'
FORWARDED = "proxy_set_header X-Forwarded-For $remote_addr;  # in place of what the caller may have sent"


class Doctor(unittest.TestCase):
    def installation(self, proxy_kind=Nginx, settings=TRUSTED, changes=None, address=None, host="localhost",
                     running=True):
        """The portal behind a proxy whose example file has these changes."""
        if not proxy_kind.needs:
            self.skipTest(f"{proxy_kind.__name__} is not installed")
        self.proxy = proxy_kind(free_port())
        self.portal = Portal(address or self.proxy.address.replace("localhost", host), settings)
        self.addCleanup(self.portal.close)
        if running:
            self.portal.start()
        self.addCleanup(self.proxy.close)
        self.proxy.start(self.portal, **({"changes": changes} if changes else {}))

    def findings(self, *words, authority=True):
        """The subjects that were looked at: {subject: (health, sentence)}; the worst of each."""
        if authority:
            words = (*words, "--authorities", str(self.proxy.folder.path / "localhost.pem"))
        done = subprocess.run([PROGRAM, "--config", self.portal.settings, "doctor", "--json", *words],
                              capture_output=True, text=True, timeout=60)
        worst = {}
        for finding in json.loads(done.stdout):
            order = ("good", "unknown", "remark", "WRONG")
            known = worst.get(finding["subject"], ("good", ""))
            if order.index(finding["health"]) >= order.index(known[0]):
                worst[finding["subject"]] = finding["health"], finding["sentence"]
        self.assertEqual(done.returncode, 3 if "WRONG" in [health for health, _ in worst.values()] else 0, done.stderr)
        return worst

    def assert_found(self, subject, health, words):
        found = self.findings()
        self.assertEqual(found[subject][0], health, found)
        self.assertIn(words, found[subject][1])
        return found

    def assert_healthy(self):
        found = self.findings()
        for subject in ("address", "proxy", "cookies", "headers"):
            self.assertEqual(found[subject][0], "good", found[subject])
        self.assertNotIn("WRONG", [health for health, _ in found.values()], found)

    def test_finds_nothing_in_the_example_for_nginx(self):
        self.installation()
        self.assert_healthy()

    def test_finds_nothing_in_the_example_for_haproxy(self):
        self.installation(HAProxy)
        self.assert_healthy()

    def test_finds_nothing_where_the_portal_speaks_https_itself(self):
        self.portal = Portal()
        self.addCleanup(self.portal.close)
        certificate, key = self.portal.folder.certificate()
        self.portal.rewrite(lambda text: text.replace("http://", "https://") +
                            f'server.tls.certificate = "{certificate}"\nserver.tls.key = "{key}"\n')
        self.portal.start()
        found = self.findings("--authorities", str(certificate), authority=False)
        for subject in ("address", "proxy", "cookies", "headers"):
            self.assertEqual(found[subject][0], "good", found[subject])

    def test_finds_that_the_host_is_not_handed_on(self):
        self.installation(changes={"proxy_set_header Host $http_host;": ""})
        self.assert_found("address", "WRONG", "in place of")

    def test_finds_a_proxy_that_is_not_trusted(self):
        self.installation(settings="")
        self.assert_found("proxy", "WRONG", 'Set server.trusted_proxies = ["127.0.0.1"]')

    def test_finds_a_proxy_that_does_not_say_who_is_calling(self):
        self.installation(changes={FORWARDED: 'proxy_set_header X-Forwarded-For "";'})
        self.assert_found("proxy", "WRONG", "does not say who is calling")

    def test_finds_a_proxy_that_hands_on_what_the_caller_wrote(self):
        self.installation(changes={FORWARDED: ""})
        self.assert_found("proxy", "WRONG", "anybody can pretend")

    def test_finds_a_proxy_that_adds_to_what_the_caller_wrote(self):
        self.installation(changes={FORWARDED: "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"})
        self.assert_found("proxy", "remark", "adds to")

    def test_finds_a_cookie_that_was_weakened(self):
        self.installation(changes={FORWARDED: FORWARDED + "\n    proxy_cookie_flags ~ nosecure nohttponly;"})
        found = self.assert_found("cookies", "WRONG", "it lacks Secure")
        self.assertIn("it lacks HttpOnly", found["cookies"][1])

    def test_finds_a_cookie_that_does_not_arrive(self):
        self.installation(changes={FORWARDED: FORWARDED + "\n    proxy_hide_header Set-Cookie;"})
        self.assert_found("cookies", "WRONG", "does not arrive")

    def test_finds_security_headers_that_were_doubled_or_hidden(self):
        self.installation(changes={FORWARDED: FORWARDED + "\n    proxy_hide_header Content-Security-Policy;"
                                                          '\n    add_header Referrer-Policy no-referrer;'})
        found = self.assert_found("headers", "WRONG", "Content-Security-Policy is missing")
        self.assertIn("Referrer-Policy comes twice", found["headers"][1])

    def test_finds_that_the_public_address_is_another_port(self):
        self.installation(address=f"https://localhost:{free_port()}")
        self.assert_found("address", "WRONG", "Nobody answers at")

    def test_finds_that_the_public_address_is_of_nobody(self):
        self.installation(address="https://portal.invalid")
        self.assert_found("address", "WRONG", "has no address in DNS")

    def test_finds_that_somebody_else_answers(self):
        self.installation(changes={"location / {\n": 'location / { return 200 "welcome\\n"; }\n  location /elsewhere/ {\n'})
        self.assert_found("address", "WRONG", "Somebody else answers")

    def test_finds_another_installation_at_the_public_address(self):
        self.installation()
        other = Portal(self.proxy.address, TRUSTED)
        self.addCleanup(other.close)
        other.start()
        self.portal = other  # the proxy leads to the first
        self.assert_found("address", "WRONG", "not this installation")

    def test_finds_that_people_are_sent_elsewhere(self):
        self.installation(changes={"location / {\n": "location / { return 301 https://www.portal.example$request_uri; }\n"
                                                     "  location /elsewhere/ {\n"})
        self.assert_found("address", "WRONG", "sends browsers on to https://www.portal.example/")

    def test_finds_that_the_proxy_does_not_reach_the_portal(self):
        self.installation(changes={"location / {\n    proxy_pass http://127.0.0.1:8080;":
                                   f"location / {{\n    proxy_pass http://127.0.0.1:{free_port()};"})
        self.assert_found("address", "WRONG", "answers 502")

    def test_finds_a_certificate_that_browsers_refuse(self):
        self.installation()
        found = self.findings(authority=False)
        self.assertEqual(found["address"][0], "WRONG")
        self.assertIn("will refuse the certificate", found["address"][1])

    def test_finds_a_certificate_for_another_name(self):
        self.installation(host="127.0.0.1")
        self.assert_found("address", "WRONG", "will refuse the certificate")

    def test_finds_that_public_address_was_changed_without_a_restart(self):
        self.installation()
        before = self.proxy.address
        self.portal.rewrite(lambda text: text.replace("localhost", "LOCALHOST", 1))
        self.assert_found("address", "WRONG", f"was started when public_address was {before}")

    def test_says_that_the_portal_does_not_run(self):
        self.installation()
        self.portal.stop()
        self.assert_found("address", "remark", "does not run")

    def test_says_what_it_needs_before_the_first_start(self):
        self.installation(running=False)
        self.assert_found("address", "unknown", "without the keys")
        self.assert_found("keys", "remark", "the first start makes them")

    def test_tells_strangers_nothing(self):
        self.installation()
        answers = []
        for path in ("/health/mirror", "/health/mirror?question=1.2.3", "/health/nothing"):
            done = subprocess.run(["curl", "-sk", "-o", "-", "-w", "%{http_code}", self.proxy.address + path],
                                  capture_output=True, text=True, check=True)
            answers.append(done.stdout[-3:])
            self.assertNotIn("127.0.0.1", done.stdout)
        self.assertEqual(answers, ["404", "404", "404"])
