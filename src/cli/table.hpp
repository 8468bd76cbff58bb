#pragma once
// What people read on a terminal: aligned columns, times as they say them, colour where it is wanted.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/wall_clock.hpp"

namespace souls::cli {

enum class Colour { none, dim, green, yellow, red };

/// Whether standard output is a terminal that is to be coloured (https://no-color.org).
bool is_colourful();

/// One cell. Text of other programs and people: control characters are shown as "?".
struct Cell {
  std::string text;
  Colour colour = Colour::none;
};

enum class Align { left, right };

struct Column {
  std::string name;
  Align align = Align::left;
  std::size_t width_max = 60;  ///< longer text is cut, with an ellipsis
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.empty(); }
  std::string text(bool colourful) const;
  void print() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

/// "running" in yellow, "failed" in red, …
Cell state_cell(const std::string& state);

/// "just now", "5 min ago", "3 h ago", "yesterday", "12 days ago"; "" for 0.
std::string ago(std::int64_t time_ms, std::int64_t now_ms = storage::system_wall_clock()());
/// "0.35 s", "12.4 s", "3 min 5 s"
std::string duration(double seconds);
/// "2026-11-30 08:15:00 UTC".
std::string date_and_time(std::int64_t time_ms);
/// "12 B", "3.4 MB"
std::string bytes_text(double bytes);
/// Columns that the text takes up on a terminal: a letter each, two for wide ones.
std::size_t width_of(std::string_view text);

}  // namespace souls::cli
