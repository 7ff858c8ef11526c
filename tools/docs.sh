#!/usr/bin/env bash
# Writes the pages of docs/ that come from tables in the program.
set -euo pipefail
cd "$(dirname "$0")/.."

write() {  # PAGE ARGUMENT...: what the program prints becomes the page, all of it or nothing
  local page=$1 fresh
  shift
  fresh=$(mktemp)
  build/sallyport "$@" >"$fresh"
  mkdir -p "$(dirname "$page")"
  chmod 644 "$fresh"
  mv "$fresh" "$page"
  echo "docs: $page"
}

write docs/operate/settings.md settings print --markdown
