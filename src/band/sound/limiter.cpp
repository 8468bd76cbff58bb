#include "band/sound/limiter.hpp"

#include <algorithm>
#include <deque>

#include "band/sound/loudness.hpp"
#include "band/sound/maths.hpp"

namespace souls::band::sound {
namespace {

/// Least value within ±reach frames of each.
std::vector<float> least_around(const std::vector<float>& values, std::size_t reach) {
  std::vector<float> least(values.size(), 1.0f);
  std::deque<std::size_t> rising;
  for (std::size_t i = 0; i < values.size() + reach; ++i) {
    if (i < values.size()) {
      while (!rising.empty() && values[rising.back()] >= values[i]) rising.pop_back();
      rising.push_back(i);
    }
    if (i < reach) continue;
    while (rising.front() + 2 * reach < i) rising.pop_front();
    least[i - reach] = values[rising.front()];
  }
  return least;
}

}  // namespace

bool limit(Stereo& x, const LimiterSettings& s, const Context& context) {
  const auto ceiling = static_cast<float>(gain_of_db(s.ceiling_db));
  const std::size_t n = x.frames();
  std::vector<float> gain(n);
  // an oversampled peak is at most 1.6 times its neighbouring samples for what music holds
  if (!in_chunks(n, context, [&](Range range) { true_peaks(x, range, ceiling * 0.6f, gain); })) return false;
  bool needed = false;
  for (float& v : gain) {
    needed = needed || v > ceiling;
    v = v > ceiling ? ceiling / v : 1.0f;
  }
  if (!needed) return true;
  const auto reach = static_cast<std::size_t>(s.look_ahead_ms * kRate / 1000);
  gain = least_around(gain, reach);
  if (context.stopped()) return false;
  const auto pole = static_cast<float>(exp_of(-1000 / (s.release_ms * kRate)));
  float state = 1;
  for (float& v : gain) {
    state = std::min(v, 1 - pole * (1 - state));
    v = state;
  }
  // beyond the ends the gain stays as it is there, so that the mean can't rise above what an end needs
  const double width = static_cast<double>(2 * reach + 1);
  const auto gain_near = [&](std::size_t i, std::size_t ahead) {
    return static_cast<double>(gain[std::min(n - 1, i + ahead)]);
  };
  double sum = static_cast<double>(reach) * static_cast<double>(gain[0]);
  for (std::size_t i = 0; i <= reach; ++i) sum += gain_near(0, i);
  return in_chunks(n, context, [&](Range range) {
    for (std::size_t i = range.begin; i < range.end; ++i) {
      const auto g = static_cast<float>(sum / width);
      x.left[i] *= g;
      x.right[i] *= g;
      sum += gain_near(i, reach + 1) - static_cast<double>(gain[i >= reach ? i - reach : 0]);
    }
  });
}

}  // namespace souls::band::sound
