#include "cli/interrupt.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace souls::cli {
namespace {

volatile std::sig_atomic_t stop_requested = 0;
int wake[2] = {-1, -1};  // a pipe that the handler writes to

void wake_up(int) {
  const int kept = errno;
  if (wake[1] >= 0 && ::write(wake[1], "", 1) < 0) errno = kept;
}

void remember(int number) {
  if (stop_requested) {
    std::signal(number, SIG_DFL);
    std::raise(number);
  }
  stop_requested = 1;
  wake_up(number);
}

}  // namespace

void catch_interrupts() {
  if (wake[0] < 0 && ::pipe2(wake, O_CLOEXEC) != 0) wake[0] = wake[1] = -1;
  struct sigaction action {};
  action.sa_handler = remember;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

void catch_hang_ups() {
  struct sigaction action {};
  action.sa_handler = wake_up;
  sigaction(SIGHUP, &action, nullptr);
}

bool interrupted() { return stop_requested != 0; }

void wait_for_signal() {
  char byte;
  while (wake[0] < 0 && !interrupted()) ::usleep(100'000);
  while (wake[0] >= 0 && ::read(wake[0], &byte, 1) < 0 && errno == EINTR) {
  }
}

}  // namespace souls::cli
