#pragma once
// A request's header as it comes in, before the parser sees it: what readers of HTTP take differently is refused.

#include <cstddef>
#include <string_view>

namespace souls::gateway {

/// Finds the end of a header, and what RFC 9112 lets a reader be lenient about: line feeds alone, carriage returns
/// alone, control characters, folded lines, empty lines before the request. Takes each byte once.
class HeaderScan {
 public:
  /// `text`: all that came so far, from the header's first byte.
  void look(std::string_view text);

  /// Bytes of the whole header with its empty line; 0 as long as that hasn't come.
  std::size_t end() const { return end_; }
  /// Lines after the first.
  std::size_t fields() const { return lines_ == 0 ? 0 : lines_ - 1; }
  bool wrong() const { return wrong_; }

 private:
  void end_line();

  std::size_t at_ = 0;
  std::size_t line_begins_ = 0;
  std::size_t lines_ = 0;
  std::size_t end_ = 0;
  bool after_return_ = false;
  bool wrong_ = false;
};

}  // namespace souls::gateway
