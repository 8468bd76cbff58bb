#include "gateway/outbound/outbound.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace souls::gateway {
namespace {

/// IANA's special-purpose registries, and multicast.
constexpr std::array<std::string_view, 16> kNotPublicV4 = {
    "0.0.0.0/8",      "10.0.0.0/8",    "100.64.0.0/10",  "127.0.0.0/8",   "169.254.0.0/16",  "172.16.0.0/12",
    "192.0.0.0/24",   "192.0.2.0/24",  "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
    "198.18.0.0/15",  "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"};
constexpr std::size_t kHeaderBytesMax = limits::kRequestHeaderBytesMax;  // of an answer, like of a request
constexpr std::string_view kGlobalV6 = "2000::/3";
constexpr std::array<std::string_view, 5> kNotPublicV6 = {"2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48",
                                                          "3fff::/20"};

template <class List>
std::vector<IpNetwork> networks_of(const List& texts) {
  std::vector<IpNetwork> networks;
  for (const auto text : texts) networks.push_back(*IpNetwork::parse(text));
  return networks;
}

bool are_in(const std::vector<IpNetwork>& networks, const IpAddress& address) {
  return std::ranges::any_of(networks, [&](const IpNetwork& network) { return network.contains(address); });
}

tl::unexpected<Error> invalid(std::string sentence) { return fail(ErrorCode::invalid_request, std::move(sentence)); }

struct CloseUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Url = std::unique_ptr<CURLU, CloseUrl>;

/// Empty where it has no such part.
std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK || !text) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

std::optional<IpAddress> address_of(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address.sa_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  if (address.sa_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (!bytes || !::inet_ntop(address.sa_family, bytes, text.data(), text.size())) return std::nullopt;
  return IpAddress::parse(text.data());
}

/// A request on its way.
struct Exchange {
  const OutboundRequest& request;
  const OutboundRules& rules;
  bool is_encrypted = false;
  bool is_refused = false;  ///< an address wasn't allowed
  std::size_t header_bytes = 0;
  OutboundAnswer answer = {};
};

/// The last look before a connection: at the very address that it goes to.
curl_socket_t open_socket(void* data, curlsocktype, curl_sockaddr* place) {
  auto& exchange = *static_cast<Exchange*>(data);
  const auto address = address_of(place->addr);
  if (!address || !exchange.rules.allows(*address, exchange.is_encrypted)) {
    exchange.is_refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(place->family, place->socktype | SOCK_CLOEXEC, place->protocol);
}

std::size_t take(char* bytes, std::size_t, std::size_t count, void* data) {
  auto& exchange = *static_cast<Exchange*>(data);
  const std::size_t room = exchange.request.answer_bytes_max - exchange.answer.body.size();
  exchange.answer.body.append(bytes, std::min(room, count));
  exchange.answer.is_cut = count > room;
  return exchange.answer.is_cut ? 0 : count;
}

/// libcurl keeps headers, however many there are.
std::size_t take_header(char*, std::size_t, std::size_t count, void* data) {
  auto& exchange = *static_cast<Exchange*>(data);
  exchange.header_bytes += count;
  return exchange.header_bytes > kHeaderBytesMax ? 0 : count;
}

int progress(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& exchange = *static_cast<const Exchange*>(data);
  return exchange.request.should_stop && exchange.request.should_stop() ? 1 : 0;
}

Error error_of(CURLcode code, const Exchange& exchange) {
  const std::string detail = curl_easy_strerror(code);
  if (exchange.is_refused) {
    return {ErrorCode::forbidden, "its address isn't one of the public internet, or it is asked without TLS", detail};
  }
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return {ErrorCode::deadline, "it didn't answer in time", detail};
    case CURLE_ABORTED_BY_CALLBACK:
      return {ErrorCode::cancelled, "stopped on request", detail};
    case CURLE_COULDNT_RESOLVE_HOST:
      return {ErrorCode::unavailable, "its name can't be resolved", detail};
    case CURLE_COULDNT_CONNECT:
      return {ErrorCode::unavailable, "nothing answers there", detail};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {ErrorCode::unavailable, "its certificate can't be trusted", detail};
    default:
      return {ErrorCode::unavailable, "the connection to it failed", detail};
  }
}

void prepare(CURL* curl, Exchange& exchange, curl_slist* headers) {
  const OutboundRequest& request = exchange.request;
  const auto milliseconds = static_cast<long>(request.seconds_max * 1000);
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!exchange.rules.certificates_file().empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, exchange.rules.certificates_file().c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  }
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, milliseconds);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  if (!request.body) return;
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body->data());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
}

}  // namespace

Result<OutboundRules> OutboundRules::parse(const std::vector<std::string>& allowed, std::string certificates_file) {
  OutboundRules rules;
  for (const auto& text : allowed) {
    const auto network = IpNetwork::parse(text);
    if (!network) return fail(network.error());
    rules.allowed_.push_back(*network);
  }
  rules.certificates_file_ = std::move(certificates_file);
  return rules;
}

bool OutboundRules::allows(const IpAddress& address, bool is_encrypted) const {
  return are_in(allowed_, address) || (is_encrypted && is_public(address));
}

bool is_public(const IpAddress& address) {
  static const auto kV4 = networks_of(kNotPublicV4);
  static const auto kV6 = networks_of(kNotPublicV6);
  static const IpNetwork kGlobal = *IpNetwork::parse(kGlobalV6);
  if (address.is_v4()) return !are_in(kV4, address);
  return kGlobal.contains(address) && !are_in(kV6, address);
}

Status check_url(const std::string& url, const OutboundRules& rules) {
  const Url parsed(curl_url());
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return invalid("this is no address of the web; write it as https://example.org/hook");
  }
  const std::string scheme = part_of(parsed.get(), CURLUPART_SCHEME);
  if (scheme != "https" && scheme != "http") return invalid("the address must begin with https://");
  if (!part_of(parsed.get(), CURLUPART_USER).empty() || !part_of(parsed.get(), CURLUPART_PASSWORD).empty()) {
    return invalid("the address must not hold a user's name or a password");
  }
  if (url.find('#') != std::string::npos) return invalid("the address must not have a fragment (#…)");
  std::string host = part_of(parsed.get(), CURLUPART_HOST);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  if (address && !rules.allows(*address, scheme == "https")) {
    return invalid("the address isn't one of the public internet, or it is asked without TLS");
  }
  if (scheme == "http" && !rules.allows_plain()) {
    return invalid("the address must begin with https://: without TLS only networks that the operator allows are reached");
  }
  return {};
}

Result<OutboundAnswer> send(const OutboundRequest& request, const OutboundRules& rules) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, CloseHandle> curl(started == CURLE_OK ? curl_easy_init() : nullptr);
  if (!curl) return fail(ErrorCode::unavailable, "there is no memory to ask another server");
  if (auto checked = check_url(request.url, rules); !checked) return fail(ErrorCode::forbidden, checked.error().message);
  std::unique_ptr<curl_slist, FreeList> headers;
  // "Expect: 100-continue" would wait for those who don't know it.
  for (const std::string& line : request.headers) headers.reset(curl_slist_append(headers.release(), line.c_str()));
  headers.reset(curl_slist_append(headers.release(), "Expect:"));
  Exchange exchange{request, rules, request.url.starts_with("https:")};
  prepare(curl.get(), exchange, headers.get());
  const CURLcode code = curl_easy_perform(curl.get());
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK && !(exchange.answer.is_cut && status != 0)) return fail(error_of(code, exchange));
  exchange.answer.status = static_cast<int>(status);
  return std::move(exchange.answer);
}

}  // namespace souls::gateway
