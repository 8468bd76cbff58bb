#pragma once
// A child process that is a worker.

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "worker/channel.hpp"

namespace souls::worker {

/// The program that serves as a worker: it is started with these arguments and `--fd N`, and calls run_worker(N, …).
struct WorkerProgram {
  std::string path = "/proc/self/exe";
  std::vector<std::string> arguments = {"worker"};
  /// Where its standard output and error go; negative: both to our standard error.
  int log_fd = -1;
};

/// Owns a child: ends it and waits for it when it goes out of scope. Used by the thread that started it, which must
/// live as long as the child: Linux ends the child with that thread.
class Process {
 public:
  static Result<std::unique_ptr<Process>> start(const WorkerProgram& program);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  Channel& channel() { return channel_; }
  pid_t pid() const { return pid_; }

  /// Waits `grace_seconds` for the child to end by itself, then kills it. How it ended, as the end of a sentence:
  /// "was killed by signal 11 (Segmentation fault)".
  std::string end(double grace_seconds);

 private:
  Process(pid_t pid, Channel channel) : pid_(pid), channel_(std::move(channel)) {}

  pid_t pid_;
  Channel channel_;
};

}  // namespace souls::worker
