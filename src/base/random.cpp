#include "base/random.hpp"

#include <cassert>
#include <string>
#include <utility>

#include "base/digest.hpp"

namespace souls {
namespace {

std::uint64_t splitmix64(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

std::uint64_t rotate_left(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

}  // namespace

Seed derive_seed(Seed seed, std::initializer_list<std::string_view> place) {
  std::string canonical = std::to_string(seed);
  for (std::string_view part : place) {
    canonical += '/' + std::to_string(part.size()) + ':';
    canonical += part;
  }
  return std::stoull(sha256(canonical).hex.substr(0, 16), nullptr, 16);
}

Random::Random(Seed seed) {
  std::uint64_t state = seed;
  for (auto& word : state_) word = splitmix64(state);
}

std::uint64_t Random::next() {
  const std::uint64_t result = rotate_left(state_[1] * 5, 7) * 9;
  const std::uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = rotate_left(state_[3], 45);
  return result;
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

int Random::integer(int low, int high) {
  assert(low <= high);
  return low + static_cast<int>(uniform() * (static_cast<double>(high) - low + 1));
}

double Random::normal() {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += uniform();
  return sum;
}

std::size_t Random::weighted(std::span<const double> weights) {
  double total = 0;
  for (double w : weights) total += w;
  assert(total > 0);
  double left = uniform() * total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    left -= weights[i];
    if (left < 0) return i;
  }
  for (std::size_t i = weights.size(); i-- > 0;) {
    if (weights[i] > 0) return i;
  }
  return 0;
}

}  // namespace souls
