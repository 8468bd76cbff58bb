#pragma once
// The search for one line: a beam over tokens that counts down syllables and ends in a word that rhymes.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "band/lyrics/wordbook.hpp"
#include "base/context.hpp"
#include "base/random.hpp"

namespace souls::band::lyrics {

/// What a line must be, and what is wished.
struct LineWish {
  int syllables = 8;
  std::string stress;  ///< one letter a syllable, as in song::LinePlan; may be shorter
  double stress_weight = 1;
  /// What each word is worth where it stands in this line, in nats; most are worth nothing.
  std::vector<float> word_value;
  /// What a word that the section owes its theme is worth, once and above `word_value`.
  std::vector<float> due_value;
  /// Pairs of words that cost extra: those of the prompt's example, and worn openings.
  std::set<std::pair<WordId, WordId>> worn_pairs;
  std::set<std::pair<WordId, WordId>> worn_openings;
  /// Words that may not end the line: those that ended a line of what is written anew.
  std::set<WordId> barred_ends;
};

/// A beginning of the section that the line may continue: lines already written, and what may end the next.
struct Beginning {
  int text = 0;      ///< its text in the model
  int position = 0;  ///< tokens in it
  double score = 0;  ///< of all its lines
  std::vector<float> next;  ///< logits after it
  /// Words that may end the line, each with its worth.
  std::map<WordId, double> ends;
  /// Uses of words in the lines so far, by stem.
  std::map<int, int> used_stems;
  std::vector<std::pair<WordId, WordId>> used_pairs;
  std::vector<std::vector<WordId>> lines;
  std::vector<std::vector<bool>> commas;  ///< after which of their words
};

/// A line that was found.
struct FoundLine {
  std::size_t beginning = 0;
  std::vector<WordId> words;
  std::vector<bool> comma;  ///< after which words
  int text = -1;            ///< the model's text that holds it
  int position = 0;
  double score = 0;         ///< of the line alone
  double likelihood = 0;    ///< log-probability, its end included
  std::vector<float> next;  ///< logits after its last token
};

/// What the search may spend, and where it keeps texts in the model.
struct SearchSpace {
  int beam = 12;
  int finals = 9;
  int first_beam_text = 8;  ///< 2 × beam texts from here
  int first_final_text = 40;
  double noise = 0.4;
  double unlikely_nats = 12;  ///< tokens less likely than this aren't looked at
};

/// Finds lines, best first; none when the constraints can't be met. Bounded by the line's syllables.
Result<std::vector<FoundLine>> search_line(LanguageModel& model, const Wordbook& book, const LineWish& wish,
                                           const std::vector<Beginning>& beginnings, const SearchSpace& space,
                                           Random& random, const Context& context);

}  // namespace souls::band::lyrics
