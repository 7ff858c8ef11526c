#!/usr/bin/env bash
# Runs every fuzz target from its corpus on for FUZZ_SECONDS (60); 0 only replays the corpus. What a target
# finds on its way is kept in out/fuzz, and so is the input that made one fail. Closes with how many passed.
set -uo pipefail
cd "$(dirname "$0")/../.."
build=${SALLYPORT_FUZZ_BUILD:-build-fuzz}
seconds=${FUZZ_SECONDS:-60}
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1

one() {
  local name=$1 work=out/fuzz/$1 log=out/fuzz/$1.log limit
  mkdir -p "$work"
  limit=-max_total_time=$seconds
  [ "$seconds" != 0 ] || limit=-runs=0
  if "$build/tests/fuzz/${name}_fuzz" "$limit" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="out/fuzz/$name-" "$work" "tests/fuzz/corpus/$name" >"$log" 2>&1; then
    printf 'fuzz: %-10s %9s runs\n' "$name" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
    return 0
  fi
  echo "fuzz: $name FAILED; the input is out/fuzz/$name-*"
  grep -E 'ERROR|SUMMARY|runtime error|#[0-9]+ .* in sallyport' "$log" | head -n 12
  return 1
}
export -f one
export build seconds

mkdir -p out/fuzz
rm -f out/fuzz/failed.*
names=$(basename -s _fuzz.cpp -a tests/fuzz/*_fuzz.cpp)
xargs -P "$(nproc)" -I {} bash -c 'one {} || echo {} >>out/fuzz/failed.$$' <<<"$names"
failed=$(cat out/fuzz/failed.* 2>/dev/null | wc -l)
rm -f out/fuzz/failed.*
echo "$(($(wc -w <<<"$names") - failed)) passed, $failed failed"
[ "$failed" = 0 ]
