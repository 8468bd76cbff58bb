#include "band/sound/humanise.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "band/sound/signals_fixture.hpp"
#include "song/traits.hpp"

namespace souls::band::sound {
namespace {

using song::Role;
using test::note;

TEST(Humanise, KeepsEveryNoteNearItsPlace) {
  for (const auto humanise_row : song::kHumanise) {
    for (const Role role : {Role::drums, Role::bass, Role::keys, Role::guitar, Role::lead_synth, Role::arp}) {
      RenderTask task = test::task_for("grand_piano", role, "pop");
      task.traits.humanise = humanise_row;
      task.length_beats = 64;
      for (int beat = 0; beat < 64; ++beat) task.notes.push_back(note(beat, 0.9, 42));
      const auto played = humanise(task);
      ASSERT_EQ(played.size(), 64u);
      const double bound_s = (2.5 * feel_of(task.traits, role).timing_ms + feel_of(task.traits, role).late_ms + 9) / 1000;
      double spread = 0;
      for (std::size_t i = 0; i < played.size(); ++i) {
        const double off = played[i].start_s - static_cast<double>(i) * 0.5;
        EXPECT_LE(std::fabs(off), bound_s);
        EXPECT_GE(played[i].start_s, -kEarliest_s);
        EXPECT_GE(played[i].velocity, 1);
        EXPECT_LE(played[i].velocity, 127);
        spread += off * off;
      }
      EXPECT_GT(spread, 0);
    }
  }
}

TEST(Humanise, NeighboursResembleEachOther) {
  RenderTask task = test::task_for("kit_909", Role::drums, "pop");
  task.length_beats = 512;
  for (int beat = 0; beat < 512; ++beat) task.notes.push_back(note(beat, 0.1, 42));
  const auto played = humanise(task);
  double same = 0, next = 0;
  for (std::size_t i = 0; i + 1 < played.size(); ++i) {
    const double a = played[i].start_s - static_cast<double>(i) * 0.5;
    const double b = played[i + 1].start_s - static_cast<double>(i + 1) * 0.5;
    same += a * a;
    next += a * b;
  }
  EXPECT_NEAR(next / same, 0.55, 0.15);
}

TEST(Humanise, StrumsGuitarsAndNotPads) {
  RenderTask task = test::task_for("steel_guitar", Role::guitar, "folk");
  task.traits.comping = "strum";
  task.traits.humanise = "loose";
  for (const int pitch : {48, 52, 55, 60}) task.notes.push_back(note(1, 1, pitch));
  auto played = humanise(task);
  ASSERT_EQ(played.size(), 4u);
  for (std::size_t i = 1; i < 4; ++i) {
    const double gap = played[i].start_s - played[i - 1].start_s;
    EXPECT_GE(gap, 0.0119);
    EXPECT_LE(gap, 0.0201);
    EXPECT_GT(played[i].pitch, played[i - 1].pitch);  // on the beat from low to high
  }
  task.track.role = Role::pad;
  played = humanise(task);
  EXPECT_NEAR(played[3].start_s, played[0].start_s, 1e-9);
}

TEST(Humanise, LeavesOutWhatIsNotInTheSection) {
  RenderTask task = test::task_for("grand_piano", Role::keys, "pop");
  task.notes = {note(-3, 1, 60), note(0, 1, 60), note(4, 1, 60), note(1, 0, 60)};
  EXPECT_EQ(humanise(task).size(), 1u);
}

TEST(Swing, MovesStraightOffbeatsAlone) {
  song::Traits traits;
  traits.swing = 0.64;
  const song::TimeSignature common{4, 4}, compound{6, 8};
  EXPECT_DOUBLE_EQ(swung(2.5, traits, common), 2.64);
  EXPECT_DOUBLE_EQ(swung(2, traits, common), 2);
  EXPECT_DOUBLE_EQ(swung(2.66, traits, common), 2.66);
  EXPECT_DOUBLE_EQ(swung(2.5, traits, compound), 2.5);
  traits.rig = "lofi";
  EXPECT_DOUBLE_EQ(swung(2.25, traits, common), 2.32);
  EXPECT_DOUBLE_EQ(swung(2.5, traits, common), 2.5);
  traits.swing = 0.5;
  EXPECT_DOUBLE_EQ(swung(2.25, traits, common), 2.25);
}

TEST(SecondTake, DiffersALittle) {
  const std::vector<PlayedNote> notes = {{0, 1, 60, 90}, {1, 1, 62, 90}};
  const auto take = second_take(notes, 3);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_NE(take[i].start_s, notes[i].start_s);
    EXPECT_NEAR(take[i].start_s, notes[i].start_s, 0.0101);
    EXPECT_NEAR(take[i].velocity, notes[i].velocity, 6);
  }
}

}  // namespace
}  // namespace souls::band::sound
