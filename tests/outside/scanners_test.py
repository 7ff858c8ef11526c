"""What everybody's scanners say: wapiti and sqlmap find nothing in the portal, and do find what was planted for them in a small
target that is as careless as can be. testssl has nothing to say about the program's own TLS. By hand: `make test-scanners`.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import threading
import unittest
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from installation import Folder, Portal, SecureBrowser

# Without ssrf, which calls a server of its makers.
MODULES = "csrf,cookieflags,csp,http_headers,xss,sql,blindsql,redirect,crlf,methods,permanentxss,file,exec"


class Careless(BaseHTTPRequestHandler):
    """Prints what it is given, redirects wherever it is told, and asks its database with the visitor's own words."""

    def do_GET(self):
        address = urllib.parse.urlsplit(self.path)
        given = dict(urllib.parse.parse_qsl(address.query))
        if address.path == "/go":
            self.send_response(302)
            self.send_header("Location", given.get("to", "/"))
            self.end_headers()
            return
        status, answer = 200, '<a href="/say?words=hello">say</a> <a href="/item?id=1">item</a> <a href="/go?to=/">go</a>'
        if address.path == "/say":
            answer = f"You said {given.get('words', '')}"
        if address.path == "/item":
            database = sqlite3.connect(":memory:")
            database.execute("CREATE TABLE item (id INTEGER, name TEXT)")
            database.execute("INSERT INTO item VALUES (1, 'chair'), (2, 'table')")
            try:
                answer = str(database.execute(f"SELECT id, name FROM item WHERE id = {given.get('id', '1')}").fetchall())
            except sqlite3.Error as problem:
                status, answer = 500, f"sqlite3.OperationalError: {problem}"
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
        certificate, key = cls.folder.certificate()
        cls.portal = Portal(settings=f'server.tls.certificate = "{certificate}"\nserver.tls.key = "{key}"\n'
                            "server.connections_per_address = 5000\n")
        cls.addClassCleanup(cls.portal.close)
        cls.portal.rewrite(lambda text: text.replace("http://localhost", "https://localhost"))
        cls.portal.start()
        cls.target = ThreadingHTTPServer(("127.0.0.1", 0), Careless)
        cls.addClassCleanup(cls.target.server_close)
        threading.Thread(target=cls.target.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.target.shutdown)
        cls.careless = f"http://127.0.0.1:{cls.target.server_port}"

    def need(self, program):
        if not shutil.which(program):
            self.skipTest(f"{program} is not installed")

    def wapiti(self, address, minutes, *more):
        """{kind: what it found}. A form that carries the portal's token, under a name that wapiti does not know, has one:
        that the portal looks at it is tried by tests/stories/route_table_test.cpp, with every form."""
        report = self.folder.path / "wapiti.json"
        subprocess.run(["wapiti", "-u", address, "--scope", "folder", "-m", MODULES, "-d", "3", "--max-scan-time", str(minutes),
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
                               "--threads", "2", "--flush-session", "--ignore-code", "*", "--output-dir",
                               str(self.folder.path / "sqlmap"), *more],
                              capture_output=True, text=True, env={**os.environ, "HOME": str(self.folder.path)}).stdout
        if "identified the following injection point" in said:
            return True
        self.assertRegex(said, "do not appear to be injectable", said[-3000:])
        return False

    def test_wapiti_finds_what_was_planted_and_nothing_in_the_portal(self):
        self.need("wapiti")
        planted = self.wapiti(f"{self.careless}/", 1)
        print("wapiti, planted:", {kind: len(all_of) for kind, all_of in planted.items()}, flush=True)
        self.assertIn("Cross Site Scripting", planted)
        self.assertIn("Open Redirect", planted)
        before = len(self.portal.logged("request"))
        found = self.wapiti(f"{self.portal.address}/", 2, "--start", f"{self.portal.address}/signin")
        tried = self.portal.logged("request")[before:]
        print(f"wapiti, portal: {len(tried)} requests to {len({one['route'] for one in tried})} routes, found {found}", flush=True)
        self.assertGreater(len(tried), 50, "or it did not look")
        # A header of browsers that are no more; in those that knew it, it could itself be turned against a page.
        found["HTTP Secure Headers"] = [one for one in found.get("HTTP Secure Headers", []) if "X-XSS-Protection" not in one]
        self.assertEqual({kind: all_of for kind, all_of in found.items() if all_of}, {})

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
