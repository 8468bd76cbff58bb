// A whole folder of a synthetic song, under the build folder, so that it can also be judged from outside.

#include <gtest/gtest.h>

#include <cctype>
#include <cmath>
#include <filesystem>

#include "base/files.hpp"
#include "song/document_fixture.hpp"
#include "song/formats/formats.hpp"
#include "song/json.hpp"

namespace souls::song::formats {
namespace {

constexpr double kTailSeconds = 0.5;
constexpr int kCoverSide = 3000;

Audio tone_of(const Track& track, const Plan& plan, double gain) {
  Audio audio(2, static_cast<std::size_t>((plan.seconds(plan.end_beat()) + kTailSeconds) * kSampleRateHz));
  for (const Note& note : track.notes) {
    const auto start = static_cast<std::size_t>(plan.seconds(note.start_beat) * kSampleRateHz);
    const auto length = static_cast<std::size_t>(plan.seconds(note.length_beats) * kSampleRateHz);
    const double hertz = 440 * std::exp2((note.pitch - 69) / 12.0);
    for (std::size_t i = 0; i < length && start + i < audio.frames(); ++i) {
      const double shape = std::sin(M_PI * static_cast<double>(i) / static_cast<double>(length));
      const auto sample = static_cast<float>(
          gain * shape * std::sin(2 * M_PI * hertz * static_cast<double>(i) / kSampleRateHz));
      audio.channels[0][start + i] += sample;
      audio.channels[1][start + i] += 0.8f * sample;
    }
  }
  return audio;
}

std::string stem_name(const std::string& track) {
  std::string name;
  for (const char c : track) name += c == ' ' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

std::string gradient() {
  std::string rgb;
  rgb.reserve(std::size_t{3} * kCoverSide * kCoverSide);
  for (int y = 0; y < kCoverSide; ++y) {
    for (int x = 0; x < kCoverSide; ++x) {
      for (const int value : {x * 255 / kCoverSide, y * 255 / kCoverSide, (x + y) / 24}) rgb += static_cast<char>(value);
    }
  }
  return rgb;
}

TEST(SongFolder, HoldsTogether) {
  FixtureOptions options;
  options.awkward_time = false;
  options.tempo_bpm = 144;
  Document document = fixture_document(options);
  const std::filesystem::path folder = std::filesystem::path(SOULS_BUILD_DIR) / "fixture_song";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "stems");
  StepRecord& step = document.provenance.steps.front();
  step.capability = "plan";
  step.inputs.clear();
  step.outputs.clear();
  const auto put = [&](const std::string& name, const Result<std::string>& content) {
    ASSERT_TRUE(content) << name << ": " << content.error().message;
    ASSERT_TRUE(write_file_atomically(folder / name, *content));
    step.outputs.push_back({name, sha256(*content)});
  };

  Audio mix(2, 0);
  for (const Track& track : document.score.tracks) {
    const Audio stem = tone_of(track, document.plan, 0.08);
    put("stems/" + stem_name(track.name) + ".flac", encode_audio(stem, AudioFormat::flac24));
    if (mix.empty()) mix = Audio(2, stem.frames());
    for (std::size_t c = 0; c < 2; ++c) {
      for (std::size_t i = 0; i < stem.frames(); ++i) mix.channels[c][i] += stem.channels[c][i];
    }
  }
  Tags tags{document.title, document.plan.artist, write_lyrics_text(document), "", "made by AI"};
  const Result<std::string> cover = encode_png(kCoverSide, kCoverSide, gradient(), tags);
  put("cover.png", cover);
  tags.cover_png = *cover;
  for (const auto& [name, format] : {std::pair{"mix.wav", AudioFormat::wav24}, {"mix.flac", AudioFormat::flac24},
                                     {"mix.mp3", AudioFormat::mp3}}) {
    put(name, tag_audio(*encode_audio(mix, format), format, tags));
    const Result<Audio> back = decode_audio(*read_file(folder / name, std::size_t{1} << 30));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->frames(), mix.frames()) << name;
  }
  put("lyrics.txt", write_lyrics_text(document));
  put("lyrics.lrc", write_lrc(document));
  put("score.mid", write_midi(document));
  put("score.musicxml", write_musicxml(document));
  ASSERT_TRUE(write_file_atomically(folder / "song.json", to_json(document)));
  EXPECT_EQ(*document_from_json(*read_file(folder / "song.json", std::size_t{1} << 26)), document);
}

}  // namespace
}  // namespace souls::song::formats
