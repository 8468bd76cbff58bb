#include "band/plan/wishes.hpp"

#include <algorithm>
#include <cstdlib>

#include "band/plan/prompt_numbers.hpp"
#include "band/plan/vocabulary.hpp"
#include "band/plan/words.hpp"
#include "base/limits.hpp"

namespace souls::band::plan {
namespace {

constexpr int kNoHit = -1;

struct Hit {
  std::size_t begin = 0;
  std::size_t end = 0;
  const Phrase* phrase = nullptr;
  bool negated = false;
  bool with = false;   ///< after "with", "plus", "featuring"
  bool solo = false;   ///< after "solo", "only", "just"
  bool accepted = false;
};

bool one_of(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

int number_of(std::string_view text) { return std::atoi(std::string(text).c_str()); }

/// Reads one prompt. Lives for the length of read_wishes.
class PromptReader {
 public:
  explicit PromptReader(std::vector<Token>& tokens) : tokens_(tokens), hit_at_(tokens.size(), kNoHit) {}

  Wishes read() {
    read_tempo_metre_key();
    find_hits();
    read_contexts();
    accept_hits();
    read_length();
    read_style_of();
    for (const Hit& hit : hits_) {
      if (hit.accepted) apply(hit);
    }
    settle_styles();
    settle_voices();
    add_theme_moods();
    mark_leftovers();
    return std::move(wishes_);
  }

 private:
  std::string said(std::size_t begin, std::size_t end) const {
    std::string text;
    for (std::size_t i = begin; i < end; ++i) {
      if (i > begin) text += tokens_[i].hyphenated ? '-' : ' ';
      text += tokens_[i].raw;
    }
    return text;
  }

  void decide(std::size_t begin, std::size_t end, const std::string& what) {
    wishes_.decisions.push_back("\"" + said(begin, end) + "\" → " + what);
  }

  void mark(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end && i < tokens_.size(); ++i) tokens_[i].request = true;
  }

  void read_tempo_metre_key() {
    if (const auto tempo = find_tempo(tokens_)) {
      const double bpm = std::clamp(tempo->value, limits::kTempoBpmMin, limits::kTempoBpmMax);
      wishes_.tempo_bpm = bpm;
      mark(tempo->begin, tempo->end);
      decide(tempo->begin, tempo->end, "tempo " + number_text(bpm) + (bpm == tempo->value ? "" : " (the nearest that is allowed)"));
    }
    if (const auto metre = find_metre(tokens_)) {
      wishes_.metre = metre->value;
      mark(metre->begin, metre->end);
      decide(metre->begin, metre->end, "metre " + song::to_string(metre->value));
    }
    if (const auto key = find_key(tokens_)) {
      wishes_.key = key->value;
      mark(key->begin, key->end);
      decide(key->begin, key->end, "key " + song::to_string(key->value));
    }
  }

  bool matches(const Phrase& phrase, std::size_t at, std::size_t& end) const {
    std::string_view rest = phrase.words;
    std::size_t i = at;
    while (!rest.empty()) {
      if (i >= tokens_.size() || tokens_[i].request || tokens_[i].clause != tokens_[at].clause) return false;
      const std::size_t blank = std::min(rest.find(' '), rest.size());
      if (tokens_[i].lower != rest.substr(0, blank)) return false;
      rest.remove_prefix(std::min(blank + 1, rest.size()));
      ++i;
    }
    end = i;
    return true;
  }

  void find_hits() {
    for (std::size_t i = 0; i < tokens_.size();) {
      Hit hit;
      for (const Phrase& phrase : phrases()) {  // the longest stand first
        if (matches(phrase, i, hit.end)) {
          hit.begin = i;
          hit.phrase = &phrase;
          break;
        }
      }
      if (!hit.phrase) {
        ++i;
        continue;
      }
      for (std::size_t k = hit.begin; k < hit.end; ++k) hit_at_[k] = static_cast<int>(hits_.size());
      hits_.push_back(hit);
      i = hit.end;
    }
  }

  /// Which hits are denied, and which stand in a list after "with".
  void read_contexts() {
    bool negated = false, with = false, solo = false, joined = false;
    std::size_t since = 0;
    for (std::size_t i = 0; i < tokens_.size();) {
      if (i == 0 || tokens_[i].clause != tokens_[i - 1].clause) negated = with = solo = joined = false;
      if (hit_at_[i] != kNoHit) {
        Hit& hit = hits_[static_cast<std::size_t>(hit_at_[i])];
        hit.negated = negated;
        hit.with = with;
        hit.solo = solo;
        if (negated || with || solo) {
          for (std::size_t k = since; k < hit.begin; ++k) pending_.push_back(k);
        }
        joined = true;
        i = hit.end;
        since = i;
        continue;
      }
      const std::string& w = tokens_[i].lower;
      if (one_of(w, {"no", "without", "not", "never", "minus", "w/o", "avoid", "skip", "omit", "don't", "isn't"})) {
        negated = true;
        with = solo = false;
        since = i;
      } else if (one_of(w, {"with", "plus", "featuring", "feat", "including", "add", "using", "on", "has", "for"})) {
        with = w != "on" && w != "for" && w != "has";
        negated = solo = false;
        since = i;
      } else if (one_of(w, {"only", "just", "solo"})) {
        solo = true;
        negated = with = false;
        since = i;
      } else if (one_of(w, {"and", "or", "nor"})) {
        if (one_of(word(i + 1), {"a", "an", "the"}) && joined) negated = false;
      } else if (!one_of(w, {"a", "an", "the", "any", "too", "so", "very", "much", "some", "of", "lots", "really", "lush", "big", "huge", "subtle", "light", "heavy", "one", "want", "be"})) {
        negated = with = solo = false;
      }
      ++i;
    }
  }

  std::string_view word(std::size_t i) const { return i < tokens_.size() ? std::string_view(tokens_[i].lower) : std::string_view(); }
  bool same_clause(std::size_t a, std::size_t b) const { return b < tokens_.size() && tokens_[a].clause == tokens_[b].clause; }

  /// True when nothing in the token's clause speaks of a content.
  bool request_clause(std::size_t token) const {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i].clause != tokens_[token].clause || tokens_[i].request || hit_at_[i] != kNoHit) continue;
      const std::string& w = tokens_[i].lower;
      if (w[0] >= '0' && w[0] <= '9') continue;
      if (one_of(w, {"second", "seconds", "minute", "minutes", "sec", "min", "secs", "mins", "half", "hour", "hours", "solo", "minimum"})) continue;
      if (is_telling(w) || one_of(w, {"on", "under", "over", "who", "where", "when", "my", "your", "her", "his", "our", "i", "you", "we", "she", "he"})) {
        return false;
      }
    }
    return true;
  }

  bool music_word(std::size_t i) const {
    if (i >= tokens_.size()) return false;
    if (hit_at_[i] != kNoHit) {
      const Means means = hits_[static_cast<std::size_t>(hit_at_[i])].phrase->means;
      return means == Means::style || means == Means::mood || means == Means::instrument || means == Means::instrumental ||
             one_of(word(i), {"song", "tune", "track", "piece", "music", "version", "loop", "beat", "jam", "number", "anthem"});
    }
    return false;
  }

  /// A word of two meanings is taken for music where its place says so.
  bool accept_loose(const Hit& hit) const {
    if (hit.negated || hit.with || hit.solo) return true;
    const bool owned = hit.begin > 0 && same_clause(hit.begin - 1, hit.begin) &&
                       one_of(word(hit.begin - 1), {"the", "my", "your", "our", "his", "her", "their", "this", "that", "old"});
    const bool next_is_song = same_clause(hit.begin, hit.end) &&
                              one_of(word(hit.end), {"song", "songs", "tune", "track", "music", "style", "beat", "anthem", "ballad", "number", "jam",
                                                     "groove", "version", "vibe", "vibes", "feel", "piece", "band", "arrangement", "loop", "banger"});
    const Means means = hit.phrase->means;
    if (means == Means::style && next_is_song) return true;
    if (means == Means::noise) {
      const bool music_before = hit.begin > 0 && same_clause(hit.begin - 1, hit.begin) && music_word(hit.begin - 1) && !owned;
      const bool about_next = same_clause(hit.begin, hit.end) && one_of(word(hit.end), {"about", "for", "where", "in", "with"}) && !owned;
      return request_clause(hit.begin) || (music_before && music_word_kind(hit)) || (about_next && music_word_kind(hit));
    }
    if (means == Means::style) {
      const bool opens = same_clause(hit.begin, hit.end) && !owned &&
                         ((hit.begin == 0 && one_of(word(hit.end), {"for", "with", "in", "at", "from"})) || (hit.begin <= 1 && word(hit.end) == "about"));
      const bool beside_style = hit.begin > 0 && same_clause(hit.begin - 1, hit.begin) && hit_at_[hit.begin - 1] != kNoHit &&
                                hits_[static_cast<std::size_t>(hit_at_[hit.begin - 1])].phrase->means == Means::style;
      if (opens || (beside_style && !owned)) return true;
    }
    return !owned && request_clause(hit.begin);
  }

  static bool music_word_kind(const Hit& hit) {
    return one_of(hit.phrase->words, {"song", "songs", "tune", "track", "piece", "music", "jam", "number", "anthem", "beat", "beats", "loop", "banger",
                                      "version", "arrangement", "vibe", "vibes", "feel", "groove", "style", "mood"});
  }

  void accept_hits() {
    for (Hit& hit : hits_) {
      // "the ghost of the opera" is about an opera, and no opera.
      const bool owned_style = hit.phrase->means == Means::style && hit.begin > 0 && same_clause(hit.begin - 1, hit.begin) &&
                               one_of(word(hit.begin - 1), {"the", "my", "your", "our", "his", "her", "their"}) && !request_clause(hit.begin);
      hit.accepted = !(hit.phrase->loose || owned_style) || accept_loose(hit);
    }
    for (const Hit& hit : hits_) {
      if (hit.accepted && !stays_content(hit)) mark(hit.begin, hit.end);
    }
    // The "no" and "with" in front of what was accepted; any other stays part of the theme.
    for (const std::size_t k : pending_) {
      std::size_t next = k;
      while (next < tokens_.size() && hit_at_[next] == kNoHit) ++next;
      if (next < tokens_.size() && tokens_[next].request) tokens_[k].request = true;
    }
  }

  /// Moods, tempi and instruments may also be what the song is about: "a sad robot", "my father's guitar".
  bool stays_content(const Hit& hit) const {
    switch (hit.phrase->means) {
      case Means::mood:
      case Means::tempo_feel:
      case Means::mode: {
        const bool noun_next = same_clause(hit.begin, hit.end) && hit_at_[hit.end] == kNoHit && !hit.negated &&
                               (is_telling(word(hit.end)) || is_pale(word(hit.end))) && class_of(word(hit.end)) != WordClass::auxiliary &&
                               class_of(word(hit.end)) != WordClass::preposition && class_of(word(hit.end)) != WordClass::relative;
        const bool loose_noun_next = same_clause(hit.begin, hit.end) && hit_at_[hit.end] != kNoHit &&
                                     !hits_[static_cast<std::size_t>(hit_at_[hit.end])].accepted;
        return noun_next || loose_noun_next;
      }
      case Means::instrument:
      case Means::role:
      case Means::acoustic:
        return !hit.with && !hit.negated && !hit.solo && !request_clause(hit.begin);
      case Means::gender:
      case Means::voice:
        return hit.phrase->words.find(' ') == std::string_view::npos && !request_clause(hit.begin);
      default:
        return false;
    }
  }

  void read_length() {
    const auto length = find_length(tokens_, [&](std::size_t i) { return request_clause(i); },
                                    [&](std::size_t i) { return music_word(i); });
    if (!length) return;
    const double seconds = std::clamp(length->value, limits::kLengthSecondsMin, limits::kLengthSecondsMax);
    wishes_.length_s = seconds;
    mark(length->begin, length->end);
    decide(length->begin, length->end, number_text(seconds) + " s" + (seconds == length->value ? "" : " (the nearest that is allowed)"));
  }

  /// "in the style of zydeco": a name that no table has.
  void read_style_of() {
    for (const Hit& hit : hits_) {
      if (hit.phrase->words != "in the style of") continue;
      std::size_t end = hit.end;
      bool known = false;
      while (same_clause(hit.begin, end) && end < hit.end + 5) {
        const bool style = hit_at_[end] != kNoHit && hits_[static_cast<std::size_t>(hit_at_[end])].phrase->means == Means::style;
        if (style) {
          hits_[static_cast<std::size_t>(hit_at_[end])].accepted = true;
          known = true;
        }
        if (one_of(word(end), {"about", "with", "at", "in", "for", "and", "without"}) && end > hit.end) break;
        ++end;
      }
      if (end == hit.end) return;
      if (!known) wishes_.unknown_style = to_lower(said(hit.end, end));
      mark(hit.begin, end);
      return;
    }
  }

  void apply(const Hit& hit) {
    const Phrase& phrase = *hit.phrase;
    switch (phrase.means) {
      case Means::style: return apply_style(hit);
      case Means::tempo_feel:
        if (!wishes_.tempo_bpm) wishes_.tempo_feel = hit.negated ? (number_of(phrase.value) > 0 ? -1 : 1) : number_of(phrase.value);
        return decide(hit.begin, hit.end, hit.negated ? "a tempo away from it" : wishes_.tempo_feel > 0 ? "a fast tempo" : "a slow tempo");
      case Means::tempo_bpm:
        if (!wishes_.tempo_bpm && !hit.negated) {
          wishes_.tempo_bpm = number_of(phrase.value);
          decide(hit.begin, hit.end, "tempo " + std::string(phrase.value));
        }
        return;
      case Means::mode: {
        const bool minor = (phrase.value == "minor") != hit.negated;
        wishes_.mode = minor ? song::Mode::minor : song::Mode::major;
        return decide(hit.begin, hit.end, minor ? "a minor key" : "a major key");
      }
      case Means::mood:
        wishes_.moods[std::string(phrase.value)] += hit.negated ? -6 : 3;
        wishes_.mood_named = wishes_.mood_named || !hit.negated;
        return decide(hit.begin, hit.end, (hit.negated ? "not " : "mood ") + std::string(phrase.value));
      case Means::instrument:
      case Means::role:
      case Means::acoustic:
      case Means::electronic:
      case Means::a_cappella: return apply_sound(hit);
      case Means::voice:
      case Means::gender:
      case Means::duet:
      case Means::choir:
      case Means::solo_voice:
      case Means::instrumental:
      case Means::sung: return apply_voice(hit);
      case Means::section:
      case Means::verses:
      case Means::choruses:
      case Means::loud_chorus:
      case Means::intro_length: return apply_form(hit);
      case Means::solo_instrument:
      case Means::noise: return;
    }
  }

  void apply_style(const Hit& hit) {
    const Style* style = find_style(phrase_name(hit));
    if (!style) return;
    if (hit.negated) {
      decide(hit.begin, hit.end, "not " + style->name);
      return;
    }
    style_hits_.push_back(&hit);
  }

  static std::string phrase_name(const Hit& hit) { return std::string(hit.phrase->value); }

  void apply_sound(const Hit& hit) {
    const Phrase& phrase = *hit.phrase;
    if (phrase.means == Means::acoustic || phrase.means == Means::electronic || phrase.means == Means::a_cappella) {
      (phrase.means == Means::acoustic ? wishes_.acoustic : phrase.means == Means::electronic ? wishes_.electronic : wishes_.a_cappella) = !hit.negated;
      return decide(hit.begin, hit.end, phrase.means == Means::a_cappella ? "voices only" : hit.negated ? "none of it" : "the instruments");
    }
    InstrumentWish wish{said(hit.begin, hit.end), phrase.means == Means::instrument ? phrase.value : std::string_view(),
                        phrase.means == Means::role ? song::parse_role(phrase.value) : std::nullopt};
    if (hit.negated) {
      // "no guitar" means no guitar of any kind; "no brushes" just those.
      const std::string& last = tokens_[hit.end - 1].lower;
      if (last.starts_with("guitar")) wish.role = song::Role::guitar;
      if (last.starts_with("drum") || last == "percussion") wish.role = song::Role::drums;
      if (last == "bass") wish.role = song::Role::bass;
      if (last.starts_with("strings")) wish.role = song::Role::strings;
      wishes_.banned.push_back(wish);
      return decide(hit.begin, hit.end, "none in the band");
    }
    wishes_.instruments.push_back(wish);
    const bool only_after = one_of(word(hit.end), {"only", "alone", "solo"}) && same_clause(hit.begin, hit.end);
    const bool with_voice = word(hit.end) == "and" && one_of(word(hit.end + 1), {"voice", "vocals", "vocal"});
    if (hit.solo || only_after || with_voice) wishes_.solo_instrument = true;
    if (hit.solo && hit.begin > 0 && word(hit.begin - 1) == "solo") wishes_.instrumental = true;
    decide(hit.begin, hit.end, wishes_.solo_instrument ? "nothing else accompanies" : "in the band");
  }

  void apply_voice(const Hit& hit) {
    const Phrase& phrase = *hit.phrase;
    switch (phrase.means) {
      case Means::voice:
        if (hit.negated) return;
        wishes_.voice = std::string(phrase.value);
        return decide(hit.begin, hit.end, "voice " + *wishes_.voice);
      case Means::gender:
        wishes_.gender = hit.negated ? (phrase.value == "male" ? "female" : "male") : std::string(phrase.value);
        return decide(hit.begin, hit.end, "a " + wishes_.gender + " singer");
      case Means::duet:
        wishes_.harmony = hit.negated ? Harmony::none : Harmony::throughout;
        return decide(hit.begin, hit.end, hit.negated ? "one voice" : "harmony throughout");
      case Means::choir:
        wishes_.choir = !hit.negated;
        if (!hit.negated) wishes_.harmony = Harmony::throughout;
        return decide(hit.begin, hit.end, hit.negated ? "no choir" : "a choir and harmony throughout");
      case Means::solo_voice: {
        const bool harmonies = phrase.words.find("one") == std::string_view::npos && phrase.words.find("s") != std::string_view::npos &&
                               (phrase.words.starts_with("harmon") || phrase.words.starts_with("back"));
        wishes_.harmony = harmonies != hit.negated ? Harmony::throughout : Harmony::none;
        return decide(hit.begin, hit.end, *wishes_.harmony == Harmony::none ? "one voice" : "harmony throughout");
      }
      case Means::instrumental:
        wishes_.instrumental = !hit.negated || phrase.words != "instrumental";
        return decide(hit.begin, hit.end, "no singer");
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
      return decide(hit.begin, hit.end, hit.negated ? "left out" : "in the form");
    }
    if (phrase.means == Means::loud_chorus || phrase.means == Means::intro_length) {
      auto& target = phrase.means == Means::loud_chorus ? wishes_.loud_chorus : wishes_.intro_length;
      target = hit.negated ? -number_of(phrase.value) : number_of(phrase.value);
      const bool chorus = phrase.means == Means::loud_chorus;
      return decide(hit.begin, hit.end, chorus ? (*target > 0 ? "choruses at full energy" : "choruses held back") : (*target > 0 ? "a long intro" : "a short intro"));
    }
    (phrase.means == Means::verses ? wishes_.verses : wishes_.choruses) = number_of(phrase.value);
    decide(hit.begin, hit.end, "so many in the form");
  }

  /// A style in a clause of its own decides; else the last of neighbours, for there the noun stands ("synthwave lullaby").
  void settle_styles() {
    const Hit* best = nullptr;
    double best_score = -1e9;
    for (std::size_t k = 0; k < style_hits_.size(); ++k) {
      const Hit& hit = *style_hits_[k];
      double score = request_clause(hit.begin) ? 4 : 0;
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
    decide(best->begin, best->end, "style " + wishes_.styles.front()->name);
    for (const Hit* hit : style_hits_) {
      const Style* style = find_style(phrase_name(*hit));
      const bool beside = hit->end == best->begin || best->end == hit->begin;
      if (style != wishes_.styles.front() && wishes_.styles.size() < 2 && (beside || request_clause(hit->begin))) {
        wishes_.styles.push_back(style);
        decide(hit->begin, hit->end, "sounds of " + style->name);
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
        any_telling = any_telling || (!token.request && (is_telling(token.lower) || class_of(token.lower) == WordClass::pronoun));
      }
      if (any_request && !any_telling) mark(begin, end);
    }
  }

  std::vector<Token>& tokens_;
  std::vector<int> hit_at_;
  std::vector<Hit> hits_;
  std::vector<std::size_t> pending_;
  std::vector<const Hit*> style_hits_;
  bool sung_ = false;
  Wishes wishes_;
};

}  // namespace

Wishes read_wishes(std::vector<Token>& tokens) { return PromptReader(tokens).read(); }

}  // namespace souls::band::plan
