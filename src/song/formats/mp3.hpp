#pragma once
// MP3 by LAME.

#include <string>

#include "base/audio.hpp"
#include "base/result.hpp"

namespace souls::song::formats {

/// 48 kHz, 256 kbit/s constant, joint stereo, with an Info frame that tells players the exact length (encoder delay and
/// padding). One channel or two, at least one frame.
Result<std::string> encode_mp3(const Audio& audio);

}  // namespace souls::song::formats
