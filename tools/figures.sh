#!/usr/bin/env bash
# Measures what docs/figures.md says, on this machine, and writes it. What `make figures` calls.
#
#   build from clean     the program alone, no compiler cache, in a folder of its own (takes minutes)
#   rebuild of one file  one feature's page, compiled and linked again
#   start                from the start of the process to the first answer of /health/ready, middle of 11
#   memory when idle     resident, after the start and a few pages
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
portal=
trap '[ -z "$portal" ] || kill $portal 2>/dev/null || true; rm -rf "$folder"' EXIT
port=${SALLYPORT_PORT:-8097}
program=$PWD/build/sallyport

milliseconds() { date +%s%3N; }

cat >"$folder/sallyport.toml" <<TOML
public_address = "http://localhost:$port"
storage.database = "portal.db"
mail.folder = "mail"
server.listen = "127.0.0.1:$port"
TOML
"$program" --config "$folder/sallyport.toml" migrate >/dev/null

starts=()
for _ in $(seq 11); do
  begin=$(milliseconds)
  "$program" --config "$folder/sallyport.toml" serve 2>/dev/null &
  portal=$!
  until curl -sf -o /dev/null "http://localhost:$port/health/ready"; do sleep 0.005; done
  starts+=($(($(milliseconds) - begin)))
  if [ ${#starts[@]} -lt 11 ]; then kill $portal; wait $portal 2>/dev/null || true; fi
done
start=$(printf '%s\n' "${starts[@]}" | sort -n | sed -n 6p)
for _ in 1 2 3; do curl -s -o /dev/null "http://localhost:$port/signin"; done
memory=$(awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' /proc/$portal/status)
kill $portal
wait $portal 2>/dev/null || true
portal=

build="not measured in this run"
rebuild="not measured in this run"
if [ "${1:-}" != --quick ]; then
  cmake -S . -B "$folder/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-O2 -DNDEBUG" \
    -DCMAKE_C_COMPILER=clang-19 -DCMAKE_CXX_COMPILER=clang++-19 -DCMAKE_CXX_COMPILER_LAUNCHER= -DCMAKE_C_COMPILER_LAUNCHER= >/dev/null
  begin=$(milliseconds)
  ninja -C "$folder/build" sallyport >/dev/null
  build="$(((($(milliseconds) - begin) + 500) / 1000)) s"
  touch src/features/signin/password_step.cpp
  begin=$(milliseconds)
  ninja -C "$folder/build" sallyport >/dev/null
  rebuild="$(((($(milliseconds) - begin) + 500) / 1000)) s"
fi

# What `make bench` wrote stays.
bench=$(sed -n '/^<!-- bench: /,$p' docs/figures.md)
cat >docs/figures.md <<MD
# Figures

Measured by \`make figures\` on $(nproc) cores; machines differ, so read them as orders of magnitude.

| what | measured | goal |
|---|---|---|
| the program built from clean, no compiler cache | $build | ≤ 6 minutes |
| one file changed, compiled and linked | $rebuild | ≤ 15 s |
| from start to the first answer | $start ms | ≤ 200 ms |
| resident memory when idle | $memory MB | ≤ 30 MB |
| size of the program on disk | $(($(stat -c %s "$program") / 1024)) KB | |
MD
[ -z "$bench" ] || printf '\n%s\n' "$bench" >>docs/figures.md
cat docs/figures.md
