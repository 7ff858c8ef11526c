#!/usr/bin/env bash
# Installs what is missing of tools/packages.txt, and asks nothing.
#
#   tools/setup.sh          everything: to build, to test, to check the style
#   tools/setup.sh build    only what is needed to build and run the program
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-all}" = build ]; then
  wanted=$(sed '/^# To run the tests/,$d; s/#.*//' tools/packages.txt)
else
  wanted=$(sed 's/#.*//' tools/packages.txt)
fi
# The phone app is made with it. A Node that is there already is left alone: Debian's npm may conflict with another's.
command -v node >/dev/null && command -v npm >/dev/null || wanted+=" nodejs npm"

command -v dpkg-query >/dev/null || {
  echo "setup: this is not a Debian system; install what tools/packages.txt names by hand." >&2
  exit 1
}
# shellcheck disable=SC2086  # names of packages, to be split
installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' $wanted 2>/dev/null | sed -n 's/ installed$//p') || true
missing=$(comm -23 <(printf '%s\n' $wanted | sort) <(printf '%s\n' $installed | sort))
[ -n "$missing" ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "setup: packages are missing, and installing them needs root. Run this once, then try again:" >&2
    echo "  sudo apt-get update && sudo apt-get install --no-install-recommends" $missing >&2
    exit 1
  fi
  as_root=(sudo -n)
fi
log=out/setup.log
mkdir -p out
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" </dev/null >>"$log" 2>&1 && return
  tail -n 30 "$log" >&2
  echo "setup: apt-get $1 failed; all it said is in $log" >&2
  exit 1
}
echo "setup: installing" $missing
: >"$log"
apt update
# shellcheck disable=SC2086
apt install -y --no-install-recommends $missing
