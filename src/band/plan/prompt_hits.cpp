#include "band/plan/prompt_hits.hpp"

#include <algorithm>

#include "band/plan/words.hpp"

namespace souls::band::plan {
namespace {

bool music_word_kind(const Hit& hit) {
  return one_of(hit.phrase->words, {"song",        "songs",  "tune",  "track", "piece",  "music",  "jam",
                                    "number",      "anthem", "beat",  "beats", "loop",   "banger", "version",
                                    "arrangement", "vibe",   "vibes", "feel",  "groove", "style",  "mood"});
}

}  // namespace

const Hit* PromptHits::at(std::size_t token) const {
  return token < hit_at_.size() && hit_at_[token] != kNoHit ? &hits_[static_cast<std::size_t>(hit_at_[token])]
                                                            : nullptr;
}

void PromptHits::mark_accepted(std::size_t token) {
  if (hit_at_[token] != kNoHit) hits_[static_cast<std::size_t>(hit_at_[token])].accepted = true;
}

std::string PromptHits::said(std::size_t begin, std::size_t end) const {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin) text += tokens_[i].hyphenated ? '-' : ' ';
    text += tokens_[i].raw;
  }
  return text;
}

void PromptHits::mark(std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end && i < tokens_.size(); ++i) tokens_[i].request = true;
}

bool PromptHits::matches(const Phrase& phrase, std::size_t at, std::size_t& end) const {
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

void PromptHits::find() {
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
void PromptHits::read_contexts() {
  bool negated = false, with = false, solo = false, joined = false;
  std::size_t since = 0;
  for (std::size_t i = 0; i < tokens_.size();) {
    if (i == 0 || tokens_[i].clause != tokens_[i - 1].clause) negated = with = solo = joined = false;
    if (hit_at_[i] != kNoHit) {
      Hit& hit = hits_[static_cast<std::size_t>(hit_at_[i])];
      hit.said_from = negated || with || solo ? since : hit.begin;
      if (hit.said_from > hit.begin || joined) hit.said_from = hit.begin;
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
    } else if (!one_of(w, {"a",      "an",   "the", "any",  "too",    "so",    "very",  "much", "some", "of", "lots",
                           "really", "lush", "big", "huge", "subtle", "light", "heavy", "one",  "want", "be"})) {
      negated = with = solo = false;
    }
    ++i;
  }
}

/// True when nothing in the token's clause speaks of a content.
bool PromptHits::request_clause(std::size_t token) const {
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    if (tokens_[i].clause != tokens_[token].clause || tokens_[i].request || hit_at_[i] != kNoHit) continue;
    const std::string& w = tokens_[i].lower;
    if (w[0] >= '0' && w[0] <= '9') continue;
    if (one_of(w, {"second", "seconds", "minute", "minutes", "sec", "min", "secs", "mins", "half", "hour", "hours",
                   "solo", "minimum"}))
      continue;
    if (is_telling(w) || one_of(w, {"on", "under", "over", "who", "where", "when", "my", "your", "her", "his", "our",
                                    "i", "you", "we", "she", "he"})) {
      return false;
    }
  }
  return true;
}

bool PromptHits::music_word(std::size_t i) const {
  if (i >= tokens_.size()) return false;
  if (hit_at_[i] != kNoHit) {
    const Means means = hits_[static_cast<std::size_t>(hit_at_[i])].phrase->means;
    return means == Means::style || means == Means::mood || means == Means::instrument ||
           means == Means::instrumental ||
           one_of(word(i),
                  {"song", "tune", "track", "piece", "music", "version", "loop", "beat", "jam", "number", "anthem"});
  }
  return false;
}

/// A word of two meanings is taken for music where its place says so.
bool PromptHits::accept_loose(const Hit& hit) const {
  if (hit.negated || hit.with || hit.solo) return true;
  const bool owned =
      hit.begin > 0 && same_clause(hit.begin - 1, hit.begin) &&
      one_of(word(hit.begin - 1), {"the", "my", "your", "our", "his", "her", "their", "this", "that", "old"});
  const bool next_is_song =
      same_clause(hit.begin, hit.end) &&
      one_of(word(hit.end),
             {"song",   "songs",   "tune", "track", "music", "style", "beat", "anthem",      "ballad", "number", "jam",
              "groove", "version", "vibe", "vibes", "feel",  "piece", "band", "arrangement", "loop",   "banger"});
  const Means means = hit.phrase->means;
  if (means == Means::style && next_is_song) return true;
  if (means == Means::noise) {
    const bool music_before =
        hit.begin > 0 && same_clause(hit.begin - 1, hit.begin) && music_word(hit.begin - 1) && !owned;
    const bool about_next =
        same_clause(hit.begin, hit.end) && one_of(word(hit.end), {"about", "for", "where", "in", "with"}) && !owned;
    return request_clause(hit.begin) || (music_before && music_word_kind(hit)) || (about_next && music_word_kind(hit));
  }
  if (means == Means::style) {
    const bool opens = same_clause(hit.begin, hit.end) && !owned &&
                       ((hit.begin == 0 && one_of(word(hit.end), {"for", "with", "in", "at", "from"})) ||
                        (hit.begin <= 1 && word(hit.end) == "about"));
    const bool beside_style = hit.begin > 0 && same_clause(hit.begin - 1, hit.begin) &&
                              hit_at_[hit.begin - 1] != kNoHit &&
                              hits_[static_cast<std::size_t>(hit_at_[hit.begin - 1])].phrase->means == Means::style;
    if (opens || (beside_style && !owned)) return true;
  }
  return !owned && request_clause(hit.begin);
}

void PromptHits::accept() {
  read_contexts();
  for (Hit& hit : hits_) {
    // "the ghost of the opera" is about an opera, and no opera.
    const bool owned_style =
        hit.phrase->means == Means::style && hit.begin > 0 && same_clause(hit.begin - 1, hit.begin) &&
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

/// Moods, tempi, instruments and styles may also be what the song is about: "a sad robot", "my father's guitar", "a
/// marching band of ants".
bool PromptHits::stays_content(const Hit& hit) const {
  switch (hit.phrase->means) {
    case Means::mood:
    case Means::tempo_feel:
    case Means::mode: {
      const bool noun_next =
          same_clause(hit.begin, hit.end) && hit_at_[hit.end] == kNoHit && !hit.negated &&
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
    case Means::style:
      return !hit.negated && same_clause(hit.begin, hit.end + 1) && word(hit.end) == "of" && !request_clause(hit.begin);
    case Means::gender:
    case Means::voice:
      return hit.phrase->words.find(' ') == std::string_view::npos && !request_clause(hit.begin);
    default:
      return false;
  }
}

}  // namespace souls::band::plan
