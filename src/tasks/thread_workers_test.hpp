#pragma once
// What tests of the engine share: a toy capability, graphs of it, and workers that are threads of the test.

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <thread>

#include "base/files.hpp"
#include "storage/file_result_memory.hpp"
#include "tasks/executor.hpp"
#include "tasks/memory_queue.hpp"

namespace souls::tasks::test {

/// What the toy capability makes: text that depends on all that may count, and on nothing else.
inline std::string toy_output(const Step& step, std::map<std::string, std::string> inputs_by_name) {
  std::string text = step.capability + "|" + step.parameters + "|" + std::to_string(step.seed);
  for (const auto& [name, bytes] : inputs_by_name) text += "|" + name + "=" + sha256(bytes).hex;
  return text;
}

/// The plain recursive evaluation that the engine is measured against.
inline std::string evaluate(const Graph& graph, const std::string& id, std::map<std::string, std::string>& known) {
  if (const auto found = known.find(id); found != known.end()) return found->second;
  const auto step = std::find_if(graph.steps.begin(), graph.steps.end(), [&](const Step& s) { return s.id == id; });
  std::map<std::string, std::string> inputs;
  for (const auto& input : step->inputs) inputs[input.name] = evaluate(graph, input.from_step, known);
  return known[id] = toy_output(*step, inputs);
}

inline Step toy_step(const std::string& id, const std::vector<std::string>& reads_from = {}) {
  Step step;
  step.id = id;
  step.capability = "toy";
  step.package = "toy";
  step.package_version = "1.0.0";
  step.parameters = "{\"id\":\"" + id + "\"}";
  step.phrase = "making " + id;
  for (const auto& from : reads_from) step.inputs.push_back({"from " + from, from, "text", {}});
  return step;
}

/// A random graph without cycles. Some steps share parameters and seed, so that their keys may be equal.
inline Graph random_graph(Seed seed, int count_max) {
  Random random(seed);
  Graph graph;
  const int count = random.integer(1, count_max);
  for (int i = 0; i < count; ++i) {
    Step step = toy_step("step " + std::to_string(i));
    step.capability = random.chance(0.5) ? "toy" : "other toy";
    step.parameters = "{\"value\":" + std::to_string(random.integer(0, 5)) + "}";
    step.seed = static_cast<Seed>(random.integer(0, 1));
    step.cost_seconds = random.uniform(0.1, 3);
    for (int k = 0; k < 3 && i > 0; ++k) {
      if (!random.chance(0.5)) continue;
      const int from = random.integer(0, i - 1);
      step.inputs.push_back({"input " + std::to_string(k), "step " + std::to_string(from), "text", {}});
    }
    graph.steps.push_back(step);
  }
  random.shuffle(graph.steps);
  return graph;
}

/// A folder with a store and a memory, gone with the test.
struct Folder {
  explicit Folder(const std::string& name)
      : root(std::filesystem::temp_directory_path() / ("souls." + name + "." + std::to_string(::getpid()))) {
    std::filesystem::remove_all(root);
    open();
  }
  ~Folder() {
    memory.reset();
    blobs.reset();
    std::filesystem::remove_all(root);
  }

  void open() {
    memory.reset();
    blobs = std::move(*storage::FileBlobStore::open_folder(root, {false}));
    memory = std::move(*storage::FileResultMemory::open_folder(root, *blobs, {false}));
  }

  void damage(const Digest& digest) const {
    const auto path = storage::Folder{root}.blob(digest);
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    std::filesystem::resize_file(path, 1);
  }

  std::filesystem::path root;
  std::unique_ptr<storage::FileBlobStore> blobs;
  std::unique_ptr<storage::FileResultMemory> memory;
};

/// What a thread does with a lease instead of making the toy.
using Stunt = std::function<std::optional<Failure>(const Lease&)>;

/// Threads that lease and make toys.
class ThreadWorkers {
 public:
  ThreadWorkers(Queue& queue, storage::BlobStore& blobs, int count, Stunt stunt = {})
      : queue_(queue), blobs_(blobs), stunt_(std::move(stunt)) {
    for (int i = 0; i < count; ++i) threads_.emplace_back([this, i] { serve("thread " + std::to_string(i)); });
  }
  ~ThreadWorkers() {
    stop_ = true;
    for (auto& thread : threads_) thread.join();
  }

  std::atomic<int> made{0};

 private:
  void serve(const std::string& name) {
    while (!stop_) {
      const auto lease = queue_.lease({name, {}, 10, 0.02});
      if (lease && *lease) make(**lease);
    }
  }

  void make(const Lease& lease) {
    if (stunt_) {
      if (const auto failure = stunt_(lease)) return (void)queue_.fail(lease.task, lease.fence, *failure);
    }
    std::map<std::string, std::string> inputs;
    for (const auto& input : lease.inputs) {
      const auto bytes = blobs_.read(input.digest, 1'000'000);
      if (!bytes) return (void)queue_.fail(lease.task, lease.fence, {FailureKind::bad_input, bytes.error()});
      inputs[input.name] = *bytes;
    }
    ++made;
    const auto digest = blobs_.put(toy_output(lease.step, inputs));
    (void)queue_.complete(lease.task, lease.fence, {{{"text", *digest}}, 0.001});
  }

  Queue& queue_;
  storage::BlobStore& blobs_;
  Stunt stunt_;
  std::atomic<bool> stop_{false};
  std::vector<std::thread> threads_;
};

}  // namespace souls::tasks::test
