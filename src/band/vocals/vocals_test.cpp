#include "band/vocals/vocals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include <unistd.h>

#include "band/vocals/fixture_test.hpp"
#include "band/vocals/singers.hpp"
#include "base/cases_test.hpp"
#include "base/files.hpp"

namespace souls::band::vocals {
namespace {

constexpr double kTempo = 120;

std::unique_ptr<Singer> load_singer() {
  const auto folder = std::filesystem::path(testing::TempDir()) / ("vox" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  if (!std::filesystem::exists(folder / "voice.htsvoice")) {
    std::filesystem::create_symlink(SOULS_VOICE_FILE, folder / "voice.htsvoice");
  }
  auto singer = Singer::load(folder);
  EXPECT_TRUE(singer);
  return singer ? std::move(*singer) : nullptr;
}

SingTask task_of(const std::string& voice, int pitch) {
  SingTask task;
  task.voice = voice;
  task.tempo_bpm = kTempo;
  task.lines = {summer_line()};
  for (int i = 0; i < 5; ++i) task.notes.push_back(note(2 * i, 2, pitch + (i * 5) % 7, i));
  task.length_beats = 12;
  task.seed = 7;
  return task;
}

double rms(const std::vector<float>& samples, std::size_t first, std::size_t last) {
  double sum = 0;
  for (std::size_t i = first; i < last; ++i) sum += static_cast<double>(samples[i]) * static_cast<double>(samples[i]);
  return std::sqrt(sum / static_cast<double>(last - first));
}

/// F0 by the highest normalised autocorrelation between 70 and 900 Hz, with parabolic interpolation.
double heard_hertz(const std::vector<float>& samples, std::size_t centre) {
  constexpr int kWindow = 2400;
  const float* x = samples.data() + centre - kWindow;
  const auto correlation = [&](int lag) {
    double sum = 0, a = 0, b = 0;
    for (int i = 0; i < kWindow; ++i) {
      const double u = static_cast<double>(x[i]), v = static_cast<double>(x[i + lag]);
      sum += u * v;
      a += u * u;
      b += v * v;
    }
    return sum / std::sqrt(a * b + 1e-20);
  };
  std::vector<double> values;
  constexpr int kLagMin = 48000 / 900, kLagMax = 48000 / 70;
  for (int lag = kLagMin; lag <= kLagMax; ++lag) values.push_back(correlation(lag));
  const double highest = *std::max_element(values.begin(), values.end());
  for (std::size_t i = 1; i + 1 < values.size(); ++i) {
    if (values[i] < 0.93 * highest || values[i] < values[i - 1] || values[i] < values[i + 1]) continue;
    const double bend = values[i - 1] - 2 * values[i] + values[i + 1];
    return 48000 / (kLagMin + static_cast<double>(i) + 0.5 * (values[i - 1] - values[i + 1]) / bend);
  }
  return 0;
}

TEST(Singer, SingsTheWrittenPitches) {
  const auto singer = load_singer();
  for (const song::Voice& voice : song::voices()) {
    const SingTask task = task_of(voice.id, voice.centre - 3);
    const auto sung = singer->sing(task, {});
    ASSERT_TRUE(sung) << voice.id;
    const std::vector<float>& samples = sung->audio.channels.front();
    for (const song::Note& n : task.notes) {
      // 0.35 s into the note: after the glide, before the vibrato has grown.
      const auto at = sung->lead_in_frames + static_cast<std::size_t>((n.start_beat / 2 + 0.35) * kSampleRateHz);
      const double cents = 1200 * std::log2(heard_hertz(samples, at) / 440) - 100 * (n.pitch - 69);
      EXPECT_NEAR(cents, 0, 35) << voice.id << " beat " << n.start_beat;
    }
  }
}

TEST(Singer, KeepsToItsTimeAndLevel) {
  const auto singer = load_singer();
  for (const song::Voice& voice : song::voices()) {
    SingTask task = task_of(voice.id, voice.centre - 3);
    task.notes.back().length_beats = 4;  // to the section's very end
    const auto sung = singer->sing(task, {});
    ASSERT_TRUE(sung);
    const std::vector<float>& samples = sung->audio.channels.front();
    const double lead_in_s = static_cast<double>(sung->lead_in_frames) / kSampleRateHz;
    EXPECT_LE(lead_in_s, 0.0451);
    EXPECT_LE(static_cast<double>(samples.size()) / kSampleRateHz, lead_in_s + 6 + 1 + 1e-6);
    EXPECT_EQ(samples.front(), 0);
    EXPECT_EQ(samples.back(), 0);
    EXPECT_LT(rms(samples, samples.size() - 4800, samples.size()), 1e-5);
    const double level_db = 20 * std::log10(rms(samples, sung->lead_in_frames, 5 * kSampleRateHz));
    EXPECT_NEAR(level_db, -20, 4) << voice.id;
    EXPECT_LT(std::abs(*std::max_element(samples.begin(), samples.end())), 1) << voice.id;
  }
}

TEST(Singer, AMelismaIsNotBroken) {
  const auto singer = load_singer();
  SingTask task = task_of("alto", 60);
  task.notes = {note(0, 2, 60, 1), note(2, 2, 64, 1), note(4, 2, 62, 1)};  // "my"
  const auto sung = singer->sing(task, {});
  ASSERT_TRUE(sung);
  const std::vector<float>& samples = sung->audio.channels.front();
  std::vector<double> levels;
  for (std::size_t at = sung->lead_in_frames + 9600; at < sung->lead_in_frames + 130000; at += 960) {
    levels.push_back(20 * std::log10(rms(samples, at, at + 1920)));
  }
  const auto [low, high] = std::minmax_element(levels.begin(), levels.end());
  EXPECT_LT(*high - *low, 12);
}

TEST(Singer, NoThroatIsShorterThanTheRecordedOne) {
  double above = 1;
  for (const char* voice : {"soprano", "alto", "tenor", "baritone"}) {
    const double shift = find_style(voice)->formant_shift;
    EXPECT_LT(shift, above) << voice;
    above = shift;
  }
}

TEST(Singer, VoicesDiffer) {
  const auto singer = load_singer();
  std::vector<std::vector<float>> all;
  for (const song::Voice& voice : song::voices()) {
    all.push_back(singer->sing(task_of(voice.id, 57), {})->audio.channels[0]);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      std::vector<float> difference(all[i].size());
      for (std::size_t n = 0; n < difference.size(); ++n) difference[n] = all[i][n] - all[k][n];
      EXPECT_GT(rms(difference, 0, difference.size()), 0.5 * rms(all[i], 0, all[i].size()));
    }
  }
}

TEST(Singer, TheSameTaskGivesTheSameSamples) {
  const auto first = load_singer(), second = load_singer();
  const SingTask task = task_of("tenor", 55);
  ASSERT_TRUE(first->sing(task_of("robot", 50), {}));  // what was sung before leaves no trace
  EXPECT_EQ(first->sing(task, {})->audio.channels, second->sing(task, {})->audio.channels);
  SingTask other = task;
  other.seed = 8;
  EXPECT_NE(first->sing(task, {})->audio.channels, first->sing(other, {})->audio.channels);
}

TEST(Singer, SurvivesAnyLyricAndMelody) {
  const auto singer = load_singer();
  Random random(21);
  for (int round = 0; round < test_cases(12); ++round) {
    SingTask task;
    task.voice = random.pick(song::voices()).id;
    task.tempo_bpm = random.uniform(40, 220);
    task.seed = random.next();
    const int lines = random.integer(1, 3);
    int syllables = 0;
    for (int i = 0; i < lines; ++i) {
      task.lines.push_back(random_line(random, random.integer(0, 8)));
      syllables += task.lines.back().syllable_count();
    }
    double beat = 0;
    for (int s = 0; s < syllables; ++s) {
      const double length_s = random.chance(0.1) ? 8.0 : random.uniform(0.14, 0.5);
      const double length = length_s * task.tempo_bpm / 60;
      task.notes.push_back(note(beat, length, random.integer(36, 84), s));
      beat += random.chance(0.1) ? 0 : length;
    }
    task.length_beats = beat + 1;
    const auto sung = singer->sing(task, {});
    ASSERT_TRUE(sung) << round;
    for (const float x : sung->audio.channels.front()) ASSERT_LE(std::abs(x), 1.0f) << round;
  }
}

TEST(Singer, ReadsLinesWithPausesBetween) {
  const auto singer = load_singer();
  for (const song::Voice& voice : song::voices()) {
    const auto read = singer->say({summer_line(), song::Line{}, summer_line()}, voice.id, {});
    ASSERT_TRUE(read);
    const std::vector<float>& samples = read->channels.front();
    const std::size_t pause = 28800;
    EXPECT_TRUE(std::all_of(samples.end() - pause, samples.end(), [](float x) { return x == 0; }));
    std::size_t run = 0, longest = 0;
    for (std::size_t i = 0; i < samples.size() - pause; ++i) {
      run = samples[i] == 0 ? run + 1 : 0;
      longest = std::max(longest, run);
    }
    EXPECT_GE(longest, pause);
    EXPECT_LE(longest, pause + 480);
    EXPECT_GT(rms(samples, 0, samples.size() / 2), 0.02) << voice.id;
  }
}

TEST(Singer, SaysWhatItCannotSing) {
  const auto singer = load_singer();
  SingTask task = task_of("alto", 60);
  task.voice = "castrato";
  const auto unknown = singer->sing(task, {});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::invalid_request);
  EXPECT_NE(unknown.error().message.find("soprano, alto, tenor, baritone, robot"), std::string::npos);
  EXPECT_FALSE(singer->say(task.lines, "", {}));
  for (const double tempo : {0.0, -5.0, 9000.0, std::nan("")}) {
    SingTask bad = task_of("alto", 60);
    bad.tempo_bpm = tempo;
    EXPECT_FALSE(singer->sing(bad, {})) << tempo;
  }
  SingTask stray = task_of("alto", 60);
  stray.notes.front().syllable = 99;
  EXPECT_FALSE(singer->sing(stray, {}));
}

TEST(Singer, WithoutNotesIsSilent) {
  const auto singer = load_singer();
  SingTask task = task_of("alto", 60);
  task.notes.clear();
  const auto sung = singer->sing(task, {});
  ASSERT_TRUE(sung);
  const std::vector<float>& samples = sung->audio.channels.front();
  EXPECT_TRUE(std::all_of(samples.begin(), samples.end(), [](float x) { return x == 0; }));
}

TEST(Singer, StopsWhenAsked) {
  const auto singer = load_singer();
  int asked = 0;
  Context context;
  context.should_stop = [&] { return ++asked > 5; };
  const auto sung = singer->sing(task_of("alto", 60), context);
  ASSERT_FALSE(sung);
  EXPECT_EQ(sung.error().code, ErrorCode::cancelled);
}

TEST(Singer, ReportsTheLineThatItSings) {
  const auto singer = load_singer();
  std::vector<double> fractions;
  std::string phrase;
  Context context;
  context.report = [&](double fraction, std::string_view text) {
    fractions.push_back(fraction);
    phrase = text;
  };
  ASSERT_TRUE(singer->sing(task_of("alto", 60), context));
  EXPECT_TRUE(std::is_sorted(fractions.begin(), fractions.end()));
  EXPECT_EQ(phrase, "singing line 1 of 1");
}

TEST(Singer, NeedsItsVoiceFile) {
  const auto missing = Singer::load("no-such-folder");
  ASSERT_FALSE(missing);
  const auto folder = std::filesystem::path(testing::TempDir()) / ("novox" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  ASSERT_TRUE(write_file_atomically(folder / "voice.htsvoice", "not a voice"));
  const auto damaged = Singer::load(folder);
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace souls::band::vocals
