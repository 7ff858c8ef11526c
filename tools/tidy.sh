#!/usr/bin/env bash
# clang-tidy over what differs from main, or with --all over everything. Needs build/ configured.
set -euo pipefail
cd "$(dirname "$0")/.."

sources() { grep -E '\.cpp$' || true; }
if [ "${1:-}" = --all ]; then
  files=$(git ls-files -- 'src/*.cpp' 'tests/*.cpp' 'pocketctl/*.cpp')
else
  base=$(git merge-base HEAD origin/main 2>/dev/null || git merge-base HEAD main)
  files=$( (git diff --name-only --diff-filter=d "$base" && git ls-files --others --exclude-standard) | sources)
fi
[ -n "$files" ] || { echo "tidy: no source differs from main"; exit 0; }

# Sources are read with the precompiled headers they are built with.
ninja -C build -t targets all | sed -n 's/^\(.*cmake_pch\.hxx\.pch\): .*/\1/p' | xargs -r ninja -C build >/dev/null

# An expression for each file: run-clang-tidy takes those in compile_commands.json that match.
# shellcheck disable=SC2086
run-clang-tidy-19 -quiet -p build -j "$(nproc)" $(printf '/%s$ ' $files)
