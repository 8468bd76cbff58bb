#include "band/sound/stereo.hpp"

#include <xmmintrin.h>

#include <algorithm>
#include <cmath>

#include "band/sound/maths.hpp"

namespace souls::band::sound {

void add(Stereo& to, const Stereo& from, float gain) {
  const std::size_t n = std::min(to.frames(), from.frames());
  for (std::size_t i = 0; i < n; ++i) to.left[i] += gain * from.left[i];
  for (std::size_t i = 0; i < n; ++i) to.right[i] += gain * from.right[i];
}

void scale(Stereo& x, double gain) {
  const auto g = static_cast<float>(gain);
  for (float& v : x.left) v *= g;
  for (float& v : x.right) v *= g;
}

void pan(Stereo& x, double position) {
  const double turns = (std::clamp(position, -1.0, 1.0) + 1) / 8;
  const auto left = static_cast<float>(1.4142135623730951 * cosine(turns));
  const auto right = static_cast<float>(1.4142135623730951 * sine(turns));
  for (float& v : x.left) v *= left;
  for (float& v : x.right) v *= right;
}

void fade_out(Stereo& x, std::size_t from, std::size_t to) {
  for (std::size_t i = std::min(from, x.frames()); i < x.frames(); ++i) {
    const auto gain =
        i >= to ? 0.0f
                : static_cast<float>(0.5 + 0.5 * cosine(0.5 * static_cast<double>(i - from) / static_cast<double>(to - from)));
    x.left[i] *= gain;
    x.right[i] *= gain;
  }
}

void trim_end(Stereo& x, std::size_t frames_min) {
  constexpr float kInaudible = 1e-6f;
  std::size_t sounding = x.frames();
  while (sounding > frames_min && std::fabs(x.left[sounding - 1]) < kInaudible &&
         std::fabs(x.right[sounding - 1]) < kInaudible) {
    --sounding;
  }
  x.resize(sounding);
}

float peak_of(const Stereo& x, Range range) {
  float peak = 0;
  for (std::size_t i = range.begin; i < std::min(range.end, x.frames()); ++i) {
    peak = std::max({peak, std::fabs(x.left[i]), std::fabs(x.right[i])});
  }
  return peak;
}

Audio to_audio(Stereo&& x) {
  Audio audio;
  audio.channels.push_back(std::move(x.left));
  audio.channels.push_back(std::move(x.right));
  return audio;
}

Stereo to_stereo(const Audio& audio) {
  Stereo x;
  if (audio.channels.empty()) return x;
  x.left = audio.channels.front();
  x.right = audio.channels.back();
  return x;
}

FlushSubnormals::FlushSubnormals() : saved_(_mm_getcsr()) { _mm_setcsr(saved_ | 0x8040U); }
FlushSubnormals::~FlushSubnormals() { _mm_setcsr(saved_); }

}  // namespace souls::band::sound
