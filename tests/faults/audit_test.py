#!/usr/bin/python3
"""The audit log of a running program: sealed within a second, signed, exported, verified by an outsider, and
refused once it was tampered with (R-AUD-1, F6)."""
import json
import os
import random
import shutil
import sqlite3
import time
import unittest

import audit_outsider
import portal


def commands(running):
    for number in range(12):
        running.say("organisation", "add", "--name", f"Example {number}")


class Audit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.portal = portal.Portal()
        cls.portal.start()
        commands(cls.portal)
        cls.portal.invite("ann@example.com")
        portal.wait_for(lambda: cls.verdict()["unsealed"] == 0, "everything to be sealed")
        # A stop signs what is left.
        cls.portal.stop()
        cls.database = os.path.join(cls.portal.path, "portal.db")
        cls.whole = os.path.join(cls.portal.path, "whole.db")
        shutil.copy(cls.database, cls.whole)

    @classmethod
    def tearDownClass(cls):
        cls.portal.__exit__()

    @classmethod
    def verdict(cls, code=None):
        return cls.portal.say_json("audit", "verify", code=code)

    def setUp(self):
        shutil.copy(self.whole, self.database)
        for rest in ("-wal", "-shm"):
            if os.path.exists(self.database + rest):
                os.remove(self.database + rest)

    def change(self, *statements):
        connection = sqlite3.connect(self.database)
        for table in ("audit_event", "audit_seal", "audit_checkpoint", "audit_truncation"):
            connection.execute(f"DROP TRIGGER {table}_unchanged")
            connection.execute(f"DROP TRIGGER {table}_kept")
        for statement in statements:
            self.assertGreater(connection.execute(statement).rowcount, 0, statement)
        connection.commit()
        connection.close()

    def test_what_was_not_touched_is_whole_and_signed_to_its_end(self):
        verdict = self.verdict(code=0)
        self.assertTrue(verdict["whole"])
        self.assertGreaterEqual(verdict["last"], 13)
        self.assertEqual((verdict["unsealed"], verdict["unsigned"]), (0, 0))
        self.assertIn("audit_checkpoint", self.portal.log())

    def test_the_tables_refuse_changes(self):
        connection = sqlite3.connect(self.database)
        for statement in ("UPDATE audit_event SET detail = 'x'", "DELETE FROM audit_event",
                          "UPDATE audit_seal SET hash = x'00'", "DELETE FROM audit_checkpoint"):
            with self.assertRaises(sqlite3.IntegrityError, msg=statement):
                connection.execute(statement)
        connection.close()

    def test_a_change_is_found_and_its_place_told(self):
        for change, place in (
                ("UPDATE audit_event SET detail = 'x' WHERE position = 4", 4),
                ("UPDATE audit_event SET at = at + 1 WHERE position = 5", 5),
                ("DELETE FROM audit_event WHERE position = 6", 6),
                ("DELETE FROM audit_seal WHERE sequence = 7", 7),
                ("UPDATE audit_event SET position = position + 1000 WHERE position = 3", 3)):
            self.setUp()
            self.change(change)
            verdict = self.verdict(code=3)
            self.assertFalse(verdict["whole"], change)
            self.assertIn(place, [problem["sequence"] for problem in verdict["problems"]], change)
            self.assertIn("WRONG", self.portal.say("audit", "verify", code=3))

    def test_an_end_that_was_cut_off_cleanly_is_found_by_the_checkpoint_file(self):
        self.change("DELETE FROM audit_event WHERE position > 8", "DELETE FROM audit_seal WHERE sequence > 8",
                    "DELETE FROM audit_checkpoint WHERE sequence > 8")
        sentences = " ".join(problem["sentence"] for problem in self.verdict(code=3)["problems"])
        self.assertIn("cut off, or it was replaced by an old copy", sentences)

    def test_a_missing_checkpoint_file_is_told(self):
        file = self.database + ".checkpoints"
        os.rename(file, file + ".away")
        try:
            self.assertIn("checkpoint file", self.portal.say("audit", "verify", code=3))
        finally:
            os.rename(file + ".away", file)

    def test_an_outsider_can_verify_an_export(self):
        keys = {row["version"]: audit_outsider.decoded(row["public_key"])
                for key in self.portal.say_json("keys", "list") if key["key"] == "audit"
                for row in key["versions"]}
        for options in ((), ("--without-persons",), ("--from", "2020-01-01", "--to", "2100-01-01")):
            lines = self.portal.say("audit", "export", *options).splitlines()
            self.assertGreater(len(lines), 13)
            self.assertEqual(audit_outsider.problems_of(lines, keys), [])
        self.assertEqual(len(self.portal.say("audit", "export", "--to", "2020-01-01").splitlines()), 1)

    def test_an_outsider_finds_what_was_changed_in_an_export(self):
        lines = self.portal.say("audit", "export").splitlines()
        chance = random.Random(1)
        for _ in range(200):
            changed = list(lines)
            row = chance.randrange(1, len(changed))
            line = json.loads(changed[row])
            kind = chance.randrange(4)
            if kind == 0 and row + 1 < len(changed):
                changed[row], changed[row + 1] = changed[row + 1], changed[row]
            elif kind == 1:
                del changed[row]
            else:
                name = chance.choice([name for name in line if name not in ("kind", "time")])
                line[name] = line[name] + 1 if isinstance(line[name], int) else line[name] + "a"
                changed[row] = json.dumps(line)
            self.assertTrue(audit_outsider.problems_of(changed), (kind, lines[row]))

    def test_z_the_portal_does_not_start_with_a_clock_that_is_behind(self):
        connection = sqlite3.connect(self.database)
        connection.execute("INSERT INTO audit_event (id, position, at, event, actor, detail, request)"
                           " VALUES (randomblob(16), 9999, ?, 'signed_off', 'visitor', '', '')",
                           (int(time.time()) + 400,))
        connection.commit()
        connection.close()
        with self.assertRaises(RuntimeError) as refused:
            self.portal.start()
        self.assertIn("timedatectl", str(refused.exception))

    def test_zz_a_database_that_was_replaced_by_an_old_copy_is_told_when_it_starts(self):
        self.portal.start()
        commands(self.portal)
        portal.wait_for(lambda: self.verdict()["unsealed"] == 0, "everything to be sealed")
        self.portal.stop()
        self.setUp()
        self.assertIn("old copy", self.portal.say("audit", "verify", code=3))
        self.portal.start()
        portal.wait_for(lambda: "audit_log_cut_off" in self.portal.log(), "the alarm")


if __name__ == "__main__":
    unittest.main(verbosity=2)
