#include "gateway/range.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "gateway/header_value.hpp"
#include "gateway/problem.hpp"
#include "gateway/target.hpp"

namespace souls::gateway {
namespace {

constexpr std::string_view kUnit = "bytes=";

/// Of digits alone; numbers that are too large are the largest one.
std::optional<std::uint64_t> read_position(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() ? number : std::numeric_limits<std::uint64_t>::max();
}

bool has_unit(std::string_view header) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return header.size() >= kUnit.size() && std::ranges::equal(header.substr(0, kUnit.size()), kUnit, {}, lower);
}

Range last_bytes(std::uint64_t count, std::uint64_t bytes_all) {
  if (count == 0) return {Range::Kind::unsatisfiable};
  const std::uint64_t bytes = std::min(count, bytes_all);
  return {Range::Kind::part, bytes_all - bytes, bytes};
}

/// Whether a part is of the file that the caller has the rest of. A date is no strong validator.
bool is_of_same(const Request& request, const std::string& tag) {
  const std::string* wanted = request.header("if-range");
  return !wanted || *wanted == tag;
}

}  // namespace

Range read_range(std::string_view header, std::uint64_t bytes_all) {
  if (!has_unit(header) || bytes_all == 0) return {};
  const std::string_view asked = trimmed(header.substr(kUnit.size()));
  const std::size_t dash = asked.find('-');
  if (dash == std::string_view::npos) return {};
  const std::string_view before = asked.substr(0, dash), after = asked.substr(dash + 1);
  const auto first = read_position(before), last = read_position(after);
  if (before.empty()) return last ? last_bytes(*last, bytes_all) : Range{};
  if (!first || (!last && !after.empty()) || (last && *last < *first)) return {};
  if (*first >= bytes_all) return {Range::Kind::unsatisfiable};
  const std::uint64_t end = std::min(last.value_or(bytes_all - 1), bytes_all - 1);
  return {Range::Kind::part, *first, end - *first + 1};
}

bool is_known(const Request& request, std::string_view tag) {
  const std::string* known = request.header("if-none-match");
  return known && (trimmed(*known) == "*" || known->find(tag) != std::string::npos);
}

Response answer_file(const Request& request, FileBody file, std::string content_type, const std::string& tag) {
  Response response;
  response.headers = {{"ETag", tag}, {"Accept-Ranges", "bytes"}, {"Cache-Control", "private, no-cache"}};
  if (is_known(request, tag)) {
    response.status = 304;
    return response;
  }
  response.content_type = std::move(content_type);
  const std::uint64_t all = file.bytes;
  const std::string* asked = request.header("range");
  const Range range = asked && !request.is_head && is_of_same(request, tag) ? read_range(*asked, all) : Range{};
  if (range.kind == Range::Kind::unsatisfiable) {
    response = problem(416, ErrorCode::invalid_request, "the file has no such part", request.id);
    response.headers.emplace_back("Content-Range", "bytes */" + std::to_string(all));
    return response;
  }
  if (range.kind == Range::Kind::part) {
    response.status = 206;
    response.headers.emplace_back("Content-Range", "bytes " + std::to_string(range.first) + '-' +
                                                       std::to_string(range.first + range.bytes - 1) + '/' +
                                                       std::to_string(all));
    file.first = range.first;
    file.bytes = range.bytes;
  }
  response.file = std::move(file);
  return response;
}

Field content_disposition(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  std::string plain;
  for (const char c : name) plain += (c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '%') ? c : '_';
  return {"Content-Disposition", "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + escape(name)};
}

}  // namespace souls::gateway
