// The test program, and the worker that it starts: itself, with other arguments.

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <ctime>
#include <fstream>
#include <map>
#include <thread>

#include "tasks/thread_workers_test.hpp"
#include "worker/channel.hpp"
#include "worker/child.hpp"
#include "worker/engine.hpp"
#include "worker/toy_capabilities_test.hpp"

namespace souls::worker::test {
namespace {

using std::chrono::milliseconds;

void append_line(const std::string& path) { std::ofstream(path, std::ios::app) << ::getpid() << "\n"; }

/// "FILE N": dies of the signal N times, as counted by the file's lines; then makes the toy.
void maybe_die(const std::string& parameters, int signal) {
  const auto space = parameters.rfind(' ');
  const std::string path = parameters.substr(0, space);
  if (count_lines(path) >= std::stoi(parameters.substr(space + 1))) return;
  append_line(path);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

StepOutputs toy(const StepInputs& step) {
  tasks::Step known;
  known.capability = step.capability;
  known.parameters = step.parameters;
  known.seed = step.seed;
  std::map<std::string, std::string> inputs;
  for (const auto& input : step.inputs) inputs[input.name] = std::string(input.bytes);
  return {{"text", tasks::test::toy_output(known, inputs)}};
}

std::string describe_process() {
  rlimit core{1, 1};
  ::getrlimit(RLIMIT_CORE, &core);
  int death_signal = 0;
  ::prctl(PR_GET_PDEATHSIG, &death_signal);
  struct sigaction interrupt {};
  ::sigaction(SIGINT, nullptr, &interrupt);
  return "core " + std::to_string(core.rlim_max) + ", death signal " + std::to_string(death_signal) + ", interrupt " +
         (interrupt.sa_handler == SIG_IGN ? "ignored" : "taken");
}

/// Uses so much CPU time.
void compute(std::chrono::duration<double> seconds) {
  const std::clock_t end = std::clock() + static_cast<std::clock_t>(seconds.count() * CLOCKS_PER_SEC);
  while (std::clock() < end) continue;
}

/// Sleeps until told to stop, or for good when it doesn't listen.
Result<StepOutputs> hang(const StepInputs& step, const Context& context) {
  append_line(step.parameters);
  while (step.capability == "hang deaf" || !context.stopped()) std::this_thread::sleep_for(milliseconds(10));
  return cancelled();
}

}  // namespace

int count_lines(const std::string& path) {
  std::ifstream file(path);
  int count = 0;
  for (std::string line; std::getline(file, line);) ++count;
  return count;
}

Result<StepOutputs> run_toy(const StepInputs& step, const Context& context) {
  const std::string& what = step.capability;
  if (what == "die by SIGKILL") maybe_die(step.parameters, SIGKILL);
  if (what == "die by SIGSEGV") maybe_die(step.parameters, SIGSEGV);
  if (what == "exit") ::_exit(7);
  if (what == "hang" || what == "hang deaf") return hang(step, context);
  if (what == "pid") return StepOutputs{{"text", std::to_string(::getpid())}};
  if (what == "process") return StepOutputs{{"text", describe_process()}};
  if (what == "big") return StepOutputs{{"text", std::string(std::stoul(step.parameters), 'b')}};
  if (what == "nothing") return StepOutputs{};
  if (what == "several") return StepOutputs{{"a", "1"}, {"b", ""}, {"c", std::string(1, '\0')}};
  if (what == "twice") return StepOutputs{{"a", "1"}, {"a", "2"}};
  if (what == "throw") throw std::runtime_error("a third party's exception");
  if (what == "no memory") throw std::bad_alloc();
  if (what == "refuse") return fail(ErrorCode::invalid_request, "9 000 bpm can't be played", "limit 220");
  if (what == "bad text") return fail(ErrorCode::internal, "bad \xff text");
  if (what == "mark") {
    append_line(step.parameters);
    std::this_thread::sleep_for(milliseconds(300));
    return StepOutputs{{"text", std::to_string(::getpid())}};
  }
  if (what == "work") std::this_thread::sleep_for(milliseconds(15));
  if (what == "compute") compute(std::chrono::duration<double>(std::stod(step.parameters)));
  if (what == "slow") std::this_thread::sleep_for(milliseconds(std::stoi(step.parameters)));
  if (what == "chatter") {
    for (int i = 0; i <= 1000; ++i) {
      context.report(i / 1000.0, "line " + std::to_string(i));
      std::this_thread::sleep_for(milliseconds(1));
    }
  }
  return toy(step);
}

/// "orphan ROOT PIDS": an engine in a process of its own that runs a step which never ends.
int run_orphan(const std::string& root, const std::string& pids) {
  auto engine = Engine::open({root, {false}, {1, {}, 30, 900}});
  tasks::Step step = tasks::test::toy_step("hang");
  step.capability = "hang deaf";
  step.parameters = pids;
  return engine && (*engine)->executor().run({{step}}) ? 0 : 1;
}

}  // namespace souls::worker::test

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "worker" && argc == 4 && std::string(argv[2]) == "--socket") {
    auto socket = souls::worker::Channel::connect(argv[3]);
    if (!socket) return 1;
    return souls::worker::run_worker(::dup(socket->number()), souls::worker::test::run_toy);
  }
  if (mode == "worker" && argc == 4) return souls::worker::run_worker(std::atoi(argv[3]), souls::worker::test::run_toy);
  if (mode == "orphan" && argc == 4) return souls::worker::test::run_orphan(argv[2], argv[3]);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
