#!/usr/bin/env bash
# fuzz.sh [SECONDS]: builds the fuzzers of tests/fuzz with clang and runs each for so long (10), side by side. What they find is
# left in build/fuzz/NAME; the corpus grows there too.
source "$(dirname "$0")/common.sh"
SECONDS_EACH=${1:-10}
BUILD=build/fuzz
scripts/setup.sh tests
[ -f $BUILD/build.ninja ] || quietly "CMake can't configure the fuzzers" build/fuzz.log cmake --preset fuzz
quietly "the fuzzers can't be built" build/fuzz.log cmake --build --preset fuzz
failed=0
declare -A running
for name in http headers bodies; do
  mkdir -p $BUILD/$name/corpus
  $BUILD/fuzz_$name $BUILD/$name/corpus tests/fuzz/corpus/$name -artifact_prefix=$BUILD/$name/ -max_total_time="$SECONDS_EACH" \
    -max_len=20000 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 >$BUILD/$name/log 2>&1 &
  running[$name]=$!
done
for name in "${!running[@]}"; do
  if wait "${running[$name]}"; then
    say "fuzz_$name: $(sed -nE 's/^stat::number_of_executed_units: //p' $BUILD/$name/log) inputs, nothing found"
  else
    failed=$((failed + 1))
    tail -30 $BUILD/$name/log >&2
  fi
done
printf '%d passed, %d failed\n' $((${#running[@]} - failed)) "$failed"
[ "$failed" -eq 0 ]
