#pragma once
// Fourier transforms of real blocks of one size.

#include <array>
#include <span>
#include <vector>

namespace souls::band::vocals {

inline constexpr int kBlockSize = 2048;
inline constexpr int kBins = kBlockSize / 2 + 1;

/// Bins 0 to half the sample rate, real and imaginary parts apart. Padded so that loops run in whole vectors.
struct Spectrum {
  static constexpr int kPadded = (kBins + 7) / 8 * 8;
  alignas(32) std::array<float, kPadded> re{};
  alignas(32) std::array<float, kPadded> im{};
};

/// Holds tables and scratch: not safe to share between threads.
class Fourier {
 public:
  Fourier();
  /// Spectrum of a block of at most kBlockSize samples, the rest zero.
  void forward(std::span<const float> block, Spectrum& spectrum);
  /// The inverse, scaled so that it undoes `forward`.
  void inverse(const Spectrum& spectrum, std::span<float, kBlockSize> block);

 private:
  static constexpr int kHalf = kBlockSize / 2;
  /// In-place complex transform of kHalf points with e^(−jωn); the result lies in re_ and im_.
  void transform();

  std::vector<float> twiddle_re_, twiddle_im_;  ///< e^(−j2πk/kHalf)
  std::vector<float> split_re_, split_im_;      ///< e^(−j2πk/kBlockSize)
  std::vector<float> re_, im_, scratch_re_, scratch_im_;
};

}  // namespace souls::band::vocals
