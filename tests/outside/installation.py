"""The program itself, started on a free port with a folder of its own, for tests that meet it from outside.

`settings` are further lines of the settings file, with dotted keys first and tables last.
"""

import contextlib
import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from email import message_from_bytes, policy
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
from plain_browser import Browser  # noqa: E402, behind the line that it needs

PROGRAM = os.environ.get("SALLYPORT_PROGRAM", str(ROOT / "build/sallyport"))
PASSWORD = "seven quiet herons wade"
PATIENCE = 150  # seconds: hashing passwords steps back for everything else on a busy machine


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port, program, said):
    """Until something listens there; what `said` answers is the reason when the program ends instead."""
    for _ in range(1200):
        if program.poll() is not None:
            raise RuntimeError(f"{program.args[0]} ended: {said()}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{program.args[0]} does not listen on {port}: {said()}")


def wait_until(question):
    """Until it has an answer: that."""
    for _ in range(600):
        if answer := question():
            return answer
        time.sleep(0.1)
    raise RuntimeError(f"waited a minute for {question}")


class Folder:
    """Gone when the test is; what stands in it may be read by programs that give up root."""

    def __init__(self):
        self._made = tempfile.TemporaryDirectory(prefix="sallyport-outside-")
        self.path = Path(self._made.name)
        self.path.chmod(0o755)

    def close(self):
        self._made.cleanup()

    def certificate(self, name="localhost"):
        """A certificate for that name that nobody signed: (certificate, key)."""
        files = self.path / f"{name}.pem", self.path / f"{name}.key"
        kind = "IP" if name[0].isdigit() else "DNS"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "7", "-subj", f"/CN={name}", "-addext", f"subjectAltName={kind}:{name}",
                        "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
        files[1].chmod(0o600)
        return files


class Portal:
    """`sallyport serve`, and the commands beside it."""

    def __init__(self, address=None, settings=""):
        self.folder = Folder()
        self.port = free_port()
        self.address = address or f"http://localhost:{self.port}"
        self.settings = self.folder.path / "sallyport.toml"
        self.log = self.folder.path / "log"
        self.settings.write_text(f'''public_address = "{self.address}"
storage.database = "sallyport.db"
mail.folder = "mail"
server.listen = "127.0.0.1:{self.port}"
{settings}
''')
        self.folder.path.chmod(0o700)
        self.program = None

    def rewrite(self, change):
        """Changes the settings file before the start."""
        self.settings.write_text(change(self.settings.read_text()))
        self.address = self.settings.read_text().split('"')[1]

    def start(self):
        with self.log.open("ab") as log:
            self.program = subprocess.Popen([PROGRAM, "--config", self.settings, "serve"], stderr=log)
        wait_for(self.port, self.program, self.log.read_text)
        return self

    def stop(self):
        if self.program:
            self.program.terminate()
            self.program.wait(60)
            self.program = None

    def close(self):
        self.stop()
        self.folder.close()

    def command(self, *words):
        done = subprocess.run([PROGRAM, "--config", self.settings, *words], capture_output=True, text=True, check=True)
        return done.stdout

    def add_person(self, email, *roles, organisation=1, browser=None):
        """Somebody with PASSWORD, who has followed their invitation."""
        if not self.command("organisation", "list", "--json").strip().startswith("[{"):
            self.command("organisation", "add", "--name", "Company")
        self.command("contact", "add", "--organisation", str(organisation), "--email", email, "--first-name", "Ann",
                     "--last-name", "Bakker", "--access", *[word for role in roles for word in ("--role", role)])
        browser = browser or PlainBrowser(self.address, "127.0.0.1", self.port)
        link = self.link_for(email)
        browser.open(link).submit({}, action=link).submit({"password": PASSWORD})

    def link_for(self, email):
        for _ in range(600):
            for file in sorted((self.folder.path / "mail").glob("*.eml"), reverse=True):
                letter = message_from_bytes(file.read_bytes(), policy=policy.default)
                found = re.search(r"/invitation/\S+", letter.get_body(("plain",)).get_content())
                if email in letter["To"] and found:
                    return found.group()
            time.sleep(0.1)
        raise RuntimeError(f"no invitation came for {email}")

    def events(self):
        """The audit log, oldest first."""
        return json.loads(self.command("audit", "list", "--json"))

    def logged(self, event):
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line for line in lines if line["event"] == event]


class PlainBrowser(Browser):
    """Past any proxy."""

    def connect(self):
        return http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)


class SecureBrowser(Browser):
    """Comes from an address of its own, over https, and believes any certificate of this test."""

    def __init__(self, address, port, source="127.0.0.1"):
        super().__init__(address, "127.0.0.1", port)
        self.source = source
        self.tls = ssl.create_default_context()
        self.tls.check_hostname = False
        self.tls.verify_mode = ssl.CERT_NONE

    def connect(self):
        return http.client.HTTPSConnection(self.host, self.port, timeout=PATIENCE, context=self.tls,
                                           source_address=(self.source, 0))

    def sign_in(self, email):
        if not any("email" in form["fields"] for form in (self.page.forms if self.page else [])):
            self.open("/signin")
        return self.submit({"email": email, "password": PASSWORD})
