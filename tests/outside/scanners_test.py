"""What everybody's scanners say: wapiti and sqlmap find nothing in the portal, at its door and signed in, and do find what was
planted for them in a small target that is as careless as can be, before and behind a cookie. testssl has nothing to say about the
program's own TLS. By hand: `make test-scanners`.
"""

import json
import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import threading
import unittest
import urllib.parse
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from installation import PASSWORD, Folder, Portal, SecureBrowser

# Without ssrf, which calls a server of its makers.
MODULES = "csrf,cookieflags,csp,http_headers,xss,sql,blindsql,redirect,crlf,methods,permanentxss,file,exec"


# Of Account security, all linked to one another.
SECURITY = [f"/account-security{page}" for page in ("", "/two-factor", "/sessions", "/browsers", "/sign-ins")]


class Careless(BaseHTTPRequestHandler):
    """Prints what it is given, redirects wherever it is told, and asks its database with the visitor's own words. Who brings the
    cookie has more of it, with a form token that each page draws anew."""

    tokens = set()

    def do_GET(self):
        address = urllib.parse.urlsplit(self.path)
        given = dict(urllib.parse.parse_qsl(address.query))
        if address.path == "/go":
            self.send_response(302)
            self.send_header("Location", given.get("to", "/"))
            self.end_headers()
            return
        inside = "pass=in" in self.headers.get("Cookie", "")
        status, answer = 200, '<a href="/say?words=hello">say</a> <a href="/item?id=1">item</a> <a href="/go?to=/">go</a>'
        if inside and address.path == "/":
            answer = '<a href="/desk?words=hello">desk</a>'
        if address.path == "/say" or (inside and address.path == "/desk"):
            answer = f"You said {given.get('words', '')}"
        if address.path == "/item":
            status, answer = self.items(given.get("id", "1"))
        if inside and address.path == "/order":
            self.tokens.add(token := secrets.token_hex(8))
            answer = ('<form method="post" action="/order"><input name="id" value="1">'
                      f'<input type="hidden" name="form_token" value="{token}"></form>')
        self.answer(status, answer)

    def do_POST(self):
        given = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        if "pass=in" not in self.headers.get("Cookie", "") or given.get("form_token") not in self.tokens:
            return self.answer(403, "no")
        self.tokens.discard(given["form_token"])
        self.answer(*self.items(given.get("id", "1")))

    def items(self, number):
        database = sqlite3.connect(":memory:")
        database.execute("CREATE TABLE item (id INTEGER, name TEXT)")
        database.execute("INSERT INTO item VALUES (1, 'chair'), (2, 'table')")
        try:
            return 200, str(database.execute(f"SELECT id, name FROM item WHERE id = {number}").fetchall())
        except sqlite3.Error as problem:
            return 500, f"sqlite3.OperationalError: {problem}"

    def answer(self, status, answer):
        body = f"<!doctype html><title>Careless</title>{answer}".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@unittest.skipUnless(os.environ.get("SALLYPORT_AT_LENGTH"), "takes minutes: make test-scanners")
class Scanners(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.addClassCleanup(cls.folder.close)
        certificate, key = cls.folder.certificate("127.0.0.1")
        cls.portal = Portal(settings=f'server.tls.certificate = "{certificate}"\nserver.tls.key = "{key}"\n'
                            "server.connections_per_address = 5000\n")
        cls.addClassCleanup(cls.portal.close)
        # By its number: wapiti takes a cookie for "localhost" and one from it for two.
        cls.portal.rewrite(lambda text: text.replace("http://localhost", "https://127.0.0.1"))
        cls.portal.start()
        cls.target = ThreadingHTTPServer(("127.0.0.1", 0), Careless)
        cls.addClassCleanup(cls.target.server_close)
        threading.Thread(target=cls.target.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.target.shutdown)
        cls.careless = f"http://127.0.0.1:{cls.target.server_port}"

    def need(self, program):
        if not shutil.which(program):
            self.skipTest(f"{program} is not installed")

    def wapiti(self, address, seconds, *more):
        """{kind: what it found}. A form that carries the portal's token, under a name that wapiti does not know, has one:
        that the portal looks at it is tried by tests/stories/route_table_test.cpp, with every form."""
        report = self.folder.path / "wapiti.json"
        report.unlink(missing_ok=True)
        subprocess.run(["wapiti", "-u", address, "-m", MODULES, "-d", "3", "--max-scan-time", str(seconds),
                        "-f", "json", "-o", report, "--flush-session", "--no-bugreport", *more],
                       check=True, capture_output=True, env={**os.environ, "HOME": str(self.folder.path)})
        found = json.loads(report.read_text())
        told = {kind: [f"{one['info']}: {one['method']} {one['path']}" for one in all_of
                       if not (kind == "Cross Site Request Forgery" and "form_token=" in one["http_request"])]
                for kind, all_of in found["vulnerabilities"].items()}
        return {kind: all_of for kind, all_of in told.items() if all_of}

    def sqlmap(self, address, *more):
        """True when it can inject; and that it did try is looked at too."""
        said = subprocess.run(["sqlmap", "-u", address, "--batch", "--level", "2", "--risk", "1", "--technique", "BEU",
                               *([] if "--csrf-token" in more else ["--threads", "2"]), "--flush-session", "--ignore-code", "*", "--output-dir",
                               str(self.folder.path / "sqlmap"), *more],
                              capture_output=True, text=True, env={**os.environ, "HOME": str(self.folder.path)}).stdout
        if "identified the following injection point" in said:
            return True
        self.assertRegex(said, "do not appear to be injectable", said[-3000:])
        return False

    def choose(self, browser):
        form = next(form for form in browser.page.forms if form["action"] == "/organisation")
        browser.submit(dict(form["buttons"][:1]), action="/organisation")

    def signed_in(self, email):
        """A browser with a session that a password and a code opened, of somebody in two organisations; and what gives a code that
        was not used yet."""
        browser = SecureBrowser(self.portal.address, self.portal.port)
        self.portal.add_person(email, browser=browser)
        self.portal.command("organisation", "add", "--name", "Other company")
        self.portal.command("contact", "add", "--organisation", "2", "--email", email, "--first-name", "Ann", "--last-name",
                            "Bakker", "--access")
        browser.open("/signin").sign_in(email)
        self.choose(browser)
        browser.open("/account-security/two-factor/method").submit({"password": PASSWORD})
        browser.open("/account-security/two-factor/code")
        secret, steps = browser.page.by_id["secret"].replace(" ", ""), iter((-30, 0, 30))

        def code():
            return subprocess.run(["oathtool", "--totp", "-b", secret, "--now", f"{next(steps)} seconds"], check=True,
                                  capture_output=True, text=True).stdout.strip()
        browser.submit({"code": code()})
        browser.cookies.clear()
        browser.open("/signin").sign_in(email)
        browser.submit({"code": code()})
        self.choose(browser)
        browser.expect("to be in", browser.open("/account-security").path == "/account-security")
        return browser, code

    def cookie_file(self, cookies, secure):
        file = self.folder.path / "cookies.json"
        told = {"version": 0, "expires": None, "secure": secure, "port": None}
        file.write_text(json.dumps({"127.0.0.1": {"/": {name: {"value": value, **told} for name, value in cookies.items()}}}))
        return file

    def test_wapiti_finds_what_was_planted_and_nothing_in_the_portal(self):
        self.need("wapiti")
        planted = self.wapiti(f"{self.careless}/", 30, "--scope", "folder")
        print("wapiti, planted:", {kind: len(all_of) for kind, all_of in planted.items()}, flush=True)
        self.assertIn("Cross Site Scripting", planted)
        self.assertIn("Open Redirect", planted)
        before = len(self.portal.logged("request"))
        found = self.wapiti(f"{self.portal.address}/", 30, "--scope", "folder", "--start", f"{self.portal.address}/signin")
        tried = self.portal.logged("request")[before:]
        print(f"wapiti, portal: {len(tried)} requests to {len({one['route'] for one in tried})} routes, found {found}", flush=True)
        self.assertGreater(len(tried), 50, "or it did not look")
        # A header of browsers that are no more; in those that knew it, it could itself be turned against a page.
        found["HTTP Secure Headers"] = [one for one in found.get("HTTP Secure Headers", []) if "X-XSS-Protection" not in one]
        self.assertEqual({kind: all_of for kind, all_of in found.items() if all_of}, {})

    def test_wapiti_finds_what_was_planted_for_who_is_in_and_nothing_in_the_portal(self):
        self.need("wapiti")
        planted = self.wapiti(f"{self.careless}/", 30, "--scope", "folder", "-c", self.cookie_file({"pass": "in"}, secure=False))
        self.assertIn("/desk", " ".join(planted.get("Cross Site Scripting", [])))
        browser, _ = self.signed_in("wim@example.com")
        # By folder and page, for it would press Log off too; the chooser last, for choosing changes the cookie.
        for scope, page, more in (("folder", "/account-security/sessions", SECURITY), ("page", "/confirm?for=factors", []),
                                  ("page", "/", []), ("page", "/organisation", [])):
            browser.expect("to be in", browser.open("/account-security").path == "/account-security")
            before = len(self.portal.logged("request"))
            start = [word for path in more for word in ("--start", self.portal.address + path)]
            found = self.wapiti(f"{self.portal.address}{page}", 30, "--scope", scope, *start, "-c",
                                self.cookie_file(browser.cookies, secure=True))
            tried = self.portal.logged("request")[before:]
            answered = Counter(one["route"] for one in tried if one["status"] in (200, 404, 422))
            print(f"wapiti, signed in, {page}: {len(tried)} requests to {len(answered)} routes, found {found}", flush=True)
            for path in more or [page.split("?")[0]]:
                self.assertGreater(answered[path], 0, "or it was not in")
            found["HTTP Secure Headers"] = [one for one in found.get("HTTP Secure Headers", []) if "X-XSS-Protection" not in one]
            self.assertEqual({kind: all_of for kind, all_of in found.items() if all_of}, {})

    def test_sqlmap_finds_what_was_planted_behind_a_form_token_and_nothing_in_the_portal(self):
        self.need("sqlmap")
        self.assertTrue(self.sqlmap(f"{self.careless}/order", "--data", "id=1&form_token=x", "-p", "id", "--csrf-token", "form_token",
                                    "--csrf-url", f"{self.careless}/order", "--cookie", "pass=in"))
        browser, code = self.signed_in("sam@example.com")
        browser.open("/confirm?for=recent")
        browser.submit({"code": code()})
        for page, action, field in (("/organisation", "/organisation", "organisation"),
                                    ("/account-security/sessions", "/account-security/sessions/end", "session"),
                                    ("/account-security/browsers", "/account-security/browsers/forget", "browser")):
            before = len(self.portal.logged("request"))
            cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
            self.assertFalse(self.sqlmap(f"{self.portal.address}{action}", "--data", f"{field}=none&form_token=x", "-p", field,
                                         "--csrf-token", "form_token", "--csrf-url", f"{self.portal.address}{page}",
                                         "--cookie", cookies, "--headers", f"Origin: {self.portal.address}"))
            answers = [one["status"] for one in self.portal.logged("request")[before:]
                       if one["route"] == action and one["method"] == "POST"]
            print(f"sqlmap, signed in: {len(answers)} forms to {action}, answered {dict(Counter(answers))}", flush=True)
            # It does not exist; a form without its token would be told 403, and one without a session 303.
            self.assertGreater(answers.count(404), 20, "or it was not in")
        self.assertFalse(self.sqlmap(f"{self.portal.address}/account-security/sign-ins?page=1", "-p", "page", "--cookie", cookies))
        browser.expect("to be in still", browser.open("/account-security").path == "/account-security")

    def test_sqlmap_finds_what_was_planted_and_nothing_in_the_portal(self):
        self.need("sqlmap")
        self.assertTrue(self.sqlmap(f"{self.careless}/item?id=1"))
        browser = SecureBrowser(self.portal.address, self.portal.port)
        browser.open("/signin")
        form = next(form for form in browser.page.forms if "email" in form["fields"])
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        data = urllib.parse.urlencode({**form["fields"], "email": "ann@example.com", "password": "seven"})
        self.assertFalse(self.sqlmap(f"{self.portal.address}/signin/password", "--data", data, "-p", "email,password",
                                     "--cookie", cookies, "--headers", f"Origin: {self.portal.address}"))
        self.assertFalse(self.sqlmap(f"{self.portal.address}/signin?because=logged_off", "-p", "because"))
        print("sqlmap: the planted one found, none in the portal", flush=True)

    def test_testssl_has_nothing_to_say(self):
        self.need("testssl")
        report = self.folder.path / "testssl.json"
        subprocess.run(["testssl", "--quiet", "--color", "0", "--warnings", "batch", "--fast", "-p", "-s", "-P", "-U", "--ip", "127.0.0.1",
                        "--jsonfile", report, f"{self.portal.address}/"], capture_output=True)
        said = json.loads(report.read_text())
        bad = [f"{one['id']}: {one['finding']}" for one in said if one["severity"] in ("LOW", "MEDIUM", "HIGH", "CRITICAL")]
        print(f"testssl: {len(said)} things looked at, {len(bad)} to complain of: {bad}", flush=True)
        self.assertGreater(len(said), 30)
        offered = {one["id"]: re.sub(r"\s+", " ", one["finding"]) for one in said}
        self.assertEqual([offered.get(old) for old in ("SSLv2", "SSLv3", "TLS1", "TLS1_1")], ["not offered"] * 4)
        self.assertEqual(bad, [])
