#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "band/sound/maths.hpp"
#include "band/sound/signals_fixture.hpp"
#include "band/sound/sound.hpp"
#include "base/cases_test.hpp"
#include "song/traits.hpp"

namespace souls::band::sound {
namespace {

using song::Role;
using test::note;
using test::task_for;

class StudioTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto loaded = Studio::load(test::package_path());
    ASSERT_TRUE(loaded) << loaded.error().message;
    studio_ = std::move(*loaded);
  }
  static void TearDownTestSuite() { studio_.reset(); }
  static SectionSound render(const RenderTask& task) {
    auto sound = studio_->render(task, Context{});
    EXPECT_TRUE(sound) << sound.error().message;
    return sound ? std::move(*sound) : SectionSound{};
  }
  static std::unique_ptr<Studio> studio_;
};
std::unique_ptr<Studio> StudioTest::studio_;

TEST_F(StudioTest, EveryInstrumentSoundsAndIsInTune) {
  const auto& all = song::instruments();
  const std::size_t apart = all.size() / static_cast<std::size_t>(test_cases(static_cast<int>(all.size())));
  for (std::size_t k = 0; k < all.size(); k += apart) {
    const auto& instrument = all[k];
    RenderTask task = task_for(instrument.id, instrument.roles.front(), "jazz");
    const bool drums = instrument.roles.front() == Role::drums;
    const int pitch = drums ? 38 : (instrument.low + instrument.high) / 2;
    task.notes = {note(0, 3, pitch, 100)};
    const SectionSound sound = render(task);
    ASSERT_EQ(sound.audio.channels.size(), 2u);
    std::vector<float> mono = sound.audio.channels[0];
    for (std::size_t i = 0; i < mono.size(); ++i) mono[i] += sound.audio.channels[1][i];
    EXPECT_GT(test::rms_db(mono, 0.04, 0.8), -45) << instrument.id;
    if (drums || instrument.roles.front() == Role::fx) continue;
    EXPECT_NEAR(test::cents_off(mono, pitch, 0.1, 1.0), 0, 15) << instrument.id;
  }
}

TEST_F(StudioTest, EveryRigPlaysEveryRole) {
  for (const auto rig : song::kRigs) {
    for (const auto& [role, instrument] : {std::pair{Role::drums, "kit_room"}, {Role::bass, "saw_bass"}, {Role::keys, "fm_piano"},
                                           {Role::guitar, "clean_guitar"}, {Role::pad, "warm_pad"}, {Role::strings, "slow_strings"},
                                           {Role::arp, "pulse_arp"}, {Role::lead_synth, "flute"}, {Role::fx, "noise_riser"}}) {
      RenderTask task = task_for(instrument, role, std::string(rig));
      task.length_beats = 2;
      task.notes = {note(0, 1, role == Role::bass ? 36 : role == Role::drums ? 38 : 64, 100)};
      task.kick = {note(0, 0.2, 36)};
      task.vocal = {note(1, 1, 64)};
      const SectionSound sound = render(task);
      EXPECT_GT(test::rms_db(sound.audio.channels[0], 0.04, 0.6), -50) << rig << " " << instrument;
    }
  }
}

TEST_F(StudioTest, IsSilentBeforeTheLeadInAndAfterTheTail) {
  for (const char* instrument : {"grand_piano", "warm_pad", "kit_cinematic", "vibraphone"}) {
    const Role role = song::find_instrument(instrument)->roles.front();
    RenderTask task = task_for(instrument, role, "ambient");
    for (int beat = 0; beat < 4; ++beat) task.notes.push_back(note(beat, 6, role == Role::drums ? 49 : 65, 120));
    const SectionSound sound = render(task);
    EXPECT_LE(sound.lead_in_frames, 45u * 48);
    EXPECT_LE(sound.audio.frames(), sound.lead_in_frames + static_cast<std::size_t>((2 + 3.9) * 48000));
    EXPECT_LT(std::fabs(sound.audio.channels[0].back()), 1e-4f) << instrument;
  }
}

TEST_F(StudioTest, GivesTheSameBytesWhateverItPlayedBefore) {
  std::vector<RenderTask> tasks;
  for (const char* instrument : {"grand_piano", "steel_guitar", "kit_acoustic", "warm_pad", "kit_909", "slow_strings", "fm_piano"}) {
    RenderTask task = task_for(instrument, song::find_instrument(instrument)->roles.front(), "pop");
    const bool drums = task.track.role == Role::drums;
    for (int k = 0; k < 8; ++k) task.notes.push_back(note(k * 0.5, 1.5, drums ? 36 + 2 * (k % 4) : 55 + 2 * k, 90));
    tasks.push_back(task);
  }
  std::vector<SectionSound> first;
  for (const RenderTask& task : tasks) first.push_back(render(task));
  for (std::size_t i = tasks.size(); i-- > 0;) {
    EXPECT_EQ(render(tasks[i]).audio.channels, first[i].audio.channels) << tasks[i].track.instrument;
  }
  auto other = Studio::load(test::package_path());
  ASSERT_TRUE(other);
  for (std::size_t i = tasks.size(); i-- > 0;) {
    const auto again = (*other)->render(tasks[i], Context{});
    ASSERT_TRUE(again);
    EXPECT_EQ(again->audio.channels, first[i].audio.channels) << tasks[i].track.instrument;
  }
}

TEST_F(StudioTest, SendsAndPanFollowTheMix) {
  RenderTask task = task_for("vibraphone", Role::keys, "pop");
  task.notes = {note(0, 1, 65, 100)};
  const SectionSound plain = render(task);
  task.mix.reverb_db = 9;
  const SectionSound wet = render(task);
  EXPECT_GT(test::rms_db(wet.audio.channels[0], 2, 3), test::rms_db(plain.audio.channels[0], 2, 3) + 2);
  task.mix.reverb_db = 0;
  task.mix.pan = -0.9;
  const SectionSound left = render(task);
  EXPECT_GT(test::rms_db(left.audio.channels[0], 0, 1), test::rms_db(left.audio.channels[1], 0, 1) + 4);
}

TEST_F(StudioTest, RestsAreSilentAndOddInputIsRefused) {
  RenderTask task = task_for("grand_piano", Role::keys, "pop");
  const SectionSound rest = render(task);
  EXPECT_EQ(test::rms(rest.audio.channels[0], 0, 1), 0);
  task.track.instrument = "kazoo";
  EXPECT_EQ(studio_->render(task, Context{}).error().code, ErrorCode::invalid_request);
  task = task_for("grand_piano", Role::keys, "pop");
  task.tempo_bpm = 0;
  EXPECT_FALSE(studio_->render(task, Context{}));
  EXPECT_FALSE(Studio::load("no/such/folder"));
}

TEST_F(StudioTest, StopsWhenAsked) {
  RenderTask task = task_for("slow_strings", Role::pad, "pop");
  task.length_beats = 64;
  for (int k = 0; k < 16; ++k) task.notes.push_back(note(4.0 * k, 4, 60));
  int asked = 0;
  Context context;
  context.should_stop = [&] { return ++asked > 3; };
  const auto stopped = studio_->render(task, context);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
  RenderTask next = task_for("slow_strings", Role::pad, "pop");  // nothing of the stopped one is left
  next.notes = {note(2, 1, 72)};
  EXPECT_EQ(test::rms(render(next).audio.channels[0], 0, 0.9), 0);
}

Audio sung(double hz, double seconds) {
  Audio dry;
  dry.channels.push_back(test::tone(hz, 0.3, seconds).left);
  for (int k = 2; k < 12; ++k) {
    const auto overtone = test::tone(hz * k, 0.3 / k, seconds).left;
    for (std::size_t i = 0; i < overtone.size(); ++i) dry.channels[0][i] += overtone[i];
  }
  return dry;
}

TEST_F(StudioTest, VoicesKeepTheirPitchAndTime) {
  for (const char* voice : {"alto", "robot"}) {
    RenderTask task = task_for(voice, Role::lead, "pop");
    const auto sound = studio_->treat_voice(task, sung(261.6256, 2), 1440, Context{});
    ASSERT_TRUE(sound);
    EXPECT_EQ(sound->lead_in_frames, 1440u);
    std::vector<float> mono = sound->audio.channels[0];
    for (std::size_t i = 0; i < mono.size(); ++i) mono[i] += sound->audio.channels[1][i];
    EXPECT_NEAR(test::cents_off(mono, 60, 0.3, 1.8), 0, 3);
    EXPECT_LT(test::rms_db(mono, 3, 4), test::rms_db(mono, 0.3, 1.8) - 25);
    EXPECT_LE(sound->audio.frames(), 1440u + static_cast<std::size_t>(5.9 * 48000));
  }
}

TEST_F(StudioTest, HarmoniesStandBesideTheLead) {
  RenderTask task = task_for("soprano", Role::harmony, "pop");
  const auto sound = studio_->treat_voice(task, sung(330, 2), 0, Context{});
  ASSERT_TRUE(sound);
  const double left = test::rms_db(sound->audio.channels[0], 0.3, 1.8);
  const double right = test::rms_db(sound->audio.channels[1], 0.3, 1.8);
  EXPECT_GT(std::fabs(left - right), 2);
  Audio silent(1, 48000);
  const auto nothing = studio_->treat_voice(task, silent, 0, Context{});
  ASSERT_TRUE(nothing);
  EXPECT_EQ(test::rms(nothing->audio.channels[0], 0, 2), 0);
}

}  // namespace
}  // namespace souls::band::sound
