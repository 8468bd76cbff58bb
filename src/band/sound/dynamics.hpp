#pragma once
// Compressor, ducking by note times, de-esser, and a brightness that follows the level.

#include <vector>

#include "band/sound/filters.hpp"
#include "band/sound/stereo.hpp"

namespace souls::band::sound {

struct CompressorSettings {
  double threshold_db = 0;
  double ratio = 1;
  double attack_ms = 10;
  double release_ms = 120;
  double knee_db = 6;
  double makeup_db = 0;
  double mix = 1;  ///< share of the compressed sound
};

/// Feed-forward, stereo-linked, soft knee (Giannoulis, Massberg and Reiss 2012). The gain is worked out once per eight
/// samples and drawn straight between. Ranges must begin at multiples of eight.
class Compressor {
 public:
  explicit Compressor(const CompressorSettings& settings);
  void run(Stereo& x, Range range);

 private:
  CompressorSettings settings_;
  double attack_, release_;
  double reduction_db_ = 0;
  double gain_;
};
void compress(Stereo& x, const CompressorSettings& settings);

struct Duck {
  double depth_db = 0;
  double attack_ms = 3;
  double release_ms = 160;
};
/// Turns down during spans (frames); cosine release. Spans are in order of time.
void duck(Stereo& x, const std::vector<Range>& spans, const Duck& settings);

/// Turns `x` down by up to `depth_db` while `key` sounds: in full where its level is above `loud_db`, not at all 12 dB
/// below that. `key` may be shorter.
void duck_under(Stereo& x, const Stereo& key, double loud_db, const Duck& settings);

/// Split band: the part above `hz` is turned down where it stands out against the whole by more than `ratio_db`.
void de_ess(Stereo& x, double hz, double ratio_db, double depth_db);

/// Softens what lies above `hz` by up to `depth_db` where the level is `range_db` below `loud_db`: quiet notes of
/// instruments whose samples are as bright at every velocity come out mellow.
void mellow_when_soft(Stereo& x, double hz, double depth_db, double loud_db, double range_db);

}  // namespace souls::band::sound
