#pragma once
// JSON written straight away, with no tree of values in between: for answers that are asked for often.

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace souls::gateway {

/// The calls follow the text from left to right; commas and colons come by themselves.
class JsonText {
 public:
  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }
  /// Of what is added next. Plain ASCII.
  void name(std::string_view name);

  /// What isn't UTF-8 is replaced.
  void add(std::string_view text);
  void add(const char* text) { add(std::string_view(text)); }
  void add(bool flag) { add_json(flag ? "true" : "false"); }
  /// null, where it is no finite number.
  void add(double number);
  void add(std::signed_integral auto number) { add_signed(number); }
  void add(std::unsigned_integral auto number) { add_unsigned(number); }
  /// A value as JSON.
  void add_json(std::string_view value);

  void add(std::string_view field, const auto& value) {
    name(field);
    add(value);
  }

  std::string take() { return std::move(text_); }

 private:
  void begin(char bracket);
  void end(char bracket);
  void add_signed(std::int64_t number);
  void add_unsigned(std::uint64_t number);
  void separate();

  std::string text_;
  bool follows_ = false;  ///< another value of the same object or array
};

}  // namespace souls::gateway
