#!/usr/bin/env python3
"""The program met from outside: behind nginx and HAProxy, over its own TLS, by slow and by ambiguous clients, and inside its
sandbox. Closes with how many tests passed.

    tests/outside/run.py                 all
    tests/outside/run.py slow_clients    one file, without its _test.py
    SALLYPORT_AT_LENGTH=1                also what takes minutes
"""

import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent


def main(names):
    sys.path.insert(0, str(HERE))
    files = [f"{name}_test" for name in names] or sorted(file.stem for file in HERE.glob("*_test.py"))
    tests = unittest.TestLoader().loadTestsFromNames(files)
    result = unittest.TextTestRunner(verbosity=2).run(tests)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    for test, why in result.skipped:
        print(f"SKIPPED {test}: {why}")
    print(f"{max(0, result.testsRun - failed - len(result.skipped))} passed, {failed} failed")
    return 1 if failed or result.testsRun == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
