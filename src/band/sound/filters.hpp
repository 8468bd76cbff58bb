#pragma once
// Equalisers: biquads of the RBJ cookbook (Bristow-Johnson), and a state-variable filter for moving cutoffs.

#include <vector>

#include "band/sound/stereo.hpp"

namespace souls::band::sound {

enum class FilterKind { low_pass, high_pass, peak, low_shelf, high_shelf, band_pass };

struct Band {
  FilterKind kind = FilterKind::peak;
  double hz = 1000;
  double gain_db = 0;
  double q = 0.7071;
};
using Equaliser = std::vector<Band>;

struct Coefficients {
  double b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0;
};
Coefficients design(const Band& band);
/// Gain at a frequency, in dB.
double response_db(const Coefficients& c, double hz);

/// Left and right in one register.
using Pair = double __attribute__((vector_size(16)));

/// Biquads one after another over both channels (transposed direct form II). Keeps its state between ranges.
class Cascade {
 public:
  explicit Cascade(const Equaliser& bands);
  explicit Cascade(const std::vector<Coefficients>& sections);
  void run(Stereo& x, Range range);
  /// From the end of the range to its beginning.
  void run_backward(Stereo& x, Range range);
  Pair step(Pair x) {
    for (Section& s : sections_) {
      const Pair y = s.c.b0 * x + s.z1;
      s.z1 = s.c.b1 * x - s.c.a1 * y + s.z2;
      s.z2 = s.c.b2 * x - s.c.a2 * y;
      x = y;
    }
    return x;
  }
  void reset();

 private:
  struct Section {
    Coefficients c;
    Pair z1, z2;
  };
  std::vector<Section> sections_;
};

/// One channel, one biquad.
class Biquad {
 public:
  explicit Biquad(const Band& band) : c_(design(band)) {}
  double step(double x) {
    const double y = c_.b0 * x + z1_;
    z1_ = c_.b1 * x - c_.a1 * y + z2_;
    z2_ = c_.b2 * x - c_.a2 * y;
    return y;
  }

 private:
  Coefficients c_;
  double z1_ = 0, z2_ = 0;
};

/// The whole buffer, from a silent state.
void equalise(Stereo& x, const Equaliser& bands);

/// The same magnitudes with zero phase: once forward and once backward at half the gain each. Pass filters come out
/// twice as steep. False when stopped.
bool equalise_zero_phase(Stereo& x, const Equaliser& bands, const Context& context);

}  // namespace souls::band::sound
