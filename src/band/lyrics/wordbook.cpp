#include "band/lyrics/wordbook.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "band/lyrics/pronounce.hpp"

namespace souls::band::lyrics {
namespace {

constexpr int kCommonnessMin = 12;     ///< rarer words are understood but never used unasked
constexpr int kEndCommonnessMin = 20;  ///< ends of lines are plain words
constexpr int kWidelyKnown = 30;
constexpr int kOpeningCommonnessMin = 24;  ///< of a word that may open a line
constexpr int kEndShareMin = 2;
constexpr int kFunctionEndShareMin = 3;

std::string capitalised(std::string word) {
  if (word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 32);
  return word;
}

std::string uncapitalised(std::string word) {
  if (word[0] >= 'A' && word[0] <= 'Z') word[0] = static_cast<char>(word[0] + 32);
  return word;
}

/// Words that are written with a capital wherever they stand.
bool is_proper(std::string_view word) {
  static constexpr std::array<std::string_view, 16> kNames = {
      "monday",  "tuesday", "wednesday", "thursday", "friday",    "saturday", "sunday",  "january",
      "february", "april",   "june",      "july",     "september", "october",  "november", "december"};
  return word == "i" || word.starts_with("i'") ||
         std::find(kNames.begin(), kNames.end(), word) != kNames.end();
}

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

bool is_determiner(std::string_view word) {
  static constexpr std::array<std::string_view, 11> kDeterminers = {"a",   "an",  "the", "my",    "your", "his",
                                                                    "its", "our", "their", "every", "no"};
  return std::find(kDeterminers.begin(), kDeterminers.end(), word) != kDeterminers.end();
}

bool is_form_of_be(std::string_view word) {
  static constexpr std::array<std::string_view, 6> kForms = {"is", "are", "was", "were", "be", "am"};
  return std::find(kForms.begin(), kForms.end(), word) != kForms.end();
}

bool is_bare(const WordInfo& info) {
  if (info.function || info.adjective || info.adverb || !info.verb) return false;
  return !info.text.ends_with("ing") && !info.text.ends_with("ed") && !info.text.ends_with("n") && !info.text.ends_with("t");
}

float plainness_of(const WordInfo& info, int syllables) {
  if (info.function) return 0.0f;
  float worth = 0.03f * static_cast<float>(std::clamp(info.commonness, 12, 45) - 38);
  if (info.concrete) worth += 0.3f;
  if (syllables > 2) worth -= 0.7f * static_cast<float>(syllables - 2);
  return worth;
}

/// The tokens of each spelling. The tokeniser is slow to start, so all are read in one go, a line each: it never joins
/// letters across the end of a line.
std::vector<std::vector<Token>> tokens_of_each(const LanguageModel& model, const std::vector<std::string>& spellings) {
  std::string text;
  for (const std::string& spelling : spellings) text += spelling + "\n";
  const Token newline = model.tokens("\n").front();
  std::vector<std::vector<Token>> each(1);
  for (Token token : model.tokens(text)) {
    if (token == newline) {
      each.emplace_back();
    } else {
      each.back().push_back(token);
    }
  }
  each.pop_back();
  return each;
}

}  // namespace

BookWord Wordbook::entry_of(const WordInfo& info, const std::string* asked) const {
  BookWord word;
  word.info = &info;
  word.shown = is_proper(info.text) ? capitalised(info.text) : asked != nullptr ? *asked : info.text;
  word.syllables = syllable_count(info.sounds);
  word.stress = stress_pattern(info);
  word.determiner = is_determiner(info.text);
  word.form_of_be = is_form_of_be(info.text);
  word.bare = is_bare(info);
  word.vowel_first = is_vowel(info.sounds[0]);
  word.plainness = asked != nullptr ? 0 : plainness_of(info, word.syllables);
  const bool ends_verse = info.function ? info.end_share >= kFunctionEndShareMin : info.end_share >= kEndShareMin;
  word.unknown = !lexicon_->contains(info.text);
  word.may_end = (asked != nullptr ? info.noun : ends_verse && info.commonness >= kEndCommonnessMin) && !word.unknown &&
                 info.text.find('\'') == std::string::npos && info.text.size() > 1;
  return word;
}

Wordbook::Wordbook(std::shared_ptr<const Lexicon> lexicon, const LanguageModel& model,
                   std::span<const std::string> asked)
    : lexicon_(std::move(lexicon)) {
  nodes_.resize(2);
  std::map<std::string, int> family_numbers;
  std::map<std::string, int> stem_numbers;
  std::vector<std::string> spellings, openings;
  std::vector<WordId> openers;
  std::map<std::string, const std::string*> as_asked;
  for (const std::string& word : asked) as_asked.emplace(uncapitalised(word), &word);
  const auto asked_as = [&](const std::string& text) {
    const auto found = as_asked.find(text);
    return found == as_asked.end() ? nullptr : found->second;
  };
  std::map<std::string_view, const WordInfo*> infos;
  for (const WordInfo& info : lexicon_->words()) {
    if (info.commonness >= kCommonnessMin || info.function || asked_as(info.text) != nullptr) infos.emplace(info.text, &info);
  }
  asked_infos_.reserve(asked.size());  // entries point at them
  told_sounds_.reserve(asked.size());
  for (const auto& [text, word] : as_asked) {
    if (infos.contains(text)) continue;
    WordInfo info;
    info.text = text;
    info.noun = true;
    info.sounds = lexicon_->primary(text);
    if (info.sounds.empty()) info.sounds = told_sounds_.emplace_back(sounds_of_word(*lexicon_, text));
    asked_infos_.push_back(std::move(info));
    infos.emplace(asked_infos_.back().text, &asked_infos_.back());
  }
  for (const auto& [text, info] : infos) {
    const std::string* wanted = info->function ? nullptr : asked_as(info->text);
    BookWord word = entry_of(*info, wanted);
    word.family = family_numbers.emplace(rhyme_key(info->sounds), static_cast<int>(family_numbers.size())).first->second;
    word.stem = stem_numbers.emplace(stem_of(info->text), static_cast<int>(stem_numbers.size())).first->second;
    const auto id = static_cast<WordId>(words_.size());
    spellings.push_back(" " + word.shown);
    if (info->function || info->commonness >= kOpeningCommonnessMin || wanted != nullptr) {
      openers.push_back(id);
      openings.push_back(capitalised(word.shown));
    }
    families_.resize(family_numbers.size());
    if (word.may_end) families_[static_cast<std::size_t>(word.family)].push_back(id);
    words_.push_back(std::move(word));
  }
  Edges edges;
  ends_.assign(words_.size() * 2, -1);
  const std::vector<std::vector<Token>> inside = tokens_of_each(model, spellings);
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i].size() == 1) words_[i].single = inside[i][0];
    ends_[2 * i] = insert(edges, kInside, inside[i], static_cast<WordId>(i));
  }
  const std::vector<std::vector<Token>> first = tokens_of_each(model, openings);
  for (std::size_t i = 0; i < first.size(); ++i) {
    ends_[2 * static_cast<std::size_t>(openers[i]) + 1] = insert(edges, kLineStart, first[i], openers[i]);
  }
  for (const std::vector<WordId>& members : families_) {
    const auto common = std::count_if(members.begin(), members.end(), [&](WordId id) {
      return words_[static_cast<std::size_t>(id)].info->commonness >= kWidelyKnown;
    });
    richness_.push_back(std::log(static_cast<double>(common) + 0.5));
  }
  article_a_ = find("a");
  article_an_ = find("an");
  it_is_ = find("it's");
}

bool Wordbook::may_follow(WordId before, WordId word) const {
  if (before == word) return false;
  if (before == article_a_ && this->word(word).vowel_first) return false;
  if (before == article_an_ && !this->word(word).vowel_first) return false;
  return word != it_is_ || this->word(before).info->function;
}

int Wordbook::insert(Edges& edges, int root, std::span<const Token> tokens, WordId word) {
  const std::uint32_t bit = 1u << std::min(words_[static_cast<std::size_t>(word)].syllables, 31);
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
