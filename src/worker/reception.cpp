#include "worker/reception.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <thread>
#include <variant>

#include "base/ids.hpp"
#include "worker/client.hpp"

namespace souls::worker {
namespace {

constexpr double kHeartbeatSeconds = 0.4;
/// How long the answer to a question is waited for that needs no worker: to hash what was made takes longest.
constexpr double kAnswerSecondsMax = 120;
constexpr std::chrono::milliseconds kDrainStep{10};

tl::unexpected<Error> no_worker() { return fail(ErrorCode::not_found, "there is no such worker"); }
tl::unexpected<Error> no_lease() { return fail(ErrorCode::not_found, "this worker has no such lease"); }
tl::unexpected<Error> shutting_down() { return fail(ErrorCode::unavailable, "the server is shutting down"); }

const Held* lease_of(const Message& question) {
  return std::visit(
      [](const auto& said) -> const Held* {
        if constexpr (requires { said.lease; }) {
          return &said.lease;
        } else {
          return nullptr;
        }
      },
      question);
}

bool is_report(const Message& question) {
  return std::holds_alternative<Complete>(question) || std::holds_alternative<Fail>(question);
}

}  // namespace

/// One worker: our end of its conversation, and the thread that has the other.
class Reception::Visit {
 public:
  Visit(std::string id, std::string visitor, storage::Descriptor ours)
      : id_(std::move(id)), visitor_(std::move(visitor)), ours_(std::move(ours)) {}
  ~Visit() { end(); }

  const std::string& id() const { return id_; }
  bool is_of(const std::string& visitor) const { return visitor == visitor_; }
  bool has_left() const { return has_left_; }
  bool has_step() const {
    const std::lock_guard lock(mutex_);
    return given_.has_value();
  }
  void set(Stage stage) { stage_ = stage; }

  void begin(tasks::Queue& queue, storage::BlobStore& blobs, storage::Descriptor theirs, Terms terms) {
    thread_ = std::thread([this, &queue, &blobs, terms = std::move(terms), theirs = std::move(theirs)]() mutable {
      Channel channel(std::move(theirs), limits::kWorkerMessageBytesMax);
      Conversation conversation(channel, queue, blobs, stage_, std::move(terms));
      tasks::Failure failure = conversation.serve().failure;
      if (is_unbegun_) failure.kind = tasks::FailureKind::given_back;
      conversation.give_up(failure);
      has_left_ = true;
    });
  }
  /// Hangs up, and gives back what is in hand.
  void end() {
    {
      const std::lock_guard lock(mutex_);
      is_unbegun_ = is_waiting_ || (given_ && !is_begun_);
      ::shutdown(ours_.descriptor(), SHUT_RDWR);
    }
    const std::lock_guard lock(joining_);
    if (thread_.joinable()) thread_.join();
  }

  Result<Welcome> greet(const Hello& hello) {
    const std::lock_guard lock(mutex_);
    auto answer = exchange(hello);
    if (!answer) return fail(answer.error());
    const auto* welcome = std::get_if<Welcome>(&answer->message);
    return welcome != nullptr ? Result<Welcome>(*welcome) : fail(ErrorCode::internal, "a worker wasn't welcomed");
  }
  Result<Received> ask(const Message& question) {
    const std::lock_guard lock(mutex_);
    const Held* lease = lease_of(question);
    if (lease != nullptr && is_report(question) && reported_ == *lease) return Received{Accepted{}, {}};
    if (lease != nullptr && (!given_ || !(given_->lease == *lease))) return no_lease();
    if (is_waiting_) return fail(ErrorCode::conflict, "this worker asks for another step already");
    is_begun_ = true;
    auto answer = exchange(question);
    if (is_report(question)) {
      if (answer) reported_ = *lease;
      given_.reset();
    }
    return answer;
  }

  /// The number of the question, or the step that was given already.
  Result<std::variant<std::uint64_t, GiveStep>> ask_for_step(const AskLease& question) {
    const std::lock_guard lock(mutex_);
    ++asked_;
    if (given_ && !is_begun_) return *given_;
    if (is_waiting_) return asked_;
    if (!ours_.send(question)) return no_worker();
    is_waiting_ = true;
    return asked_;
  }
  Result<std::optional<Message>> take(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    if (number != asked_) return fail(ErrorCode::conflict, "this worker has asked for a step again since");
    auto received = ours_.receive(0);
    if (!received) return no_worker();
    if (!*received) return std::nullopt;
    is_waiting_ = false;
    Message& answer = (*received)->message;
    if (const auto* refused = std::get_if<Refused>(&answer)) return fail(refused->code, refused->message);
    given_.reset();
    if (const auto* given = std::get_if<GiveStep>(&answer)) {
      given_ = *given;
      is_begun_ = false;
    }
    return std::move(answer);
  }
  /// Can be read when an answer is there, or already.
  storage::Descriptor readable() {
    const std::lock_guard lock(mutex_);
    return storage::Descriptor(::fcntl(ours_.descriptor(), F_DUPFD_CLOEXEC, 0));
  }

 private:
  Result<Received> exchange(const Message& question) {
    if (auto sent = ours_.send(question); !sent) return no_worker();
    auto answer = ours_.receive(kAnswerSecondsMax);
    if (!answer || !*answer) return no_worker();
    if (const auto* refused = std::get_if<Refused>(&(*answer)->message)) return fail(refused->code, refused->message);
    return std::move(**answer);
  }

  const std::string id_, visitor_;
  std::atomic<Stage> stage_{Stage::serving};
  std::atomic<bool> has_left_{false};
  std::atomic<bool> is_unbegun_{false};
  mutable std::mutex mutex_;  ///< guards those below
  Channel ours_;
  std::uint64_t asked_ = 0;        ///< how often it has asked for a step
  bool is_waiting_ = false;        ///< for the answer to that
  std::optional<GiveStep> given_;  ///< the step in hand
  bool is_begun_ = false;          ///< something was said about it
  std::optional<Held> reported_;   ///< the last lease whose report was accepted
  std::mutex joining_;
  std::thread thread_;
};

Reception::Reception(tasks::Queue& queue, storage::BlobStore& blobs, const ReceptionOptions& options)
    : queue_(queue), blobs_(blobs), options_(options) {}

Reception::~Reception() = default;

void Reception::sweep() {
  std::erase_if(visits_, [](const auto& visit) { return visit->has_left(); });
}

std::shared_ptr<Reception::Visit> Reception::find(const std::string& visitor, const std::string& worker) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(visits_.begin(), visits_.end(), [&](const auto& visit) {
    return visit->id() == worker && visit->is_of(visitor) && !visit->has_left();
  });
  return found == visits_.end() ? nullptr : *found;
}

Result<Reception::Arrival> Reception::arrive(const std::string& visitor, const std::string& address,
                                             const Hello& hello) {
  auto ends = Channel::pair();
  if (!ends) return fail(ends.error());
  auto visit = std::make_shared<Visit>(random_id("w_"), visitor, std::move(ends->first));
  {
    const std::lock_guard lock(mutex_);
    sweep();
    if (draining_) return shutting_down();
    if (visits_.size() >= limits::kWorkersMax) {
      return fail(ErrorCode::rate_limited, "at most " + std::to_string(limits::kWorkersMax) + " workers are let in");
    }
    visits_.push_back(visit);
    visit->begin(queue_, blobs_, std::move(ends->second),
                 {.name = "r" + std::to_string(++last_number_),
                  .is_guest = true,
                  .lease_seconds = options_.lease_seconds,
                  .step_seconds_max = options_.step_seconds_max,
                  .origin = Origin::remote,
                  .address = address,
                  .id = visit->id(),
                  .roster = options_.roster,
                  .heartbeat_seconds = kHeartbeatSeconds,
                  .silence_seconds_max = options_.silence_seconds_max,
                  .own = options_.own});
  }
  auto welcome = visit->greet(hello);
  if (!welcome) {
    visit->end();
    // Of the right form, but another version of it, or of the program.
    Error& error = welcome.error();
    if (error.code == ErrorCode::invalid_request) error.code = ErrorCode::unprocessable;
    return fail(std::move(error));
  }
  return Arrival{visit->id(), *welcome};
}

Status Reception::leave(const std::string& visitor, const std::string& worker) {
  const auto visit = find(visitor, worker);
  if (!visit) return no_worker();
  visit->end();
  const std::lock_guard lock(mutex_);
  sweep();
  return {};
}

void Reception::dismiss(const std::string& visitor) {
  std::list<std::shared_ptr<Visit>> theirs;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& visit : visits_) {
      if (visit->is_of(visitor)) theirs.push_back(visit);
    }
  }
  for (const auto& visit : theirs) visit->end();
  const std::lock_guard lock(mutex_);
  sweep();
}

Status Reception::drain_one(const std::string& worker) {
  const std::lock_guard lock(mutex_);
  for (const auto& visit : visits_) {
    if (visit->id() != worker || visit->has_left()) continue;
    visit->set(Stage::draining);
    return {};
  }
  return no_worker();
}

Result<Message> Reception::ask(const std::string& visitor, const std::string& worker, const Message& question) {
  const auto visit = find(visitor, worker);
  if (!visit) return no_worker();
  auto answer = visit->ask(question);
  if (!answer) return fail(answer.error());
  return std::move(answer->message);
}

Result<storage::Descriptor> Reception::ask_for_file(const std::string& visitor, const std::string& worker,
                                                    const Message& question) {
  const auto visit = find(visitor, worker);
  if (!visit) return no_worker();
  auto answer = visit->ask(question);
  // What isn't held has no address, whether there is such a lease or not.
  if (!answer && answer.error().code == ErrorCode::conflict) return no_lease();
  if (!answer) return fail(answer.error());
  return std::move(answer->file);
}

Result<Reception::Awaited> Reception::ask_for_step(const std::string& visitor, const std::string& worker,
                                                   const AskLease& question) {
  const auto visit = find(visitor, worker);
  if (!visit) return draining_ ? shutting_down() : no_worker();
  const auto asked = visit->ask_for_step(question);
  if (!asked) return fail(asked.error());
  if (const auto* given = std::get_if<GiveStep>(&*asked)) return Awaited{*given, {}, {}};
  const auto take = [this, visit, number = std::get<std::uint64_t>(*asked)]() -> Result<std::optional<Message>> {
    auto answer = visit->take(number);
    // It may come again, when the server does.
    if (answer && *answer && std::holds_alternative<Drain>(**answer) && draining_) return shutting_down();
    return answer;
  };
  return Awaited{std::nullopt, visit->readable(), take};
}

bool Reception::drain(double seconds) {
  const auto start = std::chrono::steady_clock::now();
  std::list<std::shared_ptr<Visit>> visits;
  {
    const std::lock_guard lock(mutex_);
    draining_ = true;
    visits = visits_;
  }
  for (const auto& visit : visits) visit->set(Stage::draining);
  const auto all_done = [&] {
    return std::none_of(visits.begin(), visits.end(), [](const auto& visit) { return visit->has_step(); });
  };
  bool in_time = all_done();
  while (!in_time && std::chrono::steady_clock::now() - start < std::chrono::duration<double>(seconds)) {
    std::this_thread::sleep_for(kDrainStep);
    in_time = all_done();
  }
  for (const auto& visit : visits) visit->set(Stage::ending);
  for (const auto& visit : visits) visit->end();
  return in_time;
}

}  // namespace souls::worker
