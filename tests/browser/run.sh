#!/usr/bin/env bash
# The tests in a real browser, against the program itself: Debian's Chromium, driven by playwright-core, and for the
# phone also its Firefox, driven by puppeteer-core, and its WebKitGTK.
set -euo pipefail
cd "$(dirname "$0")"
if [ ! -d node_modules/playwright-core ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-audit --no-fund --loglevel=error
fi
exec node --test --test-concurrency=1 --test-reporter=spec ./*.test.mjs
