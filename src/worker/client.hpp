#pragma once
// The worker's end of a conversation.

#include <atomic>
#include <mutex>

#include "worker/channel.hpp"

namespace souls::worker {

/// Asks, and waits for the answer. Safe to use from several threads: their questions are asked one after another.
class Client {
 public:
  explicit Client(Channel channel) : channel_(std::move(channel)) {}

  /// A refusal comes as an error with its code and sentence. unavailable, and `is_gone`: there is no one to ask.
  Result<Received> ask(const Message& question);

  /// `ask` where one kind of answer is right; corrupt for another.
  template <class Answer>
  Result<Answer> ask_for(const Message& question) {
    auto answer = ask(question);
    if (!answer) return fail(answer.error());
    if (auto* right = std::get_if<Answer>(&answer->message)) return std::move(*right);
    return fail(ErrorCode::corrupt, "the server broke the worker protocol");
  }

  /// The file that is the answer.
  Result<storage::Descriptor> ask_for_file(const Message& question);

  bool is_gone() const { return gone_; }

 private:
  std::mutex mutex_;  ///< held from a question to its answer
  Channel channel_;
  std::atomic<bool> gone_{false};
};

}  // namespace souls::worker
