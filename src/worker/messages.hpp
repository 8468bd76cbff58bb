#pragma once
// What a worker asks, and what it is answered; docs/worker-protocol.md is the same in words.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "tasks/queue.hpp"

namespace souls::worker {

inline constexpr int kProtocolVersion = 2;

/// The lease that a message is about.
struct Held {
  tasks::TaskId task = 0;
  tasks::Fence fence = 0;
  bool operator==(const Held&) const = default;
};

// From the worker: each is answered by one of those below, or by Refused.

/// First of all, once. Answered by Welcome.
struct Hello {
  int protocol = kProtocolVersion;
  std::string name;     ///< for people: 1 to 64 letters, digits, dots, hyphens, underscores
  std::string program;  ///< what the worker is: "souls"
  std::string version;
  std::vector<tasks::Ability> can;  ///< what it is given; empty: all
  bool operator==(const Hello&) const = default;
};
/// Something to do, please. Answered by GiveStep, Idle or Drain.
struct AskLease {
  double wait_seconds = 0;
  std::vector<std::string> warm;  ///< capabilities that it has loaded
  bool operator==(const AskLease&) const = default;
};
/// Still at it. Answered by GoOn or Cancel.
struct Heartbeat {
  Held lease;
  std::optional<tasks::Progress> progress;
  bool operator==(const Heartbeat&) const = default;
};
/// An input, please. Answered by GiveFile, open for reading.
struct AskInput {
  Held lease;
  std::string name;
  bool operator==(const AskInput&) const = default;
};
/// A file for an output, please. Answered by GiveFile, open for writing.
struct AskOutput {
  Held lease;
  std::string name;
  bool operator==(const AskOutput&) const = default;
};
/// The step is made; its outputs are those that files were asked for. Answered by Accepted.
struct Complete {
  Held lease;
  double cpu_seconds = 0;
  std::uint64_t bytes_out = 0;  ///< all outputs together
  bool operator==(const Complete&) const = default;
};
/// The step can't be made, or was stopped. Answered by Accepted.
struct Fail {
  Held lease;
  Error error;
  bool operator==(const Fail& other) const {
    return lease == other.lease && error.code == other.error.code && error.message == other.error.message &&
           error.detail == other.error.detail;
  }
};

// To the worker.

struct Welcome {
  int protocol = kProtocolVersion;
  double lease_seconds = 0;      ///< without a heartbeat for so long, the step is someone else's
  double heartbeat_seconds = 0;  ///< how often to send one
  bool operator==(const Welcome&) const = default;
};
/// Make this.
struct GiveStep {
  Held lease;
  std::string step;
  std::string capability;
  int contract_version = 1;
  std::string package;
  std::string package_version;
  std::string parameters;
  Seed seed = 0;
  std::vector<std::string> inputs;
  std::string trace = {};  ///< the traceparent of what asked; empty: nothing did
  bool operator==(const GiveStep&) const = default;
};
/// Nothing in that time: ask again.
struct Idle {
  bool operator==(const Idle&) const = default;
};
/// Nothing any more: go.
struct Drain {
  bool operator==(const Drain&) const = default;
};
struct GoOn {
  bool operator==(const GoOn&) const = default;
};
/// Stop the step, and report it as failed with `cancelled`.
struct Cancel {
  bool operator==(const Cancel&) const = default;
};
/// Carries a descriptor.
struct GiveFile {
  bool operator==(const GiveFile&) const = default;
};
struct Accepted {
  bool operator==(const Accepted&) const = default;
};
/// What was asked won't be done; `message` is one sentence.
struct Refused {
  ErrorCode code = ErrorCode::conflict;
  std::string message;
  bool operator==(const Refused&) const = default;
};

using Message = std::variant<Hello, AskLease, Heartbeat, AskInput, AskOutput, Complete, Fail, Welcome, GiveStep, Idle,
                             Drain, GoOn, Cancel, GiveFile, Accepted, Refused>;

/// True for the messages that a file descriptor comes with.
bool carries_file(const Message& message);

/// JSON text. What isn't UTF-8 is replaced in words for people, and `internal` in names and parameters.
Result<std::string> encode(const Message& message);
/// corrupt when the text is no message.
Result<Message> decode(std::string_view text);

}  // namespace souls::worker
