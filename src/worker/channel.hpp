#pragma once
// Messages and file descriptors over a socket.

#include <sys/un.h>

#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "base/limits.hpp"
#include "storage/descriptor.hpp"
#include "worker/messages.hpp"

namespace souls::worker {

/// A socket's address under that path; invalid_request when the path is too long for one.
Result<sockaddr_un> address_of(const std::filesystem::path& path);

/// A message, with its file where it carries one.
struct Received {
  Message message;
  storage::Descriptor file;
};

/// One end of a Unix stream socket: frames of four bytes of length (little endian) and that many bytes of JSON, files
/// as SCM_RIGHTS beside the frame's first byte. Used by one thread. Errors: unavailable (the other end is gone, or
/// takes nothing any more), corrupt (what came is no message, or none that may be that long).
class Channel {
 public:
  /// What comes may be as long as `bytes_max`.
  explicit Channel(storage::Descriptor socket, std::size_t bytes_max = limits::kMessageBytesMax);

  /// Both ends of a new socket.
  static Result<std::pair<storage::Descriptor, storage::Descriptor>> pair();

  /// A socket connected to one that listens under that path.
  static Result<storage::Descriptor> connect(const std::filesystem::path& path);

  /// Can be read when something has come.
  int descriptor() const { return socket_.number(); }

  /// `file` goes with the messages that carry one; it stays the caller's.
  Status send(const Message& message, int file = -1);

  /// The next message; empty when none came in that time. Negative seconds: as long as it takes.
  Result<std::optional<Received>> receive(double wait_seconds);

 private:
  Result<std::optional<Received>> take();
  Status read_some();

  storage::Descriptor socket_;
  std::size_t bytes_max_;
  std::string bytes_;                      ///< received, not yet taken
  std::deque<storage::Descriptor> files_;  ///< received, not yet taken, in the order of their frames
};

}  // namespace souls::worker
