#include "cli/interrupt.hpp"

#include <csignal>

namespace souls::cli {
namespace {

volatile std::sig_atomic_t stop_requested = 0;

void remember(int number) {
  if (stop_requested) {
    std::signal(number, SIG_DFL);
    std::raise(number);
  }
  stop_requested = 1;
}

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = remember;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return stop_requested != 0; }

}  // namespace souls::cli
