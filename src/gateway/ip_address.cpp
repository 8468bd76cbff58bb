#include "gateway/ip_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "gateway/header_value.hpp"

namespace souls::gateway {
namespace {

constexpr IpAddress::Bytes kV4Prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
constexpr std::size_t kV4Begins = 12;
constexpr unsigned kV4PrefixBits = 96;
constexpr std::size_t kSiteBytes = 8;

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN) return std::nullopt;
  const std::string whole(text);
  Bytes bytes = kV4Prefix;
  if (::inet_pton(AF_INET, whole.c_str(), bytes.data() + kV4Begins) == 1) return IpAddress(bytes);
  if (::inet_pton(AF_INET6, whole.c_str(), bytes.data()) == 1) return IpAddress(bytes);
  return std::nullopt;
}

std::string IpAddress::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (is_v4())
    ::inet_ntop(AF_INET, bytes_.data() + kV4Begins, text.data(), text.size());
  else
    ::inet_ntop(AF_INET6, bytes_.data(), text.data(), text.size());
  return text.data();
}

bool IpAddress::is_v4() const { return std::equal(bytes_.begin(), bytes_.begin() + kV4Begins, kV4Prefix.begin()); }

bool IpAddress::is_loopback() const {
  if (is_v4()) return bytes_[kV4Begins] == 127;
  return std::all_of(bytes_.begin(), bytes_.end() - 1, [](unsigned char byte) { return byte == 0; }) &&
         bytes_.back() == 1;
}

IpAddress IpAddress::site() const {
  if (is_v4()) return *this;
  IpAddress site = *this;
  std::fill(site.bytes_.begin() + kSiteBytes, site.bytes_.end(), static_cast<unsigned char>(0));
  return site;
}

Result<IpNetwork> IpNetwork::parse(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto address = IpAddress::parse(text.substr(0, slash));
  const unsigned bits_max = address && address->is_v4() ? 32 : 128;
  const auto bits = slash == text.size() ? bits_max : parse_number<unsigned>(text.substr(slash + 1));
  if (!address || !bits || *bits > bits_max) {
    return fail(ErrorCode::invalid_request,
                "\"" + std::string(text.substr(0, 60)) +
                    "\" is no network; write it as 10.0.0.0/8, 2001:db8::/32 or an address");
  }
  return IpNetwork(*address, address->is_v4() ? *bits + kV4PrefixBits : *bits);
}

bool IpNetwork::contains(const IpAddress& address) const {
  const auto& ours = address_.bytes();
  const auto& theirs = address.bytes();
  const std::size_t whole = bits_ / 8;
  if (!std::equal(ours.begin(), ours.begin() + static_cast<std::ptrdiff_t>(whole), theirs.begin())) return false;
  const unsigned rest = bits_ % 8;
  return rest == 0 || (ours[whole] ^ theirs[whole]) >> (8 - rest) == 0;
}

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& networks) {
  TrustedProxies proxies;
  for (const auto& text : networks) {
    const auto network = IpNetwork::parse(text);
    if (!network) return fail(network.error());
    proxies.networks_.push_back(*network);
  }
  return proxies;
}

bool TrustedProxies::contains(const IpAddress& address) const {
  return std::ranges::any_of(networks_, [&](const IpNetwork& network) { return network.contains(address); });
}

IpAddress TrustedProxies::client(const IpAddress& peer, std::string_view forwarded_for) const {
  IpAddress client = peer;
  while (contains(client) && !forwarded_for.empty()) {
    const std::size_t comma = forwarded_for.rfind(',');
    const bool is_first = comma == std::string_view::npos;
    const auto before = IpAddress::parse(trimmed(forwarded_for.substr(is_first ? 0 : comma + 1)));
    if (!before) break;
    client = *before;
    forwarded_for = is_first ? std::string_view() : forwarded_for.substr(0, comma);
  }
  return client;
}

Result<ListenAddress> ListenAddress::parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon != std::string_view::npos) {
    std::string_view host = text.substr(0, colon);
    const bool in_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (in_brackets) host = host.substr(1, host.size() - 2);
    const auto address = IpAddress::parse(host);
    const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
    if (address && port && in_brackets == (host.find(':') != std::string_view::npos))
      return ListenAddress{*address, *port};
  }
  return fail(ErrorCode::invalid_request,
              "\"" + std::string(text.substr(0, 60)) +
                  "\" is no address to listen at; write it as 127.0.0.1:8787 or [::1]:8787");
}

}  // namespace souls::gateway
