// How long it takes to lease, to list and to resume a stream of events with a million finished steps in the database,
// beside an empty one, in turns. One line of JSON with medians in milliseconds and their ratios.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "storage/audit_table.hpp"
#include "storage/event_table.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "tasks/event_stream.hpp"
#include "tasks/ledger.hpp"
#include "tasks/step_rows.hpp"
#include "tasks/stored_queue.hpp"

namespace {

using namespace souls;
using namespace souls::tasks;

constexpr int kUsers = 200;
constexpr int kStepsPerRun = 100;

[[noreturn]] void give_up(const Error& error) {
  std::fprintf(stderr, "%s: %s\n", error.message.c_str(), error.detail.c_str());
  std::exit(1);
}

template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

double now_ms() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Step step_of(int number) {
  Step step;
  step.id = "vocals/Chorus " + std::to_string(number);
  step.capability = "vocals";
  step.package = "vox";
  step.package_version = "1.2.0";
  step.package_digest = sha256("vox");
  step.implementation_digest = sha256("code");
  step.parameters = "{\"bars\":8,\"key\":\"D minor\",\"line\":" + std::to_string(number) + ",\"tempo_bpm\":96}";
  step.phrase = "singing Chorus " + std::to_string(number);
  return step;
}

struct Place {
  std::unique_ptr<storage::SqliteStore> store;
  std::unique_ptr<StoredQueue> queue;
};

Place open(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  Place place;
  place.store = must(storage::SqliteStore::open(folder / "souls.db"));
  place.queue = must(StoredQueue::open(*place.store));
  return place;
}

/// A closed run of finished steps, through the same rows, events and audit entries as if it had been made.
Status add_run(storage::Transaction& transaction, int number) {
  storage::RunRow run;
  run.name = "s_" + std::to_string(number) + "/1/make";
  run.user = "u_" + std::to_string(number % kUsers);
  run.song = "s_" + std::to_string(number);
  run.api_key = "k_1";
  run = must(transaction.tasks().open_run(run));
  Ledger ledger(transaction, 1'700'000'000'000 + number);
  for (int i = 0; i < kStepsPerRun; ++i) {
    const Step step = step_of(i);
    storage::TaskRow task = row_of(run, {&step, 1});
    task.id = must(transaction.tasks().add(task, step_row_of(step)));
    task.inputs = {{"notes", sha256("notes")}};
    must(ledger.move(task, run, storage::TaskState::queued));
    task.tries = 1;
    task.worker = "worker 1";
    must(ledger.move(task, run, storage::TaskState::running));
    task.outputs = {{"vocals.wav", sha256(run.name + step.id)}};
    must(ledger.move(task, run, storage::TaskState::succeeded));
  }
  return transaction.tasks().close_run(run.number, 1);
}

using Times = std::map<std::string, std::vector<double>>;

template <class F>
void timed(std::vector<double>& times, F f) {
  const double start_ms = now_ms();
  f();
  times.push_back(now_ms() - start_ms);
}

void measure(Place& place, Times& times, int round) {
  const std::string run = "measured " + std::to_string(round), user = "u_" + std::to_string(round % kUsers);
  must(place.queue->open_run({.name = run, .user = user}));
  // A page of the user's own steps and events is there in both.
  for (int i = 0; i < 20; ++i) {
    const TaskId task = must(place.queue->enqueue(run, step_of(i), 1));
    must(place.queue->make_ready(task, {{"notes", sha256("notes")}}));
    std::optional<Lease> lease;
    timed(times["lease"], [&] { lease = must(place.queue->lease({"worker", {}, 30, 0})); });
    must(place.queue->complete(task, lease->fence, {{{"out", sha256(run + std::to_string(i))}}, 1}));
  }
  const auto list = [&](const char* name, const storage::TaskFilter& filter) {
    timed(times[name], [&] {
      must(place.store->read([&](storage::Transaction& t) {
        const auto found = t.tasks().list(filter);
        return found ? Status{} : Status(fail(found.error()));
      }));
    });
  };
  for (int i = 0; i < 20; ++i) {
    list("list_newest", {.count_max = 20});
    list("list_of_user", {.user = user, .count_max = 20});
    list("list_of_run", {.run = run, .count_max = 20});
    list("list_open", {.only_open = true, .count_max = 20});
    // Hardly any is in these states, so that all the others have to be passed over.
    list("list_waiting", {.state = storage::TaskState::waiting, .count_max = 20});
    list("list_running", {.state = storage::TaskState::running, .count_max = 20});
    list("list_failed", {.state = storage::TaskState::failed, .count_max = 20});
    list("list_cancelled", {.state = storage::TaskState::cancelled, .count_max = 20});
    std::uint64_t last = 0;
    must(place.store->read([&](storage::Transaction& t) {
      last = must(t.events().last());
      return Status{};
    }));
    timed(times["resume"], [&] { must(follow_events(*place.store, user, last - 60, 100, 0)); });
    timed(times["who_made"], [&] {
      must(place.store->read([&](storage::Transaction& t) {
        const auto found = t.audit().that_made(sha256(run + "7"));
        return found ? Status{} : Status(fail(found.error()));
      }));
    });
  }
  must(place.queue->close_run(run));
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const std::filesystem::path folder = argc > 1 ? argv[1] : "queue-scale";
  const int steps = argc > 2 ? std::atoi(argv[2]) : 1'000'000;
  std::filesystem::remove_all(folder);
  Place empty = open(folder / "empty"), full = open(folder / "full");
  const double start_ms = now_ms();
  for (int run = 0; run < steps / kStepsPerRun; run += 10) {
    must(full.store->write([&](storage::Transaction& transaction) {
      for (int i = 0; i < 10; ++i) must(add_run(transaction, run + i));
      return Status{};
    }));
  }
  std::fprintf(stderr, "%d steps added in %.0f s, %.2f GB\n", steps, (now_ms() - start_ms) / 1000,
               static_cast<double>(std::filesystem::file_size(folder / "full" / "souls.db")) / 1e9);
  Times warm_up, of_empty, of_full;
  for (int round = 0; round < 15; ++round) {
    measure(empty, round < 2 ? warm_up : of_empty, round);
    measure(full, round < 2 ? warm_up : of_full, round);
  }
  std::printf("{\"steps\": %d", steps);
  for (auto& [name, times] : of_empty) {
    const double before_ms = median(times), after_ms = median(of_full[name]);
    std::printf(", \"%s\": {\"empty_ms\": %.4f, \"full_ms\": %.4f, \"ratio\": %.3f}", name.c_str(), before_ms, after_ms,
                after_ms / before_ms);
  }
  std::printf("}\n");
  return 0;
}
