#!/usr/bin/env bash
# What a machine can hold against the source without building it: form, the checks in tests/lint, the texts.
# Says everything it finds and fails at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0

if [ -z "${LINT_WITHOUT_FORMAT:-}" ]; then
  find src tests pocketctl -name node_modules -prune -o \( -name '*.cpp' -o -name '*.hpp' \) -print0 2>/dev/null |
    xargs -0 -r -n 20 -P "$(nproc)" clang-format-19 --dry-run -Werror || {
    echo "lint: run \`make format\`" >&2
    failed=1
  }
fi

# tests/lint/x.py looks through the tree; x_test.py tests it, and runs with the other tests.
for check in tests/lint/*; do
  case $check in *_test.*) continue ;; esac
  [ -f "$check" ] && [ -x "$check" ] || continue
  "$check" || failed=1
done

[ -x tools/messages.py ] && { tools/messages.py --check || failed=1; }
tools/pocket.sh check || failed=1
exit $failed
