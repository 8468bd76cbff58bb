#include "band/lyrics/numbers.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace souls::band::lyrics {
namespace {

constexpr std::array<std::string_view, 20> kSmall = {
    "zero",   "one",    "two",      "three",    "four",     "five",    "six",       "seven",    "eight",    "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen",  "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<std::string_view, 10> kTens = {"",      "",      "twenty",  "thirty", "forty",
                                                    "fifty", "sixty", "seventy", "eighty", "ninety"};
constexpr std::size_t kReadableDigitsMax = 9;

std::string join(std::string first, const std::string& second) {
  return second.empty() ? first : std::move(first) + " " + second;
}

std::string below_hundred(std::uint32_t n) {
  if (n < 20) return std::string(kSmall[n]);
  return join(std::string(kTens[n / 10]), n % 10 != 0 ? std::string(kSmall[n % 10]) : "");
}

std::string cardinal(std::uint32_t n) {
  if (n < 100) return below_hundred(n);
  constexpr std::array<std::pair<std::uint32_t, std::string_view>, 3> kUnits = {
      {{1'000'000, "million"}, {1'000, "thousand"}, {100, "hundred"}}};
  for (const auto& [unit, name] : kUnits) {
    if (n < unit) continue;
    return join(cardinal(n / unit) + " " + std::string(name), n % unit != 0 ? cardinal(n % unit) : "");
  }
  return {};
}

std::string digit_by_digit(std::string_view digits) {
  std::string words;
  for (char digit : digits) {
    if (!words.empty()) words += ' ';
    words += digit == '0' ? "oh" : std::string(kSmall[static_cast<std::size_t>(digit - '0')]);
  }
  return words;
}

std::uint32_t value_of(std::string_view digits) {
  std::uint32_t value = 0;
  for (char digit : digits) value = value * 10 + static_cast<std::uint32_t>(digit - '0');
  return value;
}

}  // namespace

std::string number_words(std::string_view digits) {
  if (digits.size() > kReadableDigitsMax || (digits.size() > 1 && digits[0] == '0')) return digit_by_digit(digits);
  const std::uint32_t value = value_of(digits);
  const bool year = digits.size() == 4 && ((value >= 1100 && value < 2000) || (value >= 2010 && value < 2100));
  if (!year) return cardinal(value);
  const std::uint32_t rest = value % 100;
  const std::string tail = rest == 0 ? "hundred" : rest < 10 ? "oh " + below_hundred(rest) : below_hundred(rest);
  return below_hundred(value / 100) + " " + tail;
}

std::string ordinal_words(std::string_view digits) {
  std::string words = number_words(digits);
  const std::size_t start = words.rfind(' ') == std::string::npos ? 0 : words.rfind(' ') + 1;
  const std::string last = words.substr(start);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kIrregular = {{{"one", "first"},
                                                                                        {"two", "second"},
                                                                                        {"three", "third"},
                                                                                        {"five", "fifth"},
                                                                                        {"eight", "eighth"},
                                                                                        {"nine", "ninth"},
                                                                                        {"twelve", "twelfth"}}};
  for (const auto& [plain, ordinal] : kIrregular) {
    if (last == plain) return words.replace(start, last.size(), ordinal);
  }
  if (words.back() == 'y') return words.replace(words.size() - 1, 1, "ieth");
  return words + "th";
}

}  // namespace souls::band::lyrics
