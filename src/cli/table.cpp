#include "cli/table.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace souls::cli {
namespace {

struct Letter {
  std::size_t bytes = 1;
  std::size_t columns = 1;
};

/// The letter at the start of the text: East Asian wide ones and pictures take two columns, combining marks none.
Letter first_letter(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
  const std::size_t bytes = byte(0) < 0xC0 ? 1 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
  char32_t code = byte(0);
  if (bytes > 1) {
    code &= 0x7F >> bytes;
    for (std::size_t i = 1; i < bytes; ++i) code = code << 6 | (byte(i) & 0x3F);
  }
  const bool is_mark = code >= 0x300 && code < 0x370;
  const bool is_wide = (code >= 0x1100 && code < 0x1160) || (code >= 0x2E80 && code < 0xA4D0) ||
                       (code >= 0xAC00 && code < 0xD7A4) || (code >= 0xF900 && code < 0xFB00) ||
                       (code >= 0xFE30 && code < 0xFE70) || (code >= 0xFF00 && code < 0xFF61) ||
                       (code >= 0x1F300 && code < 0x1FB00) || (code >= 0x20000 && code < 0x40000);
  return {std::min(bytes, text.size()), is_mark ? std::size_t{0} : is_wide ? std::size_t{2} : std::size_t{1}};
}

std::string cut(std::string text, std::size_t width_max) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  if (width_of(text) <= width_max) return text;
  std::size_t end = 0;
  for (std::size_t width = 0; end < text.size();) {
    const Letter letter = first_letter(std::string_view(text).substr(end));
    if (width + letter.columns > width_max - 1) break;
    width += letter.columns;
    end += letter.bytes;
  }
  return text.substr(0, end) + "…";
}

std::string_view code_of(Colour colour) {
  switch (colour) {
    case Colour::none:
      return "";
    case Colour::dim:
      return "\033[2m";
    case Colour::green:
      return "\033[32m";
    case Colour::yellow:
      return "\033[33m";
    case Colour::red:
      return "\033[31m";
  }
  return "";
}

std::string number(double value, const char* format) {
  char text[40];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

}  // namespace

bool is_colourful() {
  const char* wish = std::getenv("NO_COLOR");
  return ::isatty(STDOUT_FILENO) != 0 && !(wish && *wish);
}

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Letter letter = first_letter(text);
    width += letter.columns;
    text.remove_prefix(letter.bytes);
  }
  return width;
}

std::string Table::text(bool colourful) const {
  std::vector<std::vector<Cell>> lines;
  lines.emplace_back();
  for (const Column& column : columns_) lines.back().push_back({column.name, Colour::dim});
  lines.insert(lines.end(), rows_.begin(), rows_.end());
  std::vector<std::size_t> widths(columns_.size());
  for (auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      line[i].text = cut(line[i].text, columns_[i].width_max);
      widths[i] = std::max(widths[i], width_of(line[i].text));
    }
  }
  std::string text;
  for (const auto& line : lines) {
    std::string row;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string gap(widths[i] - width_of(line[i].text), ' ');
      const bool painted = colourful && line[i].colour != Colour::none && !line[i].text.empty();
      const std::string word = painted ? std::string(code_of(line[i].colour)) + line[i].text + "\033[0m" : line[i].text;
      row += (i == 0 ? "" : "  ") + (columns_[i].align == Align::right ? gap + word : word + gap);
    }
    row.erase(row.find_last_not_of(' ') + 1);
    text += row + '\n';
  }
  return text;
}

void Table::print() const { std::fputs(text(is_colourful()).c_str(), stdout); }

Cell state_cell(const std::string& state) {
  if (state == "failed") return {state, Colour::red};
  if (state == "running" || state == "making") return {state, Colour::yellow};
  if (state == "succeeded" || state == "made") return {state, Colour::green};
  return {state, Colour::dim};
}

std::string ago(std::int64_t time_ms, std::int64_t now) {
  if (time_ms <= 0) return "";
  const double seconds = static_cast<double>(now - time_ms) / 1000;
  if (seconds < 10) return "just now";
  if (seconds < 100) return number(seconds, "%.0f s ago");
  if (seconds < 5400) return number(seconds / 60, "%.0f min ago");
  if (seconds < 36 * 3600) return number(seconds / 3600, "%.0f h ago");
  return number(seconds / 86400, "%.0f days ago");
}

std::string date_and_time(std::int64_t time_ms) {
  const std::time_t seconds = static_cast<std::time_t>(time_ms / 1000);
  std::tm parts{};
  char text[32];
  ::gmtime_r(&seconds, &parts);
  return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts));
}

std::string duration(double seconds) {
  if (seconds <= 0) return "";
  if (seconds < 10) return number(seconds, "%.2f s");
  if (seconds < 100) return number(seconds, "%.1f s");
  return number(std::floor(seconds / 60), "%.0f min ") + number(std::fmod(seconds, 60), "%.0f s");
}

std::string bytes_text(double bytes) {
  if (bytes < 1000) return number(bytes, "%.0f B");
  for (const char* format : {"%.1f kB", "%.1f MB", "%.1f GB"}) {
    bytes /= 1000;
    if (bytes < 999.95) return number(bytes, format);
  }
  return number(bytes / 1000, "%.1f TB");
}

}  // namespace souls::cli
