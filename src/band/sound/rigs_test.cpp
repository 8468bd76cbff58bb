#include "band/sound/rigs.hpp"

#include <gtest/gtest.h>

#include "band/sound/sound.hpp"
#include "song/traits.hpp"

namespace souls::band::sound {
namespace {

using song::Role;

song::Plan plan_of(const std::string& rig) {
  song::Plan plan;
  plan.traits.rig = rig;
  plan.tracks = {{"Drums", Role::drums, "kit_acoustic", ""}, {"Bass", Role::bass, "finger_bass", ""},
                 {"Pad", Role::pad, "warm_pad", ""},         {"High Pad", Role::pad, "glass_pad", ""},
                 {"Voice", Role::lead, "alto", ""},          {"Harmony", Role::harmony, "soprano", ""}};
  return plan;
}

TEST(Rigs, ThereIsOneForEveryNameAndItsTailEndsInTime) {
  for (const auto name : song::kRigs) {
    const Rig& rig = find_rig(name);
    EXPECT_LE(rig.reverb.seconds, 2.5) << name;
    EXPECT_LE(rig.reverb.size, 2) << name;
    EXPECT_EQ(&rig == &find_rig("pop"), name == "pop") << name;
  }
  EXPECT_EQ(&find_rig("no such rig"), &find_rig("pop"));
}

TEST(Rigs, EveryInstrumentHasASoundAndALevel) {
  for (const auto& instrument : song::instruments()) {
    const auto sound = find_sound(instrument.id, "pop");
    ASSERT_TRUE(sound) << instrument.id;
    EXPECT_TRUE(raw_loudness_lufs(instrument.id)) << instrument.id;
    EXPECT_EQ(sound->source == Source::font, !instrument.synthetic) << instrument.id;
    EXPECT_LT(std::abs(sound->gain_db), 20) << instrument.id;
  }
  EXPECT_FALSE(find_sound("kazoo", "pop"));
}

TEST(Rigs, BassHasNoReverbAndGuitarsAreDoubled) {
  song::Traits traits;
  traits.rig = "house";
  const auto bass = find_treatment(*find_sound("saw_bass", "house"), {"Bass", Role::bass, "saw_bass", ""}, traits);
  EXPECT_EQ(bass.reverb_db, kNoSend_db);
  EXPECT_GT(bass.kick_duck_db, 5);
  EXPECT_EQ(bass.vocal_dip_db, 0);
  const auto guitar = find_treatment(*find_sound("steel_guitar", "folk"), {"G", Role::guitar, "steel_guitar", ""}, traits);
  EXPECT_TRUE(guitar.doubled);
  EXPECT_GT(guitar.vocal_dip_db, 0);
}

TEST(Balance, VoiceStandsAboveTheBed) {
  for (const auto name : song::kRigs) {
    const song::Plan plan = plan_of(std::string(name));
    const double voice = target_loudness_lu(plan, plan.tracks[4]);
    const double drums = target_loudness_lu(plan, plan.tracks[0]);
    EXPECT_GT(voice, drums + 2) << name;
    EXPECT_LT(voice, 6) << name;
    EXPECT_DOUBLE_EQ(target_loudness_lu(plan, plan.tracks[5]), voice - 6) << name;
    EXPECT_LT(target_loudness_lu(plan, plan.tracks[3]), target_loudness_lu(plan, plan.tracks[2])) << name;
  }
  song::Plan alone;
  alone.tracks = {{"Voice", Role::lead, "alto", ""}};
  EXPECT_EQ(target_loudness_lu(alone, alone.tracks[0]), 0);
}

}  // namespace
}  // namespace souls::band::sound
