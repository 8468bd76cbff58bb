#pragma once
// Smooth random fields: normal numbers on a lattice, enlarged bicubically. A field is given in features across the
// page, so it looks the same at every size.

#include <cstdint>
#include <vector>

#include "base/random.hpp"

namespace souls::band::visuals {

/// About -1 to 1, deviation about 0.45. `cells` features across, `cells_y` down (0: as many).
class Noise {
 public:
  Noise(Random& random, float cells, float cells_y = 0);

  /// out[x] += gain * field for the pixels of row y of a page of `side` pixels.
  void add_row(int y, int side, float gain, float* out) const;
  /// The field at a place of the page, 0 to 1 both ways; further out it is held.
  float at(float u, float v) const;

 private:
  float cells_x_, cells_y_;
  int width_, height_;
  std::vector<float> lattice_;
  mutable std::vector<float> column_;  ///< lattice blended down to one row; scratch of add_row
};

/// A sum of octaves, each of half the size and `gain` of the strength; normalised to the strength of one Noise.
class Fbm {
 public:
  Fbm(Random& random, float cells, int octaves, float gain = 0.5f, float cells_y = 0);

  void row(int y, int side, float* out) const;
  void add_row(int y, int side, float gain, float* out) const;
  float at(float u, float v) const;

 private:
  std::vector<Noise> octaves_;
  std::vector<float> gains_;
};

/// Film grain in units of a 1200-pixel page, deviation about 1.
class Grain {
 public:
  explicit Grain(Random& random, float size = 1);
  void row(int y, int side, float* out) const;

 private:
  Noise noise_;
};

}  // namespace souls::band::visuals
