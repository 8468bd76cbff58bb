#pragma once
// Two channels of samples, and what is done to them sample by sample.

#include <cstddef>
#include <vector>

#include "base/audio.hpp"
#include "base/context.hpp"

namespace souls::band::sound {

/// Planar stereo at kSampleRateHz.
struct Stereo {
  std::vector<float> left, right;

  explicit Stereo(std::size_t frame_count = 0) : left(frame_count), right(frame_count) {}
  std::size_t frames() const { return left.size(); }
  void resize(std::size_t frame_count) {
    left.resize(frame_count);
    right.resize(frame_count);
  }
};

/// Frames [begin, end): the blocks take part of a buffer at a time, so that long work can be stopped in between.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Calls `work(Range)` over all frames, a few seconds of sound at a time. False when the context asked to stop.
template <class Work>
bool in_chunks(std::size_t frame_count, const Context& context, Work&& work) {
  constexpr std::size_t kChunkFrames = std::size_t{1} << 18;
  for (std::size_t begin = 0; begin < frame_count; begin += kChunkFrames) {
    if (context.stopped()) return false;
    work(Range{begin, begin + kChunkFrames < frame_count ? begin + kChunkFrames : frame_count});
  }
  return true;
}

inline Range whole(const Stereo& x) { return {0, x.frames()}; }

/// Adds `from`, scaled, as far as `to` reaches.
void add(Stereo& to, const Stereo& from, float gain = 1.0f);
void scale(Stereo& x, double gain);
/// Constant power, centre 0 dB; position −1 left to 1 right.
void pan(Stereo& x, double position);
/// Raised cosine from 1 at `from` to 0 at `to`; silence after it.
void fade_out(Stereo& x, std::size_t from, std::size_t to);
/// Cuts off what is silent at the end, down to `frames_min`.
void trim_end(Stereo& x, std::size_t frames_min);
/// Largest absolute sample; of a range, as far as `x` reaches.
float peak_of(const Stereo& x, Range range);
inline float peak_of(const Stereo& x) { return peak_of(x, whole(x)); }

Audio to_audio(Stereo&& x);
/// Mono is copied to both sides.
Stereo to_stereo(const Audio& audio);

/// Makes the processor treat subnormal numbers as zero while it lives: decaying filters are slow otherwise. Always set
/// where sound is made, so that results don't depend on who calls.
class FlushSubnormals {
 public:
  FlushSubnormals();
  ~FlushSubnormals();
  FlushSubnormals(const FlushSubnormals&) = delete;
  FlushSubnormals& operator=(const FlushSubnormals&) = delete;

 private:
  unsigned saved_;
};

}  // namespace souls::band::sound
