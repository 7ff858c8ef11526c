"""The program's own TLS, from outside: a browser's view, and a certificate renewed while it runs."""

import hashlib
import signal
import socket
import ssl
import time
import unittest

from installation import Folder, Portal, SecureBrowser


class OwnTls(unittest.TestCase):
    def setUp(self):
        self.certificates = Folder()
        self.addCleanup(self.certificates.close)
        certificate, key = self.certificates.certificate()
        self.portal = Portal(settings=f'server.tls.certificate = "{certificate}"\nserver.tls.key = "{key}"\n')
        self.portal.rewrite(lambda text: text.replace("http://localhost", "https://localhost"))
        self.addCleanup(self.portal.close)

    def fingerprint(self):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with socket.create_connection(("127.0.0.1", self.portal.port), 60) as plain, context.wrap_socket(plain) as tls:
            return hashlib.sha256(tls.getpeercert(binary_form=True)).hexdigest()

    def until(self, condition):
        for _ in range(600):
            if condition():
                return True
            time.sleep(0.1)
        return False

    def test_people_sign_in_over_it(self):
        self.portal.start()
        browser = SecureBrowser(self.portal.address, self.portal.port)
        browser.open("/signin")
        self.assertEqual((browser.status, browser.page.heading), (200, "Log in"))

    def test_a_renewed_certificate_is_taken_on_a_signal_and_a_broken_one_is_not(self):
        self.portal.start()
        before = self.fingerprint()
        self.certificates.certificate()
        self.portal.program.send_signal(signal.SIGHUP)
        self.assertTrue(self.until(lambda: self.fingerprint() != before))
        renewed = self.fingerprint()
        (self.certificates.path / "localhost.pem").write_text("no certificate\n")
        self.portal.program.send_signal(signal.SIGHUP)
        self.assertTrue(self.until(lambda: self.portal.logged("certificate_refused")))
        self.assertEqual(self.fingerprint(), renewed)

    def test_a_key_that_everybody_may_read_stops_the_start(self):
        (self.certificates.path / "localhost.key").chmod(0o644)
        with self.assertRaisesRegex(RuntimeError, "chmod o="):
            self.portal.start()

    def test_a_certificate_of_another_name_stops_the_start(self):
        self.portal.rewrite(lambda text: text.replace(f"https://localhost:{self.portal.port}", "https://portal.example"))
        with self.assertRaisesRegex(RuntimeError, r"is for \[localhost\], not for portal.example"):
            self.portal.start()


