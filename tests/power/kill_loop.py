#!/usr/bin/env python3
"""A3: kills the running program with SIGKILL, again and again, while people sign in and off, and looks afterwards
whether everything that was acknowledged is so: who was let in is in, who was let out is out.

    tests/power/kill_loop.py PROGRAM [KILLS]     5 kills, or as many as SALLYPORT_KILLS says

Also asks the database itself (integrity_check, foreign keys), and says how long the program took to answer again.
"""
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True  # no __pycache__ in the source
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import sample  # noqa: E402, behind the line that it needs
from plain_browser import Browser  # noqa: E402

PEOPLE = [sample.Person(first, "Bakker", ["Example BV"]) for first in ("Ann", "Bob", "Carol", "Dave")]
MOST_AT_A_TIME = 4


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """The program in a folder of its own."""

    def __init__(self, program):
        self.program = program
        self.folder = Path(tempfile.mkdtemp(prefix="sallyport-kills-"))
        os.chmod(self.folder, 0o700)
        port = free_port()
        (self.folder / "sallyport.toml").write_text(
            f'public_address = "http://localhost:{port}"\nstorage.database = "portal.db"\nmail.folder = "mail"\n'
            f'server.listen = "127.0.0.1:{port}"\n')
        self.portal = sample.Portal(self.folder, program)
        self.process = None
        self.slowest = 0.0

    def start(self):
        begun = time.monotonic()
        log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen([self.program, "--config", self.portal.settings_file, "serve"], stderr=log)
        while self.portal.look() != "ready":
            if self.process.poll() is not None or time.monotonic() - begun > 120:
                raise SystemExit("the program did not start again: " + (self.folder / "log").read_text()[-500:])
            time.sleep(0.01)
        self.slowest = max(self.slowest, time.monotonic() - begun)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def browser(self):
        return Browser(self.portal.address, self.portal.host, self.portal.port)


class Life(threading.Thread):
    """Somebody who signs in and off until the program dies. Never more than a few at a time: the program itself
    ends the oldest of more than ten."""

    def __init__(self, running, person, password, let_in):
        super().__init__()
        self.running, self.person, self.password = running, person, password
        self.let_in = let_in  # cookies that must be good
        self.let_out = []     # and those that must not be
        self.acknowledged = 0

    def run(self):
        while self.sign_in() and (len(self.let_in) < MOST_AT_A_TIME or self.log_off(self.let_in.pop(0))):
            pass

    def sign_in(self):
        browser = self.running.browser()
        try:
            browser.open("/signin")
            browser.submit({"email": self.person.email, "password": self.password})
        except Exception:  # the program died; what it said before still counts
            alive = False
        else:
            alive = True
        if "__Host-sid" in browser.cookies:
            self.let_in.append(browser.cookies["__Host-sid"])
            self.acknowledged += 1
        return alive

    def log_off(self, cookie):
        browser = self.running.browser()
        browser.cookies["__Host-sid"] = cookie
        try:
            browser.open("/logoff")
            browser.submit({}, action="/logoff")
        except Exception:
            alive = False
        else:
            alive = True
        if "__Host-sid" not in browser.cookies:  # otherwise nobody knows
            self.let_out.append(cookie)
            self.acknowledged += 1
        return alive


def is_in(running, cookie):
    browser = running.browser()
    browser.cookies["__Host-sid"] = cookie
    browser.open("/")
    return browser.path == "/"


def main(program, kills):
    chance = random.Random(kills)
    running = Running(program)
    running.start()
    numbers = {"Example BV": running.portal.command("organisation", "add", "--name", "Example BV")["number"]}
    passwords = {}
    for person in PEOPLE:
        sample.add(running.portal, numbers, person, "Example BV")
        passwords[person] = sample.fresh_password()
        sample.set_password(running.portal, person, passwords[person])

    acknowledged = lost = damaged = 0
    let_in = {person: [] for person in PEOPLE}
    for _ in range(kills):
        lives = [Life(running, person, passwords[person], let_in[person]) for person in PEOPLE]
        for life in lives:
            life.start()
        # At least something must have been acknowledged, then at any moment.
        patience = time.monotonic() + 60
        while not any(life.acknowledged for life in lives) and time.monotonic() < patience:
            time.sleep(0.01)
        time.sleep(chance.uniform(0.01, 0.4))
        running.kill()
        for life in lives:
            life.join()
        running.start()
        for life in lives:
            acknowledged += life.acknowledged
            lost += sum(not is_in(running, cookie) for cookie in life.let_in)
            lost += sum(is_in(running, cookie) for cookie in life.let_out)
        with sqlite3.connect(f"file:{running.folder}/portal.db?mode=ro", uri=True) as database:
            damaged += database.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
            damaged += len(database.execute("PRAGMA foreign_key_check").fetchall())
        database.close()
    running.kill()
    shutil.rmtree(running.folder)
    print(f"{kills} kills: {acknowledged} acknowledged, {lost} lost, {damaged} damaged; "
          f"ready again within {running.slowest * 1000:.0f} ms")
    if acknowledged < kills:
        sys.exit("too little was acknowledged for this to say anything")
    sys.exit(1 if lost or damaged else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("SALLYPORT_KILLS", "5")))
