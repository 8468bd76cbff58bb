// Values of headers, one a line: Range, If-None-Match, If-Range, Cookie, Prefer, Last-Event-ID, a target, an address.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gateway/answers.hpp"
#include "gateway/identity/credentials.hpp"
#include "gateway/ip_address.hpp"
#include "gateway/prefer.hpp"
#include "gateway/range.hpp"
#include "gateway/target.hpp"

using namespace souls;
using namespace souls::gateway;

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

void try_range(std::string_view text, std::uint64_t bytes_all) {
  const Range range = read_range(text, bytes_all);
  if (range.kind != Range::Kind::part) return;
  expect(range.bytes > 0 && range.first < bytes_all && range.bytes <= bytes_all - range.first);
}

void try_target(std::string_view text) {
  const auto target = parse_target(text);
  if (!target) return expect(target.error().code == ErrorCode::invalid_request);
  std::string again;
  for (const std::string& segment : target->path) again += "/" + escape(segment);
  const auto same = parse_target(again.empty() ? "/" : again);
  expect(same && same->path == target->path);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try_range(text, 0);
  try_range(text, 1000);
  try_range(text, ~std::uint64_t{0});
  try_target(text);
  (void)IpAddress::parse(text);
  const auto cookie = cookie_value(text, "souls_session");
  if (cookie && *cookie) expect(text.find(**cookie) != text.npos && (*cookie)->find(';') == text.npos);
  Request request;
  for (const char* name : {"prefer", "if-none-match", "if-range", "range", "last-event-id", "authorization", "cookie", "origin"})
    request.headers.emplace_back(name, text);
  const auto wait = preferred_wait(request);
  expect(!wait || *wait >= 0);
  (void)is_known(request, "\"tag\"");
  (void)read_last_event(request);
  (void)answer_file(request, {storage::Descriptor(), 1000}, "text/plain", "\"tag\"");
  (void)shown_by(request, {});
  (void)check_origin(request, {});
  const Field name = content_disposition(text);
  expect(name.second.find_first_of("\r\n") == std::string::npos);
  return 0;
}
