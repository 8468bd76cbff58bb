#pragma once
// The lexicon of the lyrics package: how words sound, and which a song may use.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "band/lyrics/lyrics.hpp"
#include "band/lyrics/sounds.hpp"

namespace souls::band::lyrics {

/// A word that songs may use unasked.
struct WordInfo {
  std::string text;
  int commonness = 0;  ///< 5 × ln(1 + uses in modern verse)
  bool function = false, noun = false, verb = false, adjective = false, adverb = false;
  bool concrete = false;  ///< names a thing that can be seen or touched
  int end_share = 4;      ///< how often it ends a line of verse, 0 never to 9 in nearly half of its uses or more
  double valence = 0;     ///< −4 bad to 4 good
  std::string_view sounds;
};

/// Immutable; may be shared by threads.
class Lexicon {
 public:
  static Result<std::shared_ptr<const Lexicon>> read(std::string sounds_text, std::string words_text);

  std::size_t size() const { return offsets_.size(); }
  bool contains(std::string_view word) const { return !primary(word).empty(); }
  /// The primary pronunciation of a lower-case word; empty when the lexicon lacks it.
  std::string_view primary(std::string_view word) const;
  /// Null unless songs may use the word unasked.
  const WordInfo* find(std::string_view word) const;
  /// Words that the band doesn't sing even where a prompt has them: slurs and obscenities.
  bool is_unsung(std::string_view word) const;
  /// All that songs may use unasked, sorted.
  const std::vector<WordInfo>& words() const { return words_; }

 private:
  struct Entry {
    std::uint32_t word_start, word_length, sounds_start, sounds_length;
  };
  std::string_view word_at(const Entry& entry) const {
    return std::string_view(letters_).substr(entry.word_start, entry.word_length);
  }
  Status read_sounds();
  Status read_words(std::string_view text);

  std::string text_;     // the sounds file as read
  std::string letters_;  // all words, one after another
  std::vector<Entry> offsets_;
  std::vector<WordInfo> words_;
  std::vector<std::string> unsung_;
};

}  // namespace souls::band::lyrics
