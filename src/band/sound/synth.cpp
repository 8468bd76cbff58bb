#include "band/sound/synth.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "band/sound/filters.hpp"
#include "band/sound/maths.hpp"

namespace souls::band::sound {
namespace {

using Eight = float __attribute__((vector_size(32)));

constexpr std::size_t kBlock = 16;  // samples between updates of filter and pitch

class Contour {
 public:
  Contour(const Envelope& e, double length_s)
      : sustain_(e.sustain),
        length_(static_cast<long>(length_s * kRate)),
        attack_(std::max(1L, static_cast<long>(e.attack_s * kRate))),
        rise_(1.0 / static_cast<double>(attack_)),
        decay_(exp_of(-3 / (std::max(e.decay_s, 1e-3) * kRate))),
        release_(exp_of(-4 / (std::max(e.release_s, 2e-3) * kRate))) {}
  double next() {
    if (at_ >= length_) level_ *= release_;
    else if (at_ < attack_) level_ += rise_;
    else level_ = sustain_ + (level_ - sustain_) * decay_;
    ++at_;
    return level_;
  }
  bool done() const { return at_ > length_ && level_ < 1e-4; }

 private:
  double sustain_;
  long length_, attack_, at_ = 0;
  double rise_, decay_, release_, level_ = 0;
};

/// Simper's trapezoidal state-variable low-pass (2013), both channels; stays stable while the cutoff moves.
class MovingLowPass {
 public:
  void set(double hz, double resonance) {
    const double g = tangent_half_turns(std::clamp(hz, 20.0, 20000.0) / kRate);
    const double k = 2 - 1.96 * std::clamp(resonance, 0.0, 1.0);
    a1_ = 1 / (1 + g * (g + k));
    a2_ = g * a1_;
    a3_ = g * a2_;
  }
  Pair step(Pair x) {
    const Pair v3 = x - second_;
    const Pair v1 = a1_ * first_ + a2_ * v3;
    const Pair v2 = second_ + a2_ * first_ + a3_ * v3;
    first_ = 2.0 * v1 - first_;
    second_ = 2.0 * v2 - second_;
    return v2;
  }

 private:
  Pair first_{0, 0}, second_{0, 0};
  double a1_ = 0, a2_ = 0, a3_ = 0;
};

Eight at_most_one(Eight x) { return x < 1.0f ? x : Eight{1, 1, 1, 1, 1, 1, 1, 1}; }
Eight at_least_minus_one(Eight x) { return x > -1.0f ? x : Eight{-1, -1, -1, -1, -1, -1, -1, -1}; }

/// A saw without most of its aliases: polynomial band-limited steps (Välimäki and Huovilainen 2007).
Eight saw_of(Eight phase, Eight inverse_step) {
  const Eight after = 1.0f - at_most_one(phase * inverse_step);
  const Eight before = at_least_minus_one((phase - 1.0f) * inverse_step) + 1.0f;
  return 2.0f * phase - 1.0f - (before * before - after * after);
}

Eight wrapped(Eight phase) { return phase >= 1.0f ? phase - 1.0f : phase; }

float sum_of(Eight x) {
  return ((x[0] + x[4]) + (x[1] + x[5])) + ((x[2] + x[6]) + (x[3] + x[7]));
}

/// The oscillators of one note.
class Oscillators {
 public:
  Oscillators(const Patch& p, Noise& random) : patch_(p) {
    const int count = std::clamp(p.unison, 1, 8);
    for (int v = 0; v < 8; ++v) {
      phase_[v] = 0.5f + 0.5f * random.next();
      if (v >= count) continue;
      const double u = count > 1 ? 2.0 * v / (count - 1) - 1 : 0;
      const double side = (v % 2 ? 1 : -1) * std::fabs(u) * p.spread;
      cents_[static_cast<std::size_t>(v)] =
          u * std::sqrt(std::fabs(u)) * p.detune_cents + p.drift_cents * static_cast<double>(random.next());
      left_[v] = static_cast<float>(cosine((side + 1) / 8) / std::sqrt(static_cast<double>(count)));
      right_[v] = static_cast<float>(sine((side + 1) / 8) / std::sqrt(static_cast<double>(count)));
    }
  }

  void tune(double pitch) {
    for (int v = 0; v < 8; ++v) {
      step_[v] = static_cast<float>(hertz_of_pitch(pitch + cents_[static_cast<std::size_t>(v)] / 100) / kRate);
    }
    inverse_ = 1.0f / step_;
  }

  Pair next() {
    phase_ = wrapped(phase_ + step_);
    const Eight saw = saw_of(phase_, inverse_);
    Eight s = static_cast<float>(patch_.saw) * saw;
    if (patch_.pulse > 0) {
      const Eight shifted = wrapped(phase_ + static_cast<float>(patch_.pulse_width));
      s += static_cast<float>(patch_.pulse * 0.7) * (saw - saw_of(shifted, inverse_));
    }
    if (patch_.sine > 0) s[0] += static_cast<float>(patch_.sine * souls::band::sound::sine(static_cast<double>(phase_[0])));
    return Pair{sum_of(s * left_), sum_of(s * right_)};
  }

 private:
  const Patch& patch_;
  Eight phase_{}, step_{}, inverse_{}, left_{}, right_{};
  std::array<double, 8> cents_{};
};

/// Pitch of a note over time: glide and vibrato.
double pitch_at(const Patch& p, const PlayedNote& note, double from_pitch, double t) {
  const double glide = p.glide_s > 0 ? (from_pitch - note.pitch) * exp_of(-t * 4 / p.glide_s) : 0;
  const double depth = p.vibrato_cents * std::clamp((t - p.vibrato_delay_s) / 0.3, 0.0, 1.0);
  return note.pitch + glide + depth / 100 * sine(t * p.vibrato_hz);
}

struct Strike {
  const PlayedNote& note;
  double from_pitch;
  std::size_t start;
  double brightness_octaves;
  std::uint64_t seed;
};

double cutoff_of(const Patch& p, const Strike& s, double envelope) {
  const double velocity = s.note.velocity / 127.0;
  return p.cutoff_hz * exp2_of(p.envelope_octaves * envelope + p.key_follow * (s.note.pitch - 60) / 12.0 +
                               p.velocity_octaves * (velocity - 0.7) * 2 + s.brightness_octaves);
}

void play_subtractive(const Patch& p, const Strike& s, Stereo& out) {
  Noise random(s.seed);
  Oscillators oscillators(p, random);
  Contour amplitude(p.amplitude, s.note.length_s), sweep(p.filter, s.note.length_s);
  MovingLowPass low_1, low_2;
  const double gain = 0.25 * power(s.note.velocity / 127.0, 1.3);
  const auto drive = static_cast<float>(gain_of_db(p.drive_db));
  double sub_phase = 0, sub_step = 0;
  double envelope = 0;
  for (std::size_t i = 0; s.start + i < out.frames() && !amplitude.done(); ++i) {
    envelope = sweep.next();
    if (i % kBlock == 0) {
      const double pitch = pitch_at(p, s.note, s.from_pitch, static_cast<double>(i) / kRate);
      oscillators.tune(pitch);
      sub_step = hertz_of_pitch(pitch - 12) / kRate;
      const double cutoff = cutoff_of(p, s, envelope);
      low_1.set(cutoff, p.resonance * (p.four_poles ? 0.3 : 1));
      if (p.four_poles) low_2.set(cutoff, p.resonance);
    }
    Pair x = oscillators.next();
    if (p.noise > 0) x += p.noise * Pair{random.next(), random.next()};
    if (p.sub > 0) {
      sub_phase += sub_step;
      x += p.sub * sine(sub_phase);
    }
    if (p.drive_db > 0) x = Pair{tanh_of(static_cast<float>(x[0]) * drive), tanh_of(static_cast<float>(x[1]) * drive)};
    x = low_1.step(x);
    if (p.four_poles) x = low_2.step(x);
    x *= gain * amplitude.next();
    out.left[s.start + i] += static_cast<float>(x[0]);
    out.right[s.start + i] += static_cast<float>(x[1]);
  }
}

void play_modulated(const Patch& p, const Strike& s, Stereo& out) {
  Contour amplitude(p.amplitude, s.note.length_s);
  MovingLowPass low;
  low.set(cutoff_of(p, s, 0), 0);
  const double velocity = s.note.velocity / 127.0;
  const double gain = 0.25 * power(velocity, 1.3);
  std::vector<double> index, fall, phase;
  for (const Patch::Modulator& m : p.modulators) {
    index.push_back(m.index * velocity * velocity * exp2_of(s.brightness_octaves) / (2 * kPi));
    fall.push_back(exp2_of(-1 / (m.decay_s * kRate)));
    phase.push_back(0);
  }
  double carrier = 0, step = 0, tremolo = 0;
  for (std::size_t i = 0; s.start + i < out.frames() && !amplitude.done(); ++i) {
    if (i % kBlock == 0) {
      step = hertz_of_pitch(pitch_at(p, s.note, s.from_pitch, static_cast<double>(i) / kRate)) / kRate;
      tremolo = p.tremolo_depth * sine(static_cast<double>(s.start + i) / kRate * p.tremolo_hz);
    }
    double bend = 0;
    for (std::size_t k = 0; k < phase.size(); ++k) {
      phase[k] += step * p.modulators[k].ratio;
      bend += index[k] * sine(phase[k]);
      index[k] *= fall[k];
    }
    carrier += step;
    const double value = 0.7 * sine(carrier + bend);
    const Pair x = low.step(Pair{value * (1 + tremolo), value * (1 - tremolo)}) * (gain * amplitude.next());
    out.left[s.start + i] += static_cast<float>(x[0]);
    out.right[s.start + i] += static_cast<float>(x[1]);
  }
}

std::size_t frame_of(double seconds, std::size_t first_beat_frame) {
  const double frame = std::floor(seconds * kRate + 0.5) + static_cast<double>(first_beat_frame);
  return frame < 0 ? 0 : static_cast<std::size_t>(frame);
}

}  // namespace

bool play(const Patch& patch, const std::vector<PlayedNote>& notes, std::size_t first_beat_frame,
          double brightness_octaves, Seed seed, const Context& context, Stereo& out) {
  constexpr double kBoundWithin_s = 0.06;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    if (context.stopped()) return false;
    double from_pitch = notes[i].pitch;
    if (i > 0 && notes[i - 1].start_s + notes[i - 1].length_s > notes[i].start_s - kBoundWithin_s) {
      from_pitch = notes[i - 1].pitch;
    }
    const Strike strike{notes[i], from_pitch, frame_of(notes[i].start_s, first_beat_frame), brightness_octaves,
                        seed + 0x9e3779b97f4a7c15ULL * (i + 1)};
    if (patch.modulators.empty()) play_subtractive(patch, strike, out);
    else play_modulated(patch, strike, out);
  }
  return true;
}

void play_riser(const std::vector<PlayedNote>& notes, std::size_t first_beat_frame, Seed seed, Stereo& out) {
  for (std::size_t index = 0; index < notes.size(); ++index) {
    const PlayedNote& note = notes[index];
    Noise random(seed + index);
    MovingLowPass low, body;
    const std::size_t start = frame_of(note.start_s, first_beat_frame);
    const auto length = static_cast<double>(std::max(0.05, note.length_s) * kRate);
    const double release = exp_of(-1 / (0.12 * kRate));
    const double gain = 0.5 * power(note.velocity / 127.0, 1.3);
    double level = 0;
    for (std::size_t i = 0; start + i < out.frames(); ++i) {
      const double u = static_cast<double>(i) / length;
      if (u < 1) level = 0.02 + 0.98 * u * u;
      else level *= release;
      if (level < 1e-4) break;
      if (i % kBlock == 0) {
        const double hz = 300 * exp2_of(5 * std::min(u, 1.0));
        low.set(hz, 0.5);
        body.set(hz / 3, 0.1);
      }
      const Pair bright = low.step(Pair{random.next(), random.next()});
      const Pair x = (bright - body.step(bright)) * (gain * level);
      out.left[start + i] += static_cast<float>(x[0]);
      out.right[start + i] += static_cast<float>(x[1]);
    }
  }
}

}  // namespace souls::band::sound
