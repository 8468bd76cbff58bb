#!/usr/bin/env bash
# build.sh PRESET [TARGET …]: sets up what is missing, configures and compiles. Without targets, all of it, and the studio
# (web/) first; with targets the program carries the studio that was built before, or none: making a song needs no Node.
source "$(dirname "$0")/common.sh"
PRESET=${1:-release}
shift || true
scripts/setup.sh
[ $# -gt 0 ] || scripts/build_studio.sh
LOG=build/$PRESET.log
mkdir -p build
: >"$LOG"
# The sanitized build runs with the packages of the release.
[ "$PRESET" = sanitize ] && PACKAGES_FROM=$PWD/build/release/packages
if [ ! -f "build/$PRESET/build.ninja" ]; then
  quietly "CMake can't configure the build" "$LOG" \
    cmake --preset "$PRESET" -DCMAKE_PREFIX_PATH="$(llama_dir)" -DSOULS_BASE_MODEL="$BASE_MODEL" \
      ${PACKAGES_FROM:+-DSOULS_PACKAGES_FROM="$PACKAGES_FROM"}
  say "compiling ($PRESET) …"
fi
quietly "the build failed" "$LOG" cmake --build --preset "$PRESET" ${1:+--target "$@"}
