#include "band/sound/kit.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "band/sound/filters.hpp"
#include "band/sound/maths.hpp"

namespace souls::band::sound {
namespace {

using Hit = std::vector<float>;

std::size_t frames_of(double seconds) { return static_cast<std::size_t>(seconds * kRate); }

/// e^(−t / seconds), a sample at a time.
class Fall {
 public:
  explicit Fall(double seconds, double from = 1) : factor_(exp_of(-1 / (seconds * kRate))), level_(from / factor_) {}
  double next() { return level_ *= factor_; }

 private:
  double factor_, level_;
};

void filter(Hit& hit, const Band& band) {
  Biquad biquad(band);
  for (float& v : hit) v = static_cast<float>(biquad.step(static_cast<double>(v)));
}

double opening(std::size_t i, double hertz) { return std::min(1.0, static_cast<double>(i) / kRate * hertz); }

/// A drum skin: a sine whose pitch falls, and a click.
Hit skin(double hz, double sweep, double sweep_s, double decay_s, double click, Noise& random) {
  Hit hit(frames_of(decay_s * 2.5));
  Fall bend(sweep_s, sweep), level(decay_s / 3), noise(0.004, click);
  double turns = 0;
  for (std::size_t i = 0; i < hit.size(); ++i) {
    turns += hz * (1 + bend.next()) / kRate;
    hit[i] = static_cast<float>(opening(i, 2000) * level.next() * sine(turns) +
                                noise.next() * static_cast<double>(random.next()));
  }
  return hit;
}

/// Six detuned squares, as in the TR-808, and noise.
Hit metal(double decay_s, double tone, double high_hz, Noise& random) {
  constexpr std::array<double, 6> kHz = {205.3, 304.4, 369.6, 522.7, 540, 800};
  std::array<double, 6> turns{};
  Hit hit(frames_of(decay_s * 3));
  Fall level(decay_s / 2.5);
  for (std::size_t i = 0; i < hit.size(); ++i) {
    double s = 0;
    for (std::size_t j = 0; j < kHz.size(); ++j) {
      turns[j] += kHz[j] * 3.1 / kRate;
      if (turns[j] >= 1) turns[j] -= 1;
      s += turns[j] < 0.5 ? 1 : -1;
    }
    const double hiss = (1 - tone) * 1.6 * static_cast<double>(random.next());
    hit[i] = static_cast<float>(opening(i, 3000) * level.next() * (tone * s / 3 + hiss));
  }
  filter(hit, {FilterKind::high_pass, high_hz});
  filter(hit, {FilterKind::high_pass, high_hz});
  return hit;
}

Hit snare(const Kit& k, Noise& random) {
  Hit hiss(frames_of(std::max(k.snare_noise_s, k.snare_decay_s) * 2.5));
  Fall noise(k.snare_noise_s / 2.6);
  for (float& v : hiss) v = static_cast<float>(noise.next()) * random.next();
  filter(hiss, {FilterKind::high_pass, k.snare_high_hz});
  Hit hit(hiss.size());
  Fall bend(0.012, 0.6), level(k.snare_decay_s / 4);
  double low = 0, high = 0;
  for (std::size_t i = 0; i < hit.size(); ++i) {
    low += k.snare_hz * (1 + bend.next()) / kRate;
    high += k.snare_hz * 1.78 / kRate;
    const double body = k.snare_tone * level.next() * (sine(low) + 0.5 * sine(high));
    const double both = opening(i, 3000) * (body + k.snare_noise * static_cast<double>(hiss[i]));
    hit[i] = tanh_of(static_cast<float>(both * 1.6));
  }
  return hit;
}

Hit clap(Noise& random) {
  Hit hit(frames_of(0.3));
  for (std::size_t burst = 0; burst < 4; ++burst) {
    constexpr std::array<double, 4> kAt_s = {0, 0.011, 0.022, 0.03};
    Fall level(burst == 3 ? 0.06 : 0.006, burst == 3 ? 0.7 : 1);
    for (std::size_t i = frames_of(kAt_s[burst]); i < hit.size(); ++i) {
      const auto now = static_cast<float>(level.next());
      hit[i] = std::max(hit[i], now);
    }
  }
  for (float& v : hit) v *= random.next();
  filter(hit, {FilterKind::band_pass, 1300, 0, 0.8});
  return hit;
}

Hit wood(double hz, double decay_s, double noise, Noise& random) {
  Hit hit(frames_of(decay_s * 6));
  Fall level(decay_s);
  for (std::size_t i = 0; i < hit.size(); ++i) {
    const double t = static_cast<double>(i) / kRate;
    const double tone = 0.5 * sine(t * hz) + 0.4 * sine(t * hz * 0.48);
    hit[i] = static_cast<float>(opening(i, 4000) * level.next() * (tone + noise * static_cast<double>(random.next())));
  }
  return hit;
}

Hit shaken(double decay_s, double high_hz, Noise& random) {
  Hit hit(frames_of(decay_s * 4));
  Fall level(decay_s);
  for (std::size_t i = 0; i < hit.size(); ++i) {
    hit[i] = static_cast<float>(opening(i, 120) * level.next()) * random.next();
  }
  filter(hit, {FilterKind::high_pass, high_hz});
  return hit;
}

Hit tom(const Kit& k, int pitch, Noise& random) {
  const double up = pitch >= 60 ? 2.8 : pitch >= 50 ? 2.1 : pitch >= 47 ? 1.7 : pitch >= 45 ? 1.4 : pitch >= 43 ? 1.15 : 0.9;
  return skin(k.tom_hz * up, 0.8, 0.04, k.tom_decay_s, k.tom_noise, random);
}

struct Struck {
  Hit hit;
  double level = 1;
};

Struck strike(const Kit& k, int pitch, double force, Noise& random) {
  switch (pitch) {
    case 35:
    case 36: {
      Hit hit = skin(k.kick_hz, k.kick_sweep, k.kick_sweep_s, k.kick_decay_s, k.kick_click * 0.5, random);
      const auto drive = static_cast<float>(gain_of_db(k.kick_drive_db));
      for (float& v : hit) v = tanh_of(v * drive);
      return {std::move(hit), 1};
    }
    case 37: {
      Hit hit = wood(1700, 0.01, 0.2, random);
      filter(hit, {FilterKind::band_pass, 1900, 0, 0.8});
      return {std::move(hit), 0.8};
    }
    case 39: return {clap(random), 0.9};
    case 38:
    case 40: return {snare(k, random), 0.75};
    case 42: return {metal(k.hat_decay_s * (0.6 + 0.6 * force), k.hat_metal, k.hat_high_hz, random), 0.45};
    case 44: return {metal(k.hat_decay_s * 0.7, k.hat_metal, k.hat_high_hz, random), 0.4};
    case 46: return {metal(k.open_decay_s, k.hat_metal, k.hat_high_hz, random), 0.42};
    case 51:
    case 53:
    case 59: return {metal(0.7, 0.7, 5200, random), 0.25};
    case 49:
    case 52:
    case 55:
    case 57: return {metal(k.crash_decay_s, 0.25, 3800, random), k.crash_level};
    case 54:
    case 69:
    case 70:
    case 82: return {shaken(pitch == 54 ? 0.05 : 0.025, 5500, random), 0.35};
    case 56: return {wood(845, 0.06, 0, random), 0.5};
    case 75:
    case 76:
    case 77: return {wood(pitch == 77 ? 1150 : 2300, 0.02, 0.05, random), 0.6};
    case 80:
    case 81: return {metal(pitch == 80 ? 0.1 : 0.6, 0.9, 6500, random), 0.2};
    default: return {tom(k, pitch, random), 0.9};
  }
}

}  // namespace

double drum_position(int pitch) {
  switch (pitch) {
    case 35:
    case 36:
    case 38:
    case 40: return 0;
    case 37: return 0.15;
    case 39: return 0.05;
    case 42:
    case 44:
    case 46: return 0.28;
    case 49:
    case 55: return -0.4;
    case 52:
    case 57: return 0.45;
    case 51:
    case 53:
    case 59: return -0.35;
    case 54:
    case 69:
    case 70:
    case 82: return -0.45;
    case 41: return -0.45;
    case 43: return -0.3;
    case 45: return -0.1;
    case 47: return 0.1;
    case 48: return 0.25;
    case 50: return 0.4;
    default: return pitch % 2 ? 0.3 : -0.3;
  }
}

bool play(const Kit& kit, const std::vector<PlayedNote>& notes, std::size_t first_beat_frame, Seed seed,
          const Context& context, Stereo& out) {
  for (std::size_t index = 0; index < notes.size(); ++index) {
    if (context.stopped()) return false;
    const PlayedNote& note = notes[index];
    const double force = power(note.velocity / 127.0, 1.5);
    Noise random(seed + 0x9e3779b97f4a7c15ULL * (index + 1));
    const Struck struck = strike(kit, note.pitch, force, random);
    const double level = struck.level * force * (1 + 0.04 * static_cast<double>(random.next()));  // no two hits alike
    const double turns = (drum_position(note.pitch) + 1) / 8;
    const auto left = static_cast<float>(level * cosine(turns));
    const auto right = static_cast<float>(level * sine(turns));
    const double frame = std::floor(note.start_s * kRate + 0.5) + static_cast<double>(first_beat_frame);
    const auto start = static_cast<std::size_t>(std::max(0.0, frame));
    for (std::size_t i = 0; i < struck.hit.size() && start + i < out.frames(); ++i) {
      out.left[start + i] += left * struck.hit[i];
      out.right[start + i] += right * struck.hit[i];
    }
  }
  return true;
}

}  // namespace souls::band::sound
