// How soon an idle worker starts a step that is queued, and how many short steps a worker makes in a second.
// worker_start [STEPS [INPUTS]]

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "storage/file_blob_store.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "tasks/memory_queue.hpp"
#include "tasks/stored_queue.hpp"
#include "worker/child.hpp"
#include "worker/door.hpp"
#include "worker/pool.hpp"

namespace {

namespace fs = std::filesystem;
using namespace souls;

/// Seconds on the machine's clock that only goes forward: the same in all processes.
double now_s() { return tasks::steady_clock()(); }

/// Makes the time at which it was started.
Result<worker::StepOutputs> tell_time(const worker::StepInputs&, const Context&) {
  return worker::StepOutputs{{"text", std::to_string(now_s())}};
}

struct Bench {
  tasks::Queue& queue;
  storage::BlobStore& blobs;
  std::vector<storage::NamedDigest> inputs;
  std::string run;  ///< its name, and what is in it so far
  int added = 0;

  tasks::TaskId add() {
    tasks::Step step;
    step.id = "time " + std::to_string(++added);  // a run has each step once
    step.capability = "time";
    const auto task = queue.enqueue(run, step, 1).value();
    (void)queue.make_ready(task, inputs);
    return task;
  }

  tasks::Outcome wait_for(tasks::TaskId task) {
    std::uint64_t seen = 0;
    while (true) {
      const auto now = queue.look(task).value();
      if (now.state == tasks::StepState::failed) std::exit((std::puts(now.failure.error.message.c_str()), 1));
      if (now.state == tasks::StepState::succeeded) return now.outcome;
      const auto changes = queue.changes(run, std::max(seen, now.number), 1);
      if (changes && !changes->empty()) seen = changes->back().number;
    }
  }

  /// Prints how long steps waited that were queued one at a time, while the worker was idle.
  void measure(const std::string& who, int steps) {
    wait_for(add());
    std::vector<double> waits_s;
    for (int i = 0; i < steps; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(3 + i % 7));
      const double queued_s = now_s();
      const auto outcome = wait_for(add());
      waits_s.push_back(std::stod(*blobs.read(outcome.outputs.at(0).digest, 100)) - queued_s);
    }
    std::sort(waits_s.begin(), waits_s.end());
    const auto ms = [&](double part) {
      return 1000 * waits_s[static_cast<std::size_t>(part * static_cast<double>(waits_s.size() - 1))];
    };
    const double start_s = now_s();
    std::vector<tasks::TaskId> tasks;
    for (int i = 0; i < steps; ++i) tasks.push_back(add());
    for (const auto task : tasks) wait_for(task);
    std::printf("%-34s start: median %.2f ms, 95 %% %.2f ms, worst %.2f ms; %.0f steps/s\n", who.c_str(), ms(0.5), ms(0.95),
                ms(1), steps / (now_s() - start_s));
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc >= 4 && std::string(argv[1]) == "worker") {
    if (std::string(argv[2]) == "--fd") return worker::run_worker(std::atoi(argv[3]), tell_time);
    const auto socket = worker::Channel::connect(argv[3]);
    return socket ? worker::run_worker(::dup(socket->number()), tell_time) : 1;
  }
  const int steps = argc > 1 ? std::atoi(argv[1]) : 300;
  const int inputs = argc > 2 ? std::atoi(argv[2]) : 3;
  const fs::path root = fs::temp_directory_path() / ("souls.bench." + std::to_string(::getpid()));
  const auto blobs = std::move(*storage::FileBlobStore::open_folder(root, {false}));
  std::vector<storage::NamedDigest> names;
  for (int i = 0; i < inputs; ++i) {
    names.push_back({"input " + std::to_string(i), *blobs->put(std::string(10000, static_cast<char>(i)))});
  }
  const auto store = std::move(*storage::SqliteStore::open(root / "souls.db"));
  tasks::MemoryQueue in_memory;
  const auto stored = std::move(*tasks::StoredQueue::open(*store));
  for (tasks::Queue* queue : {static_cast<tasks::Queue*>(&in_memory), static_cast<tasks::Queue*>(stored.get())}) {
    const std::string from = queue == &in_memory ? " (queue in memory)" : " (stored queue)";
    {
      worker::Pool pool(*queue, *blobs, {1, {}, 30, 900});
      Bench{*queue, *blobs, names, "pool"}.measure("a child of the pool" + from, steps);
    }
    const fs::path socket = root / "workers.sock";
    const auto door = std::move(*worker::Door::open(*queue, *blobs, {socket, 30, 900}));
    const auto guest = worker::Process::start({"/proc/self/exe", {"worker", "--socket", socket.string()}, -1});
    Bench{*queue, *blobs, names, "door"}.measure("a guest of the door" + from, steps);
  }
  fs::remove_all(root);
}
