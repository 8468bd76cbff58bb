#pragma once
// Steps and tasks as rows of the store, and back.

#include "storage/event_table.hpp"
#include "storage/task_table.hpp"
#include "tasks/queue.hpp"

namespace souls::tasks {

storage::TaskRow row_of(const storage::RunRow& run, const NewTask& task);
storage::TaskStepRow step_row_of(const Step& step);
Step step_of(const storage::TaskRow& task, const storage::TaskStepRow& step);
std::vector<StepInput> inputs_of(const storage::TaskStepRow& step);

inline StepState state_of(const storage::TaskRow& task) { return static_cast<StepState>(task.state); }
/// "queued" and so on, as events and the audit log say it.
std::string name_of(storage::TaskState state);

/// A task as it stands.
Change change_of(const storage::TaskRow& task, const std::string& run);
/// An event of the task, with what the task's row keeps beside it: outputs, the last error.
Change change_of(const storage::EventRow& event, const storage::TaskRow& task);

Failure failure_of(const storage::TaskRow& task);
void set_failure(storage::TaskRow& task, const Failure& failure);

}  // namespace souls::tasks
