#include "band/vocals/phones.hpp"

#include <algorithm>
#include <array>

namespace souls::band::vocals {
namespace {

using enum Manner;

constexpr PhoneKind kSchwa = {"AH", "ax", vowel, true, 0, 0};

// Lengths are those of clear speech at a slow rate; levels lift what singing tends to swallow.
constexpr std::array<PhoneKind, 39> kPhones = {{
    {"AA", "aa", vowel, true, 0, 0},        {"AE", "ae", vowel, true, 0, 0},
    {"AH", "ah", vowel, true, 0, 0},        {"AO", "ao", vowel, true, 0, 0},
    {"AW", "aw", diphthong, true, 0, 0},    {"AY", "ay", diphthong, true, 0, 0},
    {"B", "b", stop, true, 85, 2},          {"CH", "ch", affricate, false, 130, 0},
    {"D", "d", stop, true, 80, 2},          {"DH", "dh", fricative, true, 65, 3},
    {"EH", "eh", vowel, true, 0, 0},        {"ER", "er", vowel, true, 0, 0},
    {"EY", "ey", diphthong, true, 0, 0},    {"F", "f", fricative, false, 115, 4},
    {"G", "g", stop, true, 85, 2},          {"HH", "hh", aspirate, false, 80, 4},
    {"IH", "ih", vowel, true, 0, 0},        {"IY", "iy", vowel, true, 0, 0},
    {"JH", "jh", affricate, true, 110, 0},  {"K", "k", stop, false, 110, 3},
    {"L", "l", liquid, true, 80, 2},        {"M", "m", nasal, true, 90, 2},
    {"N", "n", nasal, true, 80, 2},         {"NG", "ng", nasal, true, 95, 2},
    {"OW", "ow", diphthong, true, 0, 0},    {"OY", "oy", diphthong, true, 0, 0},
    {"P", "p", stop, false, 110, 3},        {"R", "r", liquid, true, 80, 1},
    {"S", "s", fricative, false, 125, -1},   {"SH", "sh", fricative, false, 125, -1},
    {"T", "t", stop, false, 100, 3},        {"TH", "th", fricative, false, 105, 4},
    {"UH", "uh", vowel, true, 0, 0},        {"UW", "uw", vowel, true, 0, 0},
    {"V", "v", fricative, true, 75, 3},     {"W", "w", glide, true, 75, 1},
    {"Y", "y", glide, true, 75, 1},         {"Z", "z", fricative, true, 95, -1},
    {"ZH", "zh", fricative, true, 95, -1},
}};

}  // namespace

const PhoneKind* find_phone(std::string_view arpabet, int stress) {
  if (arpabet == kSchwa.arpabet && stress == 0) return &kSchwa;
  const auto found = std::find_if(kPhones.begin(), kPhones.end(),
                                  [&](const PhoneKind& kind) { return kind.arpabet == arpabet; });
  return found == kPhones.end() ? nullptr : &*found;
}

}  // namespace souls::band::vocals
