#include "base/log.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "base/text.hpp"

namespace souls {
namespace {

constexpr std::size_t kLineBytes = 400;  // most lines have fewer

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "";
}

void add_escaped(std::string& line, char c) {
  if (c == '"' || c == '\\') {
    line += '\\';
    line += c;
    return;
  }
  char escaped[8];
  std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
  line += escaped;
}

void add_text(std::string& line, std::string_view text) {
  const bool sound = is_utf8(text);
  line += '"';
  std::size_t begin = 0;  // of what is added as it is
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool is_plain = byte >= 0x20 && text[at] != '"' && text[at] != '\\';
    if (is_plain && (byte < 0x80 || sound)) continue;
    line += text.substr(begin, at - begin);
    begin = at + 1;
    if (is_plain)
      line += '?';
    else
      add_escaped(line, text[at]);
  }
  line += text.substr(begin);
  line += '"';
}

template <class Number>
void add_number(std::string& line, Number number) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  line.append(digits, end);
}

/// Calendars are dear, and most lines come in the second of the one before.
void add_time(std::string& line, long long time_ms) {
  thread_local std::time_t second = -1;
  thread_local std::array<char, 24> text{};
  if (second != time_ms / 1000) {
    second = time_ms / 1000;
    std::tm when{};
    ::gmtime_r(&second, &when);
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S.", &when);
  }
  const auto part = static_cast<int>(time_ms % 1000);
  line += text.data();
  for (const int digit : {part / 100, part / 10 % 10, part % 10}) line += static_cast<char>('0' + digit);
  line += 'Z';
}

struct AddValue {
  std::string& line;
  void operator()(std::string_view text) const { add_text(line, text); }
  void operator()(bool flag) const { line += flag ? "true" : "false"; }
  void operator()(long long number) const { add_number(line, number); }
  void operator()(double number) const {
    if (number - number != 0)
      line += "null";  // JSON has no infinity
    else
      add_number(line, number);
  }
};

}  // namespace

std::string log_line(long long time_ms, LogLevel level, std::string_view event, LogFields fields) {
  std::string line;
  line.reserve(kLineBytes);
  line += "{\"time\":\"";
  add_time(line, time_ms);
  line += "\",\"level\":\"";
  line += name_of(level);
  line += "\",\"event\":";
  add_text(line, event);
  for (const auto& [name, value] : fields) {
    line += ',';
    add_text(line, name);
    line += ':';
    std::visit(AddValue{line}, value);
  }
  line += "}\n";
  return line;
}

void log(LogLevel level, std::string_view event, LogFields fields) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::string line =
      log_line(std::chrono::duration_cast<std::chrono::milliseconds>(now).count(), level, event, fields);
  while (::write(STDERR_FILENO, line.data(), line.size()) < 0 && errno == EINTR) {
  }
}

}  // namespace souls
