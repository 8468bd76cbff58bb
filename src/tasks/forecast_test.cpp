#include "tasks/forecast.hpp"

#include <gtest/gtest.h>

#include "tasks/thread_workers_test.hpp"

namespace souls::tasks {
namespace {

using test::toy_step;

TEST(Forecast, TellsWhatWouldBeMadeAndMakesNothing) {
  test::Folder folder("forecast");
  MemoryQueue queue;
  test::ThreadWorkers workers(queue, *folder.blobs, 2);
  Graph graph{
      {toy_step("plan"), toy_step("lyrics", {"plan"}), toy_step("cover", {"lyrics"}), toy_step("drums", {"plan"})}};
  const auto fates = [&] {
    std::string letters;
    const auto forecasts = forecast(graph, *folder.memory).value();
    for (const auto& told : forecasts) letters += "rmd"[static_cast<int>(told.fate)];
    return letters;
  };
  EXPECT_EQ(fates(), "mddd");
  const auto outcome = Executor(queue, *folder.memory, *folder.blobs).run(graph);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(fates(), "rrrr");
  EXPECT_EQ(forecast(graph, *folder.memory)->at(2).key, outcome->steps[2].key);
  graph.steps[1].seed = 5;
  EXPECT_EQ(fates(), "rmdr");
  EXPECT_EQ(workers.made, 4);
  ASSERT_TRUE(folder.blobs->remove(outcome->output("plan", "text").value()));
  EXPECT_EQ(fates(), "mddd");
}

}  // namespace
}  // namespace souls::tasks
