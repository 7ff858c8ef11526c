#!/usr/bin/env bash
# Starts the portal on this machine, with sample data in run/ and letters as files in run/mail/.
# Made once and then kept: remove run/ to begin anew.
set -euo pipefail
cd "$(dirname "$0")/.."

sallyport() { build/sallyport --config run/sallyport.toml "$@"; }

if [ ! -e run/sallyport.toml ]; then
  # Made elsewhere and moved, so that a start that was interrupted begins anew.
  rm -rf out/run run
  mkdir -p out/run
  build/sallyport settings print >out/run/sallyport.toml
  mv out/run run
  sallyport migrate
fi

sallyport doctor
exec build/sallyport --config run/sallyport.toml serve
