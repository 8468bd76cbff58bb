#include "storage/sqlite/line.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace souls::storage::sqlite {
namespace {

TaskRow task_of(std::uint64_t id, std::int64_t share, double priority = 0, double cost_seconds = 1) {
  TaskRow task;
  task.id = id;
  task.share = share;
  task.priority = priority;
  task.cost_seconds = cost_seconds;
  task.capability = id % 3 == 0 ? "mix" : "vocals";
  return task;
}

bool any(const QueuedPlace&) { return true; }

std::vector<std::uint64_t> drain(Line line, const std::map<std::uint64_t, TaskRow>& tasks) {
  std::vector<std::uint64_t> served;
  while (const auto next = line.next(any)) {
    served.push_back(*next);
    line.serve(tasks.at(*next));
  }
  return served;
}

TEST(Line, ServesEachUserByWhatHisTasksCost) {
  Line line;
  std::map<std::uint64_t, TaskRow> tasks;
  for (std::uint64_t id = 1; id <= 4; ++id) tasks[id] = task_of(id, 1, 0, 2);
  for (std::uint64_t id = 5; id <= 8; ++id) tasks[id] = task_of(id, 2, 0, 1);
  for (const auto& [id, task] : tasks) line.join(task);
  EXPECT_EQ(drain(line, tasks), (std::vector<std::uint64_t>{5, 1, 6, 2, 7, 8, 3, 4}));
}

TEST(Line, PutsWhoComesAnewWhereItStands) {
  Line line;
  std::map<std::uint64_t, TaskRow> tasks;
  for (std::uint64_t id = 1; id <= 6; ++id) tasks[id] = task_of(id, 1);
  for (const auto& [id, task] : tasks) line.join(task);
  for (int i = 0; i < 3; ++i) line.serve(tasks[*line.next(any)]);
  tasks[7] = task_of(7, 2);
  tasks[8] = task_of(8, 2);
  line.join(tasks[7]);
  line.join(tasks[8]);
  EXPECT_EQ(drain(line, tasks), (std::vector<std::uint64_t>{7, 4, 8, 5, 6}));
}

TEST(Line, PutsWhoComesAnewBeforeThoseWhoStandWhereHeDoes) {
  Line line;
  std::map<std::uint64_t, TaskRow> tasks;
  for (std::uint64_t id = 1; id <= 20; ++id) tasks[id] = task_of(id, static_cast<std::int64_t>(1 + id % 10));
  for (const auto& [id, task] : tasks) line.join(task);
  for (int i = 0; i < 3; ++i) line.serve(tasks[*line.next(any)]);
  tasks[21] = task_of(21, 11);
  line.join(tasks[21]);
  EXPECT_EQ(line.next(any), 21u) << "seven others haven't had their turn in this round";
}

TEST(Line, TakesAUsersMostUrgentFirst) {
  Line line;
  std::map<std::uint64_t, TaskRow> tasks{{1, task_of(1, 1, 0)}, {2, task_of(2, 1, 5)}, {3, task_of(3, 1, 5)}};
  for (const auto& [id, task] : tasks) line.join(task);
  EXPECT_EQ(drain(line, tasks), (std::vector<std::uint64_t>{2, 3, 1}));
}

TEST(Line, PassesOverWhatMayNotBeLeased) {
  Line line;
  for (std::uint64_t id = 1; id <= 3; ++id) line.join(task_of(id, 1));
  EXPECT_EQ(line.next([](const QueuedPlace& place) { return place.capability == "mix"; }), 3u);
  EXPECT_EQ(line.next([](const QueuedPlace& place) { return place.capability == "lyrics"; }), std::nullopt);
}

TEST(Line, StandsAsBeforeWhenChangesAreTakenBack) {
  Random random(7);
  for (int round = 0; round < 50; ++round) {
    Line line;
    std::map<std::uint64_t, TaskRow> tasks;
    const auto change = [&](std::uint64_t id) {
      const int kind = random.integer(0, 2);
      if (kind == 0) {
        tasks[id] = task_of(id, random.integer(1, 4), random.integer(0, 2), random.integer(1, 5));
        line.join(tasks[id]);
      } else if (const auto next = line.next(any); next && kind == 1) {
        line.serve(tasks[*next]);
      } else if (!tasks.empty()) {
        line.leave(std::next(tasks.begin(), random.integer(0, static_cast<int>(tasks.size()) - 1))->second);
      }
    };
    std::uint64_t id = 1;
    while (id < 40) change(id++);
    if (round % 2 == 0) line.keep();
    const std::size_t changes = line.changes();
    const auto before = drain(line, tasks);
    while (id < 80) change(id++);
    line.take_back(changes);
    EXPECT_EQ(drain(line, tasks), before);
  }
}

}  // namespace
}  // namespace souls::storage::sqlite
