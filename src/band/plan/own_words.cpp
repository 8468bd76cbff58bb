#include "band/plan/own_words.hpp"

#include <algorithm>
#include <cmath>

#include "band/plan/lines.hpp"
#include "band/plan/text.hpp"
#include "base/limits.hpp"

namespace souls::band::plan {
namespace {

using song::SectionKind;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// The kind that a header names, if the line is one: "[Chorus 2]", "Verse 1:", "(Bridge)", "REFRAIN".
std::optional<SectionKind> header_kind(std::string_view line) {
  const bool bracketed =
      line.size() > 2 && ((line.front() == '[' && line.back() == ']') || (line.front() == '(' && line.back() == ')'));
  const bool colon = line.size() > 1 && line.back() == ':';
  const std::vector<Token> tokens = tokenize(line);
  if (tokens.empty() || tokens.size() > 4) return std::nullopt;
  if (!bracketed && !colon && tokens.size() > 2) return std::nullopt;
  const std::string& first = tokens.front().lower;
  const auto named = [&](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), first) != names.end();
  };
  std::optional<SectionKind> kind;
  if (named({"chorus", "refrain", "hook", "drop"}))
    kind = SectionKind::chorus;
  else if (named({"verse", "strophe", "stanza", "couplet", "v1", "v2", "v3"}))
    kind = SectionKind::verse;
  else if (named({"pre", "prechorus", "build"}))
    kind = SectionKind::prechorus;
  else if (named({"bridge", "middle", "breakdown"}))
    kind = SectionKind::bridge;
  else if (named({"intro", "introduction"}))
    kind = SectionKind::intro;
  else if (named({"outro", "coda", "ending", "tag"}))
    kind = SectionKind::outro;
  else if (named({"solo", "instrumental", "guitar"}))
    kind = SectionKind::solo;
  else if (named({"interlude", "break"}))
    kind = SectionKind::interlude;
  if (bracketed) return kind.value_or(SectionKind::verse);
  const bool numbered = tokens.size() == 1 ||
                        (tokens.size() == 2 &&
                         (std::isdigit(static_cast<unsigned char>(tokens[1].lower[0])) || tokens[1].lower == "chorus"));
  return kind && numbered ? kind : std::nullopt;
}

bool singable(std::string_view line) {
  const std::vector<Token> tokens = tokenize(line);
  return std::any_of(tokens.begin(), tokens.end(), [](const Token& t) { return estimate_syllables(t.raw) > 0; });
}

/// Stanzas that come again are choruses.
void find_choruses(std::vector<Stanza>& stanzas, bool any_header) {
  if (any_header) return;
  for (std::size_t i = 0; i < stanzas.size(); ++i) {
    for (std::size_t k = i + 1; k < stanzas.size(); ++k) {
      if (stanzas[i].lines == stanzas[k].lines) stanzas[i].kind = stanzas[k].kind = SectionKind::chorus;
    }
  }
}

char letter_of(SectionKind kind) {
  switch (kind) {
    case SectionKind::intro:
      return 'I';
    case SectionKind::verse:
      return 'V';
    case SectionKind::prechorus:
      return 'P';
    case SectionKind::chorus:
      return 'C';
    case SectionKind::bridge:
      return 'B';
    case SectionKind::solo:
      return 'S';
    case SectionKind::interlude:
      return 'N';
    case SectionKind::outro:
      return 'O';
  }
  return 'V';
}

/// Measures for a line of that many syllables: `unit` of them, doubled until there is room to sing.
int measures_for(int syllables, int unit, double measure_s, double pace) {
  int measures = unit;
  while (measures < 64 && syllables > measures * measure_s * pace) measures *= 2;
  return measures;
}

std::string rhyme_tail(std::string_view line) {
  const std::vector<Token> tokens = tokenize(line);
  if (tokens.empty()) return {};
  const std::string& word = tokens.back().lower;
  std::size_t at = word.find_last_of("aeiouy");
  if (at == std::string::npos) return word;
  if (at + 1 == word.size() && word[at] == 'e' && at > 0) {  // a silent e belongs to the vowel before
    const std::size_t before = word.find_last_of("aeiouy", at - 1);
    if (before != std::string::npos) at = before;
  }
  while (at > 0 && std::string_view("aeiouy").find(word[at - 1]) != std::string_view::npos) --at;
  return word.substr(at);
}

}  // namespace

Result<std::vector<Stanza>> read_own_words(std::string_view text) {
  std::vector<Stanza> stanzas;
  std::vector<std::pair<SectionKind, std::vector<std::string>>> seen;
  bool open = false, any_header = false;
  std::size_t line_count = 0, number = 0;
  const auto close = [&] {
    if (!stanzas.empty() && stanzas.back().lines.empty() && open) {
      // A bare header repeats the section of its kind, or names an instrumental one.
      Stanza& bare = stanzas.back();
      for (std::size_t k = stanzas.size() - 1; k-- > 0;) {
        if (stanzas[k].kind == bare.kind && !stanzas[k].lines.empty() && bare.kind != SectionKind::verse) {
          bare.lines = stanzas[k].lines;
          bare.syllables = stanzas[k].syllables;
          break;
        }
      }
      const bool silent = bare.kind == SectionKind::verse || bare.kind == SectionKind::chorus ||
                          bare.kind == SectionKind::prechorus || bare.kind == SectionKind::bridge;
      if (bare.lines.empty() && silent) stanzas.pop_back();
    }
    open = false;
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (const auto kind = line.empty() ? std::nullopt : header_kind(line)) {
      close();
      stanzas.push_back({*kind, {}, {}});
      open = any_header = true;
      continue;
    }
    if (line.empty() || !singable(line)) {
      if (line.empty() && open && !stanzas.back().lines.empty()) open = false;
      continue;
    }
    const int syllables = estimate_line_syllables(line);
    if (syllables > static_cast<int>(limits::kLineSyllablesMax)) {
      return fail(ErrorCode::invalid_request, "Line " + std::to_string(number) + " of the lyrics has about " +
                                                  std::to_string(syllables) + " syllables; a line may have at most " +
                                                  std::to_string(limits::kLineSyllablesMax) + ".");
    }
    if (++line_count > limits::kLyricLinesMax) {
      return fail(ErrorCode::invalid_request, "The lyrics have more than " + std::to_string(limits::kLyricLinesMax) +
                                                  " lines, which is the most that a song may have.");
    }
    if (!open) stanzas.push_back({SectionKind::verse, {}, {}});
    open = true;
    stanzas.back().lines.emplace_back(line);
    stanzas.back().syllables.push_back(syllables);
  }
  close();
  if (line_count == 0)
    return fail(ErrorCode::invalid_request,
                "The lyrics hold no words to sing; give at least one line with a word in it.");
  find_choruses(stanzas, any_header);
  if (stanzas.size() + 2 > limits::kSectionsMax) {
    return fail(ErrorCode::invalid_request, "The lyrics have more than " + std::to_string(limits::kSectionsMax - 2) +
                                                " sections, which is the most that a song may have.");
  }
  return stanzas;
}

std::string rhymes_by_eye(const std::vector<std::string>& lines) {
  std::string letters(lines.size(), '-');
  char next = 'A';
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (letters[i] != '-') continue;
    for (std::size_t k = i + 1; k < std::min(lines.size(), i + 5); ++k) {
      if (letters[k] != '-' || rhyme_tail(lines[i]).empty() || rhyme_tail(lines[i]) != rhyme_tail(lines[k])) continue;
      letters[i] = letters[k] = next;
    }
    if (letters[i] != '-' && next < 'Z') ++next;
  }
  return letters;
}

OwnForm forms_around(const std::vector<Stanza>& stanzas, const FitTask& task, bool wants_intro,
                     const SongMelody* melody) {
  OwnForm out;
  std::string skeleton;
  for (const Stanza& stanza : stanzas) skeleton += letter_of(stanza.kind);
  const double measure_s = measure_seconds(task.metre, task.tempo_bpm);
  const int usual = line_measures(measure_s, task.family->line_s);
  for (int repeats = 1; repeats <= 12; ++repeats) {
    for (int unit = usual * 2; unit >= 1; unit /= 2) {
      for (const double pace : {2.6, 3.2, 3.9}) {
        FormCandidate form;
        std::vector<Stanza> sections;
        std::vector<std::vector<song::LinePlan>> section_lines;
        const auto add = [&](const Stanza& stanza) {
          std::vector<song::LinePlan> lines;
          const std::string rhymes = rhymes_by_eye(stanza.lines);
          int at = 0;
          const MelodyPart* part =
              melody && !stanza.lines.empty() ? melody->part_of(letter_of(stanza.kind), skeleton) : nullptr;
          if (part) {
            const MelodyPart fitting = melody->part_for(*part, stanza.syllables);
            for (std::size_t i = 0; i < fitting.phrases.size(); ++i) {
              lines.push_back(line_of(fitting.phrases[i], melody->frame(), stanza.syllables[i]));
              lines.back().rhyme = rhymes[i];
            }
            at = fitting.measures;
          }
          for (std::size_t i = 0; i < stanza.lines.size() && !part; ++i) {
            const int measures = measures_for(stanza.syllables[i], unit, measure_s, pace);
            lines.push_back({at, measures, stanza.syllables[i], stress_pattern(stanza.syllables[i], "x."), rhymes[i]});
            at += measures;
          }
          form.skeleton += letter_of(stanza.kind);
          form.lines.push_back(static_cast<int>(stanza.lines.size()));
          form.sung_measures.push_back(at);
          sections.push_back(stanza);
          section_lines.push_back(std::move(lines));
        };
        if (wants_intro && stanzas.front().kind != SectionKind::intro) add({SectionKind::intro, {}, {}});
        for (int r = 0; r < repeats; ++r) {
          if (r > 0) add({r % 2 == 1 ? SectionKind::interlude : SectionKind::solo, {}, {}});
          for (const Stanza& stanza : stanzas) add(stanza);
        }
        const bool ends_itself = sections.back().kind == SectionKind::outro && sections.back().lines.empty();
        if (!ends_itself) add({SectionKind::outro, {}, {}});
        if (sections.size() > limits::kSectionsMax) return out;
        form.line_measures = unit;
        form.cost = 1.5 * std::abs(std::log2(static_cast<double>(unit) / usual)) + (pace - 2.6) + 1.0 * (repeats - 1);
        out.candidates.push_back(std::move(form));
        out.stanzas.push_back(std::move(sections));
        out.lines.push_back(std::move(section_lines));
      }
    }
  }
  return out;
}

}  // namespace souls::band::plan
