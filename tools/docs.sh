#!/usr/bin/env bash
# Writes the pages of docs/ that come from tables in the program; with --check only says which are out of date.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${SALLYPORT_PROGRAM:-build/sallyport}
checking=${1:-}
stale=0

write() {  # PAGE ARGUMENT...: what the program prints becomes the page, all of it or nothing
  local page=$1 fresh
  shift
  fresh=$(mktemp)
  "$program" "$@" >"$fresh"
  if [ "$checking" = --check ]; then
    cmp -s "$fresh" "$page" || { echo "$page is out of date: run \`make docs\`"; stale=1; }
    rm -f "$fresh"
    return
  fi
  mkdir -p "$(dirname "$page")"
  chmod 644 "$fresh"
  mv "$fresh" "$page"
  echo "docs: $page"
}

write docs/operate/settings.md settings print --markdown
write docs/schema.sql describe schema
write docs/routes.md describe routes
write docs/events.md describe events
exit $stale
