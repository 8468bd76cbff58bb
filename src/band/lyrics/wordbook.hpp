#pragma once
// The words that lines are made of, as tokens of the model: which tokens begin or continue which words.

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "band/lyrics/language_model.hpp"
#include "band/lyrics/lexicon.hpp"

namespace souls::band::lyrics {

using WordId = int;
inline constexpr WordId kNoWord = -1;

/// A word of the lexicon with what the search asks for most.
struct BookWord {
  const WordInfo* info = nullptr;
  std::string shown;  ///< as it stands inside a line: "I'm", "rain"
  int syllables = 1;
  std::string stress;     ///< 'x' stressed, '.' unstressed, a letter a syllable
  int family = 0;         ///< number of its rhyme family
  int stem = 0;           ///< equal for "light", "lights", "lighting"
  bool determiner = false;   ///< "the", "my"
  bool form_of_be = false;   ///< "is", "were"
  bool bare = false;         ///< a verb's or noun's bare form, which "is" wants something before
  bool vowel_first = false;  ///< it begins with a vowel sound: "an hour"
  float plainness = 0;    ///< what its use is worth whatever the song: common and concrete words more, long ones less
  bool may_end = false;   ///< a line may end with it
  bool unknown = false;   ///< the lexicon lacks it: its sounds are told from its letters
  Token single = -1;      ///< its token inside a line when it is one token, else −1
};

/// Tokens of words as a tree. Node 0 stands before a word inside a line, node 1 before a line's first word.
class Wordbook {
 public:
  struct Node {
    WordId word = kNoWord;            ///< the word that is complete here
    std::uint32_t syllable_mask = 0;  ///< bit n: a word of n syllables ends here or further on
    std::vector<std::pair<Token, int>> children;
    int parent = -1;
  };
  static constexpr int kInside = 0;
  static constexpr int kLineStart = 1;

  /// `asked` are words that this song may use however rare they are, in small letters but for a name's first.
  Wordbook(std::shared_ptr<const Lexicon> lexicon, const LanguageModel& model, std::span<const std::string> asked = {});

  const std::vector<BookWord>& words() const { return words_; }
  const BookWord& word(WordId id) const { return words_[static_cast<std::size_t>(id)]; }
  const Node& node(int id) const { return nodes_[static_cast<std::size_t>(id)]; }
  std::size_t node_count() const { return nodes_.size(); }
  /// The nodes at which a word is complete, inside a line and at its start (−1 when it opens none).
  std::span<const int> ends_of(WordId id) const { return {&ends_[static_cast<std::size_t>(id) * 2], 2}; }
  /// kNoWord when songs may not use the word.
  WordId find(std::string_view word) const;
  /// The words of a rhyme family that may end lines.
  const std::vector<WordId>& family(int number) const { return families_[static_cast<std::size_t>(number)]; }
  /// log of the number of common words of a family.
  double richness(int number) const { return richness_[static_cast<std::size_t>(number)]; }
  std::size_t family_count() const { return families_.size(); }
  /// False for a word twice in a row, "a hour", and "carries it's glee": after a word that tells, without a pause, the
  /// model means "its".
  bool may_follow(WordId before, WordId word) const;

 private:
  using Edges = std::map<std::pair<int, Token>, int>;
  BookWord entry_of(const WordInfo& info, const std::string* asked) const;
  int insert(Edges& edges, int root, std::span<const Token> tokens, WordId word);

  std::shared_ptr<const Lexicon> lexicon_;
  std::vector<WordInfo> asked_infos_;  ///< of asked words that the word list lacks
  std::vector<Sounds> told_sounds_;    ///< of those that the lexicon lacks
  std::vector<BookWord> words_;
  std::vector<Node> nodes_;
  std::vector<int> ends_;
  std::vector<std::vector<WordId>> families_;
  std::vector<double> richness_;
  WordId article_a_ = kNoWord, article_an_ = kNoWord, it_is_ = kNoWord;
};

}  // namespace souls::band::lyrics
