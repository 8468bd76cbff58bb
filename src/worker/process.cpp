#include "worker/process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

namespace souls::worker {
namespace {

/// The descriptor under which a child finds its socket.
constexpr int kChildSocket = 3;

std::string describe(int status) {
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    return "was killed by signal " + std::to_string(number) + " (" + ::strsignal(number) + ")";
  }
  return "ended with code " + std::to_string(WEXITSTATUS(status));
}

/// What happens between fork and exec: our socket as descriptor 3, nothing to read, output to the log, all else closed;
/// Ctrl-C held back until the child has said that it ignores it.
struct SpawnPlan {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;

  SpawnPlan(int socket, int log) {
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_adddup2(&files, log, STDERR_FILENO);
    ::posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files, socket, kChildSocket);
    ::posix_spawn_file_actions_addclosefrom_np(&files, kChildSocket + 1);
    ::posix_spawnattr_init(&attributes);
    sigset_t held, plain;
    ::sigemptyset(&held);
    ::sigaddset(&held, SIGINT);
    ::sigfillset(&plain);
    ::sigdelset(&plain, SIGKILL);
    ::sigdelset(&plain, SIGSTOP);
    ::posix_spawnattr_setsigmask(&attributes, &held);
    ::posix_spawnattr_setsigdefault(&attributes, &plain);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
};

}  // namespace

Result<std::unique_ptr<Process>> Process::start(const WorkerProgram& program) {
  auto ends = Channel::pair();
  if (!ends) return fail(ends.error());
  // Above all that the plan replaces, so that no step of it hits another's source.
  const storage::Descriptor theirs(::fcntl(ends->second.number(), F_DUPFD_CLOEXEC, 16));
  if (!theirs) return fail(ErrorCode::unavailable, "can't start a worker", std::strerror(errno));
  std::vector<std::string> words = {"souls-worker"};
  words.insert(words.end(), program.arguments.begin(), program.arguments.end());
  words.insert(words.end(), {"--fd", std::to_string(kChildSocket)});
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const SpawnPlan plan(theirs.number(), program.log_fd >= 0 ? program.log_fd : STDERR_FILENO);
  pid_t pid = -1;
  const int number = ::posix_spawn(&pid, program.path.c_str(), &plan.files, &plan.attributes, argv.data(), environ);
  if (number != 0) {
    return fail(ErrorCode::unavailable, "can't start a worker", program.path + ": " + std::strerror(number));
  }
  return std::unique_ptr<Process>(new Process(pid, Channel(std::move(ends->first))));
}

Process::~Process() { end(0); }

std::string Process::end(double grace_seconds) {
  if (pid_ < 0) return "had ended";
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::duration<double>(grace_seconds);
  int status = 0;
  pid_t ended = 0;
  while ((ended = ::waitpid(pid_, &status, WNOHANG)) == 0 && Clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  if (ended == 0) {
    ::kill(pid_, SIGKILL);
    do {
      ended = ::waitpid(pid_, &status, 0);
    } while (ended < 0 && errno == EINTR);
  }
  pid_ = -1;
  return ended > 0 ? describe(status) : "had ended";
}

}  // namespace souls::worker
