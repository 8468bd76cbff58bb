#pragma once
// How much a test of many cases tries.

namespace souls {

/// All of them; a quarter in a sanitized build, where each takes many times as long.
constexpr int test_cases(int all) {
#ifdef __SANITIZE_ADDRESS__
  return (all + 3) / 4;
#else
  return all;
#endif
}

}  // namespace souls
