#include "band/lyrics/wordbook.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace souls::band::lyrics {
namespace {

constexpr int kCommonnessMin = 12;     ///< rarer words are understood but never used unasked
constexpr int kEndCommonnessMin = 20;  ///< ends of lines are plain words
constexpr int kWidelyKnown = 30;
constexpr int kEndShareMin = 2;
constexpr int kFunctionEndShareMin = 3;

std::string capitalised(std::string word) {
  if (word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 32);
  return word;
}

bool is_first_person(std::string_view word) { return word == "i" || word.starts_with("i'"); }

std::string stress_pattern(const WordInfo& info) {
  std::string pattern = stresses(info.sounds);
  for (char& digit : pattern) digit = digit == '0' ? '.' : 'x';
  if (pattern.size() == 1) pattern = info.function ? "." : "x";
  return pattern;
}

/// The word without its ending, as far as that can be told from letters.
std::string stem_of(std::string word) {
  for (std::string_view ending : {"'s", "ings", "ing", "ness", "less", "ers", "ies", "ied", "est", "ed", "er", "es", "ly", "s", "y", "e"}) {
    if (word.size() >= ending.size() + 3 && word.ends_with(ending)) {
      word.resize(word.size() - ending.size());
      break;
    }
  }
  const std::size_t n = word.size();
  if (n > 3 && word[n - 1] == word[n - 2]) word.pop_back();
  if (word.size() > 3 && (word.back() == 'e' || word.back() == 'i')) word.pop_back();
  return word;
}

float plainness_of(const WordInfo& info, int syllables) {
  if (info.function) return 0.0f;
  float worth = 0.03f * static_cast<float>(std::clamp(info.commonness, 12, 45) - 38);
  if (info.concrete) worth += 0.3f;
  if (syllables > 2) worth -= 0.7f * static_cast<float>(syllables - 2);
  return worth;
}

}  // namespace

Wordbook::Wordbook(std::shared_ptr<const Lexicon> lexicon, const LanguageModel& model) : lexicon_(std::move(lexicon)) {
  nodes_.resize(2);
  std::map<std::string, int> family_numbers;
  std::map<std::string, int> stem_numbers;
  Edges edges;
  std::unordered_map<std::string, Token> pieces;
  for (Token token = 0; token < model.vocabulary_size(); ++token) pieces.emplace(model.piece(token), token);
  // A spelling that is one piece is one token; only the others need the tokeniser.
  const auto tokens_of = [&](const std::string& spelling) {
    const auto whole = pieces.find(spelling);
    return whole != pieces.end() ? std::vector<Token>{whole->second} : model.tokens(spelling);
  };
  for (const WordInfo& info : lexicon_->words()) {
    if (info.commonness < kCommonnessMin && !info.function) continue;
    BookWord word;
    word.info = &info;
    word.shown = is_first_person(info.text) ? capitalised(info.text) : info.text;
    word.syllables = syllable_count(info.sounds);
    word.stress = stress_pattern(info);
    word.family = family_numbers.emplace(rhyme_key(info.sounds), static_cast<int>(family_numbers.size())).first->second;
    word.stem = stem_numbers.emplace(stem_of(info.text), static_cast<int>(stem_numbers.size())).first->second;
    word.vowel_first = is_vowel(info.sounds[0]);
    word.plainness = plainness_of(info, word.syllables);
    word.may_end = (info.function ? info.end_share >= kFunctionEndShareMin : info.end_share >= kEndShareMin) &&
                   info.commonness >= kEndCommonnessMin && info.text.find('\'') == std::string::npos &&
                   info.text.size() > 1;
    const auto id = static_cast<WordId>(words_.size());
    const std::vector<Token> inside = tokens_of(" " + word.shown);
    const std::vector<Token> first = tokens_of(capitalised(word.shown));
    if (inside.size() == 1) word.single = inside[0];
    ends_.push_back(insert(edges, kInside, inside, id, word.syllables));
    ends_.push_back(insert(edges, kLineStart, first, id, word.syllables));
    families_.resize(family_numbers.size());
    if (word.may_end) families_[static_cast<std::size_t>(word.family)].push_back(id);
    words_.push_back(std::move(word));
  }
  for (const std::vector<WordId>& members : families_) {
    const auto common = std::count_if(members.begin(), members.end(), [&](WordId id) {
      return words_[static_cast<std::size_t>(id)].info->commonness >= kWidelyKnown;
    });
    richness_.push_back(std::log(static_cast<double>(common) + 0.5));
  }
  article_a_ = find("a");
  article_an_ = find("an");
}

int Wordbook::insert(Edges& edges, int root, std::span<const Token> tokens, WordId word, int syllables) {
  const std::uint32_t bit = 1u << std::min(syllables, 31);
  int at = root;
  for (Token token : tokens) {
    nodes_[static_cast<std::size_t>(at)].syllable_mask |= bit;
    const auto [edge, is_new] = edges.emplace(std::pair{at, token}, static_cast<int>(nodes_.size()));
    if (is_new) {
      nodes_[static_cast<std::size_t>(at)].children.emplace_back(token, edge->second);
      nodes_.emplace_back().parent = at;
    }
    at = edge->second;
  }
  nodes_[static_cast<std::size_t>(at)].syllable_mask |= bit;
  nodes_[static_cast<std::size_t>(at)].word = word;
  return at;
}

WordId Wordbook::find(std::string_view word) const {
  const auto found = std::lower_bound(words_.begin(), words_.end(), word,
                                      [](const BookWord& entry, std::string_view w) { return entry.info->text < w; });
  return found == words_.end() || found->info->text != word ? kNoWord : static_cast<WordId>(found - words_.begin());
}

}  // namespace souls::band::lyrics
