#include "band/sound/signals_fixture.hpp"

#include <algorithm>
#include <cmath>

#include "band/sound/maths.hpp"

namespace souls::band::sound::test {

Stereo tone(double hz, double peak, double seconds) {
  Stereo x(static_cast<std::size_t>(seconds * kRate));
  for (std::size_t i = 0; i < x.frames(); ++i) {
    x.left[i] = x.right[i] = static_cast<float>(peak * std::sin(2 * kPi * hz * static_cast<double>(i) / kRate));
  }
  return x;
}

Stereo white_noise(double peak, double seconds) {
  Stereo x(static_cast<std::size_t>(seconds * kRate));
  Noise noise(7);
  for (float& v : x.left) v = static_cast<float>(peak) * noise.next();
  for (float& v : x.right) v = static_cast<float>(peak) * noise.next();
  return x;
}

Stereo click(double seconds) {
  Stereo x(static_cast<std::size_t>(seconds * kRate));
  x.left[0] = x.right[0] = 1;
  return x;
}

double rms(const std::vector<float>& x, double from_s, double to_s) {
  const auto from = std::min(x.size(), static_cast<std::size_t>(from_s * kRate));
  const auto to = std::min(x.size(), static_cast<std::size_t>(to_s * kRate));
  double sum = 0;
  for (std::size_t i = from; i < to; ++i) sum += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  return to > from ? std::sqrt(sum / static_cast<double>(to - from)) : 0;
}

double rms_db(const std::vector<float>& x, double from_s, double to_s) {
  return 20 * std::log10(std::max(1e-10, rms(x, from_s, to_s)));
}

double amplitude_at(const std::vector<float>& x, double hz, double from_s, double to_s) {
  const auto from = std::min(x.size(), static_cast<std::size_t>(from_s * kRate));
  const auto to = std::min(x.size(), static_cast<std::size_t>(to_s * kRate));
  const auto n = static_cast<double>(to - from);
  const double turn = 2 * kPi * hz / kRate;
  const double factor = 2 * std::cos(turn);
  double s1 = 0, s2 = 0;
  for (std::size_t i = from; i < to; ++i) {
    const double window = 0.5 - 0.5 * std::cos(2 * kPi * static_cast<double>(i - from) / n);
    const double s0 = window * static_cast<double>(x[i]) + factor * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  return std::sqrt(std::max(0.0, s1 * s1 + s2 * s2 - factor * s1 * s2)) * 4 / n;
}

double cents_off(const std::vector<float>& x, double pitch, double from_s, double to_s) {
  double best = -1, at = 0;
  for (double cents = -60; cents <= 60; cents += 3) {
    const double hz = 440 * std::pow(2, (pitch - 69 + cents / 100) / 12);
    double sum = 0;
    for (int harmonic = 1; harmonic <= 4; ++harmonic) {
      const double a = amplitude_at(x, hz * harmonic, from_s, to_s);
      sum += a * a;
    }
    if (sum > best) best = sum, at = cents;
  }
  return at;
}

std::string package_path() { return std::string(SOULS_BUILD_DIR) + "/src/band/sound/test_package"; }

RenderTask task_for(const std::string& instrument, song::Role role, const std::string& rig) {
  RenderTask task;
  task.traits.rig = rig;
  task.traits.humanise = "medium";
  task.traits.comping = "block";
  task.traits.groove = "straight";
  task.track = {"Part", role, instrument, ""};
  task.tempo_bpm = 120;
  task.length_beats = 4;
  task.seed = 11;
  return task;
}

song::Note note(double start_beat, double length_beats, int pitch, int velocity) {
  song::Note n;
  n.start_beat = start_beat;
  n.length_beats = length_beats;
  n.pitch = pitch;
  n.velocity = velocity;
  return n;
}

}  // namespace souls::band::sound::test
