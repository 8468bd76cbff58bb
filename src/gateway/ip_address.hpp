#pragma once
// Addresses of the internet, of both versions alike, as plain values.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace souls::gateway {

/// IPv4 addresses are kept as IPv6 writes them ("::ffff:192.0.2.1"), and so are the same in both forms.
class IpAddress {
 public:
  using Bytes = std::array<unsigned char, 16>;

  IpAddress() = default;  ///< "::"
  explicit IpAddress(const Bytes& bytes) : bytes_(bytes) {}
  /// "192.0.2.1" or "2001:db8::1"; empty where it is neither.
  static std::optional<IpAddress> parse(std::string_view text);

  const Bytes& bytes() const { return bytes_; }
  std::string to_string() const;
  bool is_v4() const;
  bool is_loopback() const;
  /// Whom limits count as one: an IPv4 address, or an IPv6 network of 64 bits.
  IpAddress site() const;
  auto operator<=>(const IpAddress&) const = default;

 private:
  Bytes bytes_{};
};

/// "10.0.0.0/8", "2001:db8::/32"; an address alone is a network of one.
class IpNetwork {
 public:
  /// invalid_request with a sentence
  static Result<IpNetwork> parse(std::string_view text);
  bool contains(const IpAddress& address) const;

 private:
  IpNetwork(const IpAddress& address, unsigned bits) : address_(address), bits_(bits) {}

  IpAddress address_;
  unsigned bits_ = 128;  ///< that count
};

/// Proxies whose word on where a request comes from is believed.
class TrustedProxies {
 public:
  static Result<TrustedProxies> parse(const std::vector<std::string>& networks);
  bool contains(const IpAddress& address) const;
  /// Who asks, by the list of X-Forwarded-For: its last address that is no trusted proxy. `peer` itself where that is
  /// none, or the list can't be read.
  IpAddress client(const IpAddress& peer, std::string_view forwarded_for) const;

 private:
  std::vector<IpNetwork> networks_;
};

/// Where to listen.
struct ListenAddress {
  IpAddress address;
  std::uint16_t port = 0;  ///< 0: any that is free
  /// "127.0.0.1:8787" or "[::1]:8787"; invalid_request with a sentence.
  static Result<ListenAddress> parse(std::string_view text);
};

}  // namespace souls::gateway
