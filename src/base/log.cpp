#include "base/log.hpp"

#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "base/text.hpp"

namespace souls {
namespace {

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

void add_text(std::string& line, std::string_view text) {
  const bool sound = is_utf8(text);
  line += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (byte < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(byte));
      line += escaped;
    } else {
      line += byte < 0x80 || sound ? c : '?';
    }
  }
  line += '"';
}

template <class Number>
void add_number(std::string& line, Number number) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  line.append(digits, end);
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
  const std::time_t seconds = time_ms / 1000;
  std::tm when{};
  ::gmtime_r(&seconds, &when);
  char time[40];
  const std::size_t length = std::strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%S", &when);
  std::snprintf(time + length, sizeof time - length, ".%03dZ", static_cast<int>(time_ms % 1000));
  std::string line = std::string("{\"time\":\"") + time + "\",\"level\":\"";
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
