// The mix to the master: linear-phase equaliser, glue, tonal match, saturation, width, loudness and limiter.

#include <algorithm>
#include <cmath>

#include "band/sound/limiter.hpp"
#include "band/sound/loudness.hpp"
#include "band/sound/maths.hpp"
#include "band/sound/rigs.hpp"
#include "band/sound/saturation.hpp"
#include "band/sound/sound.hpp"

namespace souls::band::sound {
namespace {

constexpr double kTargetLufs = -14;
constexpr double kToleranceLu = 0.05;
constexpr double kCeilingDb = -1.3;
constexpr double kTruePeakMaxDb = -1.1;
constexpr double kGainMaxDb = 24;
constexpr double kSilentLufs = -60;
constexpr double kWorkingLufs = -18;  // level at which glue and saturation are set up

using Shares = std::array<double, kBands>;

/// What a listener (and any analyser) takes for a balanced song: a wide tolerance around the falling spectrum of
/// records. Shares outside are brought just inside.
constexpr Shares kShareLeast{0.0, 0.20, 0.15, 0.014, 0.0022};
constexpr Shares kShareMost{0.30, 0.69, 0.60, 0.24, 0.11};

Equaliser five_bands(const Shares& gain_db) {
  using enum FilterKind;
  return {{low_shelf, 55, gain_db[0], 0.7},
          {peak, 125, gain_db[1], 0.6},
          {peak, 700, gain_db[2], 0.45},
          {peak, 3500, gain_db[3], 0.6},
          {high_shelf, 7500, gain_db[4], 0.7}};
}

double ratio_db(double wanted, double now) { return 0.5 * db_of_gain(wanted / std::max(now, 1e-6)); }

/// 60 % of the way, at most 4 dB, from the balance that is to the target's.
Shares towards_target(const Shares& now, const Shares& target) {
  constexpr double kStrength = 0.6;
  constexpr double kMostDb = 4;
  Shares gain{};
  double mean = 0;
  for (std::size_t b = 0; b < kBands; ++b) {
    gain[b] = kStrength * ratio_db(target[b], now[b]);
    mean += target[b] * gain[b];
  }
  for (double& g : gain) g = std::clamp(g - mean, -kMostDb, kMostDb);
  return gain;
}

/// What brings the bands that are out of tolerance back in; all zero when none is.
Shares into_tolerance(const Shares& now) {
  constexpr double kMostDb = 5;
  Shares gain{};
  for (std::size_t b = 0; b < kBands; ++b) {
    if (now[b] < kShareLeast[b]) gain[b] = std::min(kMostDb, ratio_db(kShareLeast[b], now[b]) + 0.5);
    if (now[b] <= kShareMost[b]) continue;
    // the bells are wide and take their neighbours along: those are held up
    const double down = std::max(-kMostDb, 1.5 * ratio_db(kShareMost[b], now[b]) - 0.7);
    gain[b] += down;
    if (b > 0) gain[b - 1] -= 0.6 * down;
    if (b + 1 < kBands) gain[b + 1] -= 0.4 * down;
  }
  return gain;
}

bool match_tone(Stereo& x, const Shares& target, const Context& context) {
  Shares now{};
  if (!band_shares(x, context, now)) return false;
  if (!equalise_zero_phase(x, five_bands(towards_target(now, target)), context)) return false;
  constexpr int kRoundsMax = 4;
  for (int round = 0; round < kRoundsMax; ++round) {
    if (!band_shares(x, context, now)) return false;
    const Shares gain = into_tolerance(now);
    if (std::all_of(gain.begin(), gain.end(), [](double g) { return g == 0; })) break;
    if (!equalise_zero_phase(x, five_bands(gain), context)) return false;
  }
  return true;
}

bool measure(const Stereo& x, const Context& context, double& lufs) {
  LoudnessMeter meter;
  if (!in_chunks(x.frames(), context, [&](Range range) { meter.run(x, range); })) return false;
  lufs = meter.integrated_lufs();
  return true;
}

bool measure_peak(const Stereo& x, const Context& context, double& dbtp) {
  std::vector<float> peaks(x.frames());
  const float floor = peak_of(x) * 0.6f;
  if (!in_chunks(x.frames(), context, [&](Range range) { true_peaks(x, range, floor, peaks); })) return false;
  float best = 0;
  for (const float v : peaks) best = std::max(best, v);
  dbtp = db_of_gain(static_cast<double>(best));
  return true;
}

/// Side gain, and mono bass by a zero-phase high-pass of the side, so that no phase turns against the stems.
bool set_width(Stereo& x, double width, double mono_below_hz, const Context& context) {
  Stereo sides(x.frames());
  for (std::size_t i = 0; i < x.frames(); ++i) sides.left[i] = 0.5f * (x.left[i] - x.right[i]);
  if (!equalise_zero_phase(sides, {{FilterKind::high_pass, mono_below_hz}}, context)) return false;
  const auto gain = static_cast<float>(width);
  for (std::size_t i = 0; i < x.frames(); ++i) {
    const float middle = 0.5f * (x.left[i] + x.right[i]);
    x.left[i] = middle + gain * sides.left[i];
    x.right[i] = middle - gain * sides.left[i];
  }
  return true;
}

bool colour(Stereo& x, const MasterSettings& settings, const Context& context) {
  Compressor glue(settings.glue);
  if (!in_chunks(x.frames(), context, [&](Range range) { glue.run(x, range); })) return false;
  if (!match_tone(x, settings.band_target, context)) return false;
  constexpr double kIntoDriveDb = 4;
  scale(x, gain_of_db(kIntoDriveDb));
  if (!saturate(x, {settings.drive_db, 0.05}, context)) return false;
  scale(x, gain_of_db(-kIntoDriveDb));
  if (!equalise_zero_phase(x, {{FilterKind::high_pass, 20}}, context)) return false;
  return set_width(x, settings.width, settings.mono_below_hz, context);
}

/// Brings loudness to the target below the ceiling. The limiter takes loudness away: it is asked for that much more.
bool level(Stereo& x, double gain_max_db, const Context& context) {
  double loudness = 0;
  if (!measure(x, context, loudness)) return false;
  double gain_db = std::min(kTargetLufs - loudness, gain_max_db);
  Stereo limited;
  constexpr int kRoundsMax = 6;
  for (int round = 0; round < kRoundsMax; ++round) {
    limited = x;
    scale(limited, gain_of_db(gain_db));
    if (!limit(limited, {kCeilingDb, 1.5, 80}, context)) return false;
    if (!measure(limited, context, loudness)) return false;
    const double missing = kTargetLufs - loudness;
    if (std::fabs(missing) < kToleranceLu || (gain_db >= gain_max_db && missing > 0)) break;
    gain_db = std::min(gain_db + missing * (round > 1 ? 1.3 : 1.0), gain_max_db);
  }
  x = std::move(limited);
  double peak = 0;
  if (!measure_peak(x, context, peak)) return false;
  if (peak > kTruePeakMaxDb) scale(x, gain_of_db(kTruePeakMaxDb - 0.02 - peak));
  return true;
}

}  // namespace

Result<Audio> master(const Audio& mix, const song::Traits& traits, const Context& context) {
  const FlushSubnormals flush;
  const MasterSettings& settings = find_rig(traits.rig).master;
  Stereo x = to_stereo(mix);
  context.report(0, "mastering");
  double loudness = 0;
  if (!measure(x, context, loudness)) return cancelled();
  if (loudness <= kSilentLufs) {
    context.report(1, "mastering: the mix is silent and stays so");
    return to_audio(std::move(x));
  }
  if (kTargetLufs - loudness > kGainMaxDb) context.report(0.05, "mastering: the mix is very quiet, it gets 24 dB more");
  if (!equalise_zero_phase(x, settings.equaliser, context)) return cancelled();
  const double raised_db = std::min(kWorkingLufs - loudness, kGainMaxDb);
  scale(x, gain_of_db(raised_db));
  if (!colour(x, settings, context)) return cancelled();
  context.report(0.6, "mastering: loudness");
  if (!level(x, kGainMaxDb - raised_db, context)) return cancelled();
  context.report(1, "mastered");
  return to_audio(std::move(x));
}

}  // namespace souls::band::sound
