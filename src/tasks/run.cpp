#include "tasks/run.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>

#include "base/limits.hpp"

namespace souls::tasks {
namespace {

/// Unique among the runs of all processes that may share a queue on this machine.
std::string new_run_name() {
  static std::atomic<unsigned long> counter{0};
  return std::to_string(::getpid()) + "." + std::to_string(++counter);
}

constexpr double kChangeWaitSeconds = 0.05;
/// How long a run that is stopped waits for its workers to say so; they are killed well before.
constexpr double kStopSecondsMax = 5;

bool is_lost(const Error& error) { return error.code == ErrorCode::corrupt || error.code == ErrorCode::not_found; }

}  // namespace

Run::Run(const Graph& graph, Wiring wiring, Engine engine, const Context& context, const OnEvent& on_event,
         const RunOptions& options)
    : graph_(graph),
      wiring_(std::move(wiring)),
      engine_(engine),
      context_(context),
      on_event_(on_event),
      options_(options),
      name_(options.info.name.empty() ? new_run_name() : options.info.name),
      nodes_(graph.steps.size()) {
  for (std::size_t i = 0; i < nodes_.size(); ++i) nodes_[i].outcome.step = graph.steps[i].id;
  for (const Step& step : graph.steps) cost_all_seconds_ += step.cost_seconds;
}

Run::~Run() {
  if (is_left_) return;
  // Nothing can be done about a queue that is gone, and a run that ended well has nothing left in it.
  (void)engine_.queue.close_run(name_);
}

Result<RunOutcome> Run::go() {
  if (auto submitted = submit_all(); !submitted) return stop(submitted.error());
  while (true) {
    if (auto advanced = advance_all(); !advanced) return stop(advanced.error());
    if (options_.should_leave()) {
      is_left_ = true;
      return fail(ErrorCode::unavailable, "the program is stopping; what is being made goes on when it starts again");
    }
    if (context_.stopped()) return stop(cancelled().value());
    if (done_count_ == nodes_.size()) {
      if (auto verified = verify_wanted(); !verified) return stop(verified.error());
      if (done_count_ == nodes_.size()) break;
      continue;
    }
    if (auto followed = follow_changes(); !followed) return stop(followed.error());
  }
  RunOutcome outcome;
  for (auto& node : nodes_) outcome.steps.push_back(std::move(node.outcome));
  return outcome;
}

Status Run::submit_all() {
  RunInfo info = options_.info;
  info.name = name_;
  const auto last = engine_.queue.open_run(info);
  if (!last) return fail(last.error());
  last_change_ = *last;
  std::vector<NewTask> tasks;
  for (const std::size_t step : wiring_.order) tasks.push_back({&graph_.steps[step], wiring_.remaining_seconds[step]});
  const auto ids = engine_.queue.enqueue_all(name_, tasks);
  if (!ids) return fail(ids.error());
  for (std::size_t i = 0; i < ids->size(); ++i) {
    const std::size_t step = wiring_.order[i];
    nodes_[step].task = (*ids)[i];
    tasks_[(*ids)[i]] = step;
    to_advance_.push_back(step);
  }
  return options_.info.name.empty() ? Status{} : look_at_all();
}

Status Run::look_at_all() {
  for (Node& node : nodes_) {
    auto now = engine_.queue.look(node.task);
    if (!now) return fail(now.error());
    if (is_final(now->state)) tasks_.erase(node.task);
    if (now->state != StepState::waiting) node.standing = std::move(*now);
  }
  return {};
}

Status Run::follow_changes() {
  const auto changes = engine_.queue.changes(name_, last_change_, kChangeWaitSeconds);
  if (!changes && changes.error().code == ErrorCode::not_found) return catch_up();
  if (!changes) return fail(changes.error());
  for (const auto& change : *changes) {
    last_change_ = change.number;
    if (auto applied = apply(change); !applied) return applied;
  }
  return {};
}

Status Run::catch_up() {
  // A copy: applying a change may end its task.
  const auto tasks = tasks_;
  for (const auto& [task, step] : tasks) {
    const auto now = engine_.queue.look(task);
    if (!now) return fail(now.error());
    last_change_ = std::max(last_change_, now->number);
    if (auto applied = apply(*now); !applied) return applied;
  }
  return {};
}

Status Run::apply(const Change& change) {
  const auto found = tasks_.find(change.task);
  if (found == tasks_.end()) return {};
  const std::size_t step = found->second;
  Node& node = nodes_[step];
  if (is_final(change.state)) tasks_.erase(found);
  if (node.standing) {
    node.standing = change;
    return {};
  }
  const bool is_stopped = change.state == StepState::failed || change.state == StepState::cancelled;
  if (node.phase == Phase::done || (node.phase != Phase::submitted && !is_stopped)) return {};
  node.outcome.tries = change.tries;
  switch (change.state) {
    case StepState::waiting:
      return {};
    case StepState::queued:
      tell(change.tries == 0 ? EventKind::queued : EventKind::retried, step, change.failure.error);
      return {};
    case StepState::running:
      if (on_event_) {
        on_event_({change.only_progress ? EventKind::progress : EventKind::started,
                   &graph_.steps[step],
                   change.progress,
                   0,
                   false,
                   {},
                   done_count_,
                   nodes_.size()});
      }
      advance_fraction(step, change.only_progress ? std::clamp(change.progress.fraction, 0.0, 1.0) : 0,
                       change.progress.phrase.empty() ? graph_.steps[step].phrase : change.progress.phrase);
      return {};
    case StepState::succeeded:
      return apply_success(step, change);
    case StepState::failed:
      if (change.failure.kind == FailureKind::bad_input) return repair_inputs(step);
      tell(EventKind::failed, step, change.failure.error);
      return fail(change.failure.error);
    case StepState::cancelled:
      return fail(cancelled().value());
  }
  return {};
}

Status Run::apply_success(std::size_t step, const Change& change) {
  const Step& made = graph_.steps[step];
  const storage::StepResult result{change.outcome.outputs, change.outcome.seconds, made.package, made.package_version};
  if (auto remembered = engine_.memory.remember(nodes_[step].outcome.key, result); !remembered) return remembered;
  return finish(step, result, change.outcome.reused);
}

Status Run::advance_all() {
  while (!to_advance_.empty()) {
    const std::size_t step = to_advance_.front();
    to_advance_.pop_front();
    if (auto advanced = advance(step); !advanced) return advanced;
    if (context_.stopped()) return {};
  }
  return flush();
}

Status Run::flush() {
  if (ready_.empty() && settled_.empty()) return {};
  const Status told = engine_.queue.advance(ready_, settled_);
  ready_.clear();
  settled_.clear();
  // One of them was stopped meanwhile: how it ended says why.
  if (!told && told.error().code == ErrorCode::conflict) {
    if (auto caught_up = catch_up(); !caught_up) return caught_up;
  }
  return told;
}

Status Run::advance(std::size_t step) {
  Node& node = nodes_[step];
  if (node.phase != Phase::waiting) return {};
  for (const auto& producer : wiring_.producers[step]) {
    if (producer && nodes_[*producer].phase != Phase::done) return {};
  }
  if (auto resolved = resolve_inputs(step); !resolved) return resolved;
  const Digest key = step_key(graph_.steps[step], node.outcome.inputs, options_.compute_class);
  node.outcome.key = key;
  const auto [maker, is_first] = makers_.try_emplace(key, step);
  if (const auto standing = std::exchange(node.standing, std::nullopt)) return take_up(step, *standing);
  if (maker->second != step && nodes_[maker->second].phase != Phase::done) {
    node.phase = Phase::following;
    followers_[maker->second].push_back(step);
    return {};
  }
  const auto remembered = engine_.memory.find(key);
  if (!remembered) return fail(remembered.error());
  if (*remembered) {
    settled_.push_back({node.task, {(*remembered)->outputs, (*remembered)->seconds}});
    return finish(step, **remembered, true);
  }
  maker->second = step;
  node.phase = Phase::submitted;
  ready_.push_back({node.task, node.outcome.inputs});
  return {};
}

Status Run::take_up(std::size_t step, const Change& standing) {
  const auto is_there = [this](const NamedDigest& output) { return engine_.blobs.exists(output.digest); };
  const auto& outputs = standing.outcome.outputs;
  if (standing.state == StepState::succeeded && !std::all_of(outputs.begin(), outputs.end(), is_there)) {
    return make_anew(step);
  }
  nodes_[step].phase = Phase::submitted;
  tasks_[standing.task] = step;
  return apply(standing);
}

Status Run::make_anew(std::size_t step) {
  // The queue knows by now that what is made again was done.
  if (auto flushed = flush(); !flushed) return flushed;
  Node& node = nodes_[step];
  if (auto reopened = engine_.queue.reopen(node.task); !reopened) return reopened;
  node.phase = Phase::waiting;
  tasks_[node.task] = step;
  to_advance_.push_back(step);
  return {};
}

Status Run::resolve_inputs(std::size_t step) {
  Node& node = nodes_[step];
  node.outcome.inputs.clear();
  for (std::size_t i = 0; i < graph_.steps[step].inputs.size(); ++i) {
    const StepInput& input = graph_.steps[step].inputs[i];
    const auto producer = wiring_.producers[step][i];
    if (!producer) {
      node.outcome.inputs.push_back({input.name, input.blob});
      continue;
    }
    const auto& outputs = nodes_[*producer].outcome.outputs;
    const auto made =
        std::find_if(outputs.begin(), outputs.end(), [&](const auto& o) { return o.name == input.output; });
    if (made == outputs.end()) {
      return fail(ErrorCode::internal, "the step '" + input.from_step + "' made no '" + input.output + "', which '" +
                                           graph_.steps[step].id + "' reads");
    }
    node.outcome.inputs.push_back({input.name, made->digest});
  }
  return {};
}

Status Run::finish(std::size_t step, const storage::StepResult& result, bool reused) {
  Node& node = nodes_[step];
  node.phase = Phase::done;
  node.outcome.outputs = result.outputs;
  node.outcome.package = result.package;
  node.outcome.version = result.version;
  node.outcome.seconds = result.seconds;
  node.outcome.reused = reused;
  ++done_count_;
  for (const std::size_t consumer : wiring_.consumers[step]) to_advance_.push_back(consumer);
  advance_fraction(step, 1, graph_.steps[step].phrase);
  tell(EventKind::finished, step);
  const auto followers = followers_.extract(step);
  if (followers.empty()) return {};
  for (const std::size_t follower : followers.mapped()) {
    settled_.push_back({nodes_[follower].task, {result.outputs, result.seconds}});
    if (auto finished = finish(follower, result, true); !finished) return finished;
  }
  return {};
}

Status Run::repair_inputs(std::size_t step) {
  Node& node = nodes_[step];
  if (++node.repairs > limits::kStepTriesMax) {
    return fail(ErrorCode::corrupt, "what the step '" + node.outcome.step + "' reads is damaged again and again");
  }
  for (std::size_t i = 0; i < node.outcome.inputs.size(); ++i) {
    if (engine_.blobs.exists(node.outcome.inputs[i].digest)) continue;
    const auto producer = wiring_.producers[step][i];
    if (!producer) {
      return fail(ErrorCode::corrupt, "'" + node.outcome.inputs[i].name + "', which the step '" + node.outcome.step +
                                          "' reads, is damaged or missing and must be given again");
    }
    if (auto again = make_again(*producer); !again) return again;
  }
  return make_anew(step);
}

Status Run::make_again(std::size_t step) {
  Node& node = nodes_[step];
  if (node.phase != Phase::done) return {};
  if (++node.repairs > limits::kStepTriesMax) {
    return fail(ErrorCode::corrupt, "what the step '" + node.outcome.step + "' made is damaged again and again");
  }
  if (auto forgotten = engine_.memory.forget(node.outcome.key); !forgotten) return forgotten;
  --done_count_;
  advance_fraction(step, 0, graph_.steps[step].phrase);
  if (auto anew = make_anew(step); !anew) return anew;
  makers_[node.outcome.key] = step;
  tell(EventKind::remade, step);
  return {};
}

Status Run::verify_wanted() {
  for (std::size_t step = 0; step < nodes_.size(); ++step) {
    Node& node = nodes_[step];
    const bool wanted = wiring_.consumers[step].empty() || std::find(options_.wanted.begin(), options_.wanted.end(),
                                                                     node.outcome.step) != options_.wanted.end();
    if (!wanted || !node.outcome.reused || node.phase != Phase::done) continue;
    for (const auto& output : node.outcome.outputs) {
      if (context_.stopped()) return {};
      const auto verified = engine_.blobs.open_verified(output.digest);
      if (!verified && !is_lost(verified.error())) return fail(verified.error());
      if (verified) continue;
      if (auto again = make_again(step); !again) return again;
      break;
    }
  }
  return {};
}

tl::unexpected<Error> Run::stop(Error error) {
  using Seconds = std::chrono::duration<double>;
  const auto start = std::chrono::steady_clock::now();
  bool asked = engine_.queue.cancel_run(name_).has_value();
  while (asked && !tasks_.empty() && Seconds(std::chrono::steady_clock::now() - start).count() < kStopSecondsMax) {
    const auto changes = engine_.queue.changes(name_, last_change_, kChangeWaitSeconds);
    if (!changes) break;
    for (const auto& change : *changes) {
      last_change_ = change.number;
      const auto found = tasks_.find(change.task);
      if (found == tasks_.end() || !is_final(change.state)) continue;
      const std::size_t step = found->second;
      tasks_.erase(found);
      const Step& made = graph_.steps[step];
      if (change.state != StepState::succeeded || nodes_[step].phase != Phase::submitted) continue;
      // The run has failed already; that this result can't be remembered as well changes nothing about it.
      (void)engine_.memory.remember(nodes_[step].outcome.key, {change.outcome.outputs, change.outcome.seconds,
                                                               made.package, made.package_version});
    }
  }
  return fail(std::move(error));
}

void Run::tell(EventKind kind, std::size_t step, const Error& error) {
  if (!on_event_) return;
  const Node& node = nodes_[step];
  on_event_({kind,
             &graph_.steps[step],
             {node.fraction, graph_.steps[step].phrase},
             node.outcome.seconds,
             node.outcome.reused,
             error,
             done_count_,
             nodes_.size(),
             kind == EventKind::finished ? &node.outcome.outputs : nullptr});
}

void Run::advance_fraction(std::size_t step, double fraction, const std::string& phrase) {
  Node& node = nodes_[step];
  cost_done_seconds_ += (fraction - node.fraction) * graph_.steps[step].cost_seconds;
  node.fraction = fraction;
  context_.report(cost_all_seconds_ > 0 ? std::clamp(cost_done_seconds_ / cost_all_seconds_, 0.0, 1.0) : 1, phrase);
}

}  // namespace souls::tasks
