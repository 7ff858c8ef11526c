#!/usr/bin/env python3
"""Runs the tests of folders of tests/, written with unittest, and closes with how many passed.

    tests/counted.py proxies faults      all *_test.py of both
    SALLYPORT_AT_LENGTH=1                also what takes minutes
"""

import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent


def main(folders):
    sys.path.insert(0, str(HERE))
    tests = unittest.TestSuite()
    for folder in folders:
        tests.addTests(unittest.TestLoader().discover(str(HERE / folder), pattern="*_test.py", top_level_dir=str(HERE / folder)))
    result = unittest.TextTestRunner(verbosity=2).run(tests)
    failed = len(result.failures) + len(result.errors)
    for test, why in result.skipped:
        print(f"SKIPPED {test}: {why}")
    print(f"{max(0, result.testsRun - failed - len(result.skipped))} passed, {failed} failed")
    return 1 if failed or result.testsRun == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
