#include "worker/child.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <deque>
#include <set>
#include <string>

#include "base/guarded.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "storage/temporary_file.hpp"
#include "worker/beat.hpp"
#include "worker/mapping.hpp"

namespace souls::worker {
namespace {

/// How long one question for a step lasts, and so how long an idle worker takes to notice that it was asked to go.
constexpr double kLeaseWaitSeconds = 1;
/// Over a network a question costs more, and a signal ends the wait.
constexpr double kRemoteLeaseWaitSeconds = 20;
/// Above this, what a step used is given back to the machine rather than kept for the next.
constexpr std::size_t kKeepBytesMax = 8 * 1024 * 1024;

volatile std::sig_atomic_t asked_to_go = 0;

/// Makes the process one that finishes its step when asked to go, and goes first when memory is short.
void become_worker() {
  std::signal(SIGTERM, [](int) { asked_to_go = 1; });
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

/// CPU seconds of this process and of those that it has waited for.
double cpu_seconds() {
  double seconds = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage used{};
    ::getrusage(who, &used);
    for (const timeval& part : {used.ru_utime, used.ru_stime}) {
      seconds += static_cast<double>(part.tv_sec) + 1e-6 * static_cast<double>(part.tv_usec);
    }
  }
  return seconds;
}

/// Inputs, and the mappings that they point into.
struct MappedInputs {
  StepInputs step;
  std::deque<Mapping> mappings;
};

Result<MappedInputs> fetch_inputs(Link& link, const GiveStep& given) {
  MappedInputs all;
  all.step = {given.step,
              given.capability,
              given.contract_version,
              given.package,
              given.package_version,
              given.parameters,
              given.seed,
              {}};
  for (const auto& name : given.inputs) {
    const auto file = link.read_input({given.lease, name});
    if (!file) return fail(file.error());
    auto mapping = Mapping::of(*file);
    if (!mapping) return fail(mapping.error());
    all.mappings.push_back(std::move(*mapping));
    all.step.inputs.push_back({name, all.mappings.back().bytes()});
  }
  return all;
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
Status hand_over(Link& link, const Held& lease, StepOutputs outputs, std::uint64_t& bytes) {
  if (auto checked = check_outputs(outputs); !checked) return checked;
  for (auto& output : outputs) {
    bytes += output.bytes.size();
    if (auto written = link.write_output({lease, output.name}, output.bytes); !written) return written;
    output.bytes = {};
  }
  return {};
}

/// Makes the step and writes its outputs; `bytes` is how many there were.
Status make(Link& link, const GiveStep& given, const StepFunction& run, const Context& context, std::uint64_t& bytes) {
  const auto inputs = fetch_inputs(link, given);
  if (!inputs) return fail(inputs.error());
  // What escapes from a third party's code ends its step, not the worker with all that it has loaded.
  auto outputs = guarded("the step '" + inputs->step.step + "'", [&] { return run(inputs->step, context); });
  if (!outputs) return fail(outputs.error());
  return hand_over(link, given.lease, std::move(*outputs), bytes);
}

/// What whoever follows a request through the logs looks for.
void tell(const GiveStep& given, const Status& made, double seconds) {
  if (given.trace.empty()) return;
  log(made ? LogLevel::info : LogLevel::warning, "step",
      {{"traceparent", given.trace},
       {"task", std::to_string(given.lease.task)},
       {"step", given.step},
       {"capability", given.capability},
       {"package", given.package},
       {"seconds", seconds},
       {"error", made ? std::string_view() : std::string_view(made.error().message)}});
}

/// Makes a step and reports on it. A report that is refused is late; there is nothing to be done about it.
void serve(Link& link, const GiveStep& given, const StepFunction& run, double heartbeat_seconds) {
  const double cpu_before = cpu_seconds();
  const auto begun = std::chrono::steady_clock::now();
  std::uint64_t bytes = 0;
  Status made;
  {
    Beat beat(link, given.lease, heartbeat_seconds);
    made = make(link, given, run, beat.context(), bytes);
    if (bytes > kKeepBytesMax) ::malloc_trim(0);
  }
  tell(given, made, std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
  if (made) {
    (void)link.ask_for<Accepted>(Complete{given.lease, cpu_seconds() - cpu_before, bytes});
  } else {
    (void)link.ask_for<Accepted>(Fail{given.lease, made.error()});
  }
}

/// Makes steps until there is no more, or it is asked to go.
Status work(Link& link, const StepFunction& run, const Hello& hello, double wait_seconds) {
  const auto welcome = link.ask_for<Welcome>(hello);
  if (!welcome) return fail(welcome.error());
  std::set<std::string> warm;
  while (!asked_to_go) {
    const auto answer = link.ask(AskLease{wait_seconds, {warm.begin(), warm.end()}});
    if (!answer) return fail(answer.error());
    if (std::holds_alternative<Drain>(*answer)) break;
    const auto* given = std::get_if<GiveStep>(&*answer);
    if (given == nullptr) continue;
    serve(link, *given, run, welcome->heartbeat_seconds);
    warm.insert(given->capability);
  }
  return {};
}

}  // namespace

int run_worker(int fd, const StepFunction& run, Hello hello) {
  become_worker();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGINT, SIG_IGN);
  if (hello.name.empty()) hello.name = "worker." + std::to_string(::getpid());
  Client client{Channel(storage::Descriptor(fd))};
  const Status worked = work(client, run, hello, kLeaseWaitSeconds);
  return worked || asked_to_go || client.is_gone() ? 0 : 1;
}

Status run_remote_worker(Link& link, const StepFunction& run, const Hello& hello) {
  become_worker();
  // The second time it ends at once.
  std::signal(SIGINT, [](int) {
    asked_to_go = 1;
    std::signal(SIGINT, SIG_DFL);
  });
  const Status worked = work(link, run, hello, kRemoteLeaseWaitSeconds);
  return asked_to_go ? Status() : worked;
}

bool is_asked_to_go() { return asked_to_go != 0; }

}  // namespace souls::worker
