#pragma once
// Samples in memory.

#include <cstddef>
#include <vector>

namespace souls {

inline constexpr int kSampleRateHz = 48000;

/// Planar float samples at kSampleRateHz, nominal range ±1. All channels have the same length.
struct Audio {
  std::vector<std::vector<float>> channels;

  Audio() = default;
  Audio(std::size_t channel_count, std::size_t frame_count)
      : channels(channel_count, std::vector<float>(frame_count, 0.0f)) {}

  std::size_t frames() const { return channels.empty() ? 0 : channels.front().size(); }
  bool empty() const { return frames() == 0; }
};

}  // namespace souls
