#pragma once
// Pronunciations as short strings of codes, one char a phone, and what follows from them: syllables, stress, rhyme.

#include <string>
#include <string_view>
#include <vector>

#include "song/lyrics.hpp"

namespace souls::band::lyrics {

/// A pronunciation: one code a phone. Codes count from '#' through the phones in the order of phone_names().
using Sounds = std::string;

/// The phones as CMUdict writes them, vowels with their stress digit: "AA0 AA1 AA2 … ZH".
std::string_view phone_names();
/// The code of a phone, or 0 when there is no such phone.
char phone_code(std::string_view name);
/// The phone without stress digit: "AH", "NG".
std::string_view phoneme_of(char code);
bool is_vowel(char code);
/// 0, 1 or 2; of a consonant 0.
int stress_of(char code);
/// The same vowel with another stress.
char with_stress(char code, int stress);

int syllable_count(std::string_view sounds);
/// The stress digit of each syllable: "010".
std::string stresses(std::string_view sounds);
/// The sounds of each syllable: as many consonants as English allows begin the next one.
std::vector<Sounds> split_syllables(std::string_view sounds);
/// The syllables of a spelling: its letters divided where the sounds are. `spelling` may hold any bytes; only ASCII
/// letters are matched with sounds, all else stays with the letter before it. The texts join to `spelling`.
std::vector<song::Syllable> spell_syllables(std::string_view spelling, std::string_view sounds);

/// How two pronunciations rhyme. Perfect: all agrees from the last stressed vowel on and the consonant before differs.
/// Slant: the same vowel with consonants of the same classes after it, or the same consonants after another vowel.
enum class RhymeKind { none, slant, perfect, identical };
RhymeKind rhyme_kind(std::string_view first, std::string_view second);
/// The sounds from the last stressed vowel on, without stress: equal for words that rhyme perfectly.
std::string rhyme_key(std::string_view sounds);

}  // namespace souls::band::lyrics
