#include "tasks/clock.hpp"

#include <chrono>

namespace souls::tasks {

Clock steady_clock() {
  return [] { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); };
}

}  // namespace souls::tasks
