#include "gateway/header_scan.hpp"

namespace souls::gateway {

void HeaderScan::end_line() {
  const bool is_empty = at_ == line_begins_ + 1;  // the carriage return alone
  if (is_empty && lines_ > 0) end_ = at_ + 1;
  if (is_empty && lines_ == 0) wrong_ = true;
  if (!is_empty) ++lines_;
  line_begins_ = at_ + 1;
}

void HeaderScan::look(std::string_view text) {
  for (; at_ < text.size() && end_ == 0 && !wrong_; ++at_) {
    const auto byte = static_cast<unsigned char>(text[at_]);
    if (after_return_ != (byte == '\n')) {
      wrong_ = true;
    } else if (byte == '\n') {
      end_line();
      after_return_ = false;
    } else if (byte == '\r') {
      after_return_ = true;
    } else if (byte == ' ' || byte == '\t') {
      wrong_ = at_ == line_begins_;
    } else {
      wrong_ = byte < 0x20 || byte == 0x7f;
    }
  }
}

}  // namespace souls::gateway
