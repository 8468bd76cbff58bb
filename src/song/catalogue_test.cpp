#include "song/catalogue.hpp"

#include <gtest/gtest.h>

#include <set>

#include "song/plan.hpp"

namespace souls::song {
namespace {

TEST(Voices, AreSingable) {
  std::set<std::string> ids;
  int humans = 0;
  for (const Voice& voice : voices()) {
    EXPECT_TRUE(ids.insert(voice.id).second) << voice.id;
    EXPECT_EQ(find_voice(voice.id), &voice);
    EXPECT_GE(voice.high - voice.low, 17) << voice.id << ": a tune needs an octave and a half";
    EXPECT_GT(voice.centre, voice.low);
    EXPECT_LT(voice.centre, voice.high);
    EXPECT_GE(voice.low, 40);
    EXPECT_LE(voice.high, 84);
    EXPECT_FALSE(voice.description.empty());
    humans += voice.human ? 1 : 0;
  }
  EXPECT_GE(humans, 2);
  EXPECT_LT(humans, static_cast<int>(voices().size()));
  EXPECT_EQ(find_voice("kazoo"), nullptr);
}

TEST(Instruments, CoverEveryRoleThatIsPlayed) {
  std::set<std::string> ids;
  std::set<Role> roles;
  for (const Instrument& instrument : instruments()) {
    EXPECT_TRUE(ids.insert(instrument.id).second) << instrument.id;
    EXPECT_EQ(find_instrument(instrument.id), &instrument);
    EXPECT_FALSE(instrument.roles.empty()) << instrument.id;
    EXPECT_GE(instrument.program, 0);
    EXPECT_LE(instrument.program, 127);
    EXPECT_GE(instrument.high - instrument.low, 24) << instrument.id;
    const bool kit = instrument.roles.front() == Role::drums;
    EXPECT_EQ(kit, instrument.bank == 128) << instrument.id;
    EXPECT_EQ(kit, instrument.id.starts_with("kit_")) << instrument.id;
    roles.insert(instrument.roles.begin(), instrument.roles.end());
  }
  for (const Role role : {Role::keys, Role::guitar, Role::pad, Role::bass, Role::drums, Role::lead_synth, Role::strings,
                          Role::arp, Role::fx}) {
    EXPECT_TRUE(roles.contains(role)) << to_string(role);
  }
  EXPECT_EQ(find_instrument("kazoo"), nullptr);
}

TEST(Role, ReadsBackItsOwnName) {
  for (int i = 0; i <= static_cast<int>(Role::fx); ++i) {
    const auto role = static_cast<Role>(i);
    EXPECT_EQ(parse_role(to_string(role)), role);
  }
  EXPECT_FALSE(parse_role("Lead"));
  EXPECT_FALSE(parse_role(""));
}

TEST(SectionKind, ReadsBackItsOwnName) {
  for (int i = 0; i <= static_cast<int>(SectionKind::outro); ++i) {
    const auto kind = static_cast<SectionKind>(i);
    EXPECT_EQ(parse_section_kind(to_string(kind)), kind);
  }
  EXPECT_FALSE(parse_section_kind("refrain"));
}

}  // namespace
}  // namespace souls::song
