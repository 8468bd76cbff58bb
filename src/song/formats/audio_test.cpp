#include <gtest/gtest.h>
#include <mpegfile.h>
#include <tbytevectorstream.h>
#include <sndfile.h>

#include <cmath>
#include <limits>

#include "base/random.hpp"
#include "song/formats/formats.hpp"

namespace souls::song::formats {
namespace {

Audio sine(std::size_t channels, double seconds, double hertz, double level = 0.5) {
  Audio audio(channels, static_cast<std::size_t>(seconds * kSampleRateHz));
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t i = 0; i < audio.frames(); ++i) {
      audio.channels[c][i] = static_cast<float>(
          level * std::sin(2 * M_PI * hertz * static_cast<double>(i + 100 * c) / kSampleRateHz));
    }
  }
  return audio;
}

double rms(const std::vector<float>& samples, std::size_t from, std::size_t to) {
  double sum = 0;
  for (std::size_t i = from; i < to; ++i) sum += static_cast<double>(samples[i]) * static_cast<double>(samples[i]);
  return std::sqrt(sum / static_cast<double>(to - from));
}

TEST(Audio, WavAndFlacHoldTheSameSamples) {
  Random random(1);
  Audio audio(2, 30000);
  for (auto& channel : audio.channels) {
    for (float& sample : channel) sample = static_cast<float>(random.uniform(-1, 1));
    channel[0] = 1;
    channel[1] = -1;
    channel[2] = 0;
  }
  const Result<Audio> wav = decode_audio(*encode_audio(audio, AudioFormat::wav24));
  const Result<Audio> flac = decode_audio(*encode_audio(audio, AudioFormat::flac24));
  ASSERT_TRUE(wav && flac);
  EXPECT_EQ(wav->channels, flac->channels);
  for (std::size_t c = 0; c < 2; ++c) {
    for (std::size_t i = 0; i < audio.frames(); ++i) {
      EXPECT_NEAR(wav->channels[c][i], audio.channels[c][i], 1.01f / 8388608);
    }
  }
}

TEST(Audio, GivesTheSameBytesAgain) {
  const Audio audio = sine(2, 0.5, 440);
  for (const AudioFormat format : {AudioFormat::wav24, AudioFormat::flac24, AudioFormat::mp3}) {
    const std::string encoded = *encode_audio(audio, format);
    EXPECT_EQ(*encode_audio(audio, format), encoded);
    const Tags tags{"T", "A", "L", "\x89PNG", "C"};
    EXPECT_EQ(*tag_audio(encoded, format, tags), *tag_audio(encoded, format, tags));
  }
  EXPECT_EQ(encode_samples(audio), encode_samples(audio));
}

TEST(Audio, SamplesBetweenStepsAreExact) {
  Random random(2);
  Audio audio(2, 10001);
  for (auto& channel : audio.channels) {
    for (float& sample : channel) sample = static_cast<float>(random.uniform(-8, 8));  // over full scale is fine here
  }
  EXPECT_EQ(decode_samples(encode_samples(audio))->channels, audio.channels);
  EXPECT_TRUE(decode_samples(encode_samples(Audio{}))->empty());
  EXPECT_EQ(encode_samples(audio).find("PEAK"), std::string::npos);
}

TEST(Mp3, IsAsLongAsItsSoundAndInPlace) {
  for (const double seconds : {0.05, 1.0, 3.337, 10.0}) {
    Audio audio = sine(2, seconds, 440);
    const std::string mp3 = *encode_audio(audio, AudioFormat::mp3);
    EXPECT_NE(mp3.substr(0, 200).find("Info"), std::string::npos);
    const Result<Audio> back = decode_audio(mp3);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->frames(), audio.frames()) << seconds;
    if (seconds < 1) continue;
    double error = 0;
    for (std::size_t i = 4800; i + 4800 < audio.frames(); ++i) {
      error = std::max(error, std::abs(static_cast<double>(back->channels[0][i] - audio.channels[0][i])));
    }
    EXPECT_LT(error, 0.01) << "shifted or distorted";
  }
}

TEST(Mp3, KeepsOneChannelOne) { EXPECT_EQ(decode_audio(*encode_audio(sine(1, 1, 440), AudioFormat::mp3))->channels.size(), 1u); }

TEST(Audio, RefusesWhatItCannotEncode) {
  Audio loud = sine(2, 0.1, 440);
  loud.channels[1][7] = 1.01f;
  Audio broken = sine(2, 0.1, 440);
  broken.channels[0][7] = std::numeric_limits<float>::quiet_NaN();
  Audio ragged = sine(2, 0.1, 440);
  ragged.channels[1].pop_back();
  for (const AudioFormat format : {AudioFormat::wav24, AudioFormat::flac24, AudioFormat::mp3}) {
    for (const Audio& bad : {loud, broken, ragged, Audio{}, sine(3, 0.1, 440)}) EXPECT_FALSE(encode_audio(bad, format));
  }
}

/// A 16-bit WAV at another rate, written by hand.
std::string wav_at(int rate_hz, double seconds, double hertz) {
  const auto frames = static_cast<std::uint32_t>(seconds * rate_hz);
  std::string bytes = "RIFF";
  const auto number = [&](std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
  };
  number(36 + frames * 2, 4);
  bytes += "WAVEfmt ";
  number(16, 4);
  number(1, 2);
  number(1, 2);
  number(static_cast<std::uint32_t>(rate_hz), 4);
  number(static_cast<std::uint32_t>(rate_hz) * 2, 4);
  number(2, 2);
  number(16, 2);
  bytes += "data";
  number(frames * 2, 4);
  for (std::uint32_t i = 0; i < frames; ++i) {
    const auto sample = static_cast<std::int16_t>(std::lround(16000 * std::sin(2 * M_PI * hertz * i / rate_hz)));
    number(static_cast<std::uint16_t>(sample), 2);
  }
  return bytes;
}

TEST(Audio, BringsOtherRatesTo48Kilohertz) {
  for (const int rate_hz : {22050, 44100, 96000}) {
    const Result<Audio> audio = decode_audio(wav_at(rate_hz, 1, 1000));
    ASSERT_TRUE(audio) << rate_hz;
    EXPECT_NEAR(static_cast<double>(audio->frames()), kSampleRateHz, 80);
    EXPECT_NEAR(rms(audio->channels[0], 2000, 40000), 16000.0 / 32768 / std::sqrt(2), 0.005);
    int crossings = 0;
    for (std::size_t i = 2001; i < 26001; ++i) {
      crossings += audio->channels[0][i - 1] < 0 && audio->channels[0][i] >= 0 ? 1 : 0;
    }
    EXPECT_NEAR(crossings, 500, 1) << rate_hz;
    EXPECT_FALSE(decode_samples(wav_at(rate_hz, 1, 1000)));
  }
}

TEST(Audio, RefusesWhatIsNotSound) {
  for (const std::string& bad : {std::string(), std::string("RIFF"), std::string(5000, 'x'), wav_at(1000, 1, 100)}) {
    const Result<Audio> read = decode_audio(bad);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::invalid_request);
  }
}

TEST(Tags, LeaveTheSoundAlone) {
  const Audio audio = sine(2, 1.5, 440);
  Random random(3);
  std::string picture = "\x89PNG\r\n\x1a\n";
  for (int i = 0; i < 200000; ++i) picture += static_cast<char>(random.integer(0, 255));  // false sync words included
  const Tags tags{"Silver <River> & \"Sea\" 🌊", "שיר", "line one\nline two", picture, "made by AI"};
  for (const AudioFormat format : {AudioFormat::wav24, AudioFormat::flac24, AudioFormat::mp3}) {
    const std::string plain = *encode_audio(audio, format);
    const Result<std::string> tagged = tag_audio(plain, format, tags);
    ASSERT_TRUE(tagged);
    EXPECT_EQ(decode_audio(*tagged)->channels, decode_audio(plain)->channels);
    for (const std::string& held : {tags.title, tags.artist, tags.comment, tags.cover_png, tags.lyrics,
                                    std::string(kDigitalSourceType)}) {
      EXPECT_NE(tagged->find(held), std::string::npos) << held.substr(0, 40);
    }
  }
}

TEST(Tags, RefuseFilesOfAnotherKind) {
  EXPECT_FALSE(tag_audio("not sound", AudioFormat::flac24, {"T", "A", "", "", ""}));
  EXPECT_FALSE(tag_audio("not sound", AudioFormat::wav24, {"T", "A", "", "", ""}));
  const std::string flac = *encode_audio(sine(2, 0.1, 440), AudioFormat::flac24);
  const Result<std::string> big = tag_audio(flac, AudioFormat::flac24, {"T", "A", "", std::string(1u << 24, 'x'), ""});
  ASSERT_FALSE(big);
  EXPECT_EQ(big.error().code, ErrorCode::invalid_request);
}

}  // namespace
}  // namespace souls::song::formats
