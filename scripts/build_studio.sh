#!/usr/bin/env bash
# build_studio.sh: builds the studio (web/) into build/web/dist, once for each content of web/ and of the contract.
source "$(dirname "$0")/common.sh"
DIST=build/web/dist
LOG=build/web.log
digest=$({ printf '%s\n' "$NODE_VERSION"; find web -name node_modules -prune -o -type f ! -name api_types.d.ts -print0 | LC_ALL=C sort -z |
  xargs -0 sha256sum; sha256sum api/openapi.yaml; } | sha256sum | cut -c1-64)
[ "$(cat $DIST/.digest 2>/dev/null)" = "$digest" ] && exit 0
scripts/setup.sh studio
: >"$LOG"
say "building the studio …"
quietly "the types of the API can't be made" "$LOG" \
  node web/node_modules/openapi-typescript/bin/cli.js api/openapi.yaml -o web/app/api_types.d.ts
(cd web && quietly "the studio can't be built" "../$LOG" node node_modules/vite/bin/vite.js build)
rm -rf "$DIST"
mv "$DIST.part" "$DIST"
printf '%s' "$digest" >"$DIST/.digest"
