// WAV and FLAC by libsndfile, in memory.

#include <samplerate.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>

#include "base/limits.hpp"
#include "song/formats/formats.hpp"
#include "song/formats/mp3.hpp"

namespace souls::song::formats {
namespace {

constexpr std::size_t kBlockFrames = 4096;

struct CloseSound {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using SoundFile = std::unique_ptr<SNDFILE, CloseSound>;

/// A file in memory for libsndfile: grows when written, `text` is read.
struct Memory {
  std::string out;
  std::string_view text;
  std::size_t at = 0;
  bool writing = false;

  std::size_t size() const { return writing ? out.size() : text.size(); }
};

sf_count_t memory_size(void* user) { return static_cast<sf_count_t>(static_cast<Memory*>(user)->size()); }

sf_count_t memory_seek(sf_count_t offset, int whence, void* user) {
  Memory& memory = *static_cast<Memory*>(user);
  const auto base = whence == SEEK_SET ? 0 : static_cast<sf_count_t>(whence == SEEK_CUR ? memory.at : memory.size());
  memory.at = static_cast<std::size_t>(std::max<sf_count_t>(0, base + offset));
  return static_cast<sf_count_t>(memory.at);
}

sf_count_t memory_read(void* data, sf_count_t count, void* user) {
  Memory& memory = *static_cast<Memory*>(user);
  const std::string_view content = memory.writing ? std::string_view(memory.out) : memory.text;
  if (memory.at >= content.size()) return 0;
  const std::size_t taken = std::min(static_cast<std::size_t>(count), content.size() - memory.at);
  std::memcpy(data, content.data() + memory.at, taken);
  memory.at += taken;
  return static_cast<sf_count_t>(taken);
}

sf_count_t memory_write(const void* data, sf_count_t count, void* user) {
  Memory& memory = *static_cast<Memory*>(user);
  const auto bytes = static_cast<std::size_t>(count);
  if (memory.out.size() < memory.at + bytes) memory.out.resize(memory.at + bytes);
  std::memcpy(memory.out.data() + memory.at, data, bytes);
  memory.at += bytes;
  return count;
}

sf_count_t memory_tell(void* user) { return static_cast<sf_count_t>(static_cast<Memory*>(user)->at); }

SoundFile open_memory(Memory& memory, int mode, SF_INFO& info) {
  SF_VIRTUAL_IO io{memory_size, memory_seek, memory_read, memory_write, memory_tell};
  return SoundFile(sf_open_virtual(&io, mode, &info, &memory));
}

/// 24-bit steps in the upper bits of 32, rounded once for all formats, so that they hold the same samples.
std::int32_t quantised(float sample) {
  constexpr double kSteps = 8388608;  // 2^23
  const double step = std::clamp(std::nearbyint(static_cast<double>(sample) * kSteps), -kSteps, kSteps - 1);
  return static_cast<std::int32_t>(step) * 256;
}

Result<std::string> encode_24_bit(const Audio& audio, int container) {
  SF_INFO info{};
  info.samplerate = kSampleRateHz;
  info.channels = static_cast<int>(audio.channels.size());
  info.format = container | SF_FORMAT_PCM_24;
  Memory memory;
  memory.writing = true;
  memory.out.reserve(audio.frames() * audio.channels.size() * 3 + 4096);
  SoundFile file = open_memory(memory, SFM_WRITE, info);
  if (!file) return fail(ErrorCode::internal, "the sound can't be encoded", sf_strerror(nullptr));
  double compression = 0.15;  // FLAC's level 1: within 3 % of the size of level 5 in a third of its time
  sf_command(file.get(), SFC_SET_COMPRESSION_LEVEL, &compression, sizeof compression);
  const std::size_t channels = audio.channels.size();
  std::vector<std::int32_t> block(kBlockFrames * channels);
  for (std::size_t start = 0; start < audio.frames(); start += kBlockFrames) {
    const std::size_t frames = std::min(kBlockFrames, audio.frames() - start);
    for (std::size_t c = 0; c < channels; ++c) {
      const float* samples = audio.channels[c].data() + start;
      for (std::size_t i = 0; i < frames; ++i) block[i * channels + c] = quantised(samples[i]);
    }
    if (sf_writef_int(file.get(), block.data(), static_cast<sf_count_t>(frames)) != static_cast<sf_count_t>(frames)) {
      return fail(ErrorCode::internal, "the sound can't be encoded", sf_strerror(file.get()));
    }
  }
  file.reset();
  return std::move(memory.out);
}

Status check(const Audio& audio) {
  if (audio.empty()) return fail(ErrorCode::invalid_request, "there is no sound to encode");
  if (audio.channels.size() > 2) return fail(ErrorCode::invalid_request, "sound to encode must have one channel or two");
  for (const auto& channel : audio.channels) {
    if (channel.size() != audio.frames()) return fail(ErrorCode::internal, "the channels of a sound differ in length");
    float peak = 0;
    bool numbers = true;
    for (const float sample : channel) {
      numbers = numbers && std::isfinite(sample);
      peak = std::max(peak, std::abs(sample));
    }
    if (!numbers) return fail(ErrorCode::internal, "a sound holds samples that aren't numbers");
    if (peak > 1.0f) {
      return fail(ErrorCode::invalid_request, "the sound's peak of " + std::to_string(20 * std::log10(peak)) +
                                                  " dB is over full scale");
    }
  }
  return {};
}

Result<Audio> resampled(const Audio& audio, int rate_hz) {
  const double ratio = static_cast<double>(kSampleRateHz) / rate_hz;
  const auto frames_max = static_cast<std::size_t>(std::ceil(static_cast<double>(audio.frames()) * ratio)) + 64;
  Audio out(audio.channels.size(), frames_max);
  std::size_t frames = frames_max;
  for (std::size_t c = 0; c < audio.channels.size(); ++c) {
    SRC_DATA data{};
    data.data_in = audio.channels[c].data();
    data.data_out = out.channels[c].data();
    data.input_frames = static_cast<long>(audio.frames());
    data.output_frames = static_cast<long>(frames_max);
    data.src_ratio = ratio;
    if (const int error = src_simple(&data, SRC_SINC_MEDIUM_QUALITY, 1); error != 0) {
      return fail(ErrorCode::internal, "the sound can't be brought to 48 kHz", src_strerror(error));
    }
    frames = std::min(frames, static_cast<std::size_t>(data.output_frames_gen));
  }
  for (auto& channel : out.channels) channel.resize(frames);
  return out;
}

Result<Audio> decode(std::string_view bytes, bool any_rate) {
  Memory memory;
  memory.text = bytes;
  SF_INFO info{};
  const SoundFile file = open_memory(memory, SFM_READ, info);
  if (!file) {
    return fail(ErrorCode::invalid_request, "the sound can't be read; WAV, FLAC, AIFF, Ogg and MP3 can",
                sf_strerror(nullptr));
  }
  if (info.samplerate < 8000 || info.samplerate > 192000 || (!any_rate && info.samplerate != kSampleRateHz)) {
    return fail(ErrorCode::invalid_request, "a sample rate of " + std::to_string(info.samplerate) + " Hz can't be read");
  }
  const auto channels = static_cast<std::size_t>(info.channels);
  if (channels > limits::kAudioChannelsMax || info.frames < 0 ||
      static_cast<std::size_t>(info.frames) > limits::kAudioFramesMax) {
    return fail(ErrorCode::invalid_request, "the sound is longer than 30 minutes or has more than 8 channels");
  }
  Audio audio(channels, 0);
  for (auto& channel : audio.channels) channel.reserve(static_cast<std::size_t>(info.frames));
  std::vector<float> block(kBlockFrames * channels);
  // A stream may be shorter than its header says; the loop ends where the samples do.
  while (audio.frames() < limits::kAudioFramesMax) {
    const sf_count_t frames = sf_readf_float(file.get(), block.data(), static_cast<sf_count_t>(kBlockFrames));
    if (frames <= 0) break;
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t i = 0; i < static_cast<std::size_t>(frames); ++i) {
        audio.channels[c].push_back(block[i * channels + c]);
      }
    }
  }
  return info.samplerate == kSampleRateHz ? std::move(audio) : resampled(audio, info.samplerate);
}

}  // namespace

Result<std::string> encode_audio(const Audio& audio, AudioFormat format) {
  if (const Status status = check(audio); !status) return fail(status.error());
  switch (format) {
    case AudioFormat::wav24: return encode_24_bit(audio, SF_FORMAT_WAV);
    case AudioFormat::flac24: return encode_24_bit(audio, SF_FORMAT_FLAC);
    case AudioFormat::mp3: return encode_mp3(audio);
  }
  return fail(ErrorCode::internal, "there is no such format of sound");
}

Result<Audio> decode_audio(std::string_view bytes) { return decode(bytes, true); }

std::string encode_samples(const Audio& audio) {
  SF_INFO info{};
  info.samplerate = kSampleRateHz;
  info.channels = std::max(1, static_cast<int>(audio.channels.size()));
  info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
  Memory memory;
  memory.writing = true;
  memory.out.reserve(audio.frames() * audio.channels.size() * sizeof(float) + 4096);
  SoundFile file = open_memory(memory, SFM_WRITE, info);
  if (!file) return {};
  sf_command(file.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);  // that chunk holds the time of day
  const std::size_t channels = audio.channels.size();
  std::vector<float> block(kBlockFrames * std::max<std::size_t>(1, channels));
  for (std::size_t start = 0; start < audio.frames(); start += kBlockFrames) {
    const std::size_t frames = std::min(kBlockFrames, audio.frames() - start);
    for (std::size_t c = 0; c < channels; ++c) {
      const float* samples = audio.channels[c].data() + start;
      for (std::size_t i = 0; i < frames; ++i) block[i * channels + c] = samples[i];
    }
    sf_writef_float(file.get(), block.data(), static_cast<sf_count_t>(frames));
  }
  file.reset();
  return std::move(memory.out);
}

Result<Audio> decode_samples(std::string_view bytes) { return decode(bytes, false); }

}  // namespace souls::song::formats
