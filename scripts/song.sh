#!/usr/bin/env bash
# song.sh: builds what is missing and makes a song from $PROMPT under songs/.
source "$(dirname "$0")/common.sh"
[ -n "${PROMPT:-}" ] || fail 'say what the song is about: make song PROMPT="a lullaby an AI sings to a child"'
scripts/build.sh release souls packages
mkdir -p songs
# shellcheck disable=SC2086  # ARGS holds several options
exec build/release/souls make "$PROMPT" --out-in songs ${ARGS:-}
