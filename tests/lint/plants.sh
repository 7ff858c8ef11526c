#!/usr/bin/env bash
# Each mistake that is planted for the walk (tests/walk/plants.txt) still changes the file that it names: code moves, and
# an expression that no longer fits would be found only by who plants them all.
set -uo pipefail
cd "$(dirname "$0")/../.."
failed=0
while IFS='|' read -r name file expression; do
  file=${file// /}
  [ -f "$file" ] && ! perl -0pe "$expression" "$file" | cmp -s - "$file" && continue
  echo "tests/walk/plants.txt: ${name// /} no longer fits $file: write its expression anew" >&2
  failed=1
done < <(grep -vE '^ *(#|$)' tests/walk/plants.txt)
exit $failed
