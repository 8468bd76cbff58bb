#pragma once
// The other end of the door, for our own command line: waits for each answer.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "gateway/message.hpp"

namespace souls::gateway {

/// An event of a stream; `id` is empty where none was given.
struct StreamEvent {
  std::optional<std::uint64_t> id;
  std::string kind;
  std::string data;
};

/// Takes a stream of events (text/event-stream) in pieces of any size.
class StreamReader {
 public:
  using OnEvent = std::function<bool(const StreamEvent&)>;
  /// Calls `on_event` for each event that is complete; false when that said to stop. corrupt for a line or an event of
  /// more than limits::kMessageBytesMax.
  Result<bool> take(std::string_view piece, const OnEvent& on_event);

 private:
  bool end_line(const OnEvent& on_event);

  std::string line_;
  StreamEvent event_;
};

/// Asks the server behind a control socket; a connection for each request. Errors are those that the server tells, and
/// `unavailable` when there is no server, or it goes away.
class Client {
 public:
  explicit Client(std::filesystem::path socket) : socket_(std::move(socket)) {}

  /// The body of the answer.
  Result<std::string> call(Method method, const std::string& target, std::string_view body = {}) const;

  /// Writes the body to a file, which it makes.
  Status download(const std::string& target, const std::filesystem::path& file) const;

  /// Reads a stream until `on_event` returns false (true then) or the server ends it (false then). When nothing came
  /// for `tick_seconds`, `on_event` is called with null.
  Result<bool> follow(const std::string& target, std::optional<std::uint64_t> after, double tick_seconds,
                      const std::function<bool(const StreamEvent*)>& on_event) const;

 private:
  std::filesystem::path socket_;
};

}  // namespace souls::gateway
