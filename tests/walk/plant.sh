#!/usr/bin/env bash
# Shows that the walk finds what it is there for: plants one mistake after the other in a copy of a source file,
# builds the walk with it, and lets it walk until it finds it.
#
#     tests/walk/plant.sh [--list | NAME...]       all of plants.txt, or only these
#
# Nothing of it can get into the program: the copies and the objects made of them are in a folder of their own,
# and only the walk's program is linked with them (an object on the command line comes before one in a library).
# Needs a build: build/tests/walk_tests. Ends with 1 if one was not found, or no longer fits its file.
set -uo pipefail
cd "$(dirname "$0")/../.."
build=${SALLYPORT_BUILD:-build}
steps=${SALLYPORT_PLANT_STEPS:-200000} # what every push walks
plants=tests/walk/plants.txt
jobs=$(nproc)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# name | file | expression for perl, on the whole file
rows() { grep -vE '^ *(#|$)' "$plants"; }
if [ "${1:-}" = --list ]; then rows | cut -d'|' -f1 | uniq; exit; fi

ninja -C "$build" -t commands tests/walk_tests >"$folder/commands" || exit 1
link=$(tail -n 1 "$folder/commands")

compile() { # SOURCE COPY OBJECT MORE...
  local source=$1 copy=$2 object=$3 command
  shift 3
  command=$(grep -F -- " -c $PWD/$source" "$folder/commands" | head -n 1)
  command=$(sed -E "s|^(([^ ]*ccache )?[^ ]+) |\1 $* |; s| -o [^ ]+| -o $object|; s| -MF [^ ]+| -MF $object.d|; s| -c [^ ]+| -c $copy|; s| -Werror | -w |" <<<"$command")
  (cd "$build" && eval "$command")
}

plant() { # NAME OWN FILE EXPRESSION
  local name=$1 own=$2 file=$3 expression=$4 source
  local copy=$own/$file before=$own/before
  mkdir -p "$(dirname "$copy")"
  [ -f "$copy" ] || cp "$file" "$copy" # a second row of the same file adds to the first
  cp "$copy" "$before"
  perl -0pe "$expression" "$before" >"$copy"
  if cmp -s "$before" "$copy"; then echo "plant: $name no longer fits $file"; return 1; fi
  # A header counts where its function is called.
  case $file in
    *.hpp) for source in $(grep -rl --include='*.cpp' "\b$(basename "$file" .hpp)(" src | grep -v _test); do
             compile "$source" "$PWD/$source" "$own/$(basename "$source").o" "-I$own/src" || break
           done ;;
    *) compile "$file" "$copy" "$own/$(basename "$file").o" "-I$PWD/$(dirname "$file")" ;;
  esac >"$own/log" 2>&1 || { echo "plant: $name does not compile"; grep -m 3 error "$own/log"; return 1; }
}

try() { # NAME
  local name=$1 own=$folder/$1 log=$folder/$1.log start row_name file expression
  while IFS='|' read -r row_name file expression; do
    [ "${row_name// /}" = "$name" ] || continue
    plant "$name" "$own" "${file// /}" "$expression" || return 1
  done < <(rows)
  if ! (cd "$build" && eval "$(sed -E "s| -o tests/walk_tests | $(echo "$own"/*.o) -o $own/walk |" <<<"$link")") >"$log" 2>&1; then
    echo "plant: $name does not link"; tail -n 5 "$log"; return 1
  fi
  start=$SECONDS
  if SALLYPORT_WALK_STEPS=$steps timeout 300 "$own/walk" --gtest_fail_fast >"$log" 2>&1; then
    echo "plant: $name was NOT FOUND in $steps steps"; return 1
  fi
  grep -q 'diverges:' "$log" || { echo "plant: $name ended the walk otherwise"; tail -n 5 "$log"; return 1; }
  printf 'plant: %-32s found after %2d s: %s\n' "$name" $((SECONDS - start)) "$(grep -A 1 -m 1 'diverges:' "$log" | tail -n 1 | cut -c1-90)"
  rm -rf "$own"
}

failed=0
running=0
for name in $(rows | cut -d'|' -f1 | uniq); do
  [ $# = 0 ] || [[ " $* " == *" $name "* ]] || continue
  try "$name" &
  running=$((running + 1))
  if [ "$running" -ge "$jobs" ]; then wait -n || failed=1; running=$((running - 1)); fi
done
while [ "$running" -gt 0 ]; do wait -n || failed=1; running=$((running - 1)); done
exit $failed
