#pragma once
// What a section sings about: words near the song's theme, and its share of rhyme sounds.

#include <vector>

#include "band/lyrics/language_model.hpp"
#include "band/lyrics/wordbook.hpp"
#include "song/plan.hpp"

namespace souls::band::lyrics {

/// Words with a weight: 1 for the song's own, less for words that go with them.
struct Theme {
  std::vector<float> weight;      ///< of each word of the book, 0 to 1
  std::vector<WordId> own_words;  ///< of title and theme, in their order
  std::vector<WordId> title_words;
  std::vector<WordId> neighbours;  ///< the words that go best with them
};

/// The words of the plan's theme and title that the lexicon can sound, and their singulars and plurals. Of the theme's
/// others the first that can be sung all the same: a name, or two words in one. All in small letters but for names.
std::vector<std::string> asked_words(const Lexicon& lexicon, const song::Plan& plan);

/// Asks the model which words go with the plan's title and theme. Uses the model's text 0 and those above; clears it.
Result<Theme> find_theme(LanguageModel& model, const Wordbook& book, const song::Plan& plan);

/// The place of the section among the plan's distinct ones with words, and their number.
struct Turn {
  std::size_t index = 0;
  std::size_t count = 1;
};
Turn turn_of(const song::Plan& plan, const song::SectionPlan& section);

/// What singing each word of the book once is worth to the section, in nats: most for its share of the theme's own words
/// in any form, less for the others, nothing for the rest.
std::vector<float> dues_of(const Wordbook& book, const Theme& theme, const Turn& turn);

/// The section's share of the theme: words near it that are this section's to use, most telling first.
std::vector<WordId> deal_words(const Wordbook& book, const Theme& theme, const Turn& turn);

/// The rhyme families whose turn it is: those with words enough for `lines_max` lines to rhyme, shared out by worth.
std::vector<bool> deal_families(const Wordbook& book, const Theme& theme, const Turn& turn, std::size_t lines_max);

}  // namespace souls::band::lyrics
