#!/usr/bin/env bash
# The phone app in web/pocket, with the packages that its package-lock.json names.
#
#   tools/pocket.sh build OUT    makes it, into the folder OUT
#   tools/pocket.sh check        holds its types, and with them its texts in all languages
#   tools/pocket.sh test         runs its tests
set -euo pipefail
cd "$(dirname "$0")/.."
app=web/pocket
log=out/npm.log

for program in node npm; do
  command -v $program >/dev/null || { echo "pocket: $program is missing: run \`make setup\`" >&2; exit 1; }
done
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 18 ] || { echo "pocket: node $(node --version) is too old; it needs 18 or newer" >&2; exit 1; }

packages() {
  exec 9<"$app/package-lock.json"
  flock 9  # two builds may want them at the same moment
  # npm writes the second when all are there.
  [ "$app/package-lock.json" -nt "$app/node_modules/.package-lock.json" ] || return 0
  mkdir -p out
  (cd $app && npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error </dev/null) >"$log" 2>&1 || {
    head -n 4 "$log" >&2
    echo "pocket: npm could not fetch what $app/package-lock.json names. It needs the network once; behind a" >&2
    echo "        proxy or with a registry of your own, set npm up for it (\`npm config\`), then try again. $log says more." >&2
    exit 1
  }
  touch "$app/node_modules/.package-lock.json"
}

packages
case ${1:-} in
  build) node $app/build.mjs "${2:?pocket: say where to}" ;;
  check)
    # The window, the worker and the tests each know other things of their surroundings.
    for project in $app $app/tsconfig.worker.json $app/tests; do
      $app/node_modules/.bin/tsc --noEmit --project $project
    done ;;
  test) node $app/tests/run.mjs ;;
  *) echo "pocket: say build, check or test" >&2; exit 2 ;;
esac
