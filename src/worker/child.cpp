#include "worker/child.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <deque>
#include <exception>
#include <new>
#include <set>

#include "base/limits.hpp"
#include "storage/temporary_file.hpp"
#include "worker/channel.hpp"
#include "worker/mapping.hpp"

namespace souls::worker {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kProgressEvery{250};
constexpr std::chrono::milliseconds kAskEvery{5};
/// Above this, what a step used is given back to the machine rather than kept for the next.
constexpr std::size_t kKeepBytesMax = 8 * 1024 * 1024;

/// Makes the process one that dies with its parent, leaves Ctrl-C to it, and goes first when memory is short.
void become_worker() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  sigset_t interrupts;
  ::sigemptyset(&interrupts);
  ::sigaddset(&interrupts, SIGINT);
  ::sigprocmask(SIG_UNBLOCK, &interrupts, nullptr);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  // A machine that doesn't know these still runs workers.
  storage::Descriptor score(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
  if (score) (void)storage::write_all(score.number(), "500", {});
}

/// The context of a running step: listens for Cancel between messages, and thins out its progress.
class Listener {
 public:
  explicit Listener(Channel& channel) : channel_(channel) {}

  Context context() {
    Context context;
    context.should_stop = [this] { return should_stop(); };
    context.report = [this](double fraction, std::string_view phrase) { report(fraction, phrase); };
    return context;
  }

  /// Asks for a file for an output; a Cancel that comes first counts as that, and the file is still given.
  Result<storage::Descriptor> want_output(const std::string& name) {
    if (auto sent = channel_.send(WantOutput{name}); !sent) return fail(sent.error());
    while (true) {
      auto received = channel_.receive(-1);
      if (!received) return fail(received.error());
      if (std::holds_alternative<GiveOutput>((*received)->message)) return std::move((*received)->file);
      if (!std::holds_alternative<Cancel>((*received)->message)) {
        return fail(ErrorCode::internal, "the parent broke the worker protocol");
      }
      stopped_ = true;
    }
  }

 private:
  bool should_stop() {
    const auto now = Clock::now();
    if (stopped_ || now - asked_ < kAskEvery) return stopped_;
    asked_ = now;
    const auto received = channel_.receive(0);
    // Whatever else comes in the middle of a step, or a parent that is gone: there is no one to work for.
    if (!received || *received) stopped_ = true;
    flush(now);
    return stopped_;
  }

  void report(double fraction, std::string_view phrase) {
    held_ = TellProgress{fraction, std::string(phrase)};
    flush(Clock::now());
  }

  void flush(Clock::time_point now) {
    if (!held_ || now - told_ < kProgressEvery) return;
    told_ = now;
    if (!channel_.send(*held_)) stopped_ = true;
    held_.reset();
  }

  Channel& channel_;
  std::optional<TellProgress> held_;
  Clock::time_point told_{}, asked_{};
  bool stopped_ = false;
};

/// Inputs as they come, and the mappings that they point into.
struct MappedInputs {
  StepInputs step;
  std::deque<Mapping> mappings;
};

Result<MappedInputs> receive_inputs(Channel& channel, const StartStep& start) {
  MappedInputs all;
  all.step = {start.step,
              start.capability,
              start.contract_version,
              start.package,
              start.package_version,
              start.parameters,
              start.seed,
              {}};
  for (std::size_t i = 0; i < start.inputs; ++i) {
    auto received = channel.receive(-1);
    if (!received) return fail(received.error());
    const auto* input = std::get_if<GiveInput>(&(*received)->message);
    if (input == nullptr) return fail(ErrorCode::corrupt, "the parent broke the worker protocol");
    auto mapping = Mapping::of((*received)->file);
    if (!mapping) return fail(mapping.error());
    all.mappings.push_back(std::move(*mapping));
    all.step.inputs.push_back({input->name, all.mappings.back().bytes()});
  }
  return all;
}

/// What escapes from a third party's code ends its step, not the worker with all that it has loaded.
Result<StepOutputs> run_guarded(const StepFunction& run, const StepInputs& step, const Context& context) {
  try {
    return run(step, context);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::unavailable, "there is not enough memory for the step '" + step.step + "'");
  } catch (const std::exception& error) {
    return fail(ErrorCode::internal, "the step '" + step.step + "' met something that it doesn't know", error.what());
  }
}

Status check_outputs(const StepOutputs& outputs) {
  std::set<std::string_view> names;
  for (const auto& output : outputs) {
    if (output.name.empty() || output.name.size() > limits::kStepNameBytesMax || !names.insert(output.name).second) {
      return fail(ErrorCode::internal, "a step gave an output no name, too long a name, or one that is taken");
    }
  }
  if (outputs.size() > limits::kStepOutputsMax) return fail(ErrorCode::internal, "a step gave too many outputs");
  return {};
}

/// Writes the outputs; `bytes` is how many there were.
Status hand_over(Listener& listener, StepOutputs outputs, std::size_t& bytes) {
  if (auto checked = check_outputs(outputs); !checked) return checked;
  for (auto& output : outputs) {
    bytes += output.bytes.size();
    const auto file = listener.want_output(output.name);
    if (!file) return fail(file.error());
    if (auto written = storage::write_all(file->number(), output.bytes, "the folder of results/" + output.name);
        !written) {
      return written;
    }
    output.bytes = {};
  }
  return {};
}

Status serve(Channel& channel, const StartStep& start, const StepFunction& run) {
  std::size_t bytes = 0;
  Listener listener(channel);
  Status made;
  {
    auto received = receive_inputs(channel, start);
    if (!received && received.error().code == ErrorCode::corrupt) return fail(received.error());
    if (received) {
      auto outputs = run_guarded(run, received->step, listener.context());
      made = outputs ? hand_over(listener, std::move(*outputs), bytes) : fail(outputs.error());
    } else {
      made = fail(received.error());
    }
  }
  if (bytes > kKeepBytesMax) ::malloc_trim(0);
  if (made) return channel.send(Done{});
  const Error& error = made.error();
  return channel.send(Failed{error.code, error.message, error.detail});
}

}  // namespace

int run_worker(int fd, const StepFunction& run) {
  become_worker();
  Channel channel{storage::Descriptor(fd)};
  if (!channel.send(Hello{})) return 1;
  while (true) {
    const auto received = channel.receive(-1);
    if (!received) return received.error().code == ErrorCode::unavailable ? 0 : 1;
    const auto* start = std::get_if<StartStep>(&(*received)->message);
    // A Cancel that crossed with the end of its step.
    if (start == nullptr) continue;
    if (!serve(channel, *start, run)) return 1;
  }
}

}  // namespace souls::worker
