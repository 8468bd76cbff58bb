#include "song/formats/mp3.hpp"

#include <lame/lame.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace souls::song::formats {
namespace {

struct CloseLame {
  void operator()(lame_t lame) const { lame_close(lame); }
};

tl::unexpected<Error> refused(std::string detail) {
  return fail(ErrorCode::internal, "the sound can't be encoded as MP3", std::move(detail));
}

}  // namespace

Result<std::string> encode_mp3(const Audio& audio) {
  const std::unique_ptr<lame_global_flags, CloseLame> lame(lame_init());
  if (!lame) return refused("lame_init failed");
  const bool stereo = audio.channels.size() > 1;
  lame_set_in_samplerate(lame.get(), kSampleRateHz);
  lame_set_out_samplerate(lame.get(), kSampleRateHz);
  lame_set_num_channels(lame.get(), stereo ? 2 : 1);
  lame_set_num_samples(lame.get(), audio.frames());
  lame_set_mode(lame.get(), stereo ? JOINT_STEREO : MONO);
  lame_set_VBR(lame.get(), vbr_off);
  lame_set_brate(lame.get(), 256);
  lame_set_quality(lame.get(), 5);  // at this rate finer searches change nothing that is heard and cost twice the time
  lame_set_bWriteVbrTag(lame.get(), 1);
  lame_set_write_id3tag_automatic(lame.get(), 0);
  if (const int error = lame_init_params(lame.get()); error < 0) return refused("lame_init_params: " + std::to_string(error));

  constexpr std::size_t kBlockFrames = 1152 * 32;
  std::string bytes;
  bytes.reserve(audio.frames() * 256 / 8 / 48 + 65536);
  std::vector<unsigned char> block(kBlockFrames * 5 / 4 + 7200);  // the bound that lame.h states
  const auto append = [&](int count) { bytes.append(reinterpret_cast<const char*>(block.data()), static_cast<std::size_t>(count)); };
  for (std::size_t start = 0; start < audio.frames(); start += kBlockFrames) {
    const auto frames = static_cast<int>(std::min(kBlockFrames, audio.frames() - start));
    const float* left = audio.channels.front().data() + start;
    const float* right = audio.channels.back().data() + start;
    const int count = lame_encode_buffer_ieee_float(lame.get(), left, right, frames, block.data(), static_cast<int>(block.size()));
    if (count < 0) return refused("lame_encode_buffer: " + std::to_string(count));
    append(count);
  }
  const int rest = lame_encode_flush(lame.get(), block.data(), static_cast<int>(block.size()));
  if (rest < 0) return refused("lame_encode_flush: " + std::to_string(rest));
  append(rest);
  // The first frame was left empty for the Info tag, which is known only now.
  const std::size_t tag = lame_get_lametag_frame(lame.get(), block.data(), block.size());
  if (tag == 0 || tag > block.size() || tag > bytes.size()) return refused("no room for the Info frame");
  std::copy_n(reinterpret_cast<const char*>(block.data()), tag, bytes.data());
  return bytes;
}

}  // namespace souls::song::formats
