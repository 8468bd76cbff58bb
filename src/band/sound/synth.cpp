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
  bool done() const { return at_ > length_ && level_ < 2e-4; }

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

using EightInts = int __attribute__((vector_size(32)));
using Block = std::array<float, kBlock>;

constexpr Eight kCount = {1, 2, 3, 4, 5, 6, 7, 8};

Eight at_most_one(Eight x) { return x < 1.0f ? x : Eight{1, 1, 1, 1, 1, 1, 1, 1}; }
Eight at_least_minus_one(Eight x) { return x > -1.0f ? x : Eight{-1, -1, -1, -1, -1, -1, -1, -1}; }

/// What is left of non-negative numbers below the point.
Eight fraction(Eight x) { return x - __builtin_convertvector(__builtin_convertvector(x, EightInts), Eight); }

/// A saw without most of its aliases: polynomial band-limited steps (Välimäki and Huovilainen 2007).
Eight saw_of(Eight phase, float inverse_step) {
  const Eight after = 1.0f - at_most_one(phase * inverse_step);
  const Eight before = at_least_minus_one((phase - 1.0f) * inverse_step) + 1.0f;
  return 2.0f * phase - 1.0f - (before * before - after * after);
}

/// sin(2π turns) for −8 < turns < 100, error below 2e-5.
Eight sine_of(Eight turns) {
  Eight x = fraction(turns + 8.25f) - 0.5f;  // the cosine of 2π x, which is even
  x = x < 0.0f ? -x : x;
  const Eight y = (0.25f - x) * static_cast<float>(2 * kPi);
  const Eight q = y * y;
  const float c3 = -1.0f / 6, c5 = 1.0f / 120, c7 = -1.0f / 5040, c9 = 1.0f / 362880;
  return y * (1.0f + q * (c3 + q * (c5 + q * (c7 + q * c9))));
}

void add_to(Block& block, std::size_t at, Eight x) {
  for (std::size_t i = 0; i < 8; ++i) block[at + i] += x[static_cast<int>(i)];
}

/// The oscillators of one note, eight samples of each at a time.
class Oscillators {
 public:
  Oscillators(const Patch& p, Noise& random) : patch_(p), voices_(static_cast<std::size_t>(std::clamp(p.unison, 1, 8))) {
    const auto count = static_cast<double>(voices_.size());
    for (std::size_t v = 0; v < voices_.size(); ++v) {
      const double u = voices_.size() > 1 ? 2.0 * static_cast<double>(v) / (count - 1) - 1 : 0;
      const double side = (v % 2 ? 1 : -1) * std::fabs(u) * p.spread;
      voices_[v].phase = 0.5 + 0.5 * static_cast<double>(random.next());
      voices_[v].cents = u * std::sqrt(std::fabs(u)) * p.detune_cents + p.drift_cents * static_cast<double>(random.next());
      voices_[v].left = static_cast<float>(cosine((side + 1) / 8) / std::sqrt(count));
      voices_[v].right = static_cast<float>(souls::band::sound::sine((side + 1) / 8) / std::sqrt(count));
    }
  }

  /// The next block at a pitch.
  void run(double pitch, Block& left, Block& right) {
    left.fill(0);
    right.fill(0);
    for (Voice& voice : voices_) {
      const double step = hertz_of_pitch(pitch + voice.cents / 100) / kRate;
      const auto step_single = static_cast<float>(step);
      const float inverse = 1 / step_single;
      for (std::size_t at = 0; at < kBlock; at += 8) {
        const Eight phase = fraction(static_cast<float>(voice.phase) + step_single * kCount);
        const Eight saw = saw_of(phase, inverse);
        Eight s = static_cast<float>(patch_.saw) * saw;
        if (patch_.pulse > 0) {
          const Eight shifted = fraction(phase + static_cast<float>(patch_.pulse_width));
          s += static_cast<float>(patch_.pulse * 0.7) * (saw - saw_of(shifted, inverse));
        }
        if (patch_.sine > 0) s += static_cast<float>(patch_.sine) * sine_of(phase);
        add_to(left, at, s * voice.left);
        add_to(right, at, s * voice.right);
        voice.phase += 8 * step;
        voice.phase -= std::floor(voice.phase);
      }
    }
  }

 private:
  struct Voice {
    double phase = 0, cents = 0;
    float left = 0, right = 0;
  };
  const Patch& patch_;
  std::vector<Voice> voices_;
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
  double sub_phase = 0;
  Block left{}, right{};
  for (std::size_t i = 0; s.start + i < out.frames() && !amplitude.done(); i += kBlock) {
    const double pitch = pitch_at(p, s.note, s.from_pitch, static_cast<double>(i) / kRate);
    oscillators.run(pitch, left, right);
    if (p.noise > 0) {
      for (float& v : left) v += static_cast<float>(p.noise) * random.next();
      for (float& v : right) v += static_cast<float>(p.noise) * random.next();
    }
    if (p.sub > 0) {
      const double step = hertz_of_pitch(pitch - 12) / kRate;
      for (std::size_t at = 0; at < kBlock; at += 8) {
        const Eight sub = static_cast<float>(p.sub) * sine_of(static_cast<float>(sub_phase) + static_cast<float>(step) * kCount);
        add_to(left, at, sub);
        add_to(right, at, sub);
        sub_phase += 8 * step;
        sub_phase -= std::floor(sub_phase);
      }
    }
    if (p.drive_db > 0) {
      for (float& v : left) v = tanh_of(v * drive);
      for (float& v : right) v = tanh_of(v * drive);
    }
    const std::size_t end = std::min(kBlock, out.frames() - s.start - i);
    for (std::size_t j = 0; j < end; ++j) {
      const double envelope = sweep.next();
      if (j == 0) {
        const double cutoff = cutoff_of(p, s, envelope);
        low_1.set(cutoff, p.resonance * (p.four_poles ? 0.3 : 1));
        if (p.four_poles) low_2.set(cutoff, p.resonance);
      }
      Pair x = low_1.step(Pair{left[j], right[j]});
      if (p.four_poles) x = low_2.step(x);
      x *= gain * amplitude.next();
      out.left[s.start + i + j] += static_cast<float>(x[0]);
      out.right[s.start + i + j] += static_cast<float>(x[1]);
    }
  }
}

void play_modulated(const Patch& p, const Strike& s, Stereo& out) {
  struct Modulation {
    double index = 0, fall = 1, phase = 0, ratio = 1;
  };
  Contour amplitude(p.amplitude, s.note.length_s);
  MovingLowPass low;
  low.set(cutoff_of(p, s, 0), 0);
  const double velocity = s.note.velocity / 127.0;
  const double gain = 0.25 * power(velocity, 1.3);
  std::vector<Modulation> modulations;
  for (const Patch::Modulator& m : p.modulators) {
    const double index = m.index * velocity * velocity * exp2_of(s.brightness_octaves) / (2 * kPi);
    modulations.push_back({index, exp2_of(-8 / (m.decay_s * kRate)), 0, m.ratio});
  }
  double carrier = 0;
  Block value{};
  for (std::size_t i = 0; s.start + i < out.frames() && !amplitude.done(); i += kBlock) {
    const double step = hertz_of_pitch(pitch_at(p, s.note, s.from_pitch, static_cast<double>(i) / kRate)) / kRate;
    const double tremolo = p.tremolo_depth * sine(static_cast<double>(s.start + i) / kRate * p.tremolo_hz);
    value.fill(0);
    for (std::size_t at = 0; at < kBlock; at += 8) {
      Eight turns = static_cast<float>(carrier) + static_cast<float>(step) * kCount;
      for (Modulation& m : modulations) {
        const Eight phase = static_cast<float>(m.phase) + static_cast<float>(step * m.ratio) * kCount;
        turns += static_cast<float>(m.index) * sine_of(phase);
        m.phase += 8 * step * m.ratio;
        m.phase -= std::floor(m.phase);
        m.index *= m.fall;
      }
      add_to(value, at, 0.7f * sine_of(turns));
      carrier += 8 * step;
      carrier -= std::floor(carrier);
    }
    const std::size_t end = std::min(kBlock, out.frames() - s.start - i);
    for (std::size_t j = 0; j < end; ++j) {
      const auto v = static_cast<double>(value[j]);
      const Pair x = low.step(Pair{v * (1 + tremolo), v * (1 - tremolo)}) * (gain * amplitude.next());
      out.left[s.start + i + j] += static_cast<float>(x[0]);
      out.right[s.start + i + j] += static_cast<float>(x[1]);
    }
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
