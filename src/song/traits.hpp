#pragma once
// The closed vocabulary of song::Traits: what band/plan may choose, and band/music and band/sound know.

#include <array>
#include <string_view>

namespace souls::song {

inline constexpr std::array<std::string_view, 17> kGrooves = {
    "none",  "straight",   "half_time", "rock",  "punk",   "four_on_floor", "synthwave", "shuffle", "lofi",
    "waltz", "waltz_swing", "six_eight", "train", "bossa", "one_drop",      "funk",      "cinematic"};
inline constexpr std::array<std::string_view, 14> kHarmonies = {"pop",   "ballad", "folk",  "lullaby", "rock", "synthwave", "house",
                                                                "lofi",  "jazz",   "bossa", "modal",   "epic", "funk",      "blues"};
inline constexpr std::array<std::string_view, 10> kBasslines = {"none",  "roots",      "root_fifth", "eighths",  "octaves",
                                                                "offbeat", "syncopated", "walking",  "arpeggio", "pedal"};
inline constexpr std::array<std::string_view, 12> kCompings = {"block",  "sustained", "strum",   "fingerpick", "arpeggio", "broken",
                                                               "stabs",  "offbeat",   "bossa",   "power",      "ostinato", "swing"};
inline constexpr std::array<std::string_view, 6> kMelodies = {"gentle", "lyrical", "anthemic", "syncopated", "riff", "floating"};
inline constexpr std::array<std::string_view, 4> kHumanise = {"tight", "medium", "loose", "laid_back"};
inline constexpr std::array<std::string_view, 13> kRigs = {"pop",  "ballad", "folk",      "rock",    "synthwave", "house", "lofi",
                                                           "jazz", "latin",  "cinematic", "ambient", "lullaby",   "funk"};

}  // namespace souls::song
