"""A browser without scripts that can do just enough: forms, links, cookies, redirects. For tools/sample.py."""

import http.client
import urllib.parse
from html.parser import HTMLParser


class Unexpected(Exception):
    """The portal did not do what this script counts on; the text says what it saw."""


class Page(HTMLParser):
    """What a person could press and read on a page."""

    def __init__(self, html):
        super().__init__()
        self.forms = []    # action, method, fields, buttons: [(name, value)]
        self.links = []
        self.by_id = {}    # the text of elements that have an id
        self.codes = []    # the items of the list of recovery codes
        self.heading = ""
        self._form = None
        self._open = []    # (tag, id, in the list of codes)
        self.feed(html)

    VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "source", "wbr"}

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._form = {"action": given.get("action", ""), "method": given.get("method", "get").lower(),
                          "fields": {}, "buttons": []}
            self.forms.append(self._form)
        elif tag == "input" and self._form and given.get("name"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self._form["fields"][given["name"]] = given.get("value", "")
        elif tag == "button" and self._form and given.get("name"):
            self._form["buttons"].append((given["name"], given.get("value", "")))
        elif tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag not in self.VOID:
            in_codes = given.get("id") == "codes" or (bool(self._open) and self._open[-1][2])
            self._open.append((tag, given.get("id"), in_codes))
            if in_codes and tag == "li":
                self.codes.append("")

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        while any(opened[0] == tag for opened in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data):
        for tag, name, in_codes in self._open:
            if name:
                self.by_id[name] = self.by_id.get(name, "") + data
            if tag == "h1":
                self.heading += data
            if tag == "li" and in_codes:
                self.codes[-1] = (self.codes[-1] + data).strip()


class Browser:
    """Keeps cookies by hand: they are Secure, and Python's own jar would not send those over plain http, as real
    browsers do to localhost."""

    def __init__(self, address, host, port):
        self.address, self.host, self.port = address, host, port
        self.cookies = {}
        self.headers = {}  # sent with every request, beside or in place of those below
        self.path, self.status, self.page = "", 0, None

    def connect(self):
        return http.client.HTTPConnection(self.host, self.port, timeout=30)

    def open(self, path):
        self._send("GET", path)
        return self

    def submit(self, typed, action=None):
        """Sends the first form that has all these fields, or leads to that action, with its hidden fields."""
        for form in self.page.forms:
            names = set(form["fields"]) | {name for name, _ in form["buttons"]}
            if (action is None or form["action"] == action) and set(typed) <= names:
                self._send("POST", form["action"], urllib.parse.urlencode({**form["fields"], **typed}))
                return self
        raise self.lost(f"a form with {', '.join(typed) or action}")

    def expect(self, what, there):
        if not there:
            raise self.lost(what)
        return there

    def lost(self, what):
        problem = " ".join(self.page.by_id.get("problem", "").split())
        return Unexpected(f"Expected {what}, but {self.path} answered {self.status} with the page"
                          f" \"{' '.join(self.page.heading.split())}\"{': ' + problem if problem else ''}")

    def _send(self, method, path, body=None):
        for _ in range(8):
            headers = {"Host": self.address.split("://")[1], "Accept-Language": "en",
                       "User-Agent": "tools/sample.py",
                       "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if method == "POST":
                headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.address,
                            "Sec-Fetch-Site": "same-origin"}
            if not self.cookies:
                del headers["Cookie"]
            headers |= self.headers
            connection = self.connect()
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            html = response.read().decode()
            for cookie in response.headers.get_all("Set-Cookie", []):
                self._keep(cookie)
            self.path, self.status, self.page, self.html = path, response.status, Page(html), html
            connection.close()
            if response.status != 303:
                return
            method, body = "GET", None
            path = response.headers["Location"].removeprefix(self.address)
        raise Unexpected(f"{path} redirects in a circle.")

    def _keep(self, cookie):
        pair, *attributes = cookie.split(";")
        name, _, value = pair.strip().partition("=")
        if any(attribute.strip().lower() == "max-age=0" for attribute in attributes) or not value:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value
