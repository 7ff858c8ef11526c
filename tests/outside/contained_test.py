"""The running program is inside its sandbox, and says so."""

import unittest
from pathlib import Path

from installation import PlainBrowser, Portal


def status_of(thread):
    lines = (line.split(":", 1) for line in (thread / "status").read_text().splitlines())
    return {name: value.strip() for name, value in lines}


class Contained(unittest.TestCase):
    def start(self, settings=""):
        portal = Portal(settings=settings)
        self.addCleanup(portal.close)
        return portal.start()

    def test_every_thread_is_inside(self):
        portal = self.start()
        if not portal.logged("contained"):
            self.skipTest(f"this kernel cannot: {portal.logged('not_contained')}")
        browser = PlainBrowser(portal.address, "127.0.0.1", portal.port).open("/signin")
        self.assertEqual(browser.status, 200)
        threads = [status_of(thread) for thread in Path(f"/proc/{portal.program.pid}/task").iterdir()]
        self.assertGreater(len(threads), 30)
        self.assertEqual({(thread["Seccomp"], thread["NoNewPrivs"]) for thread in threads}, {("2", "1")})

    def test_it_can_be_switched_off_but_not_in_silence(self):
        portal = self.start("server.sandbox = false\n")
        self.assertEqual(status_of(Path(f"/proc/{portal.program.pid}"))["Seccomp"], "0")
        self.assertEqual([line["level"] for line in portal.logged("not_contained")], ["warning"])
