#pragma once
// A step: a pure function of its inputs, parameters, package, code and seed.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/random.hpp"
#include "storage/blob_store.hpp"

namespace souls::tasks {

using storage::NamedDigest;

/// One input: an output of another step, or bytes that no step made.
struct StepInput {
  std::string name;       ///< as the step calls it; unique in the step
  std::string from_step;  ///< id of the step that makes it; empty when `blob` is given
  std::string output;     ///< which of that step's outputs
  Digest blob;            ///< a blob of the store, when no step makes it
  bool operator==(const StepInput&) const = default;
};

struct Step {
  std::string id;          ///< unique in its graph: "melody/Chorus 1"
  std::string capability;  ///< what a worker must be able to do: "melody"
  int contract_version = 1;
  std::string package;
  std::string package_version;
  Digest package_digest;
  Digest implementation_digest;  ///< of what is compiled in: the build of that capability and its runtime
  std::string parameters;        ///< canonical JSON text: the same parameters are always the same bytes
  Seed seed = 0;
  std::vector<StepInput> inputs;
  std::string phrase;       ///< for people: "writing the melody of Chorus 1"
  double cost_seconds = 1;  ///< a guess; decides what is run first, never what comes out
  bool operator==(const Step&) const = default;
};

/// The machine's arithmetic: the instruction set that all is compiled for, and the version of the mathematical library.
std::string compute_class();

/// What a step's result is remembered by: SHA-256 over a canonical, length-prefixed form of capability, contract
/// version, package digest, implementation digest, compute class, parameters, seed, and the inputs' names and digests
/// in the order of their names. Nothing else counts: not the step's id, phrase, cost, or its package's name and
/// version.
Digest step_key(const Step& step, std::span<const NamedDigest> inputs, std::string_view compute_class);

}  // namespace souls::tasks
