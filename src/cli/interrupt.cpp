#include "cli/interrupt.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace souls::cli {
namespace {

volatile std::sig_atomic_t stop_requested = 0;
int wake[2] = {-1, -1};  // a pipe that the handler writes to

void remember(int number) {
  if (stop_requested) {
    std::signal(number, SIG_DFL);
    std::raise(number);
  }
  stop_requested = 1;
  const int kept = errno;
  if (wake[1] >= 0 && ::write(wake[1], "", 1) < 0) errno = kept;
}

}  // namespace

void catch_interrupts() {
  if (wake[0] < 0 && ::pipe2(wake, O_CLOEXEC) != 0) wake[0] = wake[1] = -1;
  struct sigaction action {};
  action.sa_handler = remember;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return stop_requested != 0; }

void wait_for_interrupt() {
  char byte;
  while (!interrupted()) {
    if (wake[0] < 0) ::usleep(100'000);
    else if (::read(wake[0], &byte, 1) < 0 && errno != EINTR) return;
  }
}

}  // namespace souls::cli
