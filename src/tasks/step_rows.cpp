#include "tasks/step_rows.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "storage/packing.hpp"

namespace souls::tasks {
namespace {

using storage::TaskState;

constexpr std::array<std::string_view, 6> kNames{"waiting", "queued", "running", "succeeded", "failed", "cancelled"};
static_assert(static_cast<int>(StepState::cancelled) == static_cast<int>(TaskState::cancelled));
static_assert(static_cast<int>(StepState::queued) == static_cast<int>(TaskState::queued));

std::string pack(const std::vector<StepInput>& inputs) {
  storage::Packer packed;
  for (const StepInput& input : inputs) packed.add(input.name).add(input.from_step).add(input.output).add(input.blob);
  return packed.take();
}

}  // namespace

std::string name_of(TaskState state) { return std::string(kNames[static_cast<std::size_t>(state)]); }

storage::TaskRow row_of(const storage::RunRow& run, const NewTask& task) {
  const Step& step = *task.step;
  storage::TaskRow row;
  row.run = run.number;
  row.share = run.share;
  row.step = step.id;
  row.capability = step.capability;
  row.contract_version = step.contract_version;
  row.package = step.package;
  row.version = step.package_version;
  row.package_digest = step.package_digest;
  row.seed = step.seed;
  row.cost_seconds = step.cost_seconds;
  row.priority = task.priority;
  // Until it is ready: so that what it waits with isn't taken for garbage.
  for (const StepInput& input : step.inputs) {
    if (!input.blob.empty()) row.inputs.push_back({input.name, input.blob});
  }
  return row;
}

storage::TaskStepRow step_row_of(const Step& step) {
  return {step.implementation_digest, step.parameters, step.phrase, pack(step.inputs)};
}

std::vector<StepInput> inputs_of(const storage::TaskStepRow& step) {
  std::vector<StepInput> inputs;
  storage::Unpacker values(step.inputs);
  while (!values.at_end() && !values.failed()) {
    StepInput& input = inputs.emplace_back();
    input.name = values.text();
    input.from_step = values.text();
    input.output = values.text();
    input.blob = values.digest();
  }
  return inputs;
}

Step step_of(const storage::TaskRow& task, const storage::TaskStepRow& rest) {
  Step step;
  step.id = task.step;
  step.capability = task.capability;
  step.contract_version = task.contract_version;
  step.package = task.package;
  step.package_version = task.version;
  step.package_digest = task.package_digest;
  step.implementation_digest = rest.implementation_digest;
  step.parameters = rest.parameters;
  step.seed = task.seed;
  step.inputs = inputs_of(rest);
  step.phrase = rest.phrase;
  step.cost_seconds = task.cost_seconds;
  return step;
}

Failure failure_of(const storage::TaskRow& task) {
  return {static_cast<FailureKind>(task.failure_kind),
          {static_cast<ErrorCode>(task.error_code), task.error, task.error_detail}};
}

void set_failure(storage::TaskRow& task, const Failure& failure) {
  task.failure_kind = static_cast<int>(failure.kind);
  task.error_code = static_cast<int>(failure.error.code);
  task.error = failure.error.message;
  task.error_detail = failure.error.detail;
}

Change change_of(const storage::TaskRow& task, const std::string& run) {
  Change change;
  change.number = std::max(task.last_event, task.progress_event);
  change.run = run;
  change.task = task.id;
  change.state = state_of(task);
  change.tries = task.tries;
  if (change.state == StepState::running) change.progress = {task.fraction, task.phrase};
  if (change.state == StepState::succeeded) {
    change.outcome = {task.outputs, task.seconds, task.cpu_seconds, task.bytes_out, task.reused};
  } else {
    change.failure = failure_of(task);
  }
  return change;
}

Change change_of(const storage::EventRow& event, const storage::TaskRow& task) {
  Change change = change_of(task, event.run);
  change.number = event.number;
  change.tries = event.tries;
  change.only_progress = event.kind == "progress";
  change.progress = change.only_progress ? Progress{event.fraction, event.text} : Progress{};
  const auto name = std::find(kNames.begin(), kNames.end(), event.kind);
  change.state = change.only_progress ? StepState::running : static_cast<StepState>(name - kNames.begin());
  if (change.state != StepState::succeeded) change.outcome = {};
  return change;
}

}  // namespace souls::tasks
