"""Where one message ends and the next begins: HAProxy and the portal must never see it differently (E7).

Each case is bytes that programs have read in different ways: it is sent to the portal directly, and through HAProxy. A
smuggled request would show as one more at the portal than HAProxy passed on, or as one more answer than HAProxy gave.
"""

import itertools
import json
import re
import socket
import time
import unittest

from installation import PATIENCE, Portal, free_port
from proxies import HAProxy


def request(*lines, body=b"", method=b"POST", target=b"/signin/password", version=b"HTTP/1.1", host=b"Host: HOST"):
    head = [b" ".join((method, target, version)), *([host] if host is not None else []), *lines]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def cases():
    """(name, bytes). What could be taken for a second request stands behind each."""
    length, chunked = b"Content-Length: %d", b"Transfer-Encoding: chunked"
    smuggled = b"GET /health/live HTTP/1.1\r\nHost: HOST\r\n\r\n"
    as_chunks = b"0\r\n\r\n" + smuggled
    one_chunk = b"%x\r\n%b\r\n0\r\n\r\n" % (len(smuggled), smuggled)

    # Content-Length against Transfer-Encoding, in every order and spelling.
    spellings = [chunked, b"Transfer-Encoding : chunked", b"Transfer-Encoding:\tchunked", b"Transfer-Encoding:chunked",
                 b" Transfer-Encoding: chunked", b"\tTransfer-Encoding: chunked", b"X: y\r\n Transfer-Encoding: chunked",
                 b"Transfer-Encoding:\r\n chunked", b"transfer-encoding: CHUNKED", b"Transfer-Encoding: xchunked",
                 b"Transfer-Encoding: chunked, identity", b"Transfer-Encoding: identity, chunked",
                 b"Transfer-Encoding: identity", b"Transfer-Encoding: gzip, chunked", b"Transfer-Encoding: chunked;a=b",
                 b"Transfer-Encoding: \"chunked\"", b"Transfer-Encoding: chunked\x0b", b"Transfer-Encoding: \x0bchunked",
                 b"Transfer-Encoding: chu\x00nked", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                 b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked", b"Transfer_Encoding: chunked",
                 b"Transfer-Encoding\x00: chunked", b"Transfer-Encoding: ,chunked", b"Transfer-Encoding: chunked,",
                 b"X: a\nTransfer-Encoding: chunked", b"X: a\rTransfer-Encoding: chunked", b"Transfer-Encoding"]
    for number, spelling in enumerate(spellings):
        for order, body in itertools.product((0, 1), (as_chunks, one_chunk)):
            lines = [length % len(body), spelling]
            yield f"TE {number}, order {order}, {len(body)}", request(*(lines[::-1] if order else lines), body=body)
        yield f"TE {number} alone", request(spelling, body=as_chunks)

    # Content-Length in spellings and numbers.
    for number, written in enumerate([
            b"5", b" 5", b"5 ", b"+5", b"-5", b"05", b"0x5", b"5,5", b"5, 5", b"5,6", b"5.0", b"5a", b"a5", b"", b" ",
            b"5\x0b", b"\x0b5", b"5\x00", b"18446744073709551621", b"4294967301", b"9" * 60, b"\"5\"", b"5;", b"5\r\n 6",
            b"5\r\nContent-Length: 5", b"5\r\nContent-Length: 6", b"6\r\nContent-Length: 5", b"0\r\nContent-Length: 5",
            b"5\r\ncontent-length: 0", b"0"]):
        yield f"CL {number}", request(b"Content-Length: " + written, body=b"a=b&c" + smuggled)
        yield f"CL {number} of GET", request(b"Content-Length: " + written, body=b"a=b&c" + smuggled, method=b"GET",
                                             target=b"/signin")
    for number, name in enumerate([b"Content-Length ", b" Content-Length", b"Content_Length", b"Content-Length\x00",
                                   b"X: a\n Content-Length", b"X: a\nContent-Length", b"X: a\rContent-Length"]):
        yield f"name of CL {number}", request(name + b": 5", body=b"a=b&c" + smuggled)

    # Lines, folding, NUL.
    for number, line in enumerate([
            b"X: a\r\n b", b"X: a\r\n\tb", b"X: a\r\n \r\n", b"X: a\nY: b", b"X: a\rY: b", b"X: \x00", b"X\x00: a", b"\x00", b"X: a\x01",
            b"X: \x7f", b"X : a", b": a", b"X", b"X: a\r", b"X: a\n\n" + smuggled, b"X: a\r\r\n\r\n", b"X: a\n\r\n",
            b"\xc3\xa9: a", b"X: \xff", b"Connection: Content-Length", b"Connection: close, Host", b"Expect: 100-continue",
            b"Expect: nonsense", b"Trailer: X", b"Upgrade: h2c\r\nConnection: Upgrade", b"Connection: keep-alive, close"]):
        yield f"line {number}", request(line, body=b"" if smuggled in line else smuggled, method=b"GET", target=b"/signin")
        yield f"line {number} of POST", request(line, length % 5, body=b"a=b&c" + smuggled)

    # The request line and its target.
    for number, target in enumerate([
            b"/a%00b", b"/%00", b"/a%0d%0ab", b"/a\x00b", b"/a b", b"//signin", b"/./signin", b"/x/../signin", b"/%2e%2e/signin",
            b"/signin%2f..", b"/a\\b", b"http://HOST/signin", b"http://elsewhere.example/signin", b"*", b"signin", b"/signin#a",
            b"/signin?a=%00", b"/\xff", b"/signin HTTP/1.1\r\nHost: HOST\r\nX:", b"/" + b"a" * 9000, b""]):
        yield f"target {number}", request(method=b"GET", target=target, body=smuggled)
    for number, (method, version) in enumerate(itertools.product(
            (b"GET", b"get", b"G ET", b"GET\x00", b"PRI", b" GET"),
            (b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"http/1.1", b"HTTP/1.1 "))):
        yield f"start {number}", request(method=method, target=b"/signin", version=version, body=smuggled)
    for number, prefix in enumerate([b"\r\n", b"\n", b"\r\n\r\n", b"\r", b" ", b"\x00", b"\x16\x03\x01", b"PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\n"]):
        yield f"before {number}", prefix + request(method=b"GET", target=b"/signin", body=smuggled)

    # Hosts.
    for number, host in enumerate([
            None, b"Host:", b"Host: HOST\r\nHost: HOST", b"Host: HOST\r\nHost: elsewhere.example",
            b"Host: elsewhere.example\r\nHost: HOST", b"Host: HOST, elsewhere.example", b"Host: HOST@elsewhere.example", b"Host : HOST",
            b" Host: HOST", b"Host: HOST\x00", b"Host: HOST/x"]):
        yield f"host {number}", request(method=b"GET", target=b"/signin", host=host, body=smuggled)


def exchange(port, sent):
    """The statuses of all answers to bytes after which nothing more comes."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(65536):
                answer += chunk
        except (BrokenPipeError, ConnectionResetError):
            pass
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer) if status != b"100"]


class Ambiguity(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not HAProxy.needs:
            raise unittest.SkipTest("HAProxy is not installed")
        cls.proxy = HAProxy(free_port())
        cls.portal = Portal(f"http://localhost:{cls.proxy.port}", 'server.trusted_proxies = ["127.0.0.1"]\n')
        cls.portal.start()
        cls.addClassCleanup(cls.portal.close)
        cls.journal = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        cls.journal.bind(("127.0.0.1", 0))
        cls.journal.settimeout(0.02)
        cls.addClassCleanup(cls.journal.close)
        cls.proxy.start(cls.portal, tls=False, journal=cls.journal.getsockname()[1])
        cls.addClassCleanup(cls.proxy.close)

    def passed_on(self):
        """How many requests HAProxy gave to the portal since the last time, and how many of those it gave up because
        the rest of them never came."""
        count, given_up = 0, 0
        try:
            while line := self.journal.recv(4096):
                if b" passed-to portal " in line:
                    complete = line.rstrip(b"\n\0 ").endswith(b" --")
                    count, given_up = count + complete, given_up + (not complete)
        except TimeoutError:
            return count, given_up

    def arrived(self):
        lines = self.portal.log.read_text().splitlines()[self.read_until:]
        self.read_until += len(lines)
        events = [json.loads(line) for line in lines]
        return sum(event["event"] in ("request", "request_refused") and event.get("route") != "/health/ready"
                   for event in events)  # by which HAProxy looks whether the portal is there

    read_until = 0

    def disagreement(self, sent):
        """What was seen differently; None for nothing. Also: how many requests HAProxy took this for."""
        through = exchange(self.proxy.port, sent)
        passed, given_up = self.passed_on()
        arrived = self.arrived()
        for _ in range(20):  # both write what they did a moment later
            if passed <= arrived <= passed + given_up:
                break
            time.sleep(0.05)
            more, more_given_up = self.passed_on()
            passed, given_up, arrived = passed + more, given_up + more_given_up, arrived + self.arrived()
        direct = exchange(self.portal.port, sent)
        time.sleep(0.01)
        self.arrived()
        if not passed <= arrived <= passed + given_up:
            return f"HAProxy passed on {passed}, {arrived} arrived", passed
        refused = any(status in (400, 405, 408, 411, 413, 414, 417, 431, 505) for status in direct)
        if direct and not refused and len(direct) != len(through):
            return f"{len(through)} answers through HAProxy, {len(direct)} directly", passed
        return None, passed

    def test_no_case_is_read_as_another_number_of_requests(self):
        time.sleep(0.5)
        self.passed_on(), self.arrived()
        tried, accepted, disagreements = 0, 0, []
        for name, sent in cases():
            sent = sent.replace(b"HOST", b"localhost:%d" % self.proxy.port)
            for _ in range(3):  # what is read differently is read differently each time
                found, passed = self.disagreement(sent)
                if found is None:
                    break
            tried += 1
            accepted += passed > 0
            if found is not None:
                disagreements.append(f"{name}: {found}")
        print(f"{tried} cases, {accepted} of them passed on by HAProxy, {len(disagreements)} disagreements", flush=True)
        self.assertEqual(disagreements, [])
        self.assertGreater(tried, 200)
        self.assertGreater(accepted, 20, "or HAProxy refused all of them, and nothing was compared")
