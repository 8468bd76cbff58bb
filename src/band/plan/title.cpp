#include "band/plan/title.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include "band/plan/motifs.hpp"
#include "band/plan/words.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace souls::band::plan {
namespace {

using Words = std::span<const Token>;

constexpr std::size_t kTitleWordsMax = 5;
constexpr std::ptrdiff_t kWholeWordsMax = 6;  ///< of a whole clause, its articles not counted
constexpr std::size_t kClauseWordsMax = 60;  ///< longer clauses are read up to here
constexpr double kNever = -1e9;

/// Words with a noun still to come cannot end a title.
bool can_end(const Token& token) {
  switch (class_of(token.lower)) {
    case WordClass::content:
    case WordClass::gerund:
    case WordClass::verb:
      return true;
    case WordClass::adverb:
      return !one_of(token.lower,
                     {"very", "too", "really", "quite", "almost", "only", "even", "finally", "just", "still"});
    case WordClass::adjective:
      return one_of(token.lower, {"alone", "free", "white", "blue", "red", "green", "black", "gold", "unknown", "dark",
                                  "cold", "young", "unfinished", "late", "silver", "giant"});
    case WordClass::pronoun:
      return one_of(token.lower, {"me", "you", "us", "them", "everyone", "nobody", "myself", "here"});
    case WordClass::auxiliary:
      return one_of(token.lower, {"is", "are", "was", "were"});
    default:
      return false;
  }
}

/// "getting old", "grew cold": what a clause says of its subject at last.
bool ends_in_predicate(Words clause, std::size_t begin, std::size_t end) {
  if (end != clause.size() || end - begin < 3 || class_of(clause[end - 1].lower) != WordClass::adjective) return false;
  const WordClass before = class_of(clause[end - 2].lower);
  return before == WordClass::verb || before == WordClass::auxiliary || before == WordClass::gerund;
}

/// "the summer off", "the lights go out": no preposition where nothing follows.
bool ends_in_particle(Words clause, std::size_t begin, std::size_t end) {
  return end == clause.size() && end - begin >= 3 &&
         one_of(clause[end - 1].lower, {"off", "out", "up", "down", "over", "along", "behind", "below", "on", "in", "with"});
}

bool can_begin(const Token& token) {
  switch (class_of(token.lower)) {
    case WordClass::conjunction:
      return one_of(token.lower, {"when", "where", "while", "if", "because"});
    case WordClass::relative:
    case WordClass::adverb:
      return one_of(token.lower, {"tonight", "tomorrow", "somewhere", "forever", "alone", "home", "almost", "still"});
    case WordClass::auxiliary:
      return one_of(token.lower, {"never", "don't", "can't", "let", "let's", "won't"});
    case WordClass::preposition:
      return one_of(token.lower, {"before", "after", "under", "beyond", "between", "without", "through", "until",
                                  "above", "across", "beneath", "behind"});
    default:
      return true;
  }
}

bool is_noun_like(const Token& token) {
  const WordClass c = class_of(token.lower);
  return c == WordClass::content || c == WordClass::adjective || c == WordClass::gerund || c == WordClass::possessive;
}

bool is_article(const Token& token) { return one_of(token.lower, {"a", "an", "the"}); }

/// "everything my father fixed", "everyone I know"
bool heads_clause(Words clause, std::size_t at) {
  if (at + 1 >= clause.size()) return false;
  const WordClass next = class_of(clause[at + 1].lower);
  return (next == WordClass::pronoun || next == WordClass::determiner || next == WordClass::possessive) &&
         one_of(clause[at].lower, {"everything", "anything", "something", "everyone", "everybody", "anyone"});
}

/// Whether a cut before words[begin] takes a verb from its subject or a word from the one that colours it:
/// "who | collects", "it | rains", "too | high".
bool severs_beginning(Words clause, std::size_t begin) {
  if (begin == 0) return false;
  const Token& before = clause[begin - 1];
  const WordClass c = class_of(clause[begin].lower);
  if (class_of(before.lower) == WordClass::relative) return c != WordClass::determiner && c != WordClass::pronoun;
  if (c == WordClass::pronoun && class_of(before.lower) == WordClass::preposition) return true;
  if (before.lower == "in" && clause[begin].lower == "love") return true;
  if (heads_clause(clause, begin - 1)) return true;
  return one_of(before.lower, {"i", "he", "she", "it", "we", "they", "nobody", "everyone", "somebody", "someone", "too", "so",
                               "very", "really", "quite"});
}

/// Words that tell a whole in one breath: "The Snow Leopard Crosses the Valley". A row of names alone doesn't.
bool is_whole(Words clause, std::size_t begin, std::size_t end) {
  if (end != clause.size() || begin > 1 || (begin == 1 && !is_article(clause[0]))) return false;
  const Words words = clause.subspan(begin);
  return std::any_of(words.begin(), words.end(), [](const Token& t) { return class_of(t.lower) != WordClass::content; }) &&
         std::count_if(words.begin(), words.end(), [](const Token& t) { return !is_article(t); }) <= kWholeWordsMax;
}

/// Words too pale for a theme that still make a title: "The Last Time", "Ten Years Ago".
bool tells_in_title(std::string_view lower) {
  return one_of(lower, {"first", "last", "years", "days", "ago", "time", "second", "never", "tonight"});
}

/// Score of words [begin, end) of a clause as a title.
double score_window(Words clause, std::size_t begin, std::size_t end) {
  const Token& first = clause[begin];
  const Token& last = clause[end - 1];
  if (first.hyphenated || (end < clause.size() && clause[end].hyphenated)) return kNever;
  if (!can_begin(first) || severs_beginning(clause, begin)) return kNever;
  if (!can_end(last) && !ends_in_predicate(clause, begin, end) && !ends_in_particle(clause, begin, end)) return kNever;
  int telling = 0, verbs = 0, prepositions = 0, pictures = 0, broken = 0;
  bool subject = false, relative = false, verb_after_relative = true;
  for (std::size_t i = begin; i < end; ++i) {
    const WordClass c = class_of(clause[i].lower);
    if (is_telling(clause[i].lower) || tells_in_title(clause[i].lower)) ++telling;
    if (c == WordClass::verb || (c == WordClass::auxiliary && !one_of(clause[i].lower, {"not", "never"}))) {
      ++verbs;
      verb_after_relative = true;
    }
    if (c == WordClass::pronoun) subject = true;
    if ((c == WordClass::verb || c == WordClass::auxiliary) && i > begin &&
        one_of(clause[i - 1].lower, {"and", "or", "but"}))
      ++broken;
    if (c == WordClass::pronoun && i > begin && class_of(clause[i - 1].lower) == WordClass::conjunction)
      ++broken;  // two sentences
    if (c == WordClass::relative && i > begin) {
      relative = true;
      verb_after_relative = false;
    }
    if (c == WordClass::content && i > begin && relative && !verb_after_relative)
      verb_after_relative = true;  // "machines that dream"
    if (i > begin &&
        one_of(clause[i].lower, {"of", "on", "in", "over", "under", "beneath", "for", "and", "at", "from", "with"}))
      ++prepositions;
    if (!motif_of(clause[i].lower).empty()) ++pictures;
  }
  if (telling == 0 || (relative && !verb_after_relative)) return kNever;
  constexpr std::array<double, 6> kTelling = {0, 2, 4, 5, 5.4, 5.6};
  double score = kTelling[std::min<std::size_t>(static_cast<std::size_t>(telling), 5)];
  score += 0.35 * std::min(pictures, 3);
  // Cutting through a noun phrase: "neon | streets", "my | grandmother's kitchen".
  if (end < clause.size()) {
    const WordClass next = class_of(clause[end].lower);
    if (is_noun_like(last) && (next == WordClass::content || next == WordClass::gerund)) return kNever;
    if (class_of(last.lower) == WordClass::verb && next == WordClass::preposition) score -= 2;
    if (end - begin > 1 && class_of(clause[end - 2].lower) == WordClass::relative) score -= 3;  // "who collects | gloves"
    if (one_of(first.lower, {"where", "when", "how", "what", "why", "if", "while", "because"})) score -= 2;
    if (class_of(last.lower) == WordClass::verb && next != WordClass::preposition && next != WordClass::conjunction)
      score -= 1.5;
    if (clause[end].lower == "of") score -= class_of(first.lower) == WordClass::adjective ? 0.5 : 2.2;
    if (one_of(clause[end].lower, {"ago", "away"})) score -= 3;
    if (verbs > 0 && is_noun_like(clause[end])) score -= 2;
  } else {
    score += 0.8;
  }
  if (begin > 0) {
    const Token& before = clause[begin - 1];
    const WordClass c = class_of(before.lower);
    if (c == WordClass::content && class_of(first.lower) == WordClass::content) return kNever;
    if (c == WordClass::adjective || c == WordClass::gerund) score -= begin == 1 ? 2.2 : 1.4;
    if (c == WordClass::possessive && before.lower.find('\'') != std::string::npos) score -= 1.6;
    if (c == WordClass::possessive) score -= 0.4;
    if (c == WordClass::determiner && !is_article(before)) score -= 0.6;
    if (c == WordClass::determiner && begin > 1 && class_of(clause[begin - 2].lower) == WordClass::preposition)
      score -= 0.5;
    if (before.lower == "the") score -= 0.5;
    if (begin == 2 && one_of(before.lower, {"and", "or"})) score -= 1.5;  // "hide and | seek"
    if (c == WordClass::content && class_of(first.lower) == WordClass::pronoun) score -= 2;  // "the person | I was"
    if (c == WordClass::preposition && class_of(first.lower) == WordClass::determiner &&
        !is_article(first))
      score -= 1;
    const bool inside_phrase = c == WordClass::determiner || c == WordClass::possessive || c == WordClass::adjective;
    if (verbs > 0 && !subject && !relative && inside_phrase) score -= 2;  // "the | music died"
    if (c == WordClass::preposition) score -= 0.3;
    if (c == WordClass::auxiliary || c == WordClass::verb) score -= 0.2;
  } else {
    score += 1.3;
  }
  const bool whole = begin == 0 && end == clause.size();
  const bool is_named = is_article(first) || class_of(first.lower) == WordClass::possessive;
  if (end - begin > kTitleWordsMax + (is_named ? 1 : 0)) score -= relative ? 2.8 : 2.4;
  score -= 2.0 * broken;
  if (prepositions == 1) score += 0.6;
  if (verbs > 0 && !subject && !relative && class_of(first.lower) == WordClass::verb) score -= begin > 0 ? 2 : 1.2;
  if (verbs > 0 && (subject || relative)) score += 0.3;
  if (verbs > 0 && !subject && !relative && class_of(first.lower) != WordClass::verb) score -= 0.3;
  if (!whole && one_of(first.lower, {"a", "an"})) score -= 0.9;
  if (begin > 0 && one_of(first.lower, {"its", "his", "her", "their"})) score -= 1.3;
  if (class_of(first.lower) == WordClass::pronoun && verbs == 0 && !heads_clause(clause, begin)) score -= 3;
  if (!whole && one_of(first.lower, {"it", "there", "it's", "there's", "something", "someone", "what", "how"})) score -= 1;
  if (one_of(last.lower, {"is", "are", "was", "were"})) score -= 2.5;
  if (one_of(last.lower, {"am", "pm", "thing", "things"})) score -= 3;
  if (is_pale(last.lower)) score -= 1;
  if (end - begin == 1) score -= 1.2;
  return score;
}

struct Choice {
  std::vector<Token> words;
  double score = kNever;
};

Choice best_window(Words clause) {
  Choice best;
  for (std::size_t begin = 0; begin < clause.size(); ++begin) {
    std::size_t count = 0;
    for (std::size_t end = begin + 1; end <= clause.size(); ++end) {
      if (!clause[end - 1].hyphenated) ++count;
      if ((count > kTitleWordsMax || end - begin > 9) && !is_whole(clause, begin, end)) continue;
      const double score = score_window(clause, begin, end);
      if (score > best.score)
        best = {
            {clause.begin() + static_cast<std::ptrdiff_t>(begin), clause.begin() + static_cast<std::ptrdiff_t>(end)},
            score};
    }
  }
  return best;
}

/// "The robot who wanted to be a tree" is too long for a title; its first and last nouns are "The Robot and the Tree".
Choice pair_of_nouns(Words clause) {
  std::size_t relative = 0;
  while (relative < clause.size() && class_of(clause[relative].lower) != WordClass::relative) ++relative;
  if (relative == 0 || relative > 3 || relative >= clause.size()) return {};
  const Token& left = clause[relative - 1];
  std::size_t right = clause.size();
  for (std::size_t i = clause.size(); i-- > relative + 1;) {
    if (class_of(clause[i].lower) == WordClass::content && is_telling(clause[i].lower)) {
      right = i;
      break;
    }
  }
  if (right + 1 != clause.size() || class_of(left.lower) != WordClass::content || is_pale(left.lower)) return {};
  if (!is_article(clause[right - 1]) || motif_of(clause[right].lower).empty()) return {};
  const Token the{"the", "the", left.clause, false, false};
  const Token and_word{"and", "and", left.clause, false, false};
  return {{the, left, and_word, the, clause[right]}, 5.2};
}

/// The first words that stand together, for what has no grammar that is known.
Choice first_words(Words clause) {
  Choice choice;
  for (const Token& token : clause) {
    if (choice.words.size() == 4) break;
    choice.words.push_back(token);
  }
  const std::vector<Token> whole = choice.words;
  while (choice.words.size() > 1 &&
         (!can_end(choice.words.back()) ||
          one_of(choice.words.back().lower,
                 {"de", "la",  "el",  "le",  "les", "der", "die",  "das",   "und", "et",  "y",   "des", "du", "di",
                  "il", "en",  "un",  "una", "une", "ein", "eine", "que",   "qui", "e",   "o",   "da",  "do", "von",
                  "im", "mit", "que", "con", "los", "las", "del",  "sobre", "au",  "aux", "dem", "den"}))) {
    choice.words.pop_back();
  }
  // Better a rough end than "A".
  const bool rough = !whole.empty() && class_of(whole.back().lower) == WordClass::adjective;
  if (rough && !can_end(choice.words.back())) choice.words = whole;
  choice.score = 0;
  return choice;
}

std::string bounded(std::string title) {
  if (title.size() <= 60) return title;
  std::string cut(cut_utf8(title, 60));
  const std::size_t blank = cut.rfind(' ');
  return blank != std::string::npos && blank > 10 ? cut.substr(0, blank) : cut;
}

constexpr OfMood kMoodTitles = {{
    {"tender", "Close to You|Softly Now|The Smallest Hand|Hold Me Gently"},
    {"hopeful", "First Light|After the Winter|We Begin Again|The Open Door"},
    {"sad", "What the Rain Left|Empty Chair|November Room|The Last of Us Home"},
    {"stormy", "Hold the Night|Black Water|Before the Thunder|Broken Sky"},
    {"playful", "Upside Down Monday|Paper Hats|Out of Tune and Happy|Two Left Shoes"},
    {"bold", "Louder Than Yesterday|Nothing Holds Us|Gold in the Fire|Ours to Take"},
    {"still", "Quiet Water|The Hour Before|Snow on the Lake|Breathe Slow"},
    {"warm", "Light in the Kitchen|Stay for Supper|Old Wool and Honey|Home by Evening"},
    {"longing", "Miles from You|The Other Shore|Your Old Address|Half a Photograph"},
    {"dreaming", "Glass Horizon|Half Awake|Slow Satellites|Where the Night Bends"},
}};

/// "a lullaby … to a child" is better remembered as that than as anything out of its middle.
Choice dedication(const std::vector<Token>& tokens) {
  Choice none;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!one_of(tokens[i].lower, {"lullaby", "hymn", "waltz", "tango", "carol", "serenade", "elegy", "requiem",
                                  "shanty", "blues", "letter"}))
      continue;
    if (i + 1 < tokens.size() && tokens[i + 1].clause != tokens[i].clause) continue;
    for (std::size_t k = i + 1; k < tokens.size() && tokens[k].clause == tokens[i].clause; ++k) {
      if (!one_of(tokens[k].lower, {"for", "to"})) continue;
      std::size_t end = k + 1;
      while (end < tokens.size() && tokens[end].clause == tokens[i].clause &&
             (is_noun_like(tokens[end]) || class_of(tokens[end].lower) == WordClass::determiner))
        ++end;
      const std::size_t words = end - k + 1;
      if (end == k + 1 || words > kTitleWordsMax || !can_end(tokens[end - 1]) || tokens[end - 1].request ||
          is_pale(tokens[end - 1].lower))
        continue;
      Choice choice;
      choice.words.push_back(tokens[i]);
      choice.words.push_back(tokens[k]);
      if (one_of(tokens[i].lower, {"lullaby", "carol", "requiem", "waltz", "tango"}))
        choice.words.back().lower = choice.words.back().raw = "for";
      choice.words.insert(choice.words.end(), tokens.begin() + static_cast<std::ptrdiff_t>(k + 1),
                          tokens.begin() + static_cast<std::ptrdiff_t>(end));
      choice.score = 7.6;
      return choice;
    }
  }
  return none;
}

/// "goodbye, summer": a prompt of two short pieces is its own title.
std::string short_phrase(const std::vector<Token>& tokens) {
  std::vector<std::vector<Token>> pieces;
  int last_clause = -1;
  for (const Token& token : tokens) {
    if (token.request) return {};
    if (token.clause != last_clause) pieces.emplace_back();
    last_clause = token.clause;
    pieces.back().push_back(token);
  }
  if (pieces.size() != 2 || tokens.size() > 4 || pieces[0].size() > 2 || pieces[1].size() > 2) return {};
  return title_case(pieces[0]) + ", " + title_case(pieces[1]);
}

}  // namespace

std::string make_title(const std::vector<Token>& tokens, std::string_view style, std::string_view mood,
                       Random& random) {
  if (std::string phrase = short_phrase(tokens); !phrase.empty()) return phrase;
  Choice best = dedication(tokens);
  Choice plain;
  double bonus = 1.2;  // what comes first is what the song is about
  for (std::size_t i = 0; i < tokens.size();) {
    std::size_t end = i;
    std::vector<Token> clause;
    while (end < tokens.size() && tokens[end].clause == tokens[i].clause) {
      const bool gap = tokens[end].request && !clause.empty() && end + 1 < tokens.size();
      if (!tokens[end].request) clause.push_back(tokens[end]);
      ++end;
      if (gap) break;  // words on both sides of a request don't belong together
    }
    while (!clause.empty() &&
           one_of(clause.front().lower,
                  {"and", "or", "but", "for", "of", "about", "with", "in", "nothing", "that", "sings", "singing"}) &&
           clause.size() > 1) {
      clause.erase(clause.begin());
    }
    if (clause.size() > kClauseWordsMax) clause.resize(kClauseWordsMax);
    if (!clause.empty()) {
      clause.front().hyphenated = false;
      Choice choice = best_window(clause);
      if (Choice pair = pair_of_nouns(clause); pair.score > choice.score) choice = std::move(pair);
      choice.score += choice.score > kNever ? bonus : 0;
      if (choice.score > best.score) best = choice;
      if (plain.words.empty()) plain = first_words(clause);
      bonus = 0;
    }
    i = end;
  }
  if (best.words.empty()) best = plain;
  std::string title = best.words.empty() ? std::string() : bounded(title_case(best.words));
  if (!title.empty()) return title;
  const auto titles = split(of_mood(kMoodTitles, mood), '|');
  if (titles.empty()) return "Untitled " + to_upper_first(style);
  return std::string(titles[static_cast<std::size_t>(random.integer(0, static_cast<int>(titles.size()) - 1))]);
}

}  // namespace souls::band::plan
