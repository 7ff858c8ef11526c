#!/usr/bin/env bash
# Takes the pictures of the README (a fresh sample portal in out/pictures, docs/pictures/*.png) and of the help page
# (web/help/*.webp, built into the program) anew, in Chromium.
# Needs build/sallyport and the packages of tests/browser (npm). What `make pictures` calls.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -d tests/browser/node_modules/playwright-core ] || (cd tests/browser && npm ci --no-audit --no-fund --silent)
rm -rf out/pictures
mkdir -p out
SALLYPORT_RUN=out/pictures SALLYPORT_PORT=${SALLYPORT_PORT:-8099} tools/run.sh >out/pictures.log 2>&1 &
portal=$!
trap 'kill -TERM $portal 2>/dev/null; wait $portal 2>/dev/null || true' EXIT

for _ in $(seq 300); do
  [ -e out/pictures/sample-people.txt ] && [ ! -e out/pictures/filling ] && break
  kill -0 $portal 2>/dev/null || { cat out/pictures.log >&2; exit 1; }
  sleep 0.2
done
node tools/pictures.mjs out/pictures
node tools/help-pictures.mjs
