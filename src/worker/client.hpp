#pragma once
// The worker's end of a conversation.

#include <atomic>
#include <mutex>

#include "worker/channel.hpp"

namespace souls::worker {

/// A worker's way to its server, whichever way that goes. Safe to use from several threads.
class Link {
 public:
  virtual ~Link() = default;

  /// A refusal comes as an error with its code and sentence. unavailable, and `is_gone`: there is no one to ask.
  virtual Result<Message> ask(const Message& question) = 0;
  /// Open for reading, at its start.
  virtual Result<storage::Descriptor> read_input(const AskInput& question) = 0;
  /// The whole output.
  virtual Status write_output(const AskOutput& question, std::string_view bytes) = 0;
  virtual bool is_gone() const = 0;

  /// `ask` where one kind of answer is right; corrupt for another.
  template <class Answer>
  Result<Answer> ask_for(const Message& question) {
    auto answer = ask(question);
    if (!answer) return fail(answer.error());
    if (auto* right = std::get_if<Answer>(&*answer)) return std::move(*right);
    return fail(ErrorCode::corrupt, "the server broke the worker protocol");
  }
};

/// Over a Unix socket. Questions of several threads are asked one after another.
class Client final : public Link {
 public:
  explicit Client(Channel channel) : channel_(std::move(channel)) {}

  Result<Message> ask(const Message& question) override;
  Result<storage::Descriptor> read_input(const AskInput& question) override { return ask_for_file(question); }
  Status write_output(const AskOutput& question, std::string_view bytes) override;
  bool is_gone() const override { return gone_; }

  /// The file that is the answer.
  Result<storage::Descriptor> ask_for_file(const Message& question);

 private:
  Result<Received> exchange(const Message& question);

  std::mutex mutex_;  ///< held from a question to its answer
  Channel channel_;
  std::atomic<bool> gone_{false};
};

}  // namespace souls::worker
