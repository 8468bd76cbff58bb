#include "band/lyrics/line_search.hpp"

#include <algorithm>
#include <cmath>

namespace souls::band::lyrics {
namespace {

constexpr double kNatsPerSyllable = 1.0;    ///< what a syllable costs on the average, so that partial lines compare
constexpr double kNatsPerWord = 1.4;        ///< and a word, so that lines of few long words don't win
constexpr double kThemeGainMax = 2.6;       ///< more words of the theme than that add nothing to a line
constexpr int kChildrenMax = 4;             ///< continuations of one partial line that are kept
constexpr double kReuse = 1.1;              ///< a content word that an earlier line has
constexpr double kReusePair = 1.2;
constexpr double kWorn = 3.0;
constexpr double kLeftOpen = 4.0;
constexpr double kReuseRun = 1.5;          ///< three words in a row that an earlier line has
constexpr double kBareAfterBe = 2.5;       ///< "is shine", "be repeat"
constexpr double kSurprise = 1.0;          ///< how much more than once the unlikeliness of the last word counts
constexpr double kSameOpening = 1.6;
constexpr double kWeakOnBeat = 0.35;        ///< a small word on a strong place
constexpr double kStressOff = 0.9;          ///< a word's main stress on a weak place, or its weak syllable on a strong
constexpr double kComma = 0.7;
constexpr double kPromise = 0.8;            ///< share of a due word's worth while it is being spelled
constexpr int kTokensMax = 40;

/// A line as far as it has been written. The word that is being spelled is at `node`.
struct Partial {
  std::size_t beginning = 0;
  std::vector<WordId> words;
  std::vector<bool> comma;
  int node = Wordbook::kLineStart;
  bool after_comma = false;
  int syllables = 0;
  double likelihood = 0;
  double worth = 0;  // of stress, theme and variety
  double theme_gain = 0;
  double rank = 0;
  int text = -1;
  int position = 0;
  std::vector<float> logits;
  Token last = -1;
};

class LineSearch {
 public:
  LineSearch(LanguageModel& model, const Wordbook& book, const LineWish& wish, const std::vector<Beginning>& beginnings,
             const SearchSpace& space, Random& random)
      : model_(model), book_(book), wish_(wish), beginnings_(beginnings), space_(space), random_(random) {
    comma_ = model.tokens(",").front();
    for (const std::string mark : {"\n", ",\n", ".\n", ",", ".", "!", "?", ";"}) {
      const std::vector<Token> tokens = model.tokens(mark);
      if (tokens.size() == 1) line_ends_.push_back(tokens[0]);
    }
    for (const Beginning& beginning : beginnings_) {
      index_ends(beginning);
      index_promises(beginning);
    }
  }

  Result<std::vector<FoundLine>> run(const Context& context) {
    std::vector<Partial> beam = start();
    for (int step = 0; step < kTokensMax && !beam.empty(); ++step) {
      if (context.stopped()) return cancelled();
      std::vector<Partial> children;
      for (const Partial& parent : beam) expand(parent, children);
      beam = select(std::move(children), step % 2);
      if (beam.empty()) break;
      if (Status status = read(beam); !status) return fail(status.error());
    }
    if (context.stopped()) return cancelled();
    if (Status status = judge_finals(); !status) return fail(status.error());
    return std::move(finals_);
  }

 private:
  struct EndIndex {
    std::vector<std::uint32_t> mask;  // for each node: syllable counts of the allowed end words at or after it
    int shortest = 99;
  };

  void index_ends(const Beginning& beginning) {
    EndIndex index;
    index.mask.assign(book_.node_count(), 0);
    for (const auto& [id, worth] : beginning.ends) {
      const int syllables = book_.word(id).syllables;
      index.shortest = std::min(index.shortest, syllables);
      for (int node : book_.ends_of(id)) {
        for (; node >= 0; node = book_.node(node).parent) index.mask[static_cast<std::size_t>(node)] |= 1u << syllables;
      }
    }
    end_indexes_.push_back(std::move(index));
  }

  /// What the due words of which a node spells the beginning are worth, so that they aren't dropped half spelled.
  void index_promises(const Beginning& beginning) {
    std::map<int, double> promises;
    for (std::size_t w = 0; w < wish_.due_value.size(); ++w) {
      const double worth = due_worth(beginning, static_cast<WordId>(w));
      if (worth <= 0) continue;
      for (int node : book_.ends_of(static_cast<WordId>(w))) {
        for (node = node < 0 ? node : book_.node(node).parent; node > Wordbook::kLineStart; node = book_.node(node).parent) {
          promises[node] = std::max(promises[node], worth);
        }
      }
    }
    promises_.push_back(std::move(promises));
  }

  double due_worth(const Beginning& beginning, WordId id) const {
    if (wish_.due_value.empty() || beginning.used_stems.contains(book_.word(id).stem)) return 0;
    return static_cast<double>(wish_.due_value[static_cast<std::size_t>(id)]);
  }

  std::vector<Partial> start() const {
    std::vector<Partial> beam;
    for (std::size_t b = 0; b < beginnings_.size(); ++b) {
      Partial partial;
      partial.beginning = b;
      partial.text = beginnings_[b].text;
      partial.position = beginnings_[b].position;
      partial.logits = beginnings_[b].next;
      beam.push_back(std::move(partial));
    }
    return beam;
  }

  /// True when some word at or after the node can stand next with `left` syllables to go.
  bool feasible(const EndIndex& ends, int node, int left) const {
    const std::uint32_t inner = (1u << std::max(0, left - ends.shortest + 1)) - 1;
    return (book_.node(node).syllable_mask & inner & ~1u) != 0 ||
           (ends.mask[static_cast<std::size_t>(node)] >> left & 1u) != 0;
  }

  void expand(const Partial& parent, std::vector<Partial>& children) {
    const EndIndex& ends = end_indexes_[parent.beginning];
    const double total = log_sum(parent.logits);
    const WordId spelled = book_.node(parent.node).word;
    const bool complete = spelled != kNoWord && (parent.after_comma || may_follow(parent, spelled));
    std::vector<Partial> own;
    const auto descend = [&](const Partial& from, int node) {
      const int left = wish_.syllables - from.syllables;
      for (const auto& [token, child] : book_.node(node).children) {
        const double likelihood = parent.logits[static_cast<std::size_t>(token)] - total;
        if (likelihood < -space_.unlikely_nats || !feasible(ends, child, left)) continue;
        push(from, child, token, likelihood, own);
      }
    };
    if (parent.node == Wordbook::kLineStart) {
      descend(parent, Wordbook::kLineStart);
    } else {
      if (!complete || !parent.after_comma) descend(parent, parent.node);
      if (complete) {
        Partial next = parent;
        if (!parent.after_comma) finish_word(next);
        const int left = wish_.syllables - next.syllables;
        if (left >= ends.shortest) {
          descend(next, Wordbook::kInside);
          const double likelihood = parent.logits[static_cast<std::size_t>(comma_)] - total;
          const bool had_comma = std::find(next.comma.begin(), next.comma.end(), true) != next.comma.end();
          if (!parent.after_comma && !had_comma && next.words.size() > 1 && left > 1 && likelihood > -3) {
            Partial paused = next;
            paused.comma.back() = true;
            paused.after_comma = true;
            paused.worth -= kComma;
            paused.likelihood += likelihood;
            paused.last = comma_;
            own.push_back(std::move(paused));
          }
        }
      }
    }
    for (Partial& child : own) {
      child.rank = rank(child) + space_.noise * -std::log(-std::log(std::max(1e-12, random_.uniform())));
    }
    std::stable_sort(own.begin(), own.end(), [](const Partial& a, const Partial& b) { return a.rank > b.rank; });
    const std::size_t kept = parent.node == Wordbook::kLineStart
                                 ? static_cast<std::size_t>(space_.beam)
                                 : std::min<std::size_t>(kChildrenMax, static_cast<std::size_t>(space_.beam));
    if (own.size() > kept) own.resize(kept);
    children.insert(children.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
  }

  /// Adds the partial line that goes on to `node`, and the whole line when a word that may end it is complete there.
  void push(const Partial& from, int node, Token token, double likelihood, std::vector<Partial>& own) {
    const WordId word = book_.node(node).word;
    if (word != kNoWord && !may_follow(from, word)) {
      if (book_.node(node).children.empty()) return;
    }
    const Beginning& beginning = beginnings_[from.beginning];
    const int left = wish_.syllables - from.syllables;
    Partial child;
    child.beginning = from.beginning;
    child.words = from.words;
    child.comma = from.comma;
    child.node = node;
    child.syllables = from.syllables;
    child.likelihood = from.likelihood + likelihood;
    child.worth = from.worth;
    child.theme_gain = from.theme_gain;
    child.text = from.text;
    child.position = from.position;
    child.last = token;
    if (word != kNoWord && book_.word(word).syllables == left && may_follow(from, word)) {
      const auto end = beginning.ends.find(word);
      if (end != beginning.ends.end()) {
        Partial whole = child;
        finish_word(whole);
        if (whole.words.size() > 1 && left_open(whole)) whole.worth -= kLeftOpen;
        whole.worth += end->second + kSurprise * std::min(0.0, likelihood + 2.5);
        whole.logits.clear();
        add_final(std::move(whole), token);
      }
    }
    // Only words that leave room for an end go on.
    const bool goes_on = book_.node(node).children.size() > 0 ||
                         (word != kNoWord && left - book_.word(word).syllables >= end_indexes_[from.beginning].shortest);
    if (goes_on) own.push_back(std::move(child));
  }

  bool may_follow(const Partial& from, WordId word) const {
    const BookWord& entry = book_.word(word);
    const bool pause = !from.comma.empty() && from.comma.back();
    if (!from.words.empty() && !pause && !book_.may_follow(from.words.back(), word)) return false;
    const bool content = !entry.info->function;
    const auto times = std::count_if(from.words.begin(), from.words.end(),
                                     [&](WordId other) { return book_.word(other).stem == entry.stem; });
    return times == 0 || (!content && times < 2);
  }

  /// True for an end like "with a bright": a determiner and a word that is no noun.
  bool left_open(const Partial& whole) const {
    const BookWord& last = book_.word(whole.words.back());
    return book_.word(whole.words[whole.words.size() - 2]).determiner && (!last.info->noun || last.info->adverb);
  }

  void finish_word(Partial& partial) const {
    const WordId id = book_.node(partial.node).word;
    const BookWord& word = book_.word(id);
    const Beginning& beginning = beginnings_[partial.beginning];
    for (std::size_t s = 0; s < word.stress.size(); ++s) {
      const std::size_t place = static_cast<std::size_t>(partial.syllables) + s;
      if (place >= wish_.stress.size()) break;
      const bool strong = wish_.stress[place] == 'x', stressed = word.stress[s] == 'x';
      if (strong == stressed) continue;
      const bool several = word.syllables > 1;
      partial.worth -= wish_.stress_weight * (several ? kStressOff : kWeakOnBeat);
    }
    const auto used = beginning.used_stems.find(word.stem);
    const bool repeated = used != beginning.used_stems.end();
    if (!wish_.word_value.empty()) {
      double value = static_cast<double>(wish_.word_value[static_cast<std::size_t>(id)]);
      if (value > 0 && repeated) value *= 0.2;
      const double gain = std::min(value, kThemeGainMax - partial.theme_gain);
      partial.theme_gain += std::max(0.0, gain);
      partial.worth += gain;
    }
    partial.worth += due_worth(beginning, id) + static_cast<double>(word.plainness) + kNatsPerWord;
    if (repeated && !word.info->function) partial.worth -= kReuse * used->second;
    if (partial.words.empty()) {
      for (const std::vector<WordId>& line : beginning.lines) {
        if (line.front() == id) partial.worth -= kSameOpening;
      }
      if (!beginning.lines.empty() && beginning.lines.back().front() == id) partial.worth -= kSameOpening;
    } else {
      const std::pair pair{partial.words.back(), id};
      const auto times = std::count(beginning.used_pairs.begin(), beginning.used_pairs.end(), pair);
      const bool small = word.info->function && book_.word(pair.first).info->function;
      partial.worth -= kReusePair * (small ? 0.5 : 1.5) * static_cast<double>(times);
      if (times > 0 && partial.words.size() > 1) {
        const std::pair earlier{partial.words[partial.words.size() - 2], pair.first};
        if (std::find(beginning.used_pairs.begin(), beginning.used_pairs.end(), earlier) != beginning.used_pairs.end()) {
          partial.worth -= kReuseRun;
        }
      }
      if (book_.word(pair.first).form_of_be && word.bare) partial.worth -= kBareAfterBe;
      if (wish_.worn_pairs.contains(pair)) partial.worth -= small ? kReusePair : kWorn;
      if (partial.words.size() == 1 && wish_.worn_openings.contains(pair)) partial.worth -= kWorn;
    }
    partial.words.push_back(id);
    partial.comma.push_back(false);
    partial.syllables += word.syllables;
  }

  double rank(const Partial& partial) const {
    // The word being spelled counts for as many syllables as the shortest that it may become.
    int spelling = 0;
    if (!partial.after_comma) {
      const std::uint32_t mask = book_.node(partial.node).syllable_mask;
      while (spelling < 8 && (mask >> spelling & 1u) == 0) ++spelling;
    }
    double worth = partial.worth;
    if (!partial.after_comma && book_.node(partial.node).word != kNoWord) {
      Partial finished = partial;
      finish_word(finished);
      worth = finished.worth;
    } else if (!partial.after_comma) {
      const auto promise = promises_[partial.beginning].find(partial.node);
      if (promise != promises_[partial.beginning].end()) worth += kPromise * promise->second;
    }
    return partial.likelihood + worth + kNatsPerSyllable * (partial.syllables + spelling) +
           0.5 * beginnings_[partial.beginning].score;
  }

  /// Keeps the best partial lines, not too many of one opening, and gives them texts of their own.
  std::vector<Partial> select(std::vector<Partial> children, int half) {
    std::stable_sort(children.begin(), children.end(), [](const Partial& a, const Partial& b) { return a.rank > b.rank; });
    std::vector<Partial> beam;
    std::map<std::pair<std::size_t, int>, int> openings;
    const int opening_max = std::max(2, space_.beam / 3);
    for (Partial& child : children) {
      if (static_cast<int>(beam.size()) == space_.beam) break;
      const int opening = child.words.empty() ? -child.node - 1 : child.words.front();
      if (openings[{child.beginning, opening}]++ >= opening_max) continue;
      beam.push_back(std::move(child));
    }
    for (std::size_t i = 0; i < beam.size(); ++i) {
      const int text = space_.first_beam_text + half * space_.beam + static_cast<int>(i);
      model_.copy(beam[i].text, text);
      beam[i].text = text;
    }
    return beam;
  }

  Status read(std::vector<Partial>& beam) {
    std::vector<Step> steps;
    for (Partial& partial : beam) steps.push_back({partial.text, partial.last, partial.position++});
    if (Status status = model_.read(steps); !status) return status;
    for (std::size_t i = 0; i < beam.size(); ++i) {
      const std::span<const float> logits = model_.logits(i);
      beam[i].logits.assign(logits.begin(), logits.end());
    }
    return {};
  }

  void add_final(Partial whole, Token token) {
    FoundLine line;
    line.beginning = whole.beginning;
    line.words = whole.words;
    line.comma = whole.comma;
    line.likelihood = whole.likelihood;
    line.score = whole.likelihood + whole.worth;
    line.position = whole.position;
    const double standing = line.score + 0.5 * beginnings_[line.beginning].score;
    std::size_t slot = finals_.size();
    if (static_cast<int>(slot) == space_.finals) {
      const auto standing_of = [&](const FoundLine& f) { return f.score + 0.5 * beginnings_[f.beginning].score; };
      const auto worst = std::min_element(finals_.begin(), finals_.end(), [&](const FoundLine& a, const FoundLine& b) {
        return standing_of(a) < standing_of(b);
      });
      if (standing_of(*worst) >= standing) return;
      slot = static_cast<std::size_t>(worst - finals_.begin());
    } else {
      finals_.emplace_back();
      final_tokens_.push_back(0);
    }
    line.text = space_.first_final_text + static_cast<int>(slot);
    model_.copy(whole.text, line.text);
    final_tokens_[slot] = token;
    finals_[slot] = std::move(line);
  }

  /// Reads the last tokens and adds how likely a line ends there.
  Status judge_finals() {
    if (finals_.empty()) return {};
    std::vector<Step> steps;
    for (std::size_t i = 0; i < finals_.size(); ++i) {
      steps.push_back({finals_[i].text, final_tokens_[i], finals_[i].position++});
    }
    if (Status status = model_.read(steps); !status) return status;
    for (std::size_t i = 0; i < finals_.size(); ++i) {
      const std::span<const float> logits = model_.logits(i);
      finals_[i].next.assign(logits.begin(), logits.end());
      const double total = log_sum(logits);
      double ending = 0;
      for (Token mark : line_ends_) ending += std::exp(logits[static_cast<std::size_t>(mark)] - total);
      const double end_likelihood = std::log(ending + 1e-6);
      finals_[i].likelihood += end_likelihood;
      finals_[i].score += 1.2 * end_likelihood;
    }
    std::stable_sort(finals_.begin(), finals_.end(), [](const FoundLine& a, const FoundLine& b) { return a.score > b.score; });
    return {};
  }

  LanguageModel& model_;
  const Wordbook& book_;
  const LineWish& wish_;
  const std::vector<Beginning>& beginnings_;
  const SearchSpace& space_;
  Random& random_;
  Token comma_ = 0;
  std::vector<Token> line_ends_;
  std::vector<EndIndex> end_indexes_;
  std::vector<std::map<int, double>> promises_;  // by beginning: nodes inside due words
  std::vector<FoundLine> finals_;
  std::vector<Token> final_tokens_;
};

}  // namespace

Result<std::vector<FoundLine>> search_line(LanguageModel& model, const Wordbook& book, const LineWish& wish,
                                           const std::vector<Beginning>& beginnings, const SearchSpace& space,
                                           Random& random, const Context& context) {
  return LineSearch(model, book, wish, beginnings, space, random).run(context);
}

}  // namespace souls::band::lyrics
