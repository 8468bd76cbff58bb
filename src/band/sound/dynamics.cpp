#include "band/sound/dynamics.hpp"

#include <algorithm>
#include <cmath>

#include "band/sound/maths.hpp"

namespace souls::band::sound {
namespace {

constexpr std::size_t kStep = 8;

double smoothing(double milliseconds, double frames) { return exp_of(-1000 * frames / (milliseconds * kRate)); }

/// Scales the step's frames by a gain that goes straight from `gain` to `next`, which it reaches in a whole step.
void scale_step(Stereo& x, Range step, double gain, double next) {
  const double rise = (next - gain) / kStep;
  for (std::size_t i = step.begin; i < step.end; ++i) {
    gain += rise;
    x.left[i] *= static_cast<float>(gain);
    x.right[i] *= static_cast<float>(gain);
  }
}

}  // namespace

Compressor::Compressor(const CompressorSettings& settings)
    : settings_(settings),
      attack_(smoothing(settings.attack_ms, kStep)),
      release_(smoothing(settings.release_ms, kStep)),
      gain_(1 - settings.mix + settings.mix * gain_of_db(settings.makeup_db)) {}

void Compressor::run(Stereo& x, Range range) {
  const double slope = 1 - 1 / settings_.ratio;
  const double knee = settings_.knee_db;
  for (std::size_t i = range.begin; i < range.end; i += kStep) {
    const Range frames{i, std::min(i + kStep, range.end)};
    const double over = db_of_gain(peak_of(x, frames)) - settings_.threshold_db;
    double wanted = 0;
    if (2 * over > knee) wanted = slope * over;
    else if (2 * over > -knee) wanted = slope * (over + knee / 2) * (over + knee / 2) / (2 * knee);
    const double pole = wanted > reduction_db_ ? attack_ : release_;
    reduction_db_ = pole * reduction_db_ + (1 - pole) * wanted;
    const double next = 1 - settings_.mix + settings_.mix * gain_of_db(settings_.makeup_db - reduction_db_);
    scale_step(x, frames, gain_, next);
    gain_ = next;
  }
}

void compress(Stereo& x, const CompressorSettings& settings) {
  if (settings.ratio > 1) Compressor(settings).run(x, whole(x));
}

void duck(Stereo& x, const std::vector<Range>& spans, const Duck& settings) {
  if (settings.depth_db <= 0 || spans.empty()) return;
  const auto attack = static_cast<std::size_t>(settings.attack_ms * kRate / 1000) + 1;
  const auto release = static_cast<std::size_t>(settings.release_ms * kRate / 1000) + 1;
  std::vector<float> reduction(x.frames());
  const auto raise = [&](std::size_t i, double u) {
    if (i < reduction.size()) reduction[i] = std::max(reduction[i], static_cast<float>(u));
  };
  for (const Range& span : spans) {
    for (std::size_t k = 0; k < attack; ++k) {
      if (span.begin + k >= attack) raise(span.begin + k - attack, static_cast<double>(k) / static_cast<double>(attack));
    }
    for (std::size_t i = span.begin; i < std::min(span.end, reduction.size()); ++i) raise(i, 1);
    for (std::size_t k = 0; k < release; ++k) {
      raise(span.end + k, 0.5 + 0.5 * cosine(0.5 * static_cast<double>(k) / static_cast<double>(release)));
    }
  }
  for (std::size_t i = 0; i < reduction.size(); ++i) {
    if (reduction[i] <= 0) continue;
    const auto gain = static_cast<float>(gain_of_db(-settings.depth_db * static_cast<double>(reduction[i])));
    x.left[i] *= gain;
    x.right[i] *= gain;
  }
}

void duck_under(Stereo& x, const Stereo& key, double loud_db, const Duck& settings) {
  constexpr double kRange_db = 12;
  const double rise = smoothing(settings.attack_ms, kStep);
  const double fall = smoothing(settings.release_ms, kStep);
  double share = 0, gain = 1;
  for (std::size_t i = 0; i < x.frames(); i += kStep) {
    const Range frames{i, std::min(i + kStep, x.frames())};
    const double loudness = db_of_gain(peak_of(key, frames));
    const double wanted = std::clamp(1 + (loudness - loud_db) / kRange_db, 0.0, 1.0);
    const double pole = wanted > share ? rise : fall;
    share = pole * share + (1 - pole) * wanted;
    const double next = gain_of_db(-settings.depth_db * share);
    scale_step(x, frames, gain, next);
    gain = next;
  }
}

void de_ess(Stereo& x, double hz, double ratio_db, double depth_db) {
  Cascade high({{FilterKind::high_pass, hz}});
  const double fast = smoothing(2, 1);
  const double slow = smoothing(30, 1);
  double energy_high = 0, energy_all = 1e-9, gain = 1, wanted = 1;
  for (std::size_t i = 0; i < x.frames(); ++i) {
    const Pair in{x.left[i], x.right[i]};
    const Pair treble = high.step(in);
    energy_high = fast * energy_high + (1 - fast) * (treble[0] * treble[0] + treble[1] * treble[1]);
    energy_all = slow * energy_all + (1 - slow) * (in[0] * in[0] + in[1] * in[1]);
    if (i % kStep == 0) {
      const double excess = 0.5 * db_of_gain((energy_high + 1e-12) / (energy_all + 1e-12)) - ratio_db;
      wanted = gain_of_db(-std::clamp(excess, 0.0, depth_db));
    }
    gain = fast * gain + (1 - fast) * wanted;
    x.left[i] += static_cast<float>((gain - 1) * treble[0]);
    x.right[i] += static_cast<float>((gain - 1) * treble[1]);
  }
}

void mellow_when_soft(Stereo& x, double hz, double depth_db, double loud_db, double range_db) {
  const double pole = exp_of(-2 * kPi * hz / kRate);
  const double rise = smoothing(4, kStep);
  const double fall = smoothing(120, kStep);
  double level = 0, dark_left = 0, dark_right = 0;
  double keep = 1, step = 0;
  for (std::size_t i = 0; i < x.frames(); ++i) {
    if (i % kStep == 0) {
      const float peak = peak_of(x, {i, i + kStep});
      const double towards = static_cast<double>(peak) > level ? rise : fall;
      level = towards * level + (1 - towards) * static_cast<double>(peak);
      const double soft = std::clamp((loud_db - db_of_gain(level)) / range_db, 0.0, 1.0);
      step = (gain_of_db(-depth_db * soft) - keep) / kStep;
    }
    keep += step;
    dark_left = pole * dark_left + (1 - pole) * static_cast<double>(x.left[i]);
    dark_right = pole * dark_right + (1 - pole) * static_cast<double>(x.right[i]);
    x.left[i] = static_cast<float>(dark_left + keep * (static_cast<double>(x.left[i]) - dark_left));
    x.right[i] = static_cast<float>(dark_right + keep * (static_cast<double>(x.right[i]) - dark_right));
  }
}

}  // namespace souls::band::sound
