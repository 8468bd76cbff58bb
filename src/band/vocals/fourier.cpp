#include "band/vocals/fourier.hpp"

#include <cmath>
#include <numbers>

namespace souls::band::vocals {

Fourier::Fourier()
    : twiddle_re_(kHalf / 2), twiddle_im_(kHalf / 2), split_re_(kHalf + 1), split_im_(kHalf + 1), re_(kHalf),
      im_(kHalf), scratch_re_(kHalf), scratch_im_(kHalf) {
  for (int k = 0; k < kHalf / 2; ++k) {
    twiddle_re_[k] = static_cast<float>(std::cos(-2 * std::numbers::pi * k / kHalf));
    twiddle_im_[k] = static_cast<float>(std::sin(-2 * std::numbers::pi * k / kHalf));
  }
  for (int k = 0; k <= kHalf; ++k) {
    split_re_[k] = static_cast<float>(std::cos(-2 * std::numbers::pi * k / kBlockSize));
    split_im_[k] = static_cast<float>(std::sin(-2 * std::numbers::pi * k / kBlockSize));
  }
}

// Stockham's autosort algorithm, radix 2: no bit reversal, and inner loops over neighbours.
void Fourier::transform() {
  float *xr = re_.data(), *xi = im_.data(), *yr = scratch_re_.data(), *yi = scratch_im_.data();
  for (int length = kHalf, stride = 1; length > 1; length /= 2, stride *= 2) {
    const int half = length / 2;
    for (int p = 0; p < half; ++p) {
      const float wr = twiddle_re_[p * stride], wi = twiddle_im_[p * stride];
      const float *ar = xr + stride * p, *ai = xi + stride * p;
      const float *br = xr + stride * (p + half), *bi = xi + stride * (p + half);
      float *cr = yr + stride * 2 * p, *ci = yi + stride * 2 * p;
      float *dr = cr + stride, *di = ci + stride;
      for (int q = 0; q < stride; ++q) {
        const float sr = ar[q] - br[q], si = ai[q] - bi[q];
        cr[q] = ar[q] + br[q];
        ci[q] = ai[q] + bi[q];
        dr[q] = sr * wr - si * wi;
        di[q] = sr * wi + si * wr;
      }
    }
    std::swap(xr, yr);
    std::swap(xi, yi);
  }
  if (xr != re_.data()) {
    re_.swap(scratch_re_);
    im_.swap(scratch_im_);
  }
}

void Fourier::forward(std::span<const float> block, Spectrum& spectrum) {
  for (int n = 0; n < kHalf; ++n) {
    const std::size_t even = 2 * n, odd = even + 1;
    re_[n] = even < block.size() ? block[even] : 0.0f;
    im_[n] = odd < block.size() ? block[odd] : 0.0f;
  }
  transform();
  for (int k = 0; k <= kHalf; ++k) {
    const int a = k % kHalf, b = (kHalf - k) % kHalf;
    const float er = 0.5f * (re_[a] + re_[b]), ei = 0.5f * (im_[a] - im_[b]);
    const float orr = 0.5f * (im_[a] + im_[b]), oi = -0.5f * (re_[a] - re_[b]);
    spectrum.re[k] = er + split_re_[k] * orr - split_im_[k] * oi;
    spectrum.im[k] = ei + split_re_[k] * oi + split_im_[k] * orr;
  }
}

void Fourier::inverse(const Spectrum& spectrum, std::span<float, kBlockSize> block) {
  for (int k = 0; k < kHalf; ++k) {
    const int m = kHalf - k;
    const float er = 0.5f * (spectrum.re[k] + spectrum.re[m]), ei = 0.5f * (spectrum.im[k] - spectrum.im[m]);
    const float dr = 0.5f * (spectrum.re[k] - spectrum.re[m]), di = 0.5f * (spectrum.im[k] + spectrum.im[m]);
    const float orr = dr * split_re_[k] + di * split_im_[k], oi = di * split_re_[k] - dr * split_im_[k];
    // The conjugate goes in, so that the forward transform serves as the inverse.
    re_[k] = er - oi;
    im_[k] = -(ei + orr);
  }
  transform();
  constexpr float kScale = 1.0f / kHalf;
  for (int n = 0; n < kHalf; ++n) {
    block[2 * n] = re_[n] * kScale;
    block[2 * n + 1] = -im_[n] * kScale;
  }
}

}  // namespace souls::band::vocals
