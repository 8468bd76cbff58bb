#include "tasks/queue.hpp"

namespace souls::tasks {

Result<TaskId> Queue::enqueue(const std::string& run, const Step& step, double priority) {
  const NewTask task{&step, priority};
  const auto ids = enqueue_all(run, {&task, 1});
  return ids ? Result<TaskId>(ids->front()) : souls::fail(ids.error());
}

Status Queue::make_ready(TaskId task, const std::vector<NamedDigest>& inputs) {
  const Ready ready{task, inputs};
  return advance({&ready, 1}, {});
}

Status Queue::settle(TaskId task, const Outcome& outcome) {
  const Settled settled{task, outcome};
  return advance({}, {&settled, 1});
}

}  // namespace souls::tasks
