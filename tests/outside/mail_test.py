"""The running program hands emails to a real mail server, over TLS, from inside its sandbox."""

import subprocess
import unittest

from installation import ROOT, Folder, Portal, wait_until

MAIL_SERVER = ROOT / "tests/testkit/mail_server.py"
ANN = "ann@example.com"


class MailServer:
    """Known by the name localhost, which has to be looked up. Runs on Debian's own Python, which has its library."""

    def __init__(self, encryption):
        self.folder = Folder()
        self.taken = self.folder.path / "taken"
        self.taken.mkdir()
        self.certificate, key = self.folder.certificate()
        self.program = subprocess.Popen(
            ["/usr/bin/python3", MAIL_SERVER, self.taken, "--encryption", encryption, "--certificate", self.certificate,
             "--key", key], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.program.stdout.readline())

    def emails(self):
        return [file.read_text() for file in sorted(self.taken.glob("*.to"))]

    def close(self):
        self.program.stdin.close()
        self.program.wait(60)
        self.program.stdout.close()
        self.folder.close()


class MailFromTheSandbox(unittest.TestCase):
    def start(self, encryption, believed=True):
        """The mail server and a portal that sends over it."""
        server = MailServer(encryption)
        self.addCleanup(server.close)
        authorities = f'mail.smtp.authorities = "{server.certificate}"\n' if believed else ""
        portal = Portal()
        self.addCleanup(portal.close)
        portal.rewrite(lambda text: text.replace(
            'mail.folder = "mail"\n',
            f'mail.smtp.server = "localhost"\nmail.smtp.port = {server.port}\nmail.smtp.tls = "{encryption}"\n{authorities}'))
        portal.start()
        if not portal.logged("contained"):
            self.skipTest(f"this kernel cannot: {portal.logged('not_contained')}")
        portal.command("organisation", "add", "--name", "Company")
        portal.command("contact", "add", "--organisation", "1", "--email", ANN, "--first-name", "Ann", "--last-name",
                       "Bakker", "--access")
        return server, portal

    def test_an_invitation_arrives_over_starttls(self):
        server, _ = self.start("starttls")
        self.assertEqual(wait_until(server.emails), [ANN])

    def test_an_invitation_arrives_over_tls(self):
        server, _ = self.start("tls")
        self.assertEqual(wait_until(server.emails), [ANN])

    def test_the_machines_own_authorities_can_be_read(self):
        """Nobody of them signed this certificate: refused for that, not because the list is out of reach."""
        server, portal = self.start("starttls", believed=False)
        wait_until(lambda: "No email goes out since" in portal.command("letters", "list"))
        said = portal.command("letters", "list")
        self.assertIn("certificate of localhost is not to be trusted", said)
        self.assertIn("self-signed", said)
        self.assertEqual(server.emails(), [])
