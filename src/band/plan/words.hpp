#pragma once
// What kinds of English words there are, as far as a title and a theme need to know, and what a mood calls to mind.

#include <array>
#include <string_view>
#include <utility>

namespace souls::band::plan {

enum class WordClass {
  determiner,
  possessive,  ///< my, her, grandmother's: the noun comes after
  preposition,
  conjunction,
  relative,  ///< who, that, which
  pronoun,
  auxiliary,
  verb,       ///< a finite verb that is seldom a noun
  gerund,     ///< -ing
  adjective,  ///< a noun is still to come
  adverb,
  content,  ///< nouns, names, and whatever isn't known
};

WordClass class_of(std::string_view lower);

/// Words that carry no picture by themselves: "thing", "about", "make".
bool is_pale(std::string_view lower);

/// True when the word alone says what a song is about: neither a function word nor a pale one.
bool is_telling(std::string_view lower);

/// A text for each of the ten moods, by the mood's name.
using OfMood = std::array<std::pair<std::string_view, std::string_view>, 10>;

/// The mood's own text; of a mood that isn't there the second.
std::string_view of_mood(const OfMood& texts, std::string_view mood);

}  // namespace souls::band::plan
