#include "band/plan/theme.hpp"

#include <algorithm>

#include "band/plan/motifs.hpp"
#include "band/plan/words.hpp"

namespace souls::band::plan {
namespace {

constexpr std::size_t kThemeWordsMax = 12;

constexpr OfMood kMoodThemes = {{
    {"tender", "hand heart close whisper warm night"},
    {"hopeful", "light morning road open begin sky"},
    {"sad", "rain window alone empty leave cold"},
    {"stormy", "thunder dark fire wind break night"},
    {"playful", "dance shoes laugh sunny street jump"},
    {"bold", "fire rise gold loud stand heart"},
    {"still", "water snow quiet moon breath lake"},
    {"warm", "home kitchen bread evening light friend"},
    {"longing", "miles letter remember road sea return"},
    {"dreaming", "glass sky neon float sleep stars"},
}};

/// Words that aren't a song's subject but belong to its picture: "the first snow", "a gentle giant". Of those that ask
/// for a sound or a pace only the ones that name a feeling.
bool colours_theme(const Token& token) {
  if (one_of(token.lower, {"gentle", "sad", "happy", "angry", "tender", "playful", "lonely", "hopeful", "bold",
                           "calm", "proud", "brave", "warm", "dreamy", "wild", "sunny", "joyful", "peaceful",
                           "romantic", "funny", "silly", "cheerful", "grateful", "gloomy", "furious", "spooky",
                           "scary", "sweet", "quiet", "strange", "sleepy", "fierce", "magical", "lonesome",
                           "homesick", "mysterious", "heartbroken", "bittersweet"}))
    return true;
  return !token.request && (class_of(token.lower) == WordClass::adjective || one_of(token.lower, {"first", "last", "never", "again"}));
}

/// What the subject does, though it says little alone: "the robot who wanted to be a tree".
bool moves_theme(const Token& token) {
  return !token.request && one_of(token.lower, {"wanted", "wants", "learned", "learns", "stops", "tried", "tries", "keeps",
                                                "becomes", "became"});
}

/// True when every one of its places inside a clause has a capital, and other words of the prompt have none.
bool is_name(const std::vector<Token>& tokens, const std::string& word) {
  bool capital = false, others_small = false;
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    const bool small = tokens[i].raw == tokens[i].lower;
    const bool inside = tokens[i].clause == tokens[i - 1].clause;
    if (tokens[i].lower == word || tokens[i].lower == word + "'s") {
      if (inside && small) return false;
      capital = capital || inside;
    } else {
      others_small = others_small || (small && is_telling(tokens[i].lower));
    }
  }
  return capital && others_small;
}

}  // namespace

std::vector<std::string> make_theme(const std::vector<Token>& tokens, std::string_view mood) {
  struct Entry {
    std::string word;
    double score;
  };
  std::vector<Entry> entries;
  std::vector<std::string> small;
  for (std::size_t i = 0; i < tokens.size() && entries.size() < 200; ++i) {
    const Token& token = tokens[i];
    if (colours_theme(token) || moves_theme(token)) small.push_back(token.lower);
    const bool pictured = !motif_of(token.lower).empty() && class_of(token.lower) != WordClass::adverb;
    if (token.request || (!is_telling(token.lower) && !pictured) || (is_pale(token.lower) && !pictured)) continue;
    if (token.lower[0] >= '0' && token.lower[0] <= '9') continue;
    std::string word = token.lower;
    if (word.ends_with("'s")) word.resize(word.size() - 2);
    const auto same = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.word == word; });
    if (same != entries.end()) {
      same->score += 0.5;
      continue;
    }
    double score = 1 - 0.02 * static_cast<double>(i);
    if (pictured) score += 1.5;
    if (class_of(word) == WordClass::content) score += 1;
    if (class_of(word) == WordClass::verb) score -= 0.4;
    entries.push_back({word, score});
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.score > b.score; });
  std::vector<std::string> theme;
  for (const Entry& entry : entries) {
    if (theme.size() < kThemeWordsMax) theme.push_back(is_name(tokens, entry.word) ? to_upper_first(entry.word) : entry.word);
  }
  if (theme.empty()) {
    for (const std::string_view word : split(of_mood(kMoodThemes, mood), ' ')) theme.emplace_back(word);
    return theme;
  }
  for (const std::string& word : small) {
    if (theme.size() < kThemeWordsMax && std::find(theme.begin(), theme.end(), word) == theme.end()) theme.push_back(word);
  }
  return theme;
}

std::vector<std::string> make_motifs(std::string_view title, const std::vector<std::string>& theme) {
  std::vector<std::string> words;
  std::vector<std::string_view> motifs;
  const auto add = [&](std::string_view word) {
    const std::string_view motif = motif_of(word);
    if (motif.empty() || words.size() >= 6 || std::find(motifs.begin(), motifs.end(), motif) != motifs.end()) return;
    motifs.push_back(motif);
    words.emplace_back(motif_word_of(word));
  };
  for (const Token& token : tokenize(title)) add(token.lower);
  for (const std::string& word : theme) add(to_lower(word));
  return words;
}

}  // namespace souls::band::plan
