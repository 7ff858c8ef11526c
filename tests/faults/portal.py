"""The program itself, started on a folder of its own, and somebody who uses it: what the tests of this
folder share.

    SALLYPORT_PROGRAM   the program (default: build/sallyport)
"""
import base64
import hashlib
import hmac
import html.parser
import http.client
import json
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
PROGRAM = os.environ.get("SALLYPORT_PROGRAM", os.path.join(ROOT, "build/sallyport"))
SKIPPED = 77  # the exit code that ctest takes for it


def skip(why):
    print(f"SKIPPED: {why}")
    sys.exit(SKIPPED)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def totp(secret, step):
    """RFC 6238 with SHA-1, six digits; `secret` in base32."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7fffffff) % 1_000_000:06}"


def next_code(secret, after):
    """A code that counts and was not used: its step is later than `after`. (code, its step)"""
    while int(time.time()) // 30 < after:
        time.sleep(0.5)
    step = max(after + 1, int(time.time()) // 30)
    return totp(secret, step), step


class Portal:
    """`with Portal() as portal:` runs it; its folder goes with it."""

    def __init__(self, settings=""):
        self.folder = tempfile.TemporaryDirectory(prefix="sallyport-faults-")
        self.path = self.folder.name
        self.port = free_port()
        self.settings_file = os.path.join(self.path, "sallyport.toml")
        self.log_file = os.path.join(self.path, "log")
        self.mail_folder = os.path.join(self.path, "mail")
        self.running = None
        with open(self.settings_file, "w", encoding="utf-8") as file:
            file.write(f'public_address = "http://localhost:{self.port}"\n'
                       'storage.database = "portal.db"\nmail.folder = "mail"\n'
                       f'server.listen = "127.0.0.1:{self.port}"\n{settings}')

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        self.folder.cleanup()

    def start(self):
        log = open(self.log_file, "ab")
        self.running = subprocess.Popen([PROGRAM, "--config", self.settings_file, "serve"], stderr=log)
        log.close()
        for _ in range(600):
            if self.running.poll() is not None:
                raise RuntimeError("the program ended: " + self.log()[-2000:])
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/health/ready")
                response = connection.getresponse()
                response.read()
                if response.status == 200:
                    return
            except OSError:
                time.sleep(0.05)
            finally:
                connection.close()
        raise RuntimeError("the program does not answer")

    def stop(self):
        if self.running and self.running.poll() is None:
            self.running.terminate()
            self.running.wait(30)
        self.running = None

    def log(self):
        with open(self.log_file, encoding="utf-8", errors="replace") as file:
            return file.read()

    def say(self, *words, code=0):
        """Runs a command; its answer. `code`: the exit code that is expected, None for any."""
        ran = subprocess.run([PROGRAM, "--config", self.settings_file, *words], capture_output=True, text=True,
                             timeout=120, check=False)
        if code is not None and ran.returncode != code:
            raise AssertionError(f"{words} ended with {ran.returncode}: {ran.stdout}{ran.stderr}")
        return ran.stdout + ran.stderr

    def say_json(self, *words, code=0):
        answer = self.say(*words, "--json", code=code)
        return json.loads(answer[:answer.index("\nsallyport: ")] if "\nsallyport: " in answer else answer)

    def invite(self, email):
        organisations = self.say_json("organisation", "list")
        if not organisations:
            self.say("organisation", "add", "--name", "Example BV")
        self.say("contact", "add", "--organisation", "1", "--email", email, "--first-name", "Ann",
                 "--last-name", "Bakker", "--access")
        return wait_for(lambda: self.link_to(email), f"the invitation of {email}")

    def link_to(self, email):
        for name in sorted(os.listdir(self.mail_folder) if os.path.isdir(self.mail_folder) else []):
            if not name.endswith(".eml"):
                continue
            with open(os.path.join(self.mail_folder, name), encoding="utf-8", errors="replace") as file:
                text = file.read().replace("=\n", "").replace("=\r\n", "")
            found = re.search(r"http://localhost:\d+(/invitation/[\w-]+)", text)
            if found and email in text:
                return found[1]
        return None


def wait_for(question, what, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s for {what}")


class Page(html.parser.HTMLParser):
    """Forms with their fields and buttons, links, and texts by id."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.links, self.texts = [], [], {}
        self.inside, self.button, self.link = [], None, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.forms.append({"action": attributes.get("action"), "method": attributes.get("method", "get"),
                               "fields": {}, "buttons": []})
        elif tag == "input" and self.forms and attributes.get("name"):
            if attributes.get("type") not in ("checkbox", "radio", "submit"):
                self.forms[-1]["fields"][attributes["name"]] = attributes.get("value") or ""
        elif tag == "button" and self.forms:
            self.button = attributes
            self.forms[-1]["buttons"].append("")
        elif tag == "a":
            self.links.append([attributes.get("href"), ""])
            self.link = self.links[-1]
        if tag not in ("input", "br", "meta", "link", "img", "path", "rect", "hr", "use"):
            self.inside.append((tag, attributes.get("id")))

    def handle_endtag(self, tag):
        if tag == "button":
            self.button = None
        if tag == "a":
            self.link = None
        while self.inside and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self.button is not None and self.forms:
            self.forms[-1]["buttons"][-1] += data
        if self.link is not None:
            self.link[1] += data
        for _, name in self.inside:
            if name:
                self.texts[name] = self.texts.get(name, "") + data


class Person:
    """Somebody with a browser: cookies, forms, redirects followed."""

    def __init__(self, portal, email):
        self.portal, self.email = portal, email
        self.cookies, self.path, self.status, self.page, self.body = {}, "/", 0, None, ""
        self.turned_away = 0

    def send(self, method, path, fields=None):
        body = urllib.parse.urlencode(fields) if fields is not None else None
        headers = {"Host": f"localhost:{self.portal.port}", "Connection": "close"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://localhost:{self.portal.port}"
        connection = http.client.HTTPConnection("127.0.0.1", self.portal.port, timeout=60)
        for _ in range(60):
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            self.body = response.read().decode("utf-8", "replace")
            if response.status != 503:
                break
            # Busy: come again, as it says.
            self.turned_away += 1
            time.sleep(int(response.getheader("Retry-After", "1")))
        self.status, self.path = response.status, path
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition(";")
                key, _, content = cookie.partition("=")
                if "max-age=0" in rest.lower() or not content:
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = content
        location = response.getheader("Location")
        connection.close()
        if 300 <= self.status < 400 and location:
            target = urllib.parse.urlsplit(location)
            return self.send("GET", target.path + ("?" + target.query if target.query else ""))
        self.page = Page(self.body)
        return self

    def open(self, path):
        return self.send("GET", path)

    def submit(self, values, button=None):
        """The first form that has all these fields (and the button), with them filled in."""
        for form in self.page.forms:
            has_button = button is None or any(button in words for words in form["buttons"])
            if has_button and all(name in form["fields"] for name in values):
                return self.send("POST", form["action"] or self.path, {**form["fields"], **values})
        raise AssertionError(f"no form with {list(values)} {button or ''} on {self.path} ({self.status}):"
                             f" {[form['action'] for form in self.page.forms]}")

    def accept(self, link, password):
        self.open(link)
        self.submit({}, button="Set your password")
        self.submit({"password": password})
        assert self.path.startswith("/signin"), f"{self.path} {self.status}"

    def sign_in(self, password, code=None):
        """Whether that led to a session."""
        self.cookies.pop("__Host-sid", None)
        self.open("/signin")
        self.submit({"email": self.email, "password": password})
        if code and "code" in "".join(name for form in self.page.forms for name in form["fields"]):
            self.submit({"code": code})
        return "__Host-sid" in self.cookies

    def activate(self, password):
        """The secret of the authenticator (base32), its last step, and the recovery codes."""
        self.open("/account-security/two-factor/method")
        if self.path.startswith("/confirm"):
            self.submit({"password": password})
        self.open("/account-security/two-factor/code")
        secret = self.page.texts["secret"].replace(" ", "")
        step = int(time.time()) // 30
        self.submit({"code": totp(secret, step)}, button="Activate")
        codes = re.findall(r"[0-9a-z-]{15,}", self.page.texts.get("codes", ""))
        assert codes, f"no recovery codes on {self.path} {self.status}"
        return secret, step, codes

    def log_off(self):
        self.cookies.clear()
