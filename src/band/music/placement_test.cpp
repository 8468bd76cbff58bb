#include "band/music/placement.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "band/music/fixture.hpp"
#include "base/limits.hpp"
#include "song/traits.hpp"

namespace souls::band::music {
namespace {

RhythmFrame frame_of(song::TimeSignature metre, double tempo_bpm, int measures, std::string_view style = "lyrical",
                     Seed seed = 1) {
  RhythmFrame frame;
  frame.metre = metre_of(metre);
  frame.tempo_bpm = tempo_bpm;
  frame.measures = measures;
  frame.style = style;
  frame.motif_seed = seed;
  return frame;
}

void expect_sound(const std::vector<SyllableTime>& times, std::size_t count, const RhythmFrame& frame) {
  ASSERT_EQ(times.size(), count);
  double end = 0;
  for (const SyllableTime& time : times) {
    EXPECT_GE(time.start, end - 1e-9);
    EXPECT_GT(time.length, 0);
    end = time.start + time.length;
  }
  EXPECT_LE(end, frame.measures * frame.metre.measure_beats + 1e-9);
}

std::vector<SyllableWeight> random_words(Random& random, int syllables) {
  std::vector<SyllableWeight> weights;
  for (int word = 0; static_cast<int>(weights.size()) < syllables; ++word) {
    const int size = std::min(random.integer(1, 4), syllables - static_cast<int>(weights.size()));
    const int main = random.integer(0, size - 1);
    for (int i = 0; i < size; ++i) {
      const double alone = random.chance(0.5) ? 2 : 0.4;
      weights.push_back({size == 1 ? alone : i == main ? 2.0 : 0.0, word, size == 1 ? -1 : i == main ? 1 : 0});
    }
  }
  return weights;
}

TEST(Placement, AlignsAnyLineToAnyPhrase) {
  Random random(99);
  const std::vector<song::TimeSignature> metres = {{4, 4}, {3, 4}, {6, 8}, {5, 4}, {7, 8},  {12, 8},
                                                   {2, 4}, {9, 8}, {2, 2}, {5, 8}, {11, 8}, {7, 16}};
  for (int round = 0; round < 700; ++round) {
    const int syllables = random.integer(1, static_cast<int>(limits::kLineSyllablesMax));
    const RhythmFrame frame =
        frame_of(random.pick(metres), random.uniform(limits::kTempoBpmMin, limits::kTempoBpmMax), random.integer(1, 4),
                 song::kMelodies[static_cast<std::size_t>(random.integer(0, 5))], static_cast<Seed>(round));
    expect_sound(place_syllables(random_words(random, syllables), frame), static_cast<std::size_t>(syllables), frame);
  }
}

TEST(Placement, FitsTheFullestLineIntoTheShortestMeasure) {
  Random random(3);
  for (song::TimeSignature metre : {song::TimeSignature{2, 16}, {2, 8}, {3, 8}, {4, 4}}) {
    const RhythmFrame frame = frame_of(metre, limits::kTempoBpmMax, 1);
    expect_sound(place_syllables(random_words(random, 24), frame), 24, frame);
  }
}

TEST(Placement, LeavesABreathAndSingableNotesWhereThereIsRoom) {
  for (std::string_view text : fixture::annotated_lines()) {
    const song::Line line = fixture::line_of(text);
    for (double tempo : {66.0, 90.0, 120.0}) {
      const RhythmFrame frame = frame_of({4, 4}, tempo, 2);
      if (line.syllable_count() * 0.25 * tempo / 60 > 6) continue;
      const auto times = place_syllables(weights_of(line), frame);
      EXPECT_LE(times.back().start + times.back().length, 8 - 0.5 + 1e-9) << text;
      for (const SyllableTime& time : times)
        EXPECT_GE(time.length * 60 / tempo, 0.16 - 1e-9) << text << " at " << tempo;
    }
  }
}

/// Share of the pairs (main stress, weak syllable of the same word) with the main stress on the stronger beat.
double stress_share(const song::TimeSignature& signature, double tempo_bpm, int measures, std::string_view style) {
  double wins = 0, pairs = 0;
  for (std::string_view text : fixture::annotated_lines()) {
    const song::Line line = fixture::line_of(text);
    const RhythmFrame frame = frame_of(signature, tempo_bpm, measures, style, 5);
    if (line.syllable_count() > frame.measures * frame.metre.measure_beats * 2) continue;
    const auto times = place_syllables(weights_of(line), frame);
    std::size_t at = 0;
    for (const song::Word& word : line.words) {
      for (std::size_t i = 0; i < word.syllables.size(); ++i) {
        for (std::size_t k = 0; k < word.syllables.size(); ++k) {
          if (word.syllables[i].stress != 1 || word.syllables[k].stress != 0) continue;
          const int main = song::beat_strength(times[at + i].start, frame.metre.measure_beats);
          const int weak = song::beat_strength(times[at + k].start, frame.metre.measure_beats);
          wins += main > weak ? 1 : main == weak ? 0.5 : 0;
          ++pairs;
        }
      }
      at += word.syllables.size();
    }
  }
  return wins / pairs;
}

TEST(Placement, PutsStressesOnTheStrongerBeats) {
  struct Case {
    song::TimeSignature metre;
    double tempo_bpm;
    int measures;
    double least;
  };
  for (const Case& c : {Case{{4, 4}, 96, 2, 0.9}, Case{{3, 4}, 96, 3, 0.85}, Case{{3, 4}, 150, 4, 0.85},
                        Case{{6, 8}, 96, 3, 0.85}, Case{{6, 8}, 76, 2, 0.9}, Case{{12, 8}, 90, 1, 0.9},
                        Case{{9, 8}, 84, 1, 0.85}, Case{{5, 4}, 96, 2, 0.9}, Case{{7, 8}, 110, 2, 0.85}}) {
    double sum = 0;
    for (std::string_view style : song::kMelodies) {
      const double share = stress_share(c.metre, c.tempo_bpm, c.measures, style);
      RecordProperty("stress_" + song::to_string(c.metre) + "_" + std::string(style), std::to_string(share));
      sum += share / static_cast<double>(song::kMelodies.size());
    }
    EXPECT_GE(sum, c.least) << song::to_string(c.metre) << " at " << c.tempo_bpm;
  }
}

constexpr std::string_view kRoomyLines[] = {"The/0 river/10 is/1 a/0 silver/10 stone/1",
                                            "Golden/10 fields/1 and/0 paper/10 skies/1"};

/// Mean difference of the distances from onset to onset, in beats.
double unlike(const std::vector<SyllableTime>& a, const std::vector<SyllableTime>& b) {
  double sum = 0;
  for (std::size_t i = 1; i < a.size(); ++i)
    sum += std::abs((a[i].start - a[i - 1].start) - (b[i].start - b[i - 1].start));
  return sum / static_cast<double>(a.size() - 1);
}

TEST(Placement, SeedsDifferInEveryStyle) {
  constexpr Seed kSeeds = 8;
  for (std::string_view style : song::kMelodies) {
    for (std::string_view text : kRoomyLines) {
      const auto syllables = weights_of(fixture::line_of(text));
      std::vector<std::vector<SyllableTime>> rhythms;
      for (Seed seed = 1; seed <= kSeeds; ++seed)
        rhythms.push_back(place_syllables(syllables, frame_of({4, 4}, 66, 2, style, seed)));
      double sum = 0;
      for (Seed i = 0; i < kSeeds; ++i) {
        for (Seed k = 0; k < i; ++k) sum += unlike(rhythms[i], rhythms[k]);
      }
      EXPECT_GE(sum / (kSeeds * (kSeeds - 1) / 2), 0.2) << style << ": " << text;
    }
  }
}

TEST(Placement, FloatsOnLongNotesWhereTheWordsAreStressed) {
  for (std::string_view text : kRoomyLines) {
    const auto syllables = weights_of(fixture::line_of(text));
    double stressed = 0, weak = 0, held = 0;
    int stresses = 0;
    constexpr Seed kSeeds = 8;
    for (Seed seed = 1; seed <= kSeeds; ++seed) {
      const auto times = place_syllables(syllables, frame_of({4, 4}, 60, 2, "floating", seed));
      for (std::size_t i = 0; i + 1 < times.size(); ++i) {
        (syllables[i].weight >= 2 ? stressed : weak) += times[i].length;
        stresses += syllables[i].weight >= 2;
      }
      held += times.back().length / kSeeds;
      EXPECT_GE(times.back().start + times.back().length, 4) << "half of the line: " << text;
    }
    const double weaks = static_cast<double>((syllables.size() - 1) * kSeeds - static_cast<std::size_t>(stresses));
    EXPECT_GE(stressed / stresses, 1.3 * weak / weaks) << text;
    EXPECT_GE(held, 1.2) << text;
  }
}

TEST(Placement, RestsWhereALineHasMoreRoomThanWordsBear) {
  const auto syllables = weights_of(fixture::line_of("Golden/10 fields/1 and/0 paper/10 skies/1"));
  for (Seed seed = 1; seed <= 8; ++seed) {
    const auto times = place_syllables(syllables, frame_of({4, 4}, 60, 4, "floating", seed));
    const double onsets_s = times.back().start - times.front().start;  // beats are seconds
    EXPECT_LE(onsets_s / static_cast<double>(times.size() - 1), 1.1) << seed;
    for (const SyllableTime& time : times) EXPECT_LE(time.length, 2) << seed;
  }
}

TEST(Placement, KeepsTheRhythmOfAPhraseForWordsThatFitIt) {
  const song::Line first = fixture::line_of("Golden/10 fields/1 and/0 paper/10 skies/1");
  const song::Line second = fixture::line_of("Silver/10 boats/1 and/0 quiet/10 eyes/1");
  RhythmFrame frame = frame_of({4, 4}, 100, 2);
  const auto a = place_syllables(weights_of(first), frame);
  const auto b = place_syllables(weights_of(second), frame);
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].start, b[i].start);
}

}  // namespace
}  // namespace souls::band::music
