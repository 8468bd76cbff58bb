#include <algorithm>
#include <array>
#include <optional>

#include "band/lyrics/line_search.hpp"
#include "band/lyrics/lyrics.hpp"
#include "band/lyrics/prompts.hpp"
#include "band/lyrics/theme.hpp"
#include "base/limits.hpp"

namespace souls::band::lyrics {
namespace {

constexpr int kBeginnings = 3;  ///< versions of a section that grow side by side
constexpr int kPromptText = 0;
constexpr int kFirstBeginningText = 1;
constexpr std::size_t kPromptTokensMax = 256;
// What a word is worth where it stands, in nats.
constexpr double kNearWorth = 0.7;
constexpr double kSceneWorth = 1.5;
constexpr double kHookWorth = 3.0;
constexpr double kWornWorth = -4.0;
constexpr double kUnknownWorth = -6.0;  ///< of what few hear as a word, once it has been sung elsewhere
constexpr double kAnewNoise = 0.8;   ///< of a section that is written anew; see SearchSpace::noise
constexpr double kRichRhyme = 0.35;  ///< times log of the number of rhymes that are left for later lines

/// How far a line's constraints are loosened when no line meets them.
enum class Stage { strict, any_sound, near_rhyme, no_rhyme };
constexpr std::array<Stage, 4> kStages = {Stage::strict, Stage::any_sound, Stage::near_rhyme, Stage::no_rhyme};

class ModelLyricist final : public Lyricist {
 public:
  ModelLyricist(std::shared_ptr<const Lexicon> lexicon, std::unique_ptr<LanguageModel> model)
      : lexicon_(std::move(lexicon)), model_(std::move(model)) {
    comma_ = model_->tokens(",").front();
    stop_ = model_->tokens(".").front();
    newline_ = model_->tokens("\n").front();
  }

  Result<std::vector<song::Line>> write_section(const song::Plan& plan, const song::SectionPlan& section, Seed seed,
                                                const Rewriting& rewriting, const Context& context) override;

 private:
  struct Task {
    const song::SectionPlan& section;
    const Theme& theme;
    std::vector<bool> families;  ///< rhyme families that are this section's
    LineWish wish;               ///< what holds for all its lines
    std::vector<std::vector<WordId>> kept;  ///< lines that stay; empty where one is written
  };

  Status learn_theme(const song::Plan& plan);
  LineWish general_wish(const song::SectionPlan& section, const Turn& turn, const std::vector<WordId>& scene,
                        const std::vector<std::string>& before) const;
  Result<Beginning> read_prompt(const std::string& prompt);
  std::map<WordId, double> ends_for(const Task& task, const Beginning& beginning, std::size_t line, Stage stage) const;
  std::vector<std::vector<WordId>> kept_lines(const song::SectionPlan& section, const Rewriting& rewriting) const;
  Result<std::vector<FoundLine>> take_line(const std::string& text, const std::vector<WordId>& words,
                                           const std::vector<Beginning>& beginnings);
  Result<std::vector<FoundLine>> find_lines(const Task& task, std::vector<Beginning>& beginnings, std::size_t line,
                                            Random& random, const Context& context);
  Result<std::vector<Beginning>> carry_on(const std::vector<Beginning>& old, std::vector<FoundLine>& found, int half);
  Result<std::vector<song::Line>> written(const song::SectionPlan& section, const Beginning& best) const;

  std::shared_ptr<const Lexicon> lexicon_;
  std::unique_ptr<LanguageModel> model_;
  Token comma_ = 0, stop_ = 0, newline_ = 0;
  // Of the plan that was asked for last: functions of title and theme words alone.
  std::string theme_title_;
  std::vector<std::string> theme_words_;
  std::vector<std::string> asked_;
  std::optional<Wordbook> book_;
  std::optional<Theme> theme_;
};

Status check(const song::SectionPlan& section) {
  if (section.lines.empty() || section.lines.size() > limits::kSectionLinesMax) {
    return fail(ErrorCode::invalid_request, "section '" + section.name + "' asks for " +
                                                std::to_string(section.lines.size()) + " lines of lyrics; 1 to " +
                                                std::to_string(limits::kSectionLinesMax) + " are allowed");
  }
  for (const song::LinePlan& line : section.lines) {
    if (line.syllables >= 1 && line.syllables <= static_cast<int>(limits::kLineSyllablesMax)) continue;
    return fail(ErrorCode::invalid_request, "a line of section '" + section.name + "' asks for " +
                                                std::to_string(line.syllables) + " syllables; 1 to " +
                                                std::to_string(limits::kLineSyllablesMax) + " are allowed");
  }
  return {};
}

Status ModelLyricist::learn_theme(const song::Plan& plan) {
  if (theme_ && theme_title_ == plan.title && theme_words_ == plan.theme) return {};
  std::vector<std::string> asked = asked_words(*lexicon_, plan);
  if (!book_ || asked != asked_) {
    theme_.reset();
    book_.emplace(lexicon_, *model_, asked);
    asked_ = std::move(asked);
  }
  auto theme = find_theme(*model_, *book_, plan);
  if (!theme) return fail(theme.error());
  theme_ = std::move(*theme);
  theme_title_ = plan.title;
  theme_words_ = plan.theme;
  return {};
}

/// The words of each line of the text that the book knows; kNoWord for the others.
std::vector<std::vector<WordId>> lines_of(const Wordbook& book, std::string_view text) {
  std::vector<std::vector<WordId>> lines(1);
  std::string word;
  for (char c : std::string(text) + "\n") {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if ((lower >= 'a' && lower <= 'z') || lower == '\'') {
      word += lower;
      continue;
    }
    if (!word.empty()) lines.back().push_back(book.find(word));
    if (c == '\n') lines.emplace_back();
    word.clear();
  }
  return lines;
}

/// Adds each pair of neighbours of each line of the text.
void add_pairs(const Wordbook& book, std::string_view text, std::set<std::pair<WordId, WordId>>& pairs) {
  for (const std::vector<WordId>& line : lines_of(book, text)) {
    for (std::size_t w = 1; w < line.size(); ++w) {
      if (line[w - 1] != kNoWord && line[w] != kNoWord) pairs.emplace(line[w - 1], line[w]);
    }
  }
}

LineWish ModelLyricist::general_wish(const song::SectionPlan& section, const Turn& turn,
                                     const std::vector<WordId>& scene, const std::vector<std::string>& before) const {
  LineWish wish;
  for (const std::string& line : before) {
    add_pairs(*book_, line, wish.worn_pairs);
    for (const std::vector<WordId>& words : lines_of(*book_, line)) {
      if (!words.empty()) wish.barred_ends.insert(words.back());
    }
  }
  add_pairs(*book_, example_for(section.kind, turn.index).lines, wish.worn_pairs);
  add_pairs(*book_, worn_openings(), wish.worn_openings);
  wish.word_value.assign(book_->words().size(), 0);
  const auto value_of = [&](WordId id) -> float& { return wish.word_value[static_cast<std::size_t>(id)]; };
  for (std::size_t w = 0; w < wish.word_value.size(); ++w) {
    wish.word_value[w] = static_cast<float>(kNearWorth) * theme_->weight[w];
  }
  wish.due_value = dues_of(*book_, *theme_, turn);
  for (std::size_t w = 0; w < wish.word_value.size(); ++w) {
    // Another section has it.
    if (book_->words()[w].unknown && wish.due_value[w] <= 0) wish.word_value[w] = static_cast<float>(kUnknownWorth);
  }
  for (WordId id : scene) value_of(id) = static_cast<float>(kSceneWorth);
  for (std::string_view word : worn_words()) {
    const WordId id = book_->find(word);
    const bool asked_for = std::find(theme_->own_words.begin(), theme_->own_words.end(), id) != theme_->own_words.end();
    if (id != kNoWord && !asked_for) value_of(id) += static_cast<float>(kWornWorth);
  }
  return wish;
}

Result<Beginning> ModelLyricist::read_prompt(const std::string& prompt) {
  model_->clear();
  std::vector<Token> tokens = model_->tokens(prompt);
  if (tokens.size() > kPromptTokensMax) tokens.erase(tokens.begin(), tokens.end() - kPromptTokensMax);
  std::vector<Step> steps;
  for (std::size_t i = 0; i < tokens.size(); ++i) steps.push_back({kPromptText, tokens[i], static_cast<int>(i)});
  if (Status status = model_->read(steps); !status) return fail(status.error());
  Beginning beginning;
  beginning.text = kPromptText;
  beginning.position = static_cast<int>(tokens.size());
  const std::span<const float> logits = model_->logits(tokens.size() - 1);
  beginning.next.assign(logits.begin(), logits.end());
  return beginning;
}

std::map<WordId, double> ModelLyricist::ends_for(const Task& task, const Beginning& beginning, std::size_t line,
                                                 Stage stage) const {
  const std::vector<song::LinePlan>& plans = task.section.lines;
  const char letter = plans[line].rhyme;
  std::vector<WordId> partners, others;
  for (std::size_t before = 0; before < beginning.lines.size(); ++before) {
    const WordId end = beginning.lines[before].back();
    (letter != '-' && plans[before].rhyme == letter ? partners : others).push_back(end);
  }
  for (std::size_t after = line + 1; after < task.kept.size(); ++after) {
    if (task.kept[after].empty()) continue;
    (letter != '-' && plans[after].rhyme == letter ? partners : others).push_back(task.kept[after].back());
  }
  const bool more_to_come =
      letter != '-' && std::any_of(plans.begin() + static_cast<std::ptrdiff_t>(line) + 1, plans.end(),
                                   [&](const song::LinePlan& later) { return later.rhyme == letter; });
  const auto has = [](const std::vector<WordId>& list, WordId id) {
    return std::find(list.begin(), list.end(), id) != list.end();
  };
  std::map<WordId, double> ends;
  const auto consider = [&](WordId id) {
    const BookWord& word = book_->word(id);
    if (!word.may_end || has(partners, id) || has(others, id) || task.wish.barred_ends.contains(id)) return;
    if (!word.info->function && beginning.used_stems.contains(word.stem) && stage != Stage::no_rhyme) return;
    for (WordId partner : partners) {
      const RhymeKind kind = rhyme_kind(book_->word(partner).info->sounds, word.info->sounds);
      const bool near = stage == Stage::near_rhyme && kind == RhymeKind::slant;
      if (kind != RhymeKind::perfect && !near && stage != Stage::no_rhyme) return;
    }
    const auto of_family = [&](WordId other) { return book_->word(other).family == word.family; };
    if (stage == Stage::strict && std::any_of(others.begin(), others.end(), of_family)) return;
    double worth = 0.5 * static_cast<double>(task.theme.weight[static_cast<std::size_t>(id)]) + 0.08 * (word.info->end_share - 5);
    if (partners.empty() && more_to_come) worth += kRichRhyme * book_->richness(word.family);
    ends[id] = worth;
  };
  const bool one_family = !partners.empty() && (stage == Stage::strict || stage == Stage::any_sound);
  for (std::size_t family = 0; family < task.families.size(); ++family) {
    const bool wanted = one_family ? static_cast<int>(family) == book_->word(partners.front()).family
                                   : stage != Stage::strict || task.families[family];
    if (!wanted) continue;
    for (WordId id : book_->family(static_cast<int>(family))) consider(id);
  }
  return ends;
}

std::vector<std::vector<WordId>> ModelLyricist::kept_lines(const song::SectionPlan& section,
                                                           const Rewriting& rewriting) const {
  std::vector<std::vector<WordId>> kept(section.lines.size());
  for (std::size_t l = 0; l < kept.size() && rewriting.line; ++l) {
    if (l == *rewriting.line || l >= rewriting.before.size()) continue;
    kept[l] = lines_of(*book_, rewriting.before[l]).front();
    std::erase(kept[l], kNoWord);
  }
  return kept;
}

/// The line that stays, read after each beginning.
Result<std::vector<FoundLine>> ModelLyricist::take_line(const std::string& text, const std::vector<WordId>& words,
                                                        const std::vector<Beginning>& beginnings) {
  const std::vector<Token> tokens = model_->tokens(text);
  std::vector<FoundLine> found;
  for (std::size_t b = 0; b < beginnings.size(); ++b) {
    FoundLine line;
    line.beginning = b;
    line.words = words;
    line.comma.assign(words.size(), false);
    line.text = SearchSpace{}.first_final_text + static_cast<int>(b);
    line.position = beginnings[b].position;
    model_->copy(beginnings[b].text, line.text);
    std::vector<Step> steps;
    for (const Token token : tokens) steps.push_back({line.text, token, line.position++});
    if (Status status = model_->read(steps); !status) return fail(status.error());
    const std::span<const float> logits = model_->logits(steps.size() - 1);
    line.next.assign(logits.begin(), logits.end());
    found.push_back(std::move(line));
  }
  return found;
}

Result<std::vector<FoundLine>> ModelLyricist::find_lines(const Task& task, std::vector<Beginning>& beginnings,
                                                         std::size_t line, Random& random, const Context& context) {
  const song::LinePlan& plan = task.section.lines[line];
  LineWish wish = task.wish;
  wish.syllables = plan.syllables;
  wish.stress = plan.stress;
  // What the section still owes its theme presses more with each line.
  const double progress = static_cast<double>(line) / static_cast<double>(std::max<std::size_t>(1, task.section.lines.size() - 1));
  for (float& due : wish.due_value) due *= static_cast<float>(1 + progress);
  const bool hook_line = task.section.kind == song::SectionKind::chorus && (line == 0 || line + 1 == task.section.lines.size());
  if (hook_line) {
    for (WordId id : task.theme.title_words) wish.word_value[static_cast<std::size_t>(id)] = static_cast<float>(kHookWorth);
  }
  for (Stage stage : kStages) {
    SearchSpace space;
    if (!task.wish.barred_ends.empty()) space.noise = kAnewNoise;
    if (stage != Stage::strict) {
      wish.stress_weight = 0;
      space.unlikely_nats *= 2;
    }
    for (Beginning& beginning : beginnings) beginning.ends = ends_for(task, beginning, line, stage);
    auto found = search_line(*model_, *book_, wish, beginnings, space, random, context);
    if (!found || !found->empty()) return found;
  }
  return fail(ErrorCode::internal, "no words were found for a line of " + std::to_string(plan.syllables) + " syllables");
}

Result<std::vector<Beginning>> ModelLyricist::carry_on(const std::vector<Beginning>& old, std::vector<FoundLine>& found,
                                                       int half) {
  std::stable_sort(found.begin(), found.end(), [&](const FoundLine& a, const FoundLine& b) {
    return a.score + old[a.beginning].score > b.score + old[b.beginning].score;
  });
  // The best ones go on; first those that end differently, so that a rhyme which can't be met isn't the only one.
  std::vector<const FoundLine*> chosen;
  for (const bool distinct : {true, false}) {
    for (const FoundLine& line : found) {
      if (static_cast<int>(chosen.size()) == kBeginnings) break;
      const bool out = std::any_of(chosen.begin(), chosen.end(), [&](const FoundLine* other) {
        return other == &line || (distinct && other->words.back() == line.words.back());
      });
      if (!out) chosen.push_back(&line);
    }
  }
  std::vector<Beginning> next;
  std::vector<Step> steps;
  std::vector<std::size_t> last_steps;
  for (const FoundLine* line : chosen) {
    const Beginning& before = old[line->beginning];
    Beginning after;
    after.text = kFirstBeginningText + half * kBeginnings + static_cast<int>(next.size());
    model_->copy(line->text, after.text);
    after.position = line->position;
    after.score = before.score + line->score;
    after.used_stems = before.used_stems;
    after.used_pairs = before.used_pairs;
    after.lines = before.lines;
    after.commas = before.commas;
    after.lines.push_back(line->words);
    after.commas.push_back(line->comma);
    for (std::size_t w = 0; w < line->words.size(); ++w) {
      after.used_stems[book_->word(line->words[w]).stem]++;
      if (w > 0) after.used_pairs.emplace_back(line->words[w - 1], line->words[w]);
    }
    const auto logit = [&](Token token) { return line->next[static_cast<std::size_t>(token)]; };
    const Token mark = logit(comma_) >= logit(stop_) ? comma_ : stop_;
    if (logit(mark) > logit(newline_)) steps.push_back({after.text, mark, after.position++});
    steps.push_back({after.text, newline_, after.position++});
    last_steps.push_back(steps.size() - 1);
    next.push_back(std::move(after));
  }
  if (Status status = model_->read(steps); !status) return fail(status.error());
  for (std::size_t i = 0; i < next.size(); ++i) {
    const std::span<const float> logits = model_->logits(last_steps[i]);
    next[i].next.assign(logits.begin(), logits.end());
  }
  return next;
}

Result<std::vector<song::Line>> ModelLyricist::written(const song::SectionPlan& section, const Beginning& best) const {
  std::vector<song::Line> lines;
  for (std::size_t l = 0; l < section.lines.size(); ++l) {
    std::string text;
    for (std::size_t w = 0; w < best.lines[l].size(); ++w) {
      text += (text.empty() ? "" : " ") + book_->word(best.lines[l][w]).shown + (best.commas[l][w] ? "," : "");
    }
    if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
    auto line = pronounce(*lexicon_, text);
    if (!line) return fail(line.error());
    line->section = section.name;
    const auto rhymes_with = [&](std::size_t other) {
      const Sounds mine(book_->word(best.lines[l].back()).info->sounds), theirs(book_->word(best.lines[other].back()).info->sounds);
      return section.lines[other].rhyme == section.lines[l].rhyme && rhyme_kind(mine, theirs) >= RhymeKind::slant;
    };
    bool partner = false;
    for (std::size_t other = 0; other < section.lines.size(); ++other) partner = partner || (other != l && rhymes_with(other));
    if (section.lines[l].rhyme != '-' && partner) line->rhyme_group = std::string(1, section.lines[l].rhyme);
    lines.push_back(std::move(*line));
  }
  return lines;
}

Result<std::vector<song::Line>> ModelLyricist::write_section(const song::Plan& plan, const song::SectionPlan& section,
                                                             Seed seed, const Rewriting& rewriting,
                                                             const Context& context) {
  if (Status status = check(section); !status) return fail(status.error());
  if (context.stopped()) return cancelled();
  if (Status status = learn_theme(plan); !status) return fail(status.error());
  const Turn turn = turn_of(plan, section);
  std::map<char, std::size_t> letters;
  std::size_t lines_max = 2;
  for (const song::LinePlan& line : section.lines) {
    if (line.rhyme != '-') lines_max = std::max(lines_max, ++letters[line.rhyme]);
  }
  const std::vector<WordId> scene = deal_words(*book_, *theme_, turn);
  const Task task{section, *theme_, deal_families(*book_, *theme_, turn, std::min<std::size_t>(lines_max, 4)),
                  general_wish(section, turn, scene, rewriting.before), kept_lines(section, rewriting)};
  std::vector<std::string> scene_texts;
  for (WordId id : scene) scene_texts.push_back(book_->word(id).shown);
  auto first = read_prompt(prompt_of(plan, section, turn.index, scene_texts));
  if (!first) return fail(first.error());
  std::vector<Beginning> beginnings{std::move(*first)};
  Random random(seed);
  const std::string count = std::to_string(section.lines.size());
  for (std::size_t l = 0; l < section.lines.size(); ++l) {
    context.report(static_cast<double>(l) / static_cast<double>(section.lines.size()),
                   "writing line " + std::to_string(l + 1) + " of " + count);
    auto found = task.kept[l].empty() ? find_lines(task, beginnings, l, random, context)
                                      : take_line(rewriting.before[l], task.kept[l], beginnings);
    if (!found) return fail(found.error());
    auto next = carry_on(beginnings, *found, static_cast<int>(l % 2));
    if (!next) return fail(next.error());
    beginnings = std::move(*next);
  }
  return written(section, beginnings.front());
}

}  // namespace

Result<std::unique_ptr<Lyricist>> Lyricist::load(const std::filesystem::path& package) {
  auto lexicon = load_lexicon(package);
  if (!lexicon) return fail(lexicon.error());
  auto model = LanguageModel::load(package / "model.gguf");
  if (!model) return fail(model.error());
  return std::make_unique<ModelLyricist>(std::move(*lexicon), std::move(*model));
}

Lyricist::~Lyricist() = default;

}  // namespace souls::band::lyrics
