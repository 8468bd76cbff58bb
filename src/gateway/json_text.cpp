#include "gateway/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace souls::gateway {
namespace {

/// More than any number takes.
using Digits = std::array<char, 32>;

bool is_plain(char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; }

}  // namespace

void JsonText::separate() {
  if (follows_) text_ += ',';
  follows_ = true;
}

void JsonText::begin(char bracket) {
  separate();
  text_ += bracket;
  follows_ = false;
}

void JsonText::end(char bracket) {
  text_ += bracket;
  follows_ = true;
}

void JsonText::name(std::string_view name) {
  separate();
  text_ += '"';
  text_ += name;
  text_ += "\":";
  follows_ = false;
}

void JsonText::add(std::string_view text) {
  separate();
  if (std::ranges::all_of(text, is_plain)) {
    text_ += '"';
    text_ += text;
    text_ += '"';
  } else {
    text_ += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
}

void JsonText::add(double number) {
  if (!std::isfinite(number)) return add_json("null");
  separate();
  Digits digits;
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  const std::string_view written(digits.data(), static_cast<std::size_t>(end - digits.data()));
  text_ += written;
  if (written.find_first_of(".e") == written.npos) text_ += ".0";  // it stays a number with a fraction for its readers
}

void JsonText::add_signed(std::int64_t number) {
  separate();
  Digits digits;
  text_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

void JsonText::add_unsigned(std::uint64_t number) {
  separate();
  Digits digits;
  text_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

void JsonText::add_json(std::string_view value) {
  separate();
  text_ += value;
}

}  // namespace souls::gateway
