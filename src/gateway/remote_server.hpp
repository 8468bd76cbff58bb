#pragma once
// A server elsewhere, as a worker reaches it: the worker protocol over HTTP (docs/worker-protocol.md).

#include <atomic>

#include "gateway/http_client.hpp"
#include "worker/backoff.hpp"
#include "worker/client.hpp"

namespace souls::gateway {

/// What can't be reached, or is overloaded, is asked again, at growing intervals: for a step as long as it takes, about
/// a step in hand as long as its lease may still hold. A server that doesn't know the worker any more (it was started
/// again) is greeted again. Only the first greeting fails at once. `is_gone`: the server has refused the worker itself;
/// the error says why.
class RemoteServer final : public worker::Link {
 public:
  RemoteServer(std::unique_ptr<HttpClient> http, std::function<bool()> should_stop, std::uint64_t salt);

  Result<worker::Message> ask(const worker::Message& question) override;
  Result<storage::Descriptor> read_input(const worker::AskInput& question) override;
  Status write_output(const worker::AskOutput& question, std::string_view bytes) override;
  bool is_gone() const override { return gone_; }

  /// Says that the worker goes.
  void leave();

 private:
  using Clock = std::chrono::steady_clock;

  Result<worker::Message> greet(const worker::Hello& hello);
  Result<worker::Message> ask_for_step(const worker::AskLease& question);
  Result<worker::Message> ask_about_step(const worker::Message& question);
  std::string address_of(const worker::Held& lease, const std::string& what) const;
  /// Asks until there is an answer that isn't about a trouble that passes. `patient`: as long as it takes.
  Result<HttpAnswer> insist(bool patient, const std::function<Result<HttpAnswer>()>& once);
  bool pause(double seconds, bool patient) const;

  const std::unique_ptr<HttpClient> http_;
  const std::function<bool()> should_stop_;
  const std::uint64_t salt_;
  worker::Hello hello_;
  std::string worker_;  ///< our id there; empty: not welcomed yet
  double lease_seconds_ = 30;
  std::atomic<Clock::rep> heard_{0};  ///< when it last answered
  std::atomic<bool> gone_{false};
};

}  // namespace souls::gateway
