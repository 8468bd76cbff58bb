#pragma once
// What a worker and its parent say to each other; docs/worker-protocol.md is the same in words.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/random.hpp"
#include "base/result.hpp"

namespace souls::worker {

inline constexpr int kProtocolVersion = 1;

// From the parent.

/// Make this step; `inputs` messages with its inputs follow.
struct StartStep {
  std::string step;
  std::string capability;
  int contract_version = 1;
  std::string package;
  std::string package_version;
  std::string parameters;
  Seed seed = 0;
  std::size_t inputs = 0;
  bool operator==(const StartStep&) const = default;
};
/// An input; carries a descriptor, open for reading.
struct GiveInput {
  std::string name;
  bool operator==(const GiveInput&) const = default;
};
/// The answer to WantOutput; carries a descriptor, open for writing.
struct GiveOutput {
  bool operator==(const GiveOutput&) const = default;
};
/// Stop the step, and report it as failed with `cancelled`.
struct Cancel {
  bool operator==(const Cancel&) const = default;
};

// From the worker.

/// First of all, once.
struct Hello {
  int protocol = kProtocolVersion;
  bool operator==(const Hello&) const = default;
};
/// How far the step is; at most four a second.
struct TellProgress {
  double fraction = 0;
  std::string phrase;
  bool operator==(const TellProgress&) const = default;
};
/// A file for an output, please.
struct WantOutput {
  std::string name;
  bool operator==(const WantOutput&) const = default;
};
/// The step is made; its outputs are those that files were asked for.
struct Done {
  bool operator==(const Done&) const = default;
};
struct Failed {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::string detail;
  bool operator==(const Failed&) const = default;
};

using Message = std::variant<StartStep, GiveInput, GiveOutput, Cancel, Hello, TellProgress, WantOutput, Done, Failed>;

/// True for the messages that a file descriptor comes with.
bool carries_file(const Message& message);

/// JSON text. What isn't UTF-8 is replaced in words for people, and `internal` in names and parameters.
Result<std::string> encode(const Message& message);
/// corrupt when the text is no message.
Result<Message> decode(std::string_view text);

}  // namespace souls::worker
