#include "worker/conversation.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "base/text.hpp"

namespace souls::worker {
namespace {

using std::chrono::steady_clock;
using tasks::Failure;
using tasks::FailureKind;

/// How often the queue is asked whether a step shall go on, and how long other waits last before all is looked at anew.
constexpr double kTendSeconds = 0.1;
/// A worker that tells more than four times a second is heard four times a second.
constexpr double kProgressSeconds = 0.25;
/// How long a worker that was told to stop may take, and how long one that doesn't ask.
constexpr double kStopSeconds = 0.33;
constexpr double kStopUnheardSeconds = 0.6;
/// How long a worker may take to introduce itself, and one that isn't needed to leave.
constexpr double kHelloSeconds = 30;
constexpr double kLeaveSeconds = 1;

double seconds_since(steady_clock::time_point start) {
  return std::chrono::duration<double>(steady_clock::now() - start).count();
}

Failure failure(const Error& error) { return {FailureKind::error, error}; }
Failure death(const std::string& how) { return {FailureKind::worker_died, {ErrorCode::unavailable, how, {}}}; }

Failure failure_of_input(const Error& error) {
  const bool is_lost = error.code == ErrorCode::corrupt || error.code == ErrorCode::not_found;
  return {is_lost ? FailureKind::bad_input : FailureKind::error, error};
}

tl::unexpected<Error> broken(const std::string& why) {
  return fail(ErrorCode::corrupt, "broke the worker protocol", why);
}

bool is_name(const std::string& name) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '-' ||
           c == '_';
  };
  return !name.empty() && name.size() <= limits::kWorkerNameBytesMax && std::all_of(name.begin(), name.end(), fits);
}

/// What may be leased to one that can do `told`: not what would come out otherwise than by our own code.
std::vector<tasks::Ability> agreed(std::vector<tasks::Ability> told, const std::vector<tasks::Ability>& own) {
  std::erase_if(told, [&](const tasks::Ability& ability) {
    const auto same = std::find_if(own.begin(), own.end(),
                                   [&](const tasks::Ability& ours) { return ours.capability == ability.capability; });
    return same != own.end() && *same != ability;
  });
  return told;
}

std::uint64_t bytes_of(storage::Draft& draft) {
  struct stat now {};
  return ::fstat(draft.descriptor(), &now) == 0 ? static_cast<std::uint64_t>(now.st_size) : 0;
}

}  // namespace

Conversation::Conversation(Channel& channel, tasks::Queue& queue, storage::BlobStore& blobs,
                           const std::atomic<Stage>& stage, Terms terms)
    : channel_(channel), queue_(queue), blobs_(blobs), stage_(stage), terms_(std::move(terms)) {}

void Conversation::hold(tasks::Lease lease) { take_up(std::move(lease)); }

void Conversation::take_up(tasks::Lease lease) {
  hand_.emplace(std::move(lease));
  if (line_) line_->take_up(hand_->lease);
}

void Conversation::let_go(bool reported) {
  hand_.reset();
  steps_ += reported;
  if (line_) line_->let_go(reported);
}

Ended Conversation::serve() {
  while (true) {
    const auto received = channel_.receive(kTendSeconds);
    if (!received) return over(received.error());
    if (*received) {
      heard_ = Clock::now();
      if (const auto answered = answer((*received)->message); !answered) return over(answered.error());
      heard_ = Clock::now();
    }
    if (auto ended = tend()) return std::move(*ended);
  }
}

void Conversation::give_up(const Failure& failed) {
  if (!hand_) return;
  hand_->outputs.clear();  // whoever hears of the failure finds nothing half-made
  // A report that the queue refuses is late: someone else has the step, or no one wants it any more.
  if (!hand_->is_lost) (void)queue_.fail(hand_->lease.task, hand_->lease.fence, failed);
  let_go(false);
}

Ended Conversation::over(const Error& error) const {
  if (error.code == ErrorCode::corrupt) return {false, death("broke the worker protocol")};
  Failure gone = death("went away");
  // The step that a child of ours is started for counts as tried even if it dies before it can ask for it.
  const bool is_started_for_it = !terms_.is_guest && steps_ == 0;
  if (hand_ && !hand_->is_given && !is_started_for_it) gone.kind = FailureKind::given_back;
  return {true, gone};
}

// What a worker says.

Status Conversation::answer(const Message& message) {
  if (!greeted_ && !std::holds_alternative<Hello>(message)) {
    (void)refuse(ErrorCode::invalid_request, "a worker says hello first");
    return broken("no hello");
  }
  return std::visit(
      [this](const auto& said) -> Status {
        if constexpr (requires { this->take(said); }) {
          return this->take(said);
        } else {
          (void)refuse(ErrorCode::invalid_request, "a worker asks, and doesn't answer");
          return broken("an answer from a worker");
        }
      },
      message);
}

std::string Conversation::what_is_wrong(const Hello& hello) const {
  if (greeted_) return "a worker says hello once";
  if (hello.protocol != kProtocolVersion) {
    return "version " + std::to_string(kProtocolVersion) + " of the worker protocol is spoken here, not version " +
           std::to_string(hello.protocol);
  }
  if (terms_.is_guest && !is_name(hello.name)) {
    return "a worker's name has 1 to 64 letters, digits, dots, hyphens and underscores";
  }
  if (hello.can.size() > limits::kWorkerAbilitiesMax) {
    return "a worker can do at most " + std::to_string(limits::kWorkerAbilitiesMax) + " things";
  }
  if (terms_.origin != Origin::remote) return {};
  if (hello.can.empty()) return "a worker from elsewhere says what it can do";
  return agreed(hello.can, terms_.own).empty() ? "all that this worker can do would come out otherwise than here: its "
                                                 "program or its packages are of another version than the server's"
                                               : "";
}

Status Conversation::take(const Hello& hello) {
  if (const std::string wrong = what_is_wrong(hello); !wrong.empty()) {
    (void)refuse(ErrorCode::invalid_request, wrong);
    return broken(wrong);
  }
  greeted_ = true;
  if (terms_.is_guest) terms_.name = hello.name + "." + terms_.name;
  can_ = agreed(hello.can, terms_.own);
  if (terms_.roster != nullptr) {
    line_.emplace(*terms_.roster, Presence{terms_.id.empty() ? terms_.name : terms_.id, terms_.origin, terms_.address,
                                           terms_.name, hello.program, hello.version, can_});
    if (hand_) line_->take_up(hand_->lease);
  }
  return channel_.send(
      Welcome{kProtocolVersion, terms_.lease_seconds, std::min(terms_.heartbeat_seconds, terms_.lease_seconds / 5)});
}

Status Conversation::take(const AskLease& ask) {
  warm_ = ask.warm;
  if (hand_ && hand_->is_lost) let_go(false);
  if (!hand_) return look_for_step(ask);
  if (hand_->is_given) return refuse(ErrorCode::conflict, "this worker has a step in hand, and reports on it first");
  const Status given = give_step();
  return given && !hand_ ? look_for_step(ask) : given;
}

Status Conversation::look_for_step(const AskLease& ask) {
  const auto start = Clock::now();
  const double wait_seconds = std::isfinite(ask.wait_seconds) ? ask.wait_seconds : 0;
  while (true) {
    const double left_s = std::clamp(wait_seconds, 0.0, limits::kLeaseWaitSecondsMax) - seconds_since(start);
    if (stage_ != Stage::serving) return channel_.send(Drain{});
    const double slice_s = std::clamp(left_s, 0.0, kTendSeconds);
    auto leased = queue_.lease(request(slice_s));
    // A queue that can't be reached is asked again, not hammered.
    if (!leased) std::this_thread::sleep_for(std::chrono::duration<double>(kTendSeconds));
    if (leased && *leased) {
      take_up(std::move(**leased));
      if (stage_ != Stage::serving) {
        give_up({FailureKind::given_back, {ErrorCode::unavailable, "was shut down", {}}});
        return channel_.send(Drain{});
      }
      if (const Status given = give_step(); !given || hand_) return given;
    }
    if (left_s <= 0) return channel_.send(Idle{});
    const auto meanwhile = channel_.receive(0);
    if (!meanwhile) return fail(meanwhile.error());
    if (*meanwhile) return broken("a second question before the first was answered");
  }
}

tasks::LeaseRequest Conversation::request(double wait_seconds) const {
  return {terms_.name, warm_, terms_.lease_seconds, wait_seconds, can_};
}

/// Leaves nothing in hand when the step can't be given.
Status Conversation::give_step() {
  // All inputs are found good before the worker hears of the step.
  for (const auto& input : hand_->lease.inputs) {
    if (const auto verified = blobs_.open_verified(input.digest); !verified) {
      give_up(failure_of_input(verified.error()));
      return {};
    }
  }
  const tasks::Step& step = hand_->lease.step;
  GiveStep give{{hand_->lease.task, hand_->lease.fence},
                step.id,
                step.capability,
                step.contract_version,
                step.package,
                step.package_version,
                step.parameters,
                step.seed,
                {},
                hand_->lease.trace};
  for (const auto& input : hand_->lease.inputs) give.inputs.push_back(input.name);
  const Status sent = channel_.send(give);
  if (!sent && sent.error().code != ErrorCode::unavailable) {
    give_up(failure(sent.error()));
    return {};
  }
  hand_->is_given = sent.has_value();
  return sent;
}

bool Conversation::holds(const Held& lease) const {
  return hand_ && hand_->is_given && hand_->lease.task == lease.task && hand_->lease.fence == lease.fence;
}

Status Conversation::take(const Heartbeat& beat) {
  if (!holds(beat.lease) || hand_->is_lost) {
    return refuse(ErrorCode::conflict, "this worker doesn't hold that step any more");
  }
  if (beat.progress) {
    const double fraction = std::isfinite(beat.progress->fraction) ? beat.progress->fraction : 0;
    hand_->progress = {std::clamp(fraction, 0.0, 1.0),
                       std::string(cut_utf8(beat.progress->phrase, limits::kPhraseBytesMax))};
  }
  if (!hand_->stop_known) return channel_.send(GoOn{});
  if (!hand_->stop_told) hand_->stop_told = Clock::now();
  return channel_.send(Cancel{});
}

Status Conversation::take(const AskInput& ask) {
  if (!holds(ask.lease) || hand_->is_lost) return refuse(ErrorCode::conflict, "this worker doesn't hold that step");
  const auto& inputs = hand_->lease.inputs;
  const auto found = std::find_if(inputs.begin(), inputs.end(), [&](const auto& i) { return i.name == ask.name; });
  if (found == inputs.end()) return refuse(ErrorCode::not_found, "the step has no such input");
  const auto file = blobs_.open_verified(found->digest);
  if (file) return channel_.send(GiveFile{}, file->number());
  give_up(failure_of_input(file.error()));
  return refuse(file.error().code, file.error().message);
}

Status Conversation::take(const AskOutput& ask) {
  if (!holds(ask.lease)) return refuse(ErrorCode::conflict, "this worker doesn't hold that step");
  auto& outputs = hand_->outputs;
  // Asked for again, it is begun anew: the first may have broken off.
  std::erase_if(outputs, [&](const Output& output) { return output.name == ask.name; });
  if (ask.name.empty() || ask.name.size() > limits::kStepNameBytesMax || outputs.size() >= limits::kStepOutputsMax) {
    return refuse(ErrorCode::invalid_request, "a step has at most 256 outputs, with names of 1 to 200 bytes");
  }
  auto draft = blobs_.draft();
  if (!draft) return refuse(draft.error().code, draft.error().message);
  outputs.push_back({ask.name, std::move(*draft)});
  return channel_.send(GiveFile{}, outputs.back().draft->descriptor());
}

Status Conversation::take(const Complete& complete) {
  if (!holds(complete.lease)) return refuse(ErrorCode::conflict, "this worker doesn't hold that step");
  const auto [task, fence] = complete.lease;
  // The fence decides before anything is kept; and to hash what was made may take a while.
  const auto renewed = queue_.heartbeat(task, fence, {}, terms_.lease_seconds);
  if (!renewed && renewed.error().code == ErrorCode::conflict) return report(fail(renewed.error()));
  tasks::Outcome outcome;
  outcome.seconds = seconds_since(hand_->start);
  outcome.cpu_seconds = std::isfinite(complete.cpu_seconds) ? std::max(complete.cpu_seconds, 0.0) : 0;
  for (const auto& output : hand_->outputs) outcome.bytes_out += bytes_of(*output.draft);
  Status kept;
  if (outcome.bytes_out != complete.bytes_out) {
    kept = fail(ErrorCode::internal, "a worker's outputs aren't as long as it says",
                std::to_string(outcome.bytes_out) + " and " + std::to_string(complete.bytes_out) + " bytes");
  }
  for (auto& output : hand_->outputs) {
    if (!kept) break;
    const auto digest = output.draft->keep();
    if (digest) outcome.outputs.push_back({output.name, *digest});
    if (!digest) kept = fail(digest.error());
  }
  if (kept) return report_success(outcome);
  give_up(failure(kept.error()));
  return refuse(kept.error().code, kept.error().message);
}

/// A child of ours asks for its next step at once, so that is leased along; a guest may never ask again.
Status Conversation::report_success(const tasks::Outcome& outcome) {
  const tasks::TaskId task = hand_->lease.task;
  const tasks::Fence fence = hand_->lease.fence;
  if (terms_.is_guest || stage_ != Stage::serving) return report(queue_.complete(task, fence, outcome));
  warm_.push_back(hand_->lease.step.capability);
  auto next = queue_.complete_and_lease(task, fence, outcome, request(0));
  const Status told = report(next ? Status{} : fail(next.error()));
  if (next && *next) hold(std::move(**next));
  return told;
}

Status Conversation::take(const Fail& failed) {
  if (!holds(failed.lease)) return refuse(ErrorCode::conflict, "this worker doesn't hold that step");
  Error error = failed.error;
  for (std::string* text : {&error.message, &error.detail}) {
    text->resize(cut_utf8(*text, limits::kErrorTextBytesMax).size());
  }
  hand_->outputs.clear();
  return report(queue_.fail(failed.lease.task, failed.lease.fence, failure(error)));
}

/// Tells the worker what the queue said to its report; the step is no longer in hand.
Status Conversation::report(const Status& reported) {
  let_go(reported.has_value());
  if (!reported) return refuse(reported.error().code, reported.error().message);
  return channel_.send(Accepted{});
}

Status Conversation::refuse(ErrorCode code, const std::string& message) {
  return channel_.send(Refused{code, message});
}

// What is looked after while it is silent.

std::optional<Ended> Conversation::tend() {
  if (stage_ == Stage::ending) {
    return Ended{false, {FailureKind::given_back, {ErrorCode::unavailable, "was shut down", {}}}};
  }
  const double silent_s = seconds_since(heard_);
  if (!greeted_ && silent_s > std::min(kHelloSeconds, terms_.lease_seconds)) {
    return Ended{false, death("didn't say hello")};
  }
  if ((!hand_ || hand_->is_lost) && silent_s > terms_.silence_seconds_max) return Ended{true, death("went away")};
  if (hand_) return tend_step();
  if (stage_ == Stage::draining && silent_s > kLeaveSeconds) return Ended{false, death("wasn't needed")};
  return std::nullopt;
}

std::optional<Ended> Conversation::tend_step() {
  const double silent_s = seconds_since(heard_);
  if (hand_->is_lost) {
    // One that was only paused may still come back and be told so. A guest may take as long as it likes.
    const bool is_given_up = !terms_.is_guest && silent_s > terms_.lease_seconds + terms_.patience_seconds;
    if (is_given_up) return Ended{false, death("stopped answering")};
    return std::nullopt;
  }
  if (seconds_since(hand_->start) > terms_.step_seconds_max) {
    const auto limit = std::to_string(static_cast<int>(terms_.step_seconds_max));
    return overstayed(failure({ErrorCode::deadline, "a step took longer than " + limit + " s", {}}));
  }
  const auto& told = hand_->stop_told;
  if (hand_->stop_known && (told ? seconds_since(*told) > kStopSeconds
                                 : seconds_since(*hand_->stop_known) > kStopUnheardSeconds)) {
    return overstayed(failure({ErrorCode::cancelled, "stopped on request", {}}));
  }
  if (silent_s > terms_.lease_seconds) {
    (void)queue_.fail(hand_->lease.task, hand_->lease.fence, death("stopped answering"));
    hand_->is_lost = true;
  } else if (seconds_since(hand_->renewed) >= kTendSeconds) {
    renew();
  }
  return std::nullopt;
}

std::optional<Ended> Conversation::overstayed(const Failure& failed) {
  if (!terms_.is_guest) return Ended{false, failed};
  (void)queue_.fail(hand_->lease.task, hand_->lease.fence, failed);
  hand_->is_lost = true;
  return std::nullopt;
}

/// Asks the queue whether to go on, tells progress that is due, and renews the lease up to where the worker's last word
/// carries it: our asking is no sign that the worker lives.
void Conversation::renew() {
  hand_->renewed = Clock::now();
  const bool is_due = hand_->progress && seconds_since(hand_->told) >= kProgressSeconds;
  if (is_due) hand_->told = hand_->renewed;
  const auto go_on =
      queue_.heartbeat(hand_->lease.task, hand_->lease.fence,
                       is_due ? std::exchange(hand_->progress, std::nullopt) : std::nullopt,
                       std::max(terms_.lease_seconds - seconds_since(heard_), kTendSeconds));
  if (!go_on && go_on.error().code == ErrorCode::conflict) hand_->is_lost = true;
  if (go_on && !*go_on && !hand_->stop_known) hand_->stop_known = hand_->renewed;
}

}  // namespace souls::worker
