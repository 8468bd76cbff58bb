#include "band/lyrics/theme.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "band/lyrics/pronounce.hpp"

namespace souls::band::lyrics {
namespace {

constexpr std::size_t kThemeWordsMax = 5;
constexpr std::size_t kDealtMax = 24;  ///< words near the theme that are shared out among the sections
constexpr std::size_t kNeighboursMax = 40;
constexpr double kFloor = 1e-5;
// What an own word of the theme is worth to a section, in nats.
constexpr float kDueWorth = 3.6f;
constexpr float kDueElsewhereWorth = 1.8f;
constexpr float kUnknownDueWorth = 7;  ///< of a name in many tokens, none of them likely
constexpr double kRichnessMin = 1.4;  ///< at least four common words

struct Question {
  std::string_view before, after;
};
// The model completes both with words that go with the one in the middle.
constexpr std::array<Question, 2> kQuestions = {{
    {"A song about the ", ". Words: the"},
    {"snow: winter, cold, white. sea: waves, ship, salt. ", ":"},
}};
constexpr std::array<std::string_view, 2> kAnything = {"thing", "life"};

constexpr std::size_t kUnknownLettersMin = 4;

char lower_of(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (char c : text) {
    const char lower = lower_of(c);
    if ((lower >= 'a' && lower <= 'z') || lower == '\'') {
      words.back() += lower;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// For each subject, the chance of each word of the book (by its single token) to follow the question about it.
Result<std::vector<std::vector<double>>> ask(LanguageModel& model, const Wordbook& book, const Question& question,
                                             const std::vector<std::string>& subjects) {
  model.clear();
  std::vector<Step> steps;
  const std::vector<Token> before = model.tokens(question.before.substr(0, question.before.size() - 1));
  for (std::size_t i = 0; i + 1 < before.size(); ++i) steps.push_back({0, before[i], static_cast<int>(i)});
  if (Status status = model.read(steps); !status) return fail(status.error());
  steps.clear();
  std::vector<std::size_t> answers;
  for (std::size_t s = 0; s < subjects.size(); ++s) {
    const int text = static_cast<int>(s) + 1;
    model.copy(0, text);
    int position = static_cast<int>(before.size()) - 1;
    steps.push_back({text, before.back(), position++});
    const std::string rest = " " + subjects[s] + std::string(question.after);
    for (Token token : model.tokens(rest)) steps.push_back({text, token, position++});
    answers.push_back(steps.size() - 1);
  }
  if (Status status = model.read(steps); !status) return fail(status.error());
  std::vector<std::vector<double>> chances;
  for (std::size_t answer : answers) {
    const std::span<const float> logits = model.logits(answer);
    const double total = log_sum(logits);
    std::vector<double> row;
    for (const BookWord& word : book.words()) {
      row.push_back(word.single < 0 ? 0 : std::exp(logits[static_cast<std::size_t>(word.single)] - total));
    }
    chances.push_back(std::move(row));
  }
  return chances;
}

/// Adds the words that go with a subject: the most telling get the most.
void add_neighbours(const Wordbook& book, const std::vector<double>& surprise, double share, std::vector<float>& weight) {
  std::vector<WordId> order;
  for (WordId id = 0; id < static_cast<WordId>(book.words().size()); ++id) {
    if (!book.word(id).info->function && surprise[static_cast<std::size_t>(id)] > 0) order.push_back(id);
  }
  std::stable_sort(order.begin(), order.end(), [&](WordId a, WordId b) {
    return surprise[static_cast<std::size_t>(a)] > surprise[static_cast<std::size_t>(b)];
  });
  if (order.size() > kNeighboursMax) order.resize(kNeighboursMax);
  for (std::size_t place = 0; place < order.size(); ++place) {
    const double value = share * (0.8 - 0.6 * static_cast<double>(place) / kNeighboursMax);
    float& mine = weight[static_cast<std::size_t>(order[place])];
    mine = std::max(mine, static_cast<float>(value)) + (mine > 0 ? 0.1f : 0.0f);
    mine = std::min(mine, 0.95f);
  }
}

}  // namespace

std::vector<std::string> asked_words(const Lexicon& lexicon, const song::Plan& plan) {
  std::vector<std::string> asked;
  bool has_unknown = false;
  const auto add = [&](const std::string& word, bool name) {
    const WordInfo* info = lexicon.find(word);
    if (word.size() < 3 || (info != nullptr && info->function) || lexicon.is_unsung(word)) return;
    const auto is_same = [&](const std::string& other) { return words_of(other).front() == word; };
    if (std::any_of(asked.begin(), asked.end(), is_same)) return;
    if (!lexicon.contains(word)) {
      const bool is_sure = name || !sounds_of_compound(lexicon, word).empty();
      if (!is_sure || has_unknown || word.size() < kUnknownLettersMin) return;
      has_unknown = true;
    }
    asked.push_back(word);
    if (name) asked.back()[0] = static_cast<char>(word[0] - 32);
  };
  const auto add_forms = [&](std::string word, bool name) {
    if (word.ends_with("'s")) word.resize(word.size() - 2);
    add(word, name);
    const WordInfo* info = lexicon.find(word);
    if (name || (info != nullptr && info->function)) return;
    const auto add_known = [&](const std::string& form) {
      if (lexicon.contains(form)) add(form, false);
    };
    add_known(word + "s");
    if (word.ends_with("s") && !word.ends_with("ss")) add_known(word.substr(0, word.size() - 1));
    if (word.ends_with("es")) add_known(word.substr(0, word.size() - 2));
  };
  for (const std::string& phrase : plan.theme) {
    const bool name = !phrase.empty() && phrase[0] != lower_of(phrase[0]);
    for (const std::string& word : words_of(phrase)) add_forms(word, name);
  }
  for (const std::string& word : words_of(plan.title)) add_forms(word, false);
  return asked;
}

Result<Theme> find_theme(LanguageModel& model, const Wordbook& book, const song::Plan& plan) {
  Theme theme;
  theme.weight.assign(book.words().size(), 0);
  std::vector<std::string> subjects;
  const auto add_own = [&](std::string word, std::vector<WordId>* list) {
    if (word.ends_with("'s")) word.resize(word.size() - 2);
    const WordId id = book.find(word);
    const bool content = id == kNoWord ? word.size() > 3 : !book.word(id).info->function;
    if (!content) return;
    if (id != kNoWord && list != nullptr && !book.word(id).unknown) list->push_back(id);
    if (id != kNoWord && std::find(theme.own_words.begin(), theme.own_words.end(), id) == theme.own_words.end()) {
      theme.own_words.push_back(id);
    }
    const bool known = std::find(subjects.begin(), subjects.end(), word) != subjects.end();
    if (!known && subjects.size() < kThemeWordsMax) subjects.push_back(word);
  };
  for (const std::string& phrase : plan.theme) {
    for (const std::string& word : words_of(phrase)) add_own(word, nullptr);
  }
  for (const std::string& word : words_of(plan.title)) add_own(word, &theme.title_words);
  const std::size_t asked = subjects.size();
  if (asked == 0) return theme;
  subjects.insert(subjects.end(), kAnything.begin(), kAnything.end());
  std::vector<std::vector<double>> surprise(asked, std::vector<double>(book.words().size(), 0));
  for (const Question& question : kQuestions) {
    auto chances = ask(model, book, question, subjects);
    if (!chances) return fail(chances.error());
    for (std::size_t s = 0; s < asked; ++s) {
      for (std::size_t w = 0; w < book.words().size(); ++w) {
        const double here = (*chances)[s][w];
        const double anywhere = ((*chances)[asked][w] + (*chances)[asked + 1][w]) / 2 + kFloor;
        // Surprise, weighed by how likely the word is at all.
        if (here > kFloor) surprise[s][w] += std::max(0.0, std::log(here / anywhere)) * std::log(here / kFloor);
      }
    }
  }
  for (std::size_t s = 0; s < asked; ++s) {
    add_neighbours(book, surprise[s], s < 3 ? 1.0 : 0.75, theme.weight);
  }
  for (WordId id : theme.own_words) theme.weight[static_cast<std::size_t>(id)] = 0;
  for (WordId id = 0; id < static_cast<WordId>(book.words().size()); ++id) {
    const bool own = std::any_of(theme.own_words.begin(), theme.own_words.end(),
                                 [&](WordId other) { return book.word(other).stem == book.word(id).stem; });
    if (!own && theme.weight[static_cast<std::size_t>(id)] > 0) theme.neighbours.push_back(id);
  }
  std::stable_sort(theme.neighbours.begin(), theme.neighbours.end(), [&](WordId a, WordId b) {
    return theme.weight[static_cast<std::size_t>(a)] > theme.weight[static_cast<std::size_t>(b)];
  });
  for (WordId id : theme.own_words) theme.weight[static_cast<std::size_t>(id)] = 1;
  model.clear();
  return theme;
}

Turn turn_of(const song::Plan& plan, const song::SectionPlan& section) {
  std::vector<std::string> places;
  for (const song::SectionPlan& other : plan.sections) {
    if (other.lines.empty()) continue;
    if (std::find(places.begin(), places.end(), other.words_place) == places.end()) places.push_back(other.words_place);
  }
  const auto found = std::find(places.begin(), places.end(), section.words_place);
  if (found == places.end()) return {};
  return {static_cast<std::size_t>(found - places.begin()), places.size()};
}

std::vector<float> dues_of(const Wordbook& book, const Theme& theme, const Turn& turn) {
  std::vector<float> dues(book.words().size(), 0);
  std::vector<int> stems;
  for (WordId own : theme.own_words) {
    const int stem = book.word(own).stem;
    if (std::find(stems.begin(), stems.end(), stem) == stems.end()) stems.push_back(stem);
  }
  for (std::size_t w = 0; w < dues.size(); ++w) {
    const auto place = std::find(stems.begin(), stems.end(), book.words()[w].stem);
    if (place == stems.end()) continue;
    const auto owner = static_cast<std::size_t>(place - stems.begin()) % turn.count;
    const bool unknown = book.words()[w].unknown;
    dues[w] = owner == turn.index ? unknown ? kUnknownDueWorth : kDueWorth : unknown ? 0 : kDueElsewhereWorth;
  }
  return dues;
}

std::vector<WordId> deal_words(const Wordbook& book, const Theme& theme, const Turn& turn) {
  std::vector<WordId> mine;
  std::size_t place = 0;
  std::vector<int> stems;
  for (WordId id : theme.neighbours) {
    if (place == kDealtMax) break;
    const BookWord& word = book.word(id);
    const bool dealt = std::find(stems.begin(), stems.end(), word.stem) != stems.end();
    if (dealt || !word.info->noun || word.syllables > 3) continue;
    stems.push_back(word.stem);
    if (place++ % turn.count == turn.index) mine.push_back(id);
  }
  return mine;
}

std::vector<bool> deal_families(const Wordbook& book, const Theme& theme, const Turn& turn, std::size_t lines_max) {
  std::vector<std::pair<double, int>> order;
  for (int family = 0; family < static_cast<int>(book.family_count()); ++family) {
    const std::vector<WordId>& members = book.family(family);
    if (members.size() < lines_max + 3 || book.richness(family) < kRichnessMin) continue;
    double worth = 0;
    for (WordId id : members) worth += static_cast<double>(theme.weight[static_cast<std::size_t>(id)]);
    order.emplace_back(-worth - 0.2 * std::log(static_cast<double>(members.size())), family);
  }
  std::sort(order.begin(), order.end());
  std::vector<bool> mine(book.family_count(), false);
  for (std::size_t place = 0; place < order.size(); ++place) {
    const std::size_t round = place / turn.count, seat = place % turn.count;
    const std::size_t owner = round % 2 == 0 ? seat : turn.count - 1 - seat;
    mine[static_cast<std::size_t>(order[place].second)] = owner == turn.index;
  }
  return mine;
}

}  // namespace souls::band::lyrics
