// measure SOUNDFONT: plays each instrument's standard phrase and prints src/band/sound/levels.cpp, the table that
// brings all instruments to one loudness. Run again when a patch, a kit or the soundfont changes.

#include <cstdio>

#include "band/sound/instruments.hpp"
#include "band/sound/loudness.hpp"
#include "band/sound/soundfont.hpp"

namespace {

using namespace souls;
using namespace souls::band::sound;

bool is_chordal(const song::Instrument& instrument) {
  using enum song::Role;
  const song::Role role = instrument.roles.front();
  return role == keys || role == pad || role == guitar || role == strings;
}

/// Four measures at 100 bpm: notes or chords on the beats, or a plain beat for drums.
std::vector<PlayedNote> phrase(const song::Instrument& instrument) {
  constexpr double kBeat_s = 0.6;
  std::vector<PlayedNote> notes;
  if (instrument.roles.front() == song::Role::drums) {
    for (int beat = 0; beat < 16; ++beat) {
      notes.push_back({beat * kBeat_s, 0.1, beat % 2 ? 38 : 36, 105});
      for (int half = 0; half < 2; ++half) notes.push_back({(beat + half * 0.5) * kBeat_s, 0.1, 42, half ? 65 : 85});
    }
    return notes;
  }
  const bool held = instrument.roles.front() == song::Role::pad || instrument.roles.front() == song::Role::strings;
  const int centre = (instrument.low + instrument.high) / 2;
  const double length = held ? 4 : 1;
  for (double beat = 0; beat < 16; beat += length) {
    const int root = centre + (static_cast<int>(beat) / 4 % 2 ? 2 : -3);
    for (const int interval : is_chordal(instrument) ? std::vector<int>{0, 4, 7} : std::vector<int>{0}) {
      notes.push_back({beat * kBeat_s, 0.95 * length * kBeat_s, root + interval, 88});
    }
  }
  return notes;
}

double measured_lufs(SoundFont& font, const song::Instrument& instrument) {
  const auto sound = find_sound(instrument.id, "");
  if (!sound) return -70;
  const auto notes = phrase(instrument);
  Stereo x(static_cast<std::size_t>(10 * kSampleRateHz));
  switch (sound->source) {
    case Source::font:
      (void)font.play(sound->bank, sound->program, notes, 0, 0, Context{}, x);
      break;
    case Source::patch:
      play(sound->patch, notes, 0, 0, 1, Context{}, x);
      break;
    case Source::kit:
      play(sound->kit, notes, 0, 1, Context{}, x);
      break;
    case Source::riser:
      play_riser({{0, 4.8, 60, 90}, {4.8, 4.8, 60, 90}}, 0, 1, x);
      break;
  }
  return loudness_lufs(x);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "measure SOUNDFONT > src/band/sound/levels.cpp\n");
    return 2;
  }
  auto font = SoundFont::load(argv[1]);
  if (!font) {
    std::fprintf(stderr, "%s\n", font.error().message.c_str());
    return 1;
  }
  std::printf(
      "%s",
      R"(// Written by bench/sound/measure: loudness of each instrument's standard phrase as it comes from the player, in LUFS.

#include <map>
#include <string>

#include "band/sound/instruments.hpp"

namespace souls::band::sound {

std::optional<double> raw_loudness_lufs(std::string_view instrument) {
  static const std::map<std::string, double, std::less<>> kLevels = {
)");
  for (const auto& instrument : song::instruments()) {
    std::printf("      {\"%s\", %.1f},\n", instrument.id.c_str(), measured_lufs(**font, instrument));
  }
  std::printf("%s", R"(  };
  const auto found = kLevels.find(instrument);
  if (found == kLevels.end()) return std::nullopt;
  return found->second;
}

}  // namespace souls::band::sound
)");
  return 0;
}
