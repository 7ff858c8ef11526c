"""The example files of docs/operate, with the real nginx and HAProxy of Debian in front of the real program."""

import http.client
import json
import socket
import subprocess
import unittest

from installation import Portal, SecureBrowser, free_port
from proxies import HAProxy, Nginx, PartBehind

ANN = "ann@example.com"
PERSON = "127.0.0.5"  # where the person sits; the proxies come from 127.0.0.1


def raw(port, request, tls=None, server="localhost"):
    """The whole answer to bytes that no client library would send."""
    with socket.create_connection(("127.0.0.1", port), 10) as plain:
        connection = tls.wrap_socket(plain, server_hostname=server) if tls else plain
        connection.sendall(request)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
        return answer.decode("latin-1")


class BehindAProxy:
    """What holds for each of them; a subclass says which."""

    proxy_kind = None
    settings = 'server.trusted_proxies = ["127.0.0.1"]\n'

    @classmethod
    def setUpClass(cls):
        if not cls.proxy_kind.needs:
            raise unittest.SkipTest(f"{cls.proxy_kind.__name__} is not installed")
        cls.proxy = cls.proxy_kind(free_port())
        cls.portal = Portal(cls.proxy.address, cls.settings)
        cls.portal.start()
        cls.addClassCleanup(cls.portal.close)
        cls.start_proxy()
        cls.addClassCleanup(cls.proxy.close)
        cls.portal.add_person(ANN)

    @classmethod
    def start_proxy(cls):
        cls.proxy.start(cls.portal)

    def browser(self, **headers):
        browser = SecureBrowser(self.proxy.address, self.proxy.port, PERSON)
        browser.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return browser

    def latest_address(self, name):
        return [event for event in self.portal.events() if event["event"] == name][-1]["address"]

    def test_people_sign_in_through_it(self):
        browser = self.browser()
        browser.sign_in(ANN)
        self.assertEqual((browser.status, browser.path), (200, "/"))
        self.assertIn("Welcome, Ann Bakker", browser.page.heading)
        self.assertTrue(all(name.startswith("__Host-") for name in browser.cookies), browser.cookies)
        self.assertEqual(self.latest_address("signed_in"), PERSON)

    def test_a_caller_cannot_say_where_they_call_from(self):
        browser = self.browser(X_Forwarded_For="203.0.113.9", Forwarded="for=203.0.113.9", X_Real_IP="203.0.113.9",
                               X_Forwarded_Host="elsewhere.example", X_Forwarded_Proto="http")
        browser.sign_in(ANN)
        self.assertEqual((browser.status, browser.path), (200, "/"))
        self.assertEqual(self.latest_address("signed_in"), PERSON)

    def test_past_the_proxy_nobody_is_believed(self):
        def status(source, forwarded):
            connection = http.client.HTTPConnection("127.0.0.1", self.portal.port, source_address=(source, 0))
            connection.request("GET", "/signin", headers={"Host": f"localhost:{self.proxy.port}",
                                                          "X-Forwarded-For": forwarded})
            return connection.getresponse().status
        self.assertEqual(status("127.0.0.6", "not an address"), 200, "its header is not even read")
        self.assertEqual(status("127.0.0.1", "not an address"), 400, "the proxy's is")
        self.assertEqual(status("127.0.0.1", "203.0.113.9"), 200)

    def test_the_security_headers_arrive_once(self):
        connection = self.browser().connect()
        connection.request("GET", "/signin", headers={"Host": f"localhost:{self.proxy.port}"})
        headers = connection.getresponse().headers
        for name in ("Strict-Transport-Security", "Content-Security-Policy", "X-Content-Type-Options",
                     "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cache-Control"):
            self.assertEqual(len(headers.get_all(name, [])), 1, name)
        self.assertEqual(headers["Strict-Transport-Security"], "max-age=63072000; includeSubDomains")

    def test_another_name_is_not_answered(self):
        connection = self.browser().connect()
        connection.request("GET", "/signin", headers={"Host": "elsewhere.example"})
        self.assertEqual(connection.getresponse().status, 421)

    def test_http2_ends_at_the_proxy(self):
        done = subprocess.run(["curl", "-sk", "--http2", "-o", "/dev/null", "-w", "%{http_version} %{http_code}",
                               f"{self.proxy.address}/signin"], capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout, "2 200")

    def test_a_connection_is_not_upgraded_to_something_else(self):
        for protocol in ("h2c", "websocket"):
            with self.subTest(protocol):
                answer = raw(self.proxy.port, f"GET /signin HTTP/1.1\r\nHost: localhost:{self.proxy.port}\r\n"
                             f"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: {protocol}\r\n"
                             "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n"
                             f"GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode(),
                             self.browser().tls)
                self.assertNotIn("101 Switching", answer)
                if protocol == "h2c":
                    self.assertTrue(answer.startswith("HTTP/1.1 200 "), answer[:200])


class NginxTest(BehindAProxy, unittest.TestCase):
    proxy_kind = Nginx
    settings = BehindAProxy.settings + """
[[portal.parts]]
name = "Courses"
address = "/courses/"

[[portal.parts]]
name = "Invoices"
address = "/invoices/"
roles = ["finance"]
"""

    @classmethod
    def start_proxy(cls):
        cls.part = PartBehind()
        cls.addClassCleanup(cls.part.close)
        cls.proxy.start(cls.portal, cls.part.port)

    cookies = {}

    def setUp(self):
        self.part.requests.clear()
        self.part.status = 200

    def signed_in(self, **headers):
        """One session for all tests but those that end it."""
        browser = self.browser(**headers)
        if not self.cookies:
            browser.sign_in(ANN)
            self.cookies.update(browser.cookies)
        browser.cookies = dict(self.cookies)
        return browser

    def test_M68_a_part_needs_no_second_sign_in_and_knows_who_comes(self):
        browser = self.signed_in(Sallyport_Roles="administrator", Sallyport_Email="eve@example.com",
                                 Sallyport_Level="2")
        browser.cookies["courses_session"] = "its-own"
        browser.open("/courses/3?page=2")
        seen = json.loads(browser.html)
        self.assertEqual(seen["path"], "/courses/3?page=2")
        self.assertEqual(seen["headers"]["sallyport-email"], ANN, "not what the caller claimed")
        self.assertEqual(seen["headers"]["sallyport-name"], "Ann Bakker")
        self.assertEqual(seen["headers"]["sallyport-organisation"], "1")
        self.assertEqual(seen["headers"]["sallyport-level"], "1")
        self.assertNotIn("sallyport-roles", seen["headers"], "she has none")
        self.assertEqual(seen["headers"]["cookie"], "courses_session=its-own", "the portal's cookies stay here")
        self.assertEqual(seen["headers"]["x-forwarded-for"], PERSON)

    def test_M68_a_stranger_signs_in_and_gets_to_where_they_were_going(self):
        browser = self.browser()
        browser.open("/courses/7?page=2&sort=name")
        self.assertEqual(browser.path, "/signin")
        self.assertEqual(self.part.requests, [])
        browser.sign_in(ANN)
        self.assertEqual(browser.path, "/courses/7?page=2&sort=name")
        self.assertEqual(self.part.requests, ["/courses/7?page=2&sort=name"])

    def test_a_stranger_meets_no_dialogue_of_the_browser(self):
        browser = self.browser()
        head = raw(self.proxy.port, f"GET /courses/7 HTTP/1.1\r\nHost: localhost:{self.proxy.port}\r\n"
                   f"Connection: close\r\n\r\n".encode(), browser.tls).split("\r\n\r\n")[0]
        self.assertIn("\r\nLocation: /signin", head)
        schemes = [line.split()[1] for line in head.splitlines() if line.lower().startswith("www-authenticate:")]
        self.assertTrue(set(schemes) <= {"Cookie"}, head)

    def test_M68_a_role_is_kept_out_and_told_why(self):
        browser = self.signed_in()
        browser.open("/invoices/1")
        self.assertEqual(browser.status, 403)
        self.assertEqual(browser.page.heading, "This part is not open to you")
        self.assertEqual(self.part.requests, [])

    def test_no_spelling_of_a_path_gets_round_a_role(self):
        browser = self.signed_in()
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        for path in ("/courses/../invoices/", "/courses/%2e%2e/invoices/", "/courses//../invoices/", "/courses/./../invoices/1",
                     "/courses/x/../../invoices/", "//invoices/", "/./invoices/", "/%69nvoices/", "/invoices/..;/courses/",
                     "/courses/..%2finvoices/", "/courses/..;/invoices/", "/courses/%2e%2e%2finvoices/", "/invoices/?/courses/",
                     "/courses/../invoices/?x=/courses/", "/courses/\\..\\invoices/"):
            with self.subTest(path):
                answer = raw(self.proxy.port, f"GET {path} HTTP/1.1\r\nHost: localhost:{self.proxy.port}\r\n"
                             f"Cookie: {cookie}\r\nConnection: close\r\n\r\n".encode(), browser.tls)
                self.assertNotEqual(answer[9:12], "200", answer[:80])
        self.assertEqual([path for path in self.part.requests if "invoices" in path], [])

    def test_a_caller_cannot_say_which_address_is_asked_for(self):
        browser = self.signed_in(X_Original_URI="/courses/")
        browser.open("/invoices/")
        self.assertEqual((browser.status, self.part.requests), (403, []))

    def test_logging_off_closes_the_part_with_the_next_request(self):
        browser = self.browser()
        browser.sign_in(ANN)
        copy = self.browser()
        copy.cookies = dict(browser.cookies)
        copy.open("/courses/")
        self.assertEqual(copy.status, 200)
        browser.submit({}, action="/logoff")
        self.part.requests.clear()
        copy.open("/courses/")
        self.assertTrue(copy.path.startswith("/signin"), copy.path)
        self.assertEqual(self.part.requests, [])

    def test_what_the_part_refuses_itself_is_its_own_answer(self):
        self.part.status = 403
        browser = self.signed_in()
        browser.open("/courses/1")
        self.assertEqual(json.loads(browser.html)["path"], "/courses/1")

    def test_nobody_asks_the_portal_from_outside(self):
        browser = self.browser()
        for path in ("/auth/check", "/auth/enter", "/auth/"):
            browser.open(path)
            self.assertEqual(browser.status, 404, path)


class HAProxyTest(BehindAProxy, unittest.TestCase):
    proxy_kind = HAProxy
