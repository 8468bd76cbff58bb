#pragma once
// Where workers from elsewhere come in, by whatever carries their questions here.

#include <functional>
#include <list>
#include <memory>
#include <mutex>

#include "worker/conversation.hpp"

namespace souls::limits {
inline constexpr std::size_t kRemoteQuestionBytesMax = 64 * 1024;
inline constexpr double kRemoteSilenceSecondsMax = 60;  ///< of a worker without a step, until it counts as gone
}  // namespace souls::limits

namespace souls::worker {

struct ReceptionOptions {
  double lease_seconds = 30;
  double step_seconds_max = limits::kStepSecondsMax;
  double silence_seconds_max = limits::kRemoteSilenceSecondsMax;
  std::vector<tasks::Ability> own = {};  ///< what the server's own code does, with digests
  Roster* roster = nullptr;              ///< outlives the reception
};

/// Keeps a conversation for each worker, at most kWorkersMax, whose questions come one by one and each by itself.
/// Whoever asks is known by `visitor`, such as the id of an API key: another's worker isn't there (not_found), and
/// neither is a lease that the worker doesn't hold. An answer may be lost on its way, and its question asked again:
/// a step that nothing was said about is given again, and a report that was accepted is accepted again. Safe to use
/// from many threads. The queue and the store outlive it; ending it gives back what is in hand.
class Reception {
 public:
  Reception(tasks::Queue& queue, storage::BlobStore& blobs, const ReceptionOptions& options);
  ~Reception();
  Reception(const Reception&) = delete;
  Reception& operator=(const Reception&) = delete;

  struct Arrival {
    std::string worker;  ///< its id
    Welcome welcome;
  };
  Result<Arrival> arrive(const std::string& visitor, const std::string& address, const Hello& hello);
  /// The worker goes; a step in hand goes back to the queue.
  Status leave(const std::string& visitor, const std::string& worker);
  /// All workers of the visitor go, at once.
  void dismiss(const std::string& visitor);
  /// The worker gets no more steps; it is sent away when it asks for one. not_found.
  Status drain_one(const std::string& worker);

  /// A question about the step in hand. A refusal comes as an error.
  Result<Message> ask(const std::string& visitor, const std::string& worker, const Message& question);
  /// The same where a file is the answer.
  Result<storage::Descriptor> ask_for_file(const std::string& visitor, const std::string& worker,
                                           const Message& question);

  /// An answer that is there, or may take long: `take` has it once `readable` can be read, or is still empty.
  struct Awaited {
    std::optional<Message> answer;
    storage::Descriptor readable;
    std::function<Result<std::optional<Message>>()> take;
  };
  /// Asks for a step. Of several that ask for one worker the last gets the answer.
  Result<Awaited> ask_for_step(const std::string& visitor, const std::string& worker, const AskLease& question);

  /// No more steps and no more workers; steps in hand may be finished. What isn't in that time is given back to the
  /// queue. True: all were finished. Once.
  bool drain(double seconds);

 private:
  class Visit;
  std::shared_ptr<Visit> find(const std::string& visitor, const std::string& worker);
  void sweep();

  tasks::Queue& queue_;
  storage::BlobStore& blobs_;
  const ReceptionOptions options_;
  std::atomic<bool> draining_{false};
  std::mutex mutex_;  ///< guards those below
  std::list<std::shared_ptr<Visit>> visits_;
  std::uint64_t last_number_ = 0;
};

}  // namespace souls::worker
