"""A thousand clients that hold connections open as slowly as they can (B6): none is kept longer than half a minute, none costs
more than 16 KB, and everybody else is served meanwhile.

SALLYPORT_AT_LENGTH=1 lets slowhttptest do the same in all its ways.
"""

import os
import re
import resource
import shutil
import socket
import subprocess
import time
import unittest
from pathlib import Path

from installation import PATIENCE, PlainBrowser, Portal

CLIENTS = 1000
HEAD = "GET /signin HTTP/1.1\r\nHost: {host}\r\nX: "
BODY = "POST /signin/password HTTP/1.1\r\nHost: {host}\r\nContent-Length: 60000\r\n\r\na="
READ = "GET /signin HTTP/1.1\r\nHost: {host}\r\n\r\n"


class SlowClients(unittest.TestCase):
    def setUp(self):
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        if most < 3 * CLIENTS:
            self.skipTest(f"only {most} open files are allowed here")
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 20000), most))
        # The slow ones and the healthy one come from one address: neither may use up the other's share.
        self.portal = Portal(settings="server.connections_per_address = 5000\nlimits.requests_per_minute = 100000\n")
        self.addCleanup(self.portal.close)
        self.portal.start()
        self.browser = PlainBrowser(self.portal.address, "127.0.0.1", self.portal.port)
        for _ in range(200):  # what the workers set up once is set up
            self.browser.open("/signin")

    def memory(self):
        """Kilobytes that the program holds."""
        status = Path(f"/proc/{self.portal.program.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

    def held(self):
        """How many connections the program holds open."""
        return sum(os.path.basename(link).startswith("socket:") for link in self.links())

    def links(self):
        folder = Path(f"/proc/{self.portal.program.pid}/fd")
        for number in os.listdir(folder):
            try:
                yield os.readlink(folder / number)
            except FileNotFoundError:
                continue

    def attack(self, name, first, drop):
        """Each sends `first`, then `drop` every second; `drop` None: never reads nor sends again."""
        before, own = self.memory(), self.held()
        clients = []
        start = time.monotonic()
        for _ in range(CLIENTS):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.connect(("127.0.0.1", self.portal.port))
            client.sendall(first.format(host=f"localhost:{self.portal.port}").encode())
            client.setblocking(False)
            clients.append(client)
        opened = time.monotonic()
        most, most_memory, asked, served = 0, 0, 0, 0
        while time.monotonic() - opened < PATIENCE:
            most, most_memory = max(most, self.held() - own), max(most_memory, self.memory())
            for client in clients if drop else ():
                try:
                    client.send(drop)
                except OSError:
                    pass
            self.browser.open("/signin")
            asked += 1
            served += self.browser.status == 200
            if self.held() <= own + 1:
                break
            time.sleep(1)
        took = time.monotonic() - opened
        for client in clients:
            client.close()
        each = (most_memory - before) / CLIENTS
        print(f"slow {name}: {most} held at once, {each:.1f} KB each, all closed {took:.0f} s after the last came "
              f"({opened - start:.0f} s to open them), {served} of {asked} healthy requests answered meanwhile", flush=True)
        self.assertGreater(most, CLIENTS * 0.9, "or nothing was tried")
        self.assertLessEqual(each, 16)
        self.assertGreater(asked, 2, "or nobody else was there")
        self.assertEqual(served, asked)
        self.assertLess(took, 30 + 15, "half a minute, and a machine that is busy")

    def test_heads_that_never_end(self):
        self.attack("heads", HEAD, b"a")

    def test_bodies_that_never_end(self):
        self.attack("bodies", BODY, b"a")

    def test_answers_that_nobody_takes(self):
        self.attack("readers", READ * 3, None)

    @unittest.skipUnless(os.environ.get("SALLYPORT_AT_LENGTH"), "takes minutes: SALLYPORT_AT_LENGTH=1")
    def test_slowhttptest_in_all_its_ways(self):
        if not shutil.which("slowhttptest"):
            self.skipTest("slowhttptest is not installed")
        for way in ("-H", "-B", "-X", "-R"):
            with self.subTest(way):
                done = subprocess.run(["slowhttptest", "-c", str(CLIENTS), way, "-i", "5", "-r", "200", "-x", "24", "-p", "5",
                                       "-l", "60", "-u", f"{self.portal.address}/signin"], capture_output=True, text=True)
                self.assertNotIn("service available:   NO", re.sub(r"\x1b\[[\d;]*m", "", done.stdout))
                for _ in range(40):
                    if self.held() < 10:
                        break
                    time.sleep(1)
                self.assertLess(self.held(), 10)
