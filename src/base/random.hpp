#pragma once
// Random numbers that are the same everywhere. Seeds come from places (section, part, note), never from a running
// stream, so that making one section can't shift another's.

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace souls {

using Seed = std::uint64_t;

/// The seed of a place: `derive_seed(song_seed, {"melody", "Chorus", "3"})`. SHA-256 over length-prefixed parts.
Seed derive_seed(Seed seed, std::initializer_list<std::string_view> place);

/// xoshiro256** (Blackman and Vigna 2018), seeded by splitmix64. No standard distribution is used: theirs differ
/// between libraries. Not safe to share between threads.
class Random {
 public:
  explicit Random(Seed seed);

  std::uint64_t next();
  /// Uniform in [0, 1).
  double uniform();
  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform integer in [low, high], both included.
  int integer(int low, int high);
  /// Normal with mean 0 and deviation 1 (sum of twelve uniforms, so bounded by ±6 and free of libm).
  double normal();
  bool chance(double probability) { return uniform() < probability; }
  /// Index drawn in proportion to weights (all ≥ 0, at least one > 0).
  std::size_t weighted(std::span<const double> weights);

  template <class T>
  const T& pick(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(integer(0, static_cast<int>(values.size()) - 1))];
  }

  template <class T>
  void shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) {
      std::swap(values[i - 1], values[static_cast<std::size_t>(integer(0, static_cast<int>(i) - 1))]);
    }
  }

 private:
  std::uint64_t state_[4];
};

}  // namespace souls
