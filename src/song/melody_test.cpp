#include "song/melody.hpp"

#include <gtest/gtest.h>

namespace souls::song {
namespace {

TEST(Melody, KeepsTheHighestOfNotesThatSoundTogether) {
  const std::vector<MelodyNote> notes = {{1, 4, 72},    {0, 1.5, 60},  {0, 2, 67},
                                         {1.01, 1, 64}, {3, 0.01, 80}, {6, 1, 65}};
  const std::vector<MelodyNote> wanted = {{0, 1, 67}, {1, 4, 72}, {6, 1, 65}};
  EXPECT_EQ(one_voice(notes, {4, 4}), wanted);
}

TEST(Melody, LeavesOutRestsByWholeMeasures) {
  const auto voice = one_voice({{11, 1, 60}, {12, 3, 65}}, {3, 4});
  ASSERT_EQ(voice.size(), 2u);
  EXPECT_DOUBLE_EQ(voice[0].start_beat, 2) << "an upbeat stays one";
  EXPECT_DOUBLE_EQ(voice[1].start_beat, 3);
}

TEST(Melody, IsOneVoiceAlready) {
  const auto voice = one_voice({{0, 1, 60}, {1, 1, 62}, {2, 2, 64}}, {4, 4});
  EXPECT_EQ(one_voice(voice, {4, 4}), voice);
  EXPECT_TRUE(one_voice({}, {4, 4}).empty());
}

std::vector<MelodyNote> tune(std::initializer_list<int> pitches) {
  std::vector<MelodyNote> notes;
  double beat = 0;
  for (const int pitch : pitches) notes.push_back({beat++, 1, pitch});
  return notes;
}

TEST(Key, IsEstimatedFromHowLongPitchesSound) {
  const auto scale = tune({60, 62, 64, 65, 67, 69, 71, 72, 67, 64, 60});
  EXPECT_EQ(estimate_key(scale), (Key{0, Mode::major}));
  const auto minor = tune({69, 71, 72, 74, 76, 77, 76, 74, 72, 71, 69, 68, 69, 76, 69});
  EXPECT_EQ(estimate_key(minor), (Key{9, Mode::minor}));
  auto moved = scale;
  for (MelodyNote& note : moved) note.pitch += 7;
  EXPECT_EQ(estimate_key(moved), (Key{7, Mode::major}));
  EXPECT_EQ(estimate_key({}), Key{});
}

}  // namespace
}  // namespace souls::song
