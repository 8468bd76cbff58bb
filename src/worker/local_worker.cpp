#include "worker/local_worker.hpp"

#include <algorithm>
#include <chrono>

namespace souls::worker {
namespace {

using Clock = std::chrono::steady_clock;
using tasks::Failure;
using tasks::FailureKind;

constexpr double kHeartbeatSeconds = 0.1;
/// A child that tells more than four times a second is heard four times a second.
constexpr double kProgressSeconds = 0.25;
constexpr double kStopSeconds = 0.33;
/// How long the exit of a child is waited for whose socket has closed.
constexpr double kExitSeconds = 1;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

Failure failure(const Error& error) { return {FailureKind::error, error}; }

}  // namespace

tl::expected<tasks::Outcome, Failure> LocalWorker::run(const tasks::Lease& lease, const Heartbeat& heartbeat) {
  if (!process_) {
    warm_.clear();
    auto started = Process::start(program_);
    if (!started) return tl::unexpected(failure(started.error()));
    process_ = std::move(*started);
  }
  const auto start = Clock::now();
  if (auto failed = hand_over(lease)) return tl::unexpected(std::move(*failed));
  auto made = follow(heartbeat);
  if (made) {
    made->seconds = seconds_since(start);
    const std::string& capability = lease.step.capability;
    if (std::find(warm_.begin(), warm_.end(), capability) == warm_.end()) warm_.push_back(capability);
  }
  return made;
}

std::optional<Failure> LocalWorker::hand_over(const tasks::Lease& lease) {
  // All inputs are found good before the child hears of the step; it would wait for those that follow.
  for (const auto& input : lease.inputs) {
    const auto verified = blobs_.open_verified(input.digest);
    if (verified) continue;
    const ErrorCode code = verified.error().code;
    const bool is_lost = code == ErrorCode::corrupt || code == ErrorCode::not_found;
    return Failure{is_lost ? FailureKind::bad_input : FailureKind::error, verified.error()};
  }
  const tasks::Step& step = lease.step;
  const StartStep start{step.id,         step.capability, step.contract_version, step.package, step.package_version,
                        step.parameters, step.seed,       lease.inputs.size()};
  auto sent = process_->channel().send(start);
  for (std::size_t i = 0; sent && i < lease.inputs.size(); ++i) {
    const auto file = blobs_.open_verified(lease.inputs[i].digest);
    if (!file) {
      process_.reset();
      return failure(file.error());
    }
    sent = process_->channel().send(GiveInput{lease.inputs[i].name}, file->number());
  }
  if (sent) return std::nullopt;
  if (sent.error().code == ErrorCode::unavailable) return died(kExitSeconds);
  process_.reset();
  return failure(sent.error());
}

LocalWorker::Made LocalWorker::follow(const Heartbeat& heartbeat) {
  const auto start = Clock::now();
  auto beaten = start;
  auto told = start - std::chrono::seconds(1);
  std::optional<Clock::time_point> stop_asked;
  std::vector<Output> outputs;
  progress_.reset();
  while (true) {
    auto received = process_->channel().receive(kHeartbeatSeconds);
    if (!received && received.error().code == ErrorCode::corrupt) return tl::unexpected(broke_protocol());
    if (!received && !stop_asked) return tl::unexpected(died(kExitSeconds));
    if (received && *received) {
      if (auto made = take((*received)->message, outputs)) return std::move(*made);
    }
    if (!received || (stop_asked && seconds_since(*stop_asked) > kStopSeconds)) {
      (void)died(0);
      return tl::unexpected(failure({ErrorCode::cancelled, "stopped on request", {}}));
    }
    if (seconds_since(start) > step_seconds_max_) {
      (void)died(0);
      const auto limit = std::to_string(static_cast<int>(step_seconds_max_));
      return tl::unexpected(failure({ErrorCode::deadline, "a step took longer than " + limit + " s", {}}));
    }
    if (stop_asked || seconds_since(beaten) < kHeartbeatSeconds) continue;
    beaten = Clock::now();
    const bool is_due = progress_ && seconds_since(told) >= kProgressSeconds;
    if (is_due) told = beaten;
    const bool go_on = heartbeat(is_due ? std::exchange(progress_, std::nullopt) : std::nullopt);
    if (go_on) continue;
    stop_asked = Clock::now();
    (void)process_->channel().send(Cancel{});
  }
}

std::optional<LocalWorker::Made> LocalWorker::take(const Message& message, std::vector<Output>& outputs) {
  if (const auto* told = std::get_if<TellProgress>(&message)) {
    progress_ = tasks::Progress{std::clamp(told->fraction, 0.0, 1.0), told->phrase};
    return std::nullopt;
  }
  if (const auto* want = std::get_if<WantOutput>(&message)) return give_output(want->name, outputs);
  if (const auto* failed = std::get_if<Failed>(&message)) {
    return tl::unexpected(failure({failed->code, failed->message, failed->detail}));
  }
  if (std::holds_alternative<Done>(message)) return keep(outputs);
  const auto* hello = std::get_if<Hello>(&message);
  if (hello != nullptr && hello->protocol == kProtocolVersion) return std::nullopt;
  return tl::unexpected(broke_protocol());
}

std::optional<LocalWorker::Made> LocalWorker::give_output(const std::string& name, std::vector<Output>& outputs) {
  const bool taken = std::any_of(outputs.begin(), outputs.end(), [&](const Output& o) { return o.name == name; });
  if (taken || name.empty() || name.size() > limits::kStepNameBytesMax || outputs.size() >= limits::kStepOutputsMax) {
    (void)died(0);
    return tl::unexpected(failure({ErrorCode::internal, "a worker asked for an output that it can't have", name}));
  }
  auto draft = blobs_.draft();
  if (!draft) {
    // The child waits for an answer that won't come.
    (void)died(0);
    return tl::unexpected(failure(draft.error()));
  }
  if (!process_->channel().send(GiveOutput{}, (*draft)->descriptor())) return tl::unexpected(died(kExitSeconds));
  outputs.push_back({name, std::move(*draft)});
  return std::nullopt;
}

LocalWorker::Made LocalWorker::keep(std::vector<Output>& outputs) const {
  tasks::Outcome outcome;
  for (auto& output : outputs) {
    const auto digest = output.draft->keep();
    if (!digest) return tl::unexpected(failure(digest.error()));
    outcome.outputs.push_back({output.name, *digest});
  }
  return outcome;
}

Failure LocalWorker::broke_protocol() {
  Failure failed = died(0);
  failed.error.message = "broke the worker protocol";
  return failed;
}

Failure LocalWorker::died(double grace_seconds) {
  const std::string how = process_->end(grace_seconds);
  process_.reset();
  return {FailureKind::worker_died, {ErrorCode::unavailable, how, {}}};
}

}  // namespace souls::worker
