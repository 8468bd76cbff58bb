#pragma once
// The kinds of queues that the conformance suite runs over: one in memory, and a stored one for each engine.

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/store_conformance_test.hpp"
#include "tasks/memory_queue.hpp"
#include "tasks/stored_queue.hpp"

namespace souls::tasks::test {

struct Kind {
  std::string name;
  std::optional<storage::test::Engine> engine;  ///< none: in memory
};

inline std::vector<Kind> kinds() {
  std::vector<Kind> all{{"Memory", std::nullopt}};
  for (const auto& engine : storage::test::engines()) all.push_back({"Stored" + engine.name, engine});
  return all;
}

inline std::string kind_name(const testing::TestParamInfo<Kind>& info) { return info.param.name; }

/// A test's own queue, with its store when it has one; gone with the test.
struct Queues {
  explicit Queues(Kind of) : kind(std::move(of)) { remove(); }
  ~Queues() { remove(); }

  Queue& open(Clock clock) {
    queue.reset();
    if (!kind.engine) {
      queue = std::make_unique<MemoryQueue>(std::move(clock));
      return *queue;
    }
    store.reset();
    store = kind.engine->open("queue");
    StoredQueueOptions options;
    options.clock = std::move(clock);
    options.wall_clock = [this] { return wall_ms; };
    auto opened = StoredQueue::open(*store, options);
    if (!opened) ADD_FAILURE() << opened.error().message << ": " << opened.error().detail;
    stored = opened->get();
    queue = std::move(*opened);
    return *queue;
  }
  void remove() {
    queue.reset();
    store.reset();
    if (kind.engine) kind.engine->remove("queue");
  }

  Kind kind;
  std::int64_t wall_ms = 1'000'000;
  std::unique_ptr<storage::Store> store;
  std::unique_ptr<Queue> queue;
  StoredQueue* stored = nullptr;
};

}  // namespace souls::tasks::test
