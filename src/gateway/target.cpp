#include "gateway/target.hpp"

#include "base/text.hpp"

namespace souls::gateway {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> unescape(std::string_view text, bool plus_is_space) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus_is_space) {
      c = ' ';
    } else if (c == '%') {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
      if (low < 0) return fail(ErrorCode::invalid_request, "the address has a \"%\" without two hexadecimal digits");
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      return fail(ErrorCode::invalid_request, "the address has a control character");
    }
    plain += c;
  }
  if (!is_utf8(plain)) return fail(ErrorCode::invalid_request, "the address isn't UTF-8");
  return plain;
}

Status parse_path(std::string_view text, std::vector<std::string>& path) {
  while (!text.empty()) {
    text.remove_prefix(1);  // the "/"
    const std::size_t end = std::min(text.find('/'), text.size());
    if (end == 0 && text.empty()) break;  // "/v1/songs/" is "/v1/songs"
    auto segment = unescape(text.substr(0, end), false);
    if (!segment) return fail(segment.error());
    if (segment->empty() || *segment == "." || *segment == ".." || segment->find('/') != std::string::npos) {
      return fail(ErrorCode::invalid_request, "the address has an empty or a relative part");
    }
    path.push_back(std::move(*segment));
    text.remove_prefix(end);
  }
  return {};
}

Status parse_query(std::string_view text, std::vector<Field>& query) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    auto name = unescape(part.substr(0, equals), true);
    auto value = unescape(equals < part.size() ? part.substr(equals + 1) : std::string_view(), true);
    if (!name) return fail(name.error());
    if (!value) return fail(value.error());
    query.emplace_back(std::move(*name), std::move(*value));
  }
  return {};
}

}  // namespace

Result<Target> parse_target(std::string_view text) {
  if (!text.starts_with('/')) return fail(ErrorCode::invalid_request, "the address doesn't begin with \"/\"");
  text = text.substr(0, text.find('#'));
  const std::size_t mark = std::min(text.find('?'), text.size());
  Target target;
  if (auto read = parse_path(text.substr(0, mark), target.path); !read) return fail(read.error());
  if (mark < text.size()) {
    if (auto read = parse_query(text.substr(mark + 1), target.query); !read) return fail(read.error());
  }
  return target;
}

std::string escape(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      escaped += c;
    } else {
      escaped += '%';
      escaped += kDigits[byte >> 4];
      escaped += kDigits[byte & 15];
    }
  }
  return escaped;
}

}  // namespace souls::gateway
