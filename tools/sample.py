#!/usr/bin/env python3
"""Sample data for trying the portal out, made through its front door.

    tools/sample.py code ann@example.com    the code that Ann's authenticator app would show now
    tools/sample.py code-of SECRET          the code of any authenticator app with that secret, as the page shows it
    tools/sample.py mail dave@example.com   the newest email to Dave, as text
    tools/sample.py show                    who can log in, and what to try
    tools/sample.py fill                    makes the sample people (tools/run.sh does, at the first start)
    tools/sample.py look                    "ready", "taken" or "free": what answers at the portal's address
    tools/sample.py address                 the portal's address

The organisations and contact persons come from the command line. From there on each person is a small browser:
follows the link in the invitation, sets a password, scans the secret off the page, types codes. Nothing is written
past the program.
"""

import argparse
import base64
import email
import email.policy
import hashlib
import hmac
import http.client
import json
import os
import re
import secrets
import struct
import subprocess
import sys
import time
import tomllib
import urllib.parse
from pathlib import Path

sys.dont_write_bytecode = True  # no __pycache__ in the source
from plain_browser import Browser, Unexpected  # noqa: E402, behind the line that it needs


# ---- The people

class Person:
    def __init__(self, first, last, organisations, *, administrator_of=(), app=False, invited_only=False):
        self.first, self.last = first, last
        self.email = f"{first.lower()}@example.com"
        self.organisations = organisations
        self.administrator_of = administrator_of
        self.app = app
        self.invited_only = invited_only


ORGANISATIONS = ["Example BV", "Sample & Sons"]
PEOPLE = [
    Person("Ann", "Bakker", ["Example BV", "Sample & Sons"], app=True),
    Person("Bob", "Visser", ["Example BV"], administrator_of=["Example BV"], app=True),
    Person("Carol", "Jansen", ["Sample & Sons"]),
    Person("Dave", "Mulder", ["Example BV"], invited_only=True),
]
WHO = {
    "ann@example.com": "two organisations, authenticator app",
    "bob@example.com": "administrator of Example BV, authenticator app",
    "carol@example.com": "Sample & Sons, password only",
}

# Enough for a machine that only you can reach; each installation draws its own.
WORDS = ("amber anchor apple barley basket beacon birch bridge brook candle canvas cedar chalk cloud clover cobalt copper "
         "coral cotton crane dune ember fern ferry field flint garden ginger granite harbour hazel heron island ivory "
         "juniper kettle lantern lemon linen maple meadow mirror moss oak olive orchard otter paper pebble pepper pine "
         "quartz quill raven reed river saffron sail silver sparrow stone thistle timber tulip velvet walnut willow").split()


def fresh_password():
    return "-".join(secrets.choice(WORDS) for _ in range(4)) + f"-{secrets.randbelow(90) + 10}"


# ---- Codes (RFC 6238: SHA-1, six digits, 30 seconds)

def code_at(secret, seconds):
    secret = "".join(secret.split()).upper()
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(seconds) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


# ---- Where the portal is

class Portal:
    def __init__(self, folder, program):
        self.folder = Path(folder)
        self.program = program
        self.settings_file = self.folder / "sallyport.toml"
        self.people_file = self.folder / "sample-people.txt"
        try:
            settings = tomllib.loads(self.settings_file.read_text())
        except FileNotFoundError:
            raise Unexpected(f"{self.settings_file} is not there. `make run` makes it.") from None
        self.address = settings["public_address"]
        self.mail = self.folder / settings["mail"]["folder"]
        listen = settings.get("server", {}).get("listen", "127.0.0.1:8080")
        host, _, port = listen.rpartition(":")
        self.host = {"0.0.0.0": "127.0.0.1", "[::]": "::1"}.get(host, host.strip("[]"))
        self.port = int(port)
        self.required_from = settings.get("second_factor", {}).get("required_from")

    def look(self):
        try:
            connection = http.client.HTTPConnection(self.host, self.port, timeout=2)
            connection.request("GET", "/health/ready")
            return "ready" if connection.getresponse().read() == b"ready\n" else "taken"
        except ConnectionRefusedError:
            return "free"
        except (OSError, http.client.HTTPException):
            return "taken"

    def command(self, *words):
        """Runs the program and gives its JSON answer."""
        done = subprocess.run([self.program, "--config", self.settings_file, *words, "--json"],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise Unexpected(f"`{' '.join(words)}` was refused: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def letters_to(self, address):
        """Emails to that address as (subject, text, file), the newest first."""
        found = []
        for file in self.mail.glob("*.eml"):
            try:
                letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
                if letter["To"].addresses[0].addr_spec == address:
                    text = letter.get_body(("plain",)).get_content()
                    found.append((file.stat().st_mtime_ns, letter["Subject"], text, file))
            except (OSError, AttributeError, LookupError):
                continue  # being written at this moment
        return [rest for _, *rest in sorted(found, key=lambda one: one[0], reverse=True)]

    def invitation(self, address):
        """The path of the link in the newest invitation to that address; waits for it to arrive."""
        link = re.compile(re.escape(self.address) + r"(/invitation/\S+)")
        for _ in range(150):
            for _, text, _ in self.letters_to(address):
                if found := link.search(text):
                    return found.group(1)
            time.sleep(0.1)
        raise Unexpected(f"No invitation to {address} arrived in {self.mail} within 15 seconds.")


# ---- What the people do

def add(portal, numbers, person, organisation):
    words = ["contact", "add", "--organisation", str(numbers[organisation]), "--email", person.email,
             "--first-name", person.first, "--last-name", person.last, "--access"]
    if organisation in person.administrator_of:
        words += ["--role", "administrator"]
    portal.command(*words)


def set_password(portal, person, password):
    link = portal.invitation(person.email)
    browser = Browser(portal.address, portal.host, portal.port).open(link)
    browser.submit({}, action=urllib.parse.urlsplit(link).path)
    browser.submit({"password": password})
    browser.expect("to be led to the sign-in page", browser.path.startswith("/signin"))


def sign_in(portal, person, password):
    browser = Browser(portal.address, portal.host, portal.port).open("/signin")
    browser.submit({"email": person.email, "password": password})
    if browser.path.startswith("/organisation"):
        form = browser.expect("organisations to choose from",
                              [form for form in browser.page.forms if form["buttons"]
                               and form["buttons"][0][0] == "organisation"])[0]
        browser.submit(dict(form["buttons"][:1]))
    return browser


def activate(browser, password):
    """Activates an authenticator app. Gives its secret and the recovery codes that come with it."""
    browser.open("/account-security/two-factor")
    browser.submit({}, action="/account-security/two-factor")
    browser.submit({"password": password})
    way = browser.expect("the method with a verification code",
                         [link for link in browser.page.links if link.endswith("/two-factor/code")])[0]
    browser.open(way)
    shown = browser.expect("a secret under the QR code", browser.page.by_id.get("secret"))
    secret = "".join(shown.split())
    browser.submit({"code": code_at(secret, time.time())})
    return secret, browser.expect("recovery codes", browser.page.codes)


def fill(portal):
    numbers = {}
    for name in ORGANISATIONS:
        numbers[name] = portal.command("organisation", "add", "--name", name)["number"]
    lines = []
    for person in PEOPLE:
        add(portal, numbers, person, person.organisations[0])
        if person.invited_only:
            portal.invitation(person.email)
            continue
        password = fresh_password()
        set_password(portal, person, password)
        # After the password: two invitations would make the first one's link stop working.
        for organisation in person.organisations[1:]:
            add(portal, numbers, person, organisation)
        line = {"email": person.email, "password": password}
        if person.app:
            browser = sign_in(portal, person, password)
            line["secret"], line["recovery"] = activate(browser, password)
            browser.open("/").submit({}, action="/logoff")
        lines.append(line)
    write_people(portal, lines)


# ---- run/sample-people.txt

def write_people(portal, lines):
    text = "# Sample people: email address, password, secret of the authenticator app, recovery codes.\n"
    for line in lines:
        text += "  ".join([f"{line['email']:<18}", f"{line['password']:<36}", line.get("secret", "-"),
                           ",".join(line.get("recovery", [])) or "-"]) + "\n"
    fresh = portal.people_file.with_suffix(".new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    fresh.replace(portal.people_file)


def read_people(portal):
    if not portal.people_file.exists():
        return []
    people = []
    for line in portal.people_file.read_text().splitlines():
        if line and not line.startswith("#"):
            address, password, secret, recovery = line.split()
            people.append({"email": address, "password": password, "secret": None if secret == "-" else secret,
                           "recovery": [] if recovery == "-" else recovery.split(",")})
    return people


def show_code(portal, address):
    for person in read_people(portal):
        if person["email"] == address and person["secret"]:
            now = time.time()
            print(code_at(person["secret"], now))
            print(f"for {30 - int(now) % 30} more seconds; each code counts once", file=sys.stderr)
            return
    with_app = ", ".join(person["email"] for person in read_people(portal) if person["secret"])
    raise Unexpected(f"{portal.people_file} knows no authenticator app of {address}."
                     f" It knows those of: {with_app or 'nobody'}.")


def show_mail(portal, address):
    letters = portal.letters_to(address)
    if not letters:
        raise Unexpected(f"There is no email to {address} in {portal.mail}.")
    subject, text, file = letters[0]
    print(f"{file}\n\n{subject}\n\n{text.strip()}")


def in_groups(secret):
    return " ".join(secret[i:i + 4] for i in range(0, len(secret), 4))


def show(portal):
    people = read_people(portal)
    folder = "" if str(portal.folder) == "run" else f"--folder {portal.folder} "
    program = f"{portal.program} --config {portal.settings_file}"
    print(f"\n  The portal is open:  {portal.address}\n")
    if people:
        print("  Log in as")
        for person in people:
            print(f"    {person['email']:<18} {person['password']:<36} {WHO.get(person['email'], '')}")
        print("\n  Codes of their authenticator apps: add the secret to an app of your own, or ask for the present code")
        for person in people:
            if person["secret"]:
                print(f"    {person['email']:<18} {in_groups(person['secret'])}    tools/sample.py {folder}code {person['email']}")
        print("\n  Try")
        print("    as Ann      log in with a code, choose an organisation, and choose the other from the menu behind her name")
        print("    as Carol    follow the banner: name, Account security, Two-factor authentication, Activate")
        print("                with Log in by simply pressing one button: the phone is a second browser window, with Pocket at")
        print(f"                {portal.address}/pocket/ (tap the shield, then +), or build/pocketctl pair CODE")
        print(f"    as Dave     open the link in his invitation: tools/sample.py {folder}mail dave@example.com")
        print(f"    meanwhile   {program} contact withdraw-access --organisation 2 --email carol@example.com")
        print("                and click on as Carol: her session is over (give-access lets her in again)")
        print(f"    afterwards  {program} audit list")
    if portal.required_from:
        print(f"\n  A second factor is required from {portal.required_from}; {portal.settings_file} says so.")
    print(f"  Emails lie in {portal.mail}/, this start's log in {portal.folder}/sallyport.log.")
    print(f"  Ctrl-C stops the portal. The data stays in {portal.folder}/; remove that folder to begin anew.\n", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", default="run", help="where the settings and the data are (run)")
    parser.add_argument("--program", default="build/sallyport", help="the program (build/sallyport)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in ("show", "fill", "look", "address"):
        commands.add_parser(name)
    for name in ("code", "mail"):
        commands.add_parser(name).add_argument("email")
    commands.add_parser("code-of").add_argument("secret")
    words = parser.parse_args()
    if words.command == "code-of":
        return print(code_at(words.secret, time.time()))
    portal = Portal(words.folder, words.program)
    if words.command == "code":
        show_code(portal, words.email)
    elif words.command == "mail":
        show_mail(portal, words.email)
    elif words.command == "show":
        show(portal)
    elif words.command == "fill":
        fill(portal)
    else:
        print(portal.look() if words.command == "look" else portal.address)


if __name__ == "__main__":
    try:
        main()
    except (Unexpected, OSError, http.client.HTTPException) as problem:
        sys.exit(f"sample: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
