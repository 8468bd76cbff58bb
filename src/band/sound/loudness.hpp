#pragma once
// Meters: integrated loudness and true peak by ITU-R BS.1770-4, and the share of energy in five bands.

#include <array>
#include <vector>

#include "band/sound/filters.hpp"
#include "band/sound/stereo.hpp"

namespace souls::band::sound {

/// Integrated loudness with both gates. Feed ranges in order.
class LoudnessMeter {
 public:
  LoudnessMeter();
  void run(const Stereo& x, Range range);
  /// −70 when all is below the absolute gate.
  double integrated_lufs() const;

 private:
  Cascade weighting_;
  std::vector<double> block_energy_;  ///< of each 100 ms
  double energy_ = 0;
  std::size_t in_block_ = 0;
};
double loudness_lufs(const Stereo& x);

/// Largest inter-sample magnitude of each frame's neighbourhood, both channels, at four times the rate. Frames whose
/// surroundings stay below `floor` report their sample peak.
void true_peaks(const Stereo& x, Range range, float floor, std::vector<float>& peaks);
double true_peak_dbtp(const Stereo& x);

inline constexpr std::size_t kBands = 5;
/// Energy in 20–60, 60–250, 250–2000, 2000–6000 and 6000–20000 Hz, as shares of their sum. False when stopped.
bool band_shares(const Stereo& x, const Context& context, std::array<double, kBands>& shares);

}  // namespace souls::band::sound
