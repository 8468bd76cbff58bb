#include "band/plan/prompt_numbers.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

namespace souls::band::plan {
namespace {

using Tokens = std::vector<Token>;

constexpr std::array<std::pair<std::string_view, int>, 29> kNumberWords = {{
    {"one", 1},       {"two", 2},       {"three", 3},      {"four", 4},      {"five", 5},      {"six", 6},
    {"seven", 7},     {"eight", 8},     {"nine", 9},       {"ten", 10},      {"eleven", 11},   {"twelve", 12},
    {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},   {"sixteen", 16},  {"eighteen", 18}, {"twenty", 20},
    {"thirty", 30},   {"forty", 40},    {"fourty", 40},    {"fifty", 50},    {"sixty", 60},    {"seventy", 70},
    {"eighty", 80},   {"ninety", 90},   {"seventeen", 17}, {"nineteen", 19}, {"hundred", 100},
}};

std::string_view word(const Tokens& tokens, std::size_t i) {
  return i < tokens.size() ? std::string_view(tokens[i].lower) : std::string_view();
}

std::optional<int> number_word(std::string_view text) {
  for (const auto& [name, value] : kNumberWords) {
    if (name == text) return value;
  }
  return std::nullopt;
}

/// The number at the front of a token and what is written behind it: "120bpm".
std::optional<std::pair<double, std::string_view>> leading_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc() || text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  return std::pair(value, text.substr(static_cast<std::size_t>(end - text.data())));
}

bool same_clause(const Tokens& tokens, std::size_t a, std::size_t b) {
  return a < tokens.size() && b < tokens.size() && tokens[a].clause == tokens[b].clause;
}

}  // namespace

std::optional<Found<double>> read_number(const Tokens& tokens, std::size_t at) {
  if (at >= tokens.size()) return std::nullopt;
  if (const auto digits = leading_number(tokens[at].lower)) {
    if (digits->second.empty()) return Found<double>{digits->first, at, at + 1};
    return std::nullopt;
  }
  std::size_t i = at;
  double sum = 0;
  bool any = false;
  if (one_of(word(tokens, i), {"a", "an"}) && word(tokens, i + 1) == "hundred") ++i;
  for (; i < tokens.size() && i < at + 8; ++i) {
    const auto value = number_word(tokens[i].lower);
    if (value) {
      if (any && *value == 100)
        sum *= 100;
      else
        sum += *value;
      any = true;
    } else if (!(any && tokens[i].lower == "and" && number_word(word(tokens, i + 1)))) {
      break;
    }
  }
  if (!any) return std::nullopt;
  return Found<double>{sum, at, i};
}

std::optional<Found<double>> find_tempo(const Tokens& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto digits = leading_number(tokens[i].lower);
    if (digits && digits->second == "bpm") return Found<double>{digits->first, i, i + 1};
    if (const auto number = read_number(tokens, i)) {
      const std::size_t next = number->end;
      if (word(tokens, next) == "bpm") return Found<double>{number->value, i, next + 1};
      if (word(tokens, next) == "beats" && one_of(word(tokens, next + 1), {"per", "a"}) &&
          word(tokens, next + 2) == "minute") {
        return Found<double>{number->value, i, next + 3};
      }
    }
    if (one_of(tokens[i].lower, {"bpm", "tempo"})) {
      std::size_t next = i + 1;
      while (one_of(word(tokens, next), {"of", "is", "around", "about", "at"})) ++next;
      const auto number = read_number(tokens, next);
      if (number && number->value >= 20) return Found<double>{number->value, i, number->end};
    }
  }
  return std::nullopt;
}

std::optional<Found<song::TimeSignature>> find_metre(const Tokens& tokens) {
  using song::TimeSignature;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::size_t begin = i > 0 && one_of(tokens[i - 1].lower, {"in", "a"}) ? i - 1 : i;
    const auto end_behind_time = [&](std::size_t end) {
      return one_of(word(tokens, end), {"time", "metre", "meter", "feel"}) ? end + 1 : end;
    };
    if (const auto signature = song::parse_time_signature(tokens[i].lower)) {
      return Found<TimeSignature>{*signature, begin, end_behind_time(i + 1)};
    }
    // Spelled out: "three four time", "in six-eight", "in five".
    const auto upper = number_word(tokens[i].lower);
    if (upper && *upper >= 2 && *upper <= 15) {
      const std::string_view next = word(tokens, i + 1);
      const int lower = next == "four" ? 4 : next == "eight" || next == "eighth" ? 8 : 0;
      const bool hyphen = i + 1 < tokens.size() && tokens[i + 1].hyphenated;
      if (lower > 0 && same_clause(tokens, i, i + 1) && (begin < i || hyphen || word(tokens, i + 2) == "time")) {
        return Found<TimeSignature>{{*upper, lower}, begin, end_behind_time(i + 2)};
      }
      const bool alone = i > 0 && tokens[i - 1].lower == "in" && !same_clause(tokens, i, i + 1);
      if (alone || (i > 0 && tokens[i - 1].lower == "in" && word(tokens, i + 1) == "time")) {
        const int denominator = *upper == 6 || *upper == 7 || *upper == 9 || *upper == 12 ? 8 : 4;
        return Found<TimeSignature>{{*upper, denominator}, begin, end_behind_time(i + 1)};
      }
    }
    if (word(tokens, i + 1) == "time") {
      if (tokens[i].lower == "waltz") return Found<TimeSignature>{{3, 4}, begin, i + 2};
      if (tokens[i].lower == "common") return Found<TimeSignature>{{4, 4}, begin, i + 2};
      if (tokens[i].lower == "cut") return Found<TimeSignature>{{2, 2}, begin, i + 2};
      if (tokens[i].lower == "march") return Found<TimeSignature>{{2, 4}, begin, i + 2};
    }
  }
  return std::nullopt;
}

std::optional<Found<song::Key>> find_key(const Tokens& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string& lower = tokens[i].lower;
    if (lower.empty() || lower[0] < 'a' || lower[0] > 'g' || lower.size() > 3) continue;
    const bool note = lower.size() == 1 || (lower.size() == 2 && (lower[1] == '#' || lower[1] == 'b')) ||
                      lower == "c#m" || (lower.size() == 2 && lower[1] == 'm') ||
                      (lower.size() == 3 && lower[2] == 'm' && (lower[1] == '#' || lower[1] == 'b'));
    if (!note || lower == "am" || lower == "em" || lower == "be" || lower == "cm") {
      const bool spelled = (lower == "am" || lower == "em" || lower == "cm") && tokens[i].raw[0] < 'a';
      if (!spelled) continue;
      const bool said = i > 0 && one_of(tokens[i - 1].lower, {"in", "of", "key"});
      const bool own_clause = !same_clause(tokens, i, i + 1) && (i == 0 || !same_clause(tokens, i - 1, i));
      if (!said && !own_clause) continue;
    }
    std::string text = tokens[i].raw;
    std::size_t end = i + 1;
    if (one_of(word(tokens, end), {"sharp", "flat"}) && same_clause(tokens, i, end)) text += ' ' + tokens[end++].lower;
    const bool mode = one_of(word(tokens, end), {"major", "minor", "maj", "min"}) && same_clause(tokens, i, end);
    if (mode) text += ' ' + tokens[end++].lower;
    const bool in_before = i > 0 && one_of(tokens[i - 1].lower, {"in", "of", "key"});
    const bool capital = tokens[i].raw[0] >= 'A' && tokens[i].raw[0] <= 'Z';
    if (lower == "a" && !mode) {
      // "in A" may be a key at the end of a clause; "a" is an article.
      if (!capital || !in_before || same_clause(tokens, i, end)) continue;
    } else if (lower == "a" &&
               ((!capital && word(tokens, end) == "key") || (!capital && !in_before && same_clause(tokens, i, end)))) {
      continue;  // "in a minor key", "a minor miracle"
    }
    const bool marked = mode || text.find(' ') != std::string::npos || lower.size() == 2 || lower.size() == 3;
    if (!marked && !(in_before && capital && !same_clause(tokens, i, end))) continue;
    if (lower.size() == 2 && !mode && lower[1] == 'b' && !in_before && text.find(' ') == std::string::npos) continue;
    const auto key = song::parse_key(text);
    if (!key) continue;
    std::size_t begin = i;
    while (begin > 0 && same_clause(tokens, begin - 1, i) &&
           one_of(tokens[begin - 1].lower, {"in", "of", "key", "the"}))
      --begin;
    return Found<song::Key>{*key, begin, end};
  }
  return std::nullopt;
}

namespace {

/// Seconds of a unit; 0 when the word is none.
double unit_seconds(std::string_view text) {
  if (one_of(text, {"s", "sec", "secs", "second", "seconds", "sek"})) return 1;
  if (one_of(text, {"m", "min", "mins", "minute", "minutes"})) return 60;
  if (one_of(text, {"h", "hour", "hours"})) return 3600;
  return 0;
}

/// "two and a half minutes", "a minute and a half", "2 minutes 30", "45s", "1:30", "half a minute".
std::optional<Found<double>> duration_at(const Tokens& tokens, std::size_t i) {
  const std::string_view first = word(tokens, i);
  if (const std::size_t colon = first.find(':'); colon != std::string_view::npos && first.size() - colon == 3) {
    const auto minutes = leading_number(first.substr(0, colon));
    const auto seconds = leading_number(first.substr(colon + 1));
    if (minutes && seconds && minutes->second.empty() && seconds->second.empty() && seconds->first < 60) {
      return Found<double>{minutes->first * 60 + seconds->first, i, i + 1};
    }
    return std::nullopt;
  }
  if (const auto digits = leading_number(first); digits && !digits->second.empty()) {
    if (digits->second == "h" || digits->second == "m") return std::nullopt;
    const double unit = unit_seconds(digits->second);
    if (unit > 0) return Found<double>{digits->first * unit, i, i + 1};
    return std::nullopt;
  }
  if (first == "half" && one_of(word(tokens, i + 1), {"a", "an"}) && word(tokens, i + 2) == "minute")
    return Found<double>{30, i, i + 3};
  double value = 0;
  std::size_t next = i;
  if (one_of(first, {"a", "an", "one"}) && unit_seconds(word(tokens, i + 1)) >= 60 && word(tokens, i + 1).size() > 1) {
    value = 1;
    next = i + 1;
  } else if (const auto number = read_number(tokens, i)) {
    value = number->value;
    next = number->end;
  } else {
    return std::nullopt;
  }
  if (word(tokens, next) == "and" && word(tokens, next + 1) == "a" && word(tokens, next + 2) == "half") {
    value += 0.5;
    next += 3;
  }
  const double unit = unit_seconds(word(tokens, next));
  if (unit == 0 || !same_clause(tokens, i, next) || (word(tokens, next).size() == 1 && first.size() > 3))
    return std::nullopt;
  ++next;
  double seconds = value * unit;
  if (word(tokens, next) == "and" && word(tokens, next + 1) == "a" && word(tokens, next + 2) == "half") {
    return Found<double>{seconds + unit / 2, i, next + 3};
  }
  const std::size_t rest = word(tokens, next) == "and" ? next + 1 : next;
  if (const auto more = read_number(tokens, rest);
      more && unit == 60 && more->value < 60 && same_clause(tokens, i, rest)) {
    const bool with_unit = unit_seconds(word(tokens, more->end)) == 1;
    return Found<double>{seconds + more->value, i, more->end + (with_unit ? 1 : 0)};
  }
  return Found<double>{seconds, i, next};
}

}  // namespace

std::optional<Found<double>> find_length(const Tokens& tokens, const IsRequestClause& is_request_clause,
                                         const IsMusicWord& is_music_word) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    auto found = duration_at(tokens, i);
    if (!found) continue;
    const std::string_view after = same_clause(tokens, i, found->end) ? word(tokens, found->end) : std::string_view();
    const std::string_view before = i > 0 && same_clause(tokens, i - 1, i) ? word(tokens, i - 1) : std::string_view();
    if (one_of(after, {"before", "after", "until", "till", "ago", "from", "to", "past", "into", "later", "away", "am",
                       "pm"}) ||
        one_of(before, {"last", "first", "every", "final", "the", "per", "my", "your"})) {
      continue;
    }
    const bool time_of_day = tokens[i].lower.find(':') != std::string::npos && before == "at";
    const bool said = one_of(after, {"long", "length", "duration"}) ||
                      one_of(before, {"lasting", "lasts", "length", "duration", "exactly", "roughly"});
    const bool tail = after.empty() && one_of(before, {"for", "of", "about", "around"});
    const bool before_music =
        !after.empty() && (is_music_word(found->end) || (after == "of" && is_music_word(found->end + 1)));
    if (time_of_day || !(said || tail || before_music || is_request_clause(i))) continue;
    if (one_of(after, {"long", "length", "duration"})) ++found->end;
    if (after == "in" && word(tokens, found->end + 1) == "length") found->end += 2;
    return found;
  }
  return std::nullopt;
}

}  // namespace souls::band::plan
