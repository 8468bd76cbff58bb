#include "band/vocals/pitch.hpp"

#include <algorithm>
#include <string>

#include "band/vocals/fast_math.hpp"

namespace souls::band::vocals {
namespace {

constexpr double kVibratoNoteMinS = 0.5;
constexpr double kScoopDecayS = 0.035;
constexpr double kPhraseRestS = 0.2;
constexpr double kJitterCents = 1.5;
constexpr double kGlideShareMax = 0.28;  ///< of the shorter of two notes

struct Target {
  double start_s = 0, end_s = 0;
  double pitch = 60;
  bool starts_phrase = false;
  bool melisma = false;  ///< the note before sings the same vowel
};

std::vector<Target> targets_of(const std::vector<Unit>& units) {
  std::vector<Target> targets;
  for (const Unit& unit : units) {
    for (std::size_t i = 0; i < unit.notes.size(); ++i) {
      const SungNote& note = unit.notes[i];
      targets.push_back({i == 0 ? unit.vowel_start_s : note.start_s, note.end_s, note.pitch,
                         i == 0 && unit.rest_before_s > kPhraseRestS, i > 0});
    }
  }
  return targets;
}

double time_of(int frame) { return frame * kFrameS - kLeadInS; }

int frame_at(double time_s, int frames) {
  return std::clamp(static_cast<int>((time_s + kLeadInS) / kFrameS), 0, frames);
}

double smooth_step(double x) {
  x = std::clamp(x, 0.0, 1.0);
  return x * x * (3 - 2 * x);
}

/// Notes as semitones, joined by glides that are over 35 ms after the beat (in a melisma they cross on the beat).
std::vector<float> glide(const std::vector<Target>& targets, const SingerStyle& style, int frames) {
  std::vector<float> semitones(static_cast<std::size_t>(frames), static_cast<float>(targets.front().pitch));
  for (std::size_t i = 1; i < targets.size(); ++i) {
    const Target &from = targets[i - 1], &to = targets[i];
    const double shortest = std::min(from.end_s - from.start_s, to.end_s - to.start_s);
    // A short note that is left early is heard as another one.
    const double width = std::min(style.portamento_s, kGlideShareMax * shortest);
    const double begin = to.start_s - width * (to.melisma ? 0.5 : 0.65);
    for (int k = frame_at(begin, frames); k < frames; ++k) {
      const double x = width > 0 ? (time_of(k) - begin) / width : (time_of(k) >= to.start_s ? 1.0 : 0.0);
      if (x >= 1) {
        std::fill(semitones.begin() + k, semitones.end(), static_cast<float>(to.pitch));
        break;
      }
      semitones[k] = static_cast<float>(from.pitch + (to.pitch - from.pitch) * smooth_step(x));
    }
  }
  return semitones;
}

void add_vibrato(const Target& target, const SingerStyle& style, Random& random, std::vector<float>& semitones) {
  const double length = target.end_s - target.start_s;
  const double delay = std::min(0.34 * random.uniform(0.85, 1.2), 0.5 * length);
  const double depth = style.vibrato_cents / 100 * random.uniform(0.85, 1.1);
  const double rate = style.vibrato_hz * random.uniform(0.96, 1.04);
  const double wander = random.uniform(0.0, 1.0);
  const int frames = static_cast<int>(semitones.size());
  double turns = 0;
  for (int k = frame_at(target.start_s + delay, frames); k < frame_at(target.end_s, frames); ++k) {
    const double x = time_of(k) - target.start_s - delay;
    const double rise = smooth_step(x / 0.45), fall = smooth_step((target.end_s - time_of(k)) / 0.10);
    const double slow = static_cast<double>(sin_turns(static_cast<float>(0.7 * x + wander)));
    turns += rate * (1 + 0.04 * slow) * kFrameS;
    turns -= turns >= 1 ? 1 : 0;
    semitones[k] += static_cast<float>(depth * rise * fall * sin_turns(static_cast<float>(turns)));
  }
}

/// A scoop into a phrase, vibrato, drift and jitter; random by the note's place.
void add_life(const Target& target, int index, const SingerStyle& style, Seed seed, double until_s,
              std::vector<float>& semitones) {
  Random random(derive_seed(seed, {"pitch", std::to_string(index)}));
  const int frames = static_cast<int>(semitones.size());
  if (target.starts_phrase) {
    const double depth = style.scoop_cents / 100 * random.uniform(0.6, 1.2);
    for (int k = frame_at(target.start_s - 0.15, frames); k < frame_at(target.start_s + 0.3, frames); ++k) {
      const double x = std::max(0.0, time_of(k) - target.start_s);
      semitones[k] -= static_cast<float>(depth * fast_exp(static_cast<float>(-x / kScoopDecayS)));
    }
  }
  if (target.end_s - target.start_s >= kVibratoNoteMinS) add_vibrato(target, style, random, semitones);
  double drift = 0, jitter = 0;
  for (int k = frame_at(target.start_s, frames); k < frame_at(until_s, frames); ++k) {
    drift += 0.012 * (6.5 * style.drift_cents * (random.uniform() + random.uniform() - 1) * 4 - drift);
    jitter += 0.35 * (kJitterCents * (random.uniform() + random.uniform() - 1) * 4 - jitter);
    const double fade = smooth_step((time_of(k) - target.start_s) / 0.05);
    semitones[k] += static_cast<float>((drift * fade * smooth_step((until_s - time_of(k)) / 0.05) + jitter) / 100);
  }
}

/// 440 · 2^((semitones − 69) / 12).
float hertz(float semitones) { return 440.0f * fast_exp((semitones - 69.0f) * 0.057762265f); }

}  // namespace

std::vector<float> pitch_contour(const std::vector<Unit>& units, const SingerStyle& style, int frames, Seed seed) {
  const std::vector<Target> targets = targets_of(units);
  if (targets.empty()) return std::vector<float>(static_cast<std::size_t>(frames), 220.0f);
  std::vector<float> contour = glide(targets, style, frames);
  if (!style.machine) {
    for (std::size_t i = 0; i < targets.size(); ++i) {
      const double until = i + 1 < targets.size() ? targets[i + 1].start_s : targets[i].end_s + 0.5;
      add_life(targets[i], static_cast<int>(i), style, seed, until, contour);
    }
  }
  for (float& value : contour) value = hertz(value);
  return contour;
}

}  // namespace souls::band::vocals
