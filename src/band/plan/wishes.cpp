#include "band/plan/wishes.hpp"

#include <algorithm>
#include <cstdlib>

#include "band/plan/prompt_hits.hpp"
#include "band/plan/prompt_numbers.hpp"
#include "band/plan/vocabulary.hpp"
#include "band/plan/words.hpp"
#include "base/limits.hpp"

namespace souls::band::plan {
namespace {

int number_of(std::string_view text) { return std::atoi(std::string(text).c_str()); }

/// Reads one prompt. Lives for the length of read_wishes.
class PromptReader {
 public:
  explicit PromptReader(std::vector<Token>& tokens) : tokens_(tokens), hits_(tokens) {}

  Wishes read() {
    read_tempo_metre_key();
    hits_.find();
    hits_.accept();
    read_length();
    read_style_of();
    for (const Hit& hit : hits_.all()) {
      if (hit.accepted) apply(hit);
    }
    settle_styles();
    settle_voices();
    add_theme_moods();
    mark_leftovers();
    return std::move(wishes_);
  }

 private:
  void decide(std::size_t begin, std::size_t end, const std::string& what) {
    wishes_.decisions.push_back("\"" + hits_.said(begin, end) + "\" → " + what);
  }

  void decide(const Hit& hit, const std::string& what) {
    const std::string no = hit.negated && hit.said_from == hit.begin ? "no " : "";
    wishes_.decisions.push_back("\"" + no + hits_.said(hit.said_from, hit.end) + "\" → " + what);
  }

  void read_tempo_metre_key() {
    if (const auto tempo = find_tempo(tokens_)) {
      const double bpm = std::clamp(tempo->value, limits::kTempoBpmMin, limits::kTempoBpmMax);
      wishes_.tempo_bpm = bpm;
      hits_.mark(tempo->begin, tempo->end);
      decide(tempo->begin, tempo->end,
             "tempo " + number_text(bpm) + (bpm == tempo->value ? "" : " (the nearest that is allowed)"));
    }
    if (const auto metre = find_metre(tokens_)) {
      wishes_.metre = metre->value;
      hits_.mark(metre->begin, metre->end);
      decide(metre->begin, metre->end, "metre " + song::to_string(metre->value));
    }
    if (const auto key = find_key(tokens_)) {
      wishes_.key = key->value;
      hits_.mark(key->begin, key->end);
      decide(key->begin, key->end, "key " + song::to_string(key->value));
    }
  }

  void read_length() {
    const auto length = find_length(
        tokens_, [&](std::size_t i) { return hits_.request_clause(i); },
        [&](std::size_t i) { return hits_.music_word(i); });
    if (!length) return;
    const double seconds = std::clamp(length->value, limits::kLengthSecondsMin, limits::kLengthSecondsMax);
    wishes_.length_s = seconds;
    hits_.mark(length->begin, length->end);
    decide(length->begin, length->end,
           number_text(seconds) + " s" + (seconds == length->value ? "" : " (the nearest that is allowed)"));
  }

  /// "in the style of zydeco": a name that no table has.
  void read_style_of() {
    for (const Hit& hit : hits_.all()) {
      if (hit.phrase->words != "in the style of") continue;
      std::size_t end = hit.end;
      bool known = false;
      while (hits_.same_clause(hit.begin, end) && end < hit.end + 5) {
        const Hit* covering = hits_.at(end);
        if (covering && covering->phrase->means == Means::style) {
          hits_.mark_accepted(end);
          known = true;
        }
        if (one_of(hits_.word(end), {"about", "with", "at", "in", "for", "and", "without"}) && end > hit.end) break;
        ++end;
      }
      if (end == hit.end) return;
      if (!known) wishes_.unknown_style = to_lower(hits_.said(hit.end, end));
      hits_.mark(hit.begin, end);
      return;
    }
  }

  void apply(const Hit& hit) {
    const Phrase& phrase = *hit.phrase;
    switch (phrase.means) {
      case Means::style:
        return apply_style(hit);
      case Means::tempo_feel:
        if (!wishes_.tempo_bpm)
          wishes_.tempo_feel = hit.negated ? (number_of(phrase.value) > 0 ? -1 : 1) : number_of(phrase.value);
        return decide(hit, hit.negated              ? "a tempo away from it"
                           : wishes_.tempo_feel > 0 ? "a fast tempo"
                                                    : "a slow tempo");
      case Means::tempo_bpm:
        if (!wishes_.tempo_bpm && !hit.negated) {
          wishes_.tempo_bpm = number_of(phrase.value);
          decide(hit, "tempo " + std::string(phrase.value));
        }
        return;
      case Means::mode: {
        const bool minor = (phrase.value == "minor") != hit.negated;
        wishes_.mode = minor ? song::Mode::minor : song::Mode::major;
        return decide(hit, minor ? "a minor key" : "a major key");
      }
      case Means::mood:
        wishes_.moods[std::string(phrase.value)] += hit.negated ? -6 : 3;
        wishes_.mood_named = wishes_.mood_named || !hit.negated;
        return decide(hit, (hit.negated ? "not " : "mood ") + std::string(phrase.value));
      case Means::instrument:
      case Means::role:
      case Means::acoustic:
      case Means::electronic:
      case Means::a_cappella:
        return apply_sound(hit);
      case Means::voice:
      case Means::gender:
      case Means::duet:
      case Means::choir:
      case Means::solo_voice:
      case Means::instrumental:
      case Means::sung:
        return apply_voice(hit);
      case Means::section:
      case Means::verses:
      case Means::choruses:
      case Means::loud_chorus:
      case Means::intro_length:
        return apply_form(hit);
      case Means::solo_instrument:
      case Means::noise:
        return;
    }
  }

  void apply_style(const Hit& hit) {
    const Style* style = find_style(phrase_name(hit));
    if (!style) return;
    if (hit.negated) {
      decide(hit, "not " + style->name);
      return;
    }
    style_hits_.push_back(&hit);
  }

  static std::string phrase_name(const Hit& hit) { return std::string(hit.phrase->value); }

  void apply_sound(const Hit& hit) {
    const Phrase& phrase = *hit.phrase;
    if (phrase.means == Means::acoustic || phrase.means == Means::electronic || phrase.means == Means::a_cappella) {
      (phrase.means == Means::acoustic     ? wishes_.acoustic
       : phrase.means == Means::electronic ? wishes_.electronic
                                           : wishes_.a_cappella) = !hit.negated;
      return decide(hit, phrase.means == Means::a_cappella ? "voices only"
                         : hit.negated                     ? "none of it"
                                                           : "the instruments");
    }
    InstrumentWish wish{hits_.said(hit.begin, hit.end),
                        phrase.means == Means::instrument ? phrase.value : std::string_view(),
                        phrase.means == Means::role ? song::parse_role(phrase.value) : std::nullopt};
    if (hit.negated) {
      // "no guitar" means no guitar of any kind; "no brushes" just those.
      const std::string& last = tokens_[hit.end - 1].lower;
      if (last.starts_with("guitar")) wish.role = song::Role::guitar;
      if (last.starts_with("drum") || last == "percussion") wish.role = song::Role::drums;
      if (last == "bass") wish.role = song::Role::bass;
      if (last.starts_with("strings")) wish.role = song::Role::strings;
      wishes_.banned.push_back(wish);
      return decide(hit, "none in the band");
    }
    wishes_.instruments.push_back(wish);
    const bool only_after =
        one_of(hits_.word(hit.end), {"only", "alone", "solo"}) && hits_.same_clause(hit.begin, hit.end);
    const bool with_voice =
        hits_.word(hit.end) == "and" && one_of(hits_.word(hit.end + 1), {"voice", "vocals", "vocal"});
    if (hit.solo || only_after || with_voice) wishes_.solo_instrument = true;
    if (hit.solo && hit.begin > 0 && hits_.word(hit.begin - 1) == "solo") wishes_.instrumental = true;
    decide(hit, wishes_.solo_instrument ? "nothing else accompanies" : "in the band");
  }

  void apply_voice(const Hit& hit) {
    const Phrase& phrase = *hit.phrase;
    switch (phrase.means) {
      case Means::voice:
        if (hit.negated) return;
        wishes_.voice = std::string(phrase.value);
        return decide(hit, "voice " + *wishes_.voice);
      case Means::gender:
        wishes_.gender = hit.negated ? (phrase.value == "male" ? "female" : "male") : std::string(phrase.value);
        return decide(hit, "a " + wishes_.gender + " singer");
      case Means::duet:
        wishes_.harmony = hit.negated ? Harmony::none : Harmony::throughout;
        return decide(hit, hit.negated ? "one voice" : "harmony throughout");
      case Means::choir:
        wishes_.choir = !hit.negated;
        if (!hit.negated) wishes_.harmony = Harmony::throughout;
        return decide(hit, hit.negated ? "no choir" : "a choir and harmony throughout");
      case Means::solo_voice: {
        const bool harmonies = phrase.words.find("one") == std::string_view::npos &&
                               phrase.words.find("s") != std::string_view::npos &&
                               (phrase.words.starts_with("harmon") || phrase.words.starts_with("back"));
        wishes_.harmony = harmonies != hit.negated ? Harmony::throughout : Harmony::none;
        return decide(hit, *wishes_.harmony == Harmony::none ? "one voice" : "harmony throughout");
      }
      case Means::instrumental:
        wishes_.instrumental = !hit.negated || phrase.words != "instrumental";
        return decide(hit, "no singer");
      default:
        wishes_.instrumental = false;
        sung_ = true;
        return;
    }
  }

  void apply_form(const Hit& hit) {
    const Phrase& phrase = *hit.phrase;
    if (phrase.means == Means::section) {
      const auto kind = song::parse_section_kind(phrase.value);
      if (!kind) return;
      (hit.negated ? wishes_.without : wishes_.with).push_back(*kind);
      return decide(hit, hit.negated ? "left out" : "in the form");
    }
    if (phrase.means == Means::loud_chorus || phrase.means == Means::intro_length) {
      auto& target = phrase.means == Means::loud_chorus ? wishes_.loud_chorus : wishes_.intro_length;
      target = hit.negated ? -number_of(phrase.value) : number_of(phrase.value);
      const bool chorus = phrase.means == Means::loud_chorus;
      return decide(hit, chorus ? (*target > 0 ? "choruses at full energy" : "choruses held back")
                                : (*target > 0 ? "a long intro" : "a short intro"));
    }
    (phrase.means == Means::verses ? wishes_.verses : wishes_.choruses) = number_of(phrase.value);
    decide(hit, "so many in the form");
  }

  /// A style in a clause of its own decides; else the last of neighbours, for there the noun stands ("synthwave
  /// lullaby").
  void settle_styles() {
    const Hit* best = nullptr;
    double best_score = -1e9;
    for (std::size_t k = 0; k < style_hits_.size(); ++k) {
      const Hit& hit = *style_hits_[k];
      double score = hits_.request_clause(hit.begin) ? 4 : 0;
      score += hit.phrase->loose ? -0.5 : 0;
      score -= 0.3 * static_cast<double>(k);
      const bool after_style = k > 0 && style_hits_[k - 1]->end == hit.begin;
      if (after_style) score += 0.8;
      if (score > best_score) {
        best_score = score;
        best = &hit;
      }
    }
    if (!best) return;
    wishes_.styles.push_back(find_style(phrase_name(*best)));
    decide(*best, "style " + wishes_.styles.front()->name);
    for (const Hit* hit : style_hits_) {
      const Style* style = find_style(phrase_name(*hit));
      const bool beside = hit->end == best->begin || best->end == hit->begin;
      if (style != wishes_.styles.front() && wishes_.styles.size() < 2 &&
          (beside || hits_.request_clause(hit->begin))) {
        wishes_.styles.push_back(style);
        decide(*hit, "sounds of " + style->name);
      }
    }
  }

  void settle_voices() {
    if (sung_) wishes_.instrumental = false;
    if (wishes_.a_cappella) {
      wishes_.instrumental = false;
      if (!wishes_.harmony) wishes_.harmony = Harmony::throughout;
    }
  }

  /// What the song is about has a mood of its own, but a named mood weighs more.
  void add_theme_moods() {
    for (const Token& token : tokens_) {
      const std::string_view mood = token.request ? std::string_view() : mood_of_theme(token.lower);
      if (!mood.empty()) wishes_.moods[std::string(mood)] += mood == "stormy" ? 1.7 : 1;
    }
  }

  /// Small words left alone in a clause of requests are no theme either.
  void mark_leftovers() {
    for (std::size_t begin = 0, end = 0; begin < tokens_.size(); begin = end) {
      bool any_request = false, any_telling = false;
      for (end = begin; end < tokens_.size() && tokens_[end].clause == tokens_[begin].clause; ++end) {
        const Token& token = tokens_[end];
        any_request = any_request || token.request;
        any_telling =
            any_telling || (!token.request && (is_telling(token.lower) || class_of(token.lower) == WordClass::pronoun));
      }
      if (any_request && !any_telling) hits_.mark(begin, end);
    }
  }

  std::vector<Token>& tokens_;
  PromptHits hits_;
  std::vector<const Hit*> style_hits_;
  bool sung_ = false;
  Wishes wishes_;
};

}  // namespace

Wishes read_wishes(std::vector<Token>& tokens) { return PromptReader(tokens).read(); }

}  // namespace souls::band::plan
