// Whole lives of steps through a stored queue: 64 producers open runs and add steps, 100 workers lease, tell progress
// and complete them, each with its events and audit entries. Then single steps with one idle worker. One line of JSON.

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "storage/sqlite/sqlite_store.hpp"
#include "tasks/stored_queue.hpp"

namespace {

using namespace souls;
using namespace souls::tasks;

constexpr int kProducers = 64;
constexpr int kWorkers = 100;  // as many as River has
constexpr int kStepsPerRun = 100;

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double cpu_s() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

[[noreturn]] void give_up(const Error& error) {
  std::fprintf(stderr, "%s: %s\n", error.message.c_str(), error.detail.c_str());
  std::exit(1);
}

template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

Step step_of(int number) {
  Step step;
  step.id = "vocals/Chorus " + std::to_string(number);
  step.capability = "vocals";
  step.package = "vox";
  step.package_version = "1.2.0";
  step.package_digest = sha256("vox");
  step.implementation_digest = sha256("code");
  step.parameters = "{\"bars\":8,\"key\":\"D minor\",\"line\":" + std::to_string(number) +
                    ",\"metre\":\"6/8\",\"range\":[55,72],\"tempo_bpm\":96,\"voice\":\"slt\"}";
  step.seed = static_cast<Seed>(number);
  step.inputs = {{"melody", "melody/Chorus", "notes", {}}, {"words", "lyrics/Chorus", "text", {}}};
  step.phrase = "singing Chorus " + std::to_string(number);
  return step;
}

const std::vector<NamedDigest> kInputs{{"melody", sha256("notes")}, {"words", sha256("text")}};

void produce(StoredQueue& queue, int producer, int count, bool one_by_one) {
  const std::string user = "u_" + std::to_string(producer);
  for (int run = 0; count > 0; ++run, count -= kStepsPerRun) {
    const std::string name = "s_" + std::to_string(producer) + "/" + std::to_string(run) + "/make";
    must(queue.open_run({.name = name, .user = user, .song = name, .api_key = "k_1"}));
    std::vector<Step> steps;
    for (int i = 0; i < std::min(count, kStepsPerRun); ++i) steps.push_back(step_of(i));
    std::vector<NewTask> tasks;
    for (const Step& step : steps) tasks.push_back({&step, step.cost_seconds});
    std::vector<Ready> ready;
    for (const TaskId task : must(queue.enqueue_all(name, tasks))) ready.push_back({task, kInputs});
    for (std::size_t i = 0; one_by_one && i < ready.size(); ++i) must(queue.advance({&ready[i], 1}, {}));
    if (!one_by_one) must(queue.advance(ready, {}));
  }
}

void work(StoredQueue& queue, int worker, std::atomic<int>& left) {
  const LeaseRequest request{"worker " + std::to_string(worker), {}, 30, 0.05};
  std::optional<Lease> lease;
  while (left > 0) {
    if (!lease) lease = must(queue.lease(request));
    if (!lease) continue;
    must(queue.heartbeat(lease->task, lease->fence, Progress{0.5, "singing line 3"}, 30));
    const Digest output = sha256(lease->step.parameters + std::to_string(lease->task));
    const Outcome outcome{{{"vocals.wav", output}}, 0.5, 0.4, 100'000};
    lease = must(queue.complete_and_lease(lease->task, lease->fence, outcome, request));
    --left;
  }
}

template <class F>
double timed_on(int count, F f) {
  const double start_s = now_s();
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&f, i] { f(i); });
  for (auto& thread : threads) thread.join();
  return now_s() - start_s;
}

struct Latencies {
  std::vector<double> life_ms;   ///< from before the step is added
  std::vector<double> start_ms;  ///< from when it is queued: make_ready returns when that is durable
};

/// One step at a time, with one worker that waits for it.
Latencies measure_singles(StoredQueue& queue, int count) {
  Latencies found;
  must(queue.open_run({.name = "single", .user = "u_single"}));
  for (int i = 0; i < count; ++i) {
    double started_s = 0;
    std::thread worker([&] {
      const auto lease = must(queue.lease({"single", {}, 30, 30}));
      started_s = now_s();
      must(queue.complete(lease->task, lease->fence, {}));
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const double begin_s = now_s();
    const TaskId task = must(queue.enqueue("single", step_of(i), 1));
    must(queue.make_ready(task, kInputs));
    const double queued_s = now_s();
    worker.join();
    found.life_ms.push_back((started_s - begin_s) * 1000);
    found.start_ms.push_back((started_s - queued_s) * 1000);
  }
  std::sort(found.life_ms.begin(), found.life_ms.end());
  std::sort(found.start_ms.begin(), found.start_ms.end());
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  const std::filesystem::path folder = argc > 1 ? argv[1] : "queue-lives";
  const int count = argc > 2 ? std::atoi(argv[2]) : 20'000;
  const bool one_by_one = argc > 3 && std::string(argv[3]) == "one-by-one";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const auto store = must(storage::SqliteStore::open(folder / "souls.db"));
  const auto queue = must(StoredQueue::open(*store));
  const int each = count / kProducers;
  const double cpu_before_s = cpu_s();
  const double insert_s = timed_on(kProducers, [&](int producer) { produce(*queue, producer, each, one_by_one); });
  std::atomic<int> left{each * kProducers};
  const double work_s = timed_on(kWorkers, [&](int worker) { work(*queue, worker, left); });
  const double cpu_used_s = cpu_s() - cpu_before_s;
  const Latencies singles = measure_singles(*queue, 100);
  const double jobs = each * kProducers;
  const auto at = [](const std::vector<double>& sorted, double part) {
    return sorted[static_cast<std::size_t>(static_cast<double>(sorted.size() - 1) * part)];
  };
  std::printf(
      "{\"jobs\": %d, \"insert_jobs_s\": %.1f, \"work_jobs_s\": %.1f, \"life_jobs_s\": %.1f, "
      "\"client_cpu_s_per_1k\": %.4f, \"server_cpu_s_per_1k\": 0, \"single_p50_ms\": %.3f, \"single_p99_ms\": %.3f, "
      "\"start_p50_ms\": %.3f, \"start_p99_ms\": %.3f, \"commits\": %llu}\n",
      each * kProducers, jobs / insert_s, jobs / work_s, jobs / (insert_s + work_s), cpu_used_s / jobs * 1000,
      at(singles.life_ms, 0.5), at(singles.life_ms, 0.99), at(singles.start_ms, 0.5), at(singles.start_ms, 0.99),
      static_cast<unsigned long long>(store->commits()));
  return 0;
}
