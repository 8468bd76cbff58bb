#pragma once
// Where the phrases of the vocabulary stand in a prompt, and which of them are meant.

#include <string>
#include <string_view>
#include <vector>

#include "band/plan/text.hpp"
#include "band/plan/vocabulary.hpp"

namespace souls::band::plan {

struct Hit {
  std::size_t begin = 0;
  std::size_t end = 0;
  const Phrase* phrase = nullptr;
  bool negated = false;
  bool with = false;  ///< after "with", "plus", "featuring"
  bool solo = false;  ///< after "solo", "only", "just"
  bool accepted = false;
  std::size_t said_from = 0;  ///< with the "no", "with" or "solo" in front of it
};

/// Reads the tokens that it was made with, which must outlive it, and marks those that ask for something.
class PromptHits {
 public:
  explicit PromptHits(std::vector<Token>& tokens) : tokens_(tokens), hit_at_(tokens.size(), kNoHit) {}

  /// Finds all phrases; tokens that are marked already are left alone.
  void find();
  /// Tells everyday words from requests and marks the latter. Call after find().
  void accept();

  const std::vector<Hit>& all() const { return hits_; }
  /// The hit that covers a token; null when none does.
  const Hit* at(std::size_t token) const;
  void mark_accepted(std::size_t token);

  void mark(std::size_t begin, std::size_t end);
  std::string said(std::size_t begin, std::size_t end) const;
  /// The token in lower case; empty behind the end.
  std::string_view word(std::size_t i) const {
    return i < tokens_.size() ? std::string_view(tokens_[i].lower) : std::string_view();
  }
  bool same_clause(std::size_t a, std::size_t b) const {
    return b < tokens_.size() && tokens_[a].clause == tokens_[b].clause;
  }
  /// True when nothing in the token's clause speaks of a content.
  bool request_clause(std::size_t token) const;
  /// True for "song", a style, a mood, an instrument.
  bool music_word(std::size_t i) const;

 private:
  static constexpr int kNoHit = -1;

  bool matches(const Phrase& phrase, std::size_t at, std::size_t& end) const;
  void read_contexts();
  bool accept_loose(const Hit& hit) const;
  bool stays_content(const Hit& hit) const;

  std::vector<Token>& tokens_;
  std::vector<int> hit_at_;  ///< index of the hit that covers a token
  std::vector<Hit> hits_;
  std::vector<std::size_t> pending_;  ///< "no", "with" and their like in front of hits
};

}  // namespace souls::band::plan
