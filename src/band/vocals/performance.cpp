#include "band/vocals/performance.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "band/vocals/fast_math.hpp"
#include "base/random.hpp"

namespace souls::band::vocals {
namespace {

constexpr double kVowelLevelDb = -3;       // of the model's spectrum, to which vowels are drawn
constexpr double kVowelBalance = 0.65;     // how far
constexpr double kReadingHz = 180;         // the model's own pitch
constexpr double kReleaseS = 0.075;
constexpr double kBreathRestS = 0.45;
constexpr double kMachineStepS = 0.02;
constexpr double kSmoothFrames = 2;
constexpr float kOffDb = -90;

int frame_of(double time_s) { return static_cast<int>(std::ceil((time_s + kLeadInS) / kFrameS - 1e-9)); }
double time_of(int frame) { return frame * kFrameS - kLeadInS; }

/// A machine's mouth moves in jerks.
double stepped(double time_s) { return (std::floor(time_s / kMachineStepS) + 0.5) * kMachineStepS; }

/// Voicing and level of one sound at a share of its length; before smoothing.
void articulate(const Segment& segment, double time_s, FrameControl& frame) {
  const PhoneKind& kind = *segment.kind;
  const double length = std::max(segment.end_s - segment.start_s, 1e-4);
  const double share = (time_s - segment.start_s) / length;
  frame.gain_db = static_cast<float>(kind.level_db);
  frame.harmonic = kind.voiced ? 1.0f : 0.0f;
  frame.friction = 0;
  frame.noise_db = 0;
  switch (kind.manner) {
    case Manner::fricative:
      frame.friction = kind.sibilant() ? 1.0f : kind.voiced ? 0.5f : 0.0f;
      break;
    case Manner::stop:
    case Manner::affricate: {
      const double closed = closure_share(segment);
      if (share < closed) {
        frame.gain_db = kind.voiced ? -2.0f : -16.0f;
        frame.harmonic = kind.voiced ? 0.8f : 0.0f;
      } else {
        const double since_s = (share - closed) * length;
        frame.gain_db += static_cast<float>(5 * std::max(0.0, 1 - since_s / 0.015));
        // The model hardly releases a stop that ends a syllable.
        if (segment.coda) frame.gain_db += kind.voiced ? 3.0f : 6.0f;
        frame.friction = kind.voiced ? 0.8f : 0.0f;
        frame.harmonic = kind.voiced ? 0.9f : 0.0f;
      }
      break;
    }
    default:
      break;
  }
}

/// Loudness of a unit's frames: velocity, phrase, and the shape of the note.
class Dynamics {
 public:
  Dynamics(const std::vector<Unit>& units, const std::vector<float>& balance_db) : units_(units), balance_(balance_db) {
    first_.resize(units.size());
    last_.resize(units.size());
    for (std::size_t i = 0, begin = 0; i <= units.size(); ++i) {
      if (i < units.size() && (i == begin || units[i].rest_before_s < kBreathRestS)) continue;
      for (std::size_t k = begin; k < i; ++k) {
        first_[k] = units[begin].vowel_start_s;
        last_[k] = units[i - 1].vowel_end_s;
      }
      begin = i;
    }
  }

  float gain_db(int unit, double time_s) const {
    const Unit& u = units_[unit];
    int velocity = u.notes.front().velocity;
    for (const SungNote& note : u.notes) velocity = time_s >= note.start_s ? note.velocity : velocity;
    const double phrase = std::clamp((time_s - first_[unit]) / std::max(last_[unit] - first_[unit], 0.1), 0.0, 1.0);
    const double arc = 2.4 * phrase * (1 - phrase) * 4 - 1.4;
    const double length = std::max(u.vowel_end_s - u.vowel_start_s, 0.02);
    const double late = std::clamp(((time_s - u.vowel_start_s) / length - 0.6) / 0.4, 0.0, 1.0);
    return static_cast<float>(balance_[unit] + velocity_db(velocity) + 0.6 * arc - 2.0 * late * late);
  }

  static double velocity_db(int velocity) { return 7.0 * (velocity - 85) / 42.0; }

 private:
  const std::vector<Unit>& units_;
  const std::vector<float>& balance_;
  std::vector<double> first_, last_;  ///< of each unit's phrase
};

std::vector<float> balance_vowels(const Timing& timing, const std::vector<ModelLine>& lines, Tract& tract) {
  std::vector<float> balance(timing.units.size(), 0);
  std::array<float, kCepstrumSize> cepstrum{};
  for (const Segment& segment : timing.segments) {
    if (!segment.kind->vowel()) continue;
    const double nucleus = segment.source_first + 0.4 * (segment.source_last - segment.source_first);
    cepstrum_at(lines[timing.units[segment.unit].line].spoken, nucleus, cepstrum);
    const double semitones = timing.units[segment.unit].notes.front().pitch - 69;
    const double f0_hz = 440.0 * static_cast<double>(fast_exp(static_cast<float>(semitones * 0.057762265)));
    const double level = static_cast<double>(tract.level_db(cepstrum, f0_hz));
    balance[segment.unit] = static_cast<float>(kVowelBalance * (kVowelLevelDb - level));
  }
  return balance;
}

void smooth(std::vector<FrameControl>& frames, float FrameControl::*field) {
  std::vector<float> copy(frames.size());
  for (std::size_t i = 0; i < frames.size(); ++i) copy[i] = frames[i].*field;
  const int size = static_cast<int>(frames.size()), reach = static_cast<int>(kSmoothFrames);
  for (int i = 0; i < size; ++i) {
    if (frames[i].line < 0) continue;
    float sum = 0, count = 0;
    for (int k = std::max(0, i - reach); k <= std::min(size - 1, i + reach); ++k) {
      if (frames[k].line < 0) continue;
      sum += copy[k];
      count += 1;
    }
    frames[i].*field = sum / count;
  }
}

/// A vowel that nothing precedes starts softly; one that follows another vowel is set off by a dip.
float attack_db(const Unit& unit, bool has_onset, double since_s) {
  if (has_onset) return static_cast<float>(-2.0 * std::max(0.0, 1 - since_s / 0.03));
  if (unit.rest_before_s > 0.05) return static_cast<float>(-14.0 * std::max(0.0, 1 - (since_s + 0.012) / 0.03));
  return static_cast<float>(-5.0 * std::max(0.0, 1 - std::abs(since_s) / 0.03));
}

/// Lets the last sound before a rest ring out over kReleaseS.
void add_release(const Segment& segment, double until_s, std::vector<FrameControl>& frames) {
  const int size = static_cast<int>(frames.size());
  const int first = frame_of(segment.end_s);
  if (first <= 0 || first > size) return;
  const FrameControl last = frames[first - 1];
  for (int k = first; k < std::min(size, frame_of(std::min(segment.end_s + kReleaseS, until_s))); ++k) {
    const double x = (time_of(k) - segment.end_s) / kReleaseS;
    const float f0 = frames[k].f0_hz;
    frames[k] = last;
    frames[k].f0_hz = f0;
    frames[k].gain_db += static_cast<float>(-34 * x * (0.4 + 0.6 * x));
  }
}

/// A breath drawn in the rest before a phrase: noise through the mouth that is about to sing.
void add_breath(const Unit& unit, const Segment& first, int index, const SingerStyle& style, Seed seed,
                std::vector<FrameControl>& frames) {
  Random random(derive_seed(seed, {"breath", std::to_string(index)}));
  const double end = first.start_s - random.uniform(0.04, 0.07);
  const double length = std::min(random.uniform(0.22, 0.34), 0.6 * unit.rest_before_s);
  const double start = end - length;
  const double level = random.uniform(-27.0, -22.0) + style.breath_db * 0.5;
  if (start < 0.05) return;
  for (int k = std::max(0, frame_of(start)); k < std::min(static_cast<int>(frames.size()), frame_of(end)); ++k) {
    if (frames[k].line >= 0) continue;
    const double x = (time_of(k) - start) / length;
    const double shape = std::min({1.0, x / 0.55, (1 - x) / 0.2});
    frames[k].line = unit.line;
    frames[k].source = static_cast<float>(first.source_first + 0.5 * (first.source_last - first.source_first));
    frames[k].harmonic = 0;
    frames[k].gain_db = static_cast<float>(level + 20 * std::log10(std::max(shape, 0.02)));
  }
}

}  // namespace

void cepstrum_at(const SpokenLine& spoken, double frame, std::span<float, kCepstrumSize> out) {
  const double at = std::clamp(frame - 0.5, 0.0, static_cast<double>(spoken.frames() - 1));
  const int first = static_cast<int>(at);
  const int second = std::min(first + 1, spoken.frames() - 1);
  const float a = static_cast<float>(at - first);
  const float* x = spoken.cepstra.data() + static_cast<std::size_t>(first) * kCepstrumSize;
  const float* y = spoken.cepstra.data() + static_cast<std::size_t>(second) * kCepstrumSize;
  for (int k = 0; k < kCepstrumSize; ++k) out[k] = x[k] + a * (y[k] - x[k]);
}

std::vector<FrameControl> perform(const Timing& timing, const std::vector<ModelLine>& lines,
                                  const std::vector<float>& f0_hz, const SingerStyle& style, Tract& tract, Seed seed) {
  std::vector<FrameControl> frames(f0_hz.size());
  const int size = static_cast<int>(frames.size());
  for (int k = 0; k < size; ++k) {
    frames[k].f0_hz = f0_hz[k];
    frames[k].gain_db = kOffDb;
  }
  const std::vector<float> balance = balance_vowels(timing, lines, tract);
  const Dynamics dynamics(timing.units, balance);
  for (std::size_t s = 0; s < timing.segments.size(); ++s) {
    const Segment& segment = timing.segments[s];
    const Unit& unit = timing.units[segment.unit];
    const bool unit_start = s == 0 || timing.segments[s - 1].unit != segment.unit;
    for (int k = std::max(0, frame_of(segment.start_s)); k < std::min(size, frame_of(segment.end_s)); ++k) {
      FrameControl& frame = frames[k];
      frame.line = unit.line;
      frame.source = static_cast<float>(source_frame(segment, style.machine ? stepped(time_of(k)) : time_of(k)));
      articulate(segment, time_of(k), frame);
      const double gain = static_cast<double>(dynamics.gain_db(segment.unit, time_of(k)));
      frame.gain_db += static_cast<float>(gain + style.level_db);
      frame.effort_db = static_cast<float>(0.6 * Dynamics::velocity_db(unit.notes.front().velocity));
      if (segment.kind->vowel()) frame.gain_db += attack_db(unit, !unit_start, time_of(k) - segment.start_s);
    }
  }
  for (auto field : {&FrameControl::gain_db, &FrameControl::harmonic, &FrameControl::friction}) smooth(frames, field);
  for (std::size_t s = 0; s < timing.segments.size(); ++s) {
    const Segment& segment = timing.segments[s];
    const double next = s + 1 < timing.segments.size() ? timing.segments[s + 1].start_s : segment.end_s + 1;
    if (next > segment.end_s + 0.003) add_release(segment, next, frames);
    const bool phrase = s == 0 || (timing.segments[s - 1].unit != segment.unit &&
                                   timing.units[segment.unit].rest_before_s > kBreathRestS);
    if (phrase && !style.machine) {
      add_breath(timing.units[segment.unit], segment, segment.unit, style, seed, frames);
    }
  }
  return frames;
}

std::vector<FrameControl> read_aloud(const ModelLine& line, const SingerStyle& style, Tract& tract) {
  const SpokenLine& spoken = line.spoken;
  Timing timing;
  Unit unit;
  timing.units = {unit};
  // Frames start at −kLeadInS, and so does the first sound.
  const double start = spoken.spans.front().last * kSourceFrameS + kLeadInS;
  for (std::size_t i = 0; i < line.utterance.phones.size(); ++i) {
    const SourceSpan& span = spoken.spans[i + 1];
    timing.segments.push_back({line.utterance.phones[i].kind, 0, span.first * kSourceFrameS - start,
                               span.last * kSourceFrameS - start, static_cast<double>(span.first),
                               static_cast<double>(span.last)});
  }
  const double end = timing.segments.back().end_s;
  std::vector<FrameControl> frames(static_cast<std::size_t>(frame_of(end + 0.08)));
  const int size = static_cast<int>(frames.size());
  std::array<float, kCepstrumSize> cepstrum{};
  std::vector<double> vowel_levels;
  for (const Segment& segment : timing.segments) {
    if (!segment.kind->vowel()) continue;
    cepstrum_at(spoken, 0.5 * (segment.source_first + segment.source_last), cepstrum);
    vowel_levels.push_back(static_cast<double>(tract.level_db(cepstrum, kReadingHz * style.speech_pitch)));
  }
  std::sort(vowel_levels.begin(), vowel_levels.end());
  const double balance = vowel_levels.empty() ? 0 : kVowelLevelDb - vowel_levels[vowel_levels.size() / 2];
  double middle = 0;
  int voiced = 0;
  for (const float value : spoken.log_f0) {
    middle += static_cast<double>(value);
    voiced += value > 0;
  }
  middle = voiced > 0 ? middle / voiced : std::log(180.0);
  double f0 = middle;
  for (int k = 0; k < size; ++k) {
    const double source = (time_of(k) + start) / kSourceFrameS;
    const float value = spoken.log_f0[std::clamp(static_cast<int>(source), 0, spoken.frames() - 1)];
    if (value > 0) f0 += 0.3 * (static_cast<double>(value) - f0);
    frames[k].f0_hz = static_cast<float>(std::exp(middle + (f0 - middle) * style.speech_range) * style.speech_pitch);
    frames[k].gain_db = kOffDb;
  }
  for (const Segment& segment : timing.segments) {
    for (int k = std::max(0, frame_of(segment.start_s)); k < std::min(size, frame_of(segment.end_s)); ++k) {
      frames[k].line = 0;
      articulate(segment, time_of(k), frames[k]);
      frames[k].source = static_cast<float>((time_of(k) + start) / kSourceFrameS);
      frames[k].gain_db += static_cast<float>(balance + style.level_db);
    }
  }
  for (auto field : {&FrameControl::gain_db, &FrameControl::harmonic, &FrameControl::friction}) smooth(frames, field);
  add_release(timing.segments.back(), end + 1, frames);
  return frames;
}

}  // namespace souls::band::vocals
