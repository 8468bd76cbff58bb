// A request as it comes in at a socket: the header's scan, the parser, what is refused, what is read; then its body.
#include <boost/beast/http/parser.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/limits.hpp"
#include "gateway/header_scan.hpp"
#include "gateway/target.hpp"
#include "gateway/trace.hpp"
#include "gateway/wire.hpp"

using namespace souls;
using namespace souls::gateway;

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

/// The scan says the same, however the bytes come.
std::size_t scan(std::string_view text, bool& wrong) {
  HeaderScan whole, pieces;
  whole.look(text);
  for (std::size_t end = 1; end <= text.size() && pieces.end() == 0 && !pieces.wrong(); ++end)
    pieces.look(text.substr(0, end));
  expect(whole.wrong() == pieces.wrong() || whole.end() > 0);
  if (!whole.wrong() && !pieces.wrong()) expect(whole.end() == pieces.end());
  wrong = whole.wrong() || whole.fields() > limits::kRequestHeadersMax;
  return whole.end();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  bool wrong = false;
  const std::size_t end = scan(text, wrong);
  if (wrong || end == 0 || end > limits::kRequestHeaderBytesMax) return 0;
  boost::beast::http::request_parser<TextBody> parser;
  parser.header_limit(limits::kRequestHeaderBytesMax);
  parser.body_limit(limits::kBlobBytesMax);
  boost::system::error_code error;
  const std::size_t taken = parser.put(boost::asio::buffer(text), error);
  if (error) return expect(wrong_with(error).status >= 400), 0;
  expect(taken <= end && parser.is_header_done());
  const HttpRequest& header = parser.get();
  Request request;
  if (check_header(header, limits::kRequestTargetBytesMax) || read_header(header, request)) return 0;
  for (const std::string& segment : request.path) expect(!segment.empty() && segment != "." && segment != "..");
  static const TrustedProxies proxies = *TrustedProxies::parse({"127.0.0.0/8", "10.0.0.0/8"});
  Origin origin;
  origin.is_trusted = true;
  origin.peer.address = "127.0.0.1";
  IpAddress site;
  look_behind_proxies(header, proxies, origin, request.peer, site);
  expect(IpAddress::parse(request.peer.address).has_value());
  (void)is_own_host(request.header("host") ? *request.header("host") : std::string_view(), {"souls.example"}, request.peer);
  expect(trace_id(continue_trace(header["traceparent"])).size() == 32);
  parser.eager(true);
  std::size_t at = taken;
  while (!parser.is_done() && at < size) {
    const std::size_t more = parser.put(boost::asio::buffer(text.substr(at)), error);
    if (error || more == 0) break;
    at += more;
  }
  expect(parser.get().body().size() <= size);
  return 0;
}
