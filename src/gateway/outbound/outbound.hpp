#pragma once
// Requests that this server makes to others.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "gateway/ip_address.hpp"

namespace souls::gateway {

/// Which addresses may be reached: those of the public internet, by TLS; others where the operator allows their network,
/// there also without TLS.
class OutboundRules {
 public:
  OutboundRules() = default;
  /// `allowed`: networks. invalid_request with a sentence.
  static Result<OutboundRules> parse(const std::vector<std::string>& allowed, std::string certificates_file = {});

  bool allows(const IpAddress& address, bool is_encrypted) const;
  /// Whether there is any network that may be reached without TLS.
  bool allows_plain() const { return !allowed_.empty(); }
  /// PEM; empty: those of the system.
  const std::string& certificates_file() const { return certificates_file_; }

 private:
  std::vector<IpNetwork> allowed_;
  std::string certificates_file_;
};

/// Of the public internet: neither private, loopback, link-local, shared, multicast, reserved, for documents, nor one
/// that carries another address in itself (6to4, Teredo, NAT64).
bool is_public(const IpAddress& address);

/// What an address to send to must be: with a host, without a user's name and fragment; a host that is an address is allowed, and http
/// only where the operator allows some network. invalid_request with a sentence. Names are looked at when they are resolved.
Status check_url(const std::string& url, const OutboundRules& rules);

struct OutboundRequest {
  std::string url = {};
  std::vector<std::string> headers = {};  ///< "Name: value"
  std::optional<std::string> body = {};   ///< POST; without one GET
  double seconds_max = limits::kWebhookSecondsMax;
  std::size_t answer_bytes_max = limits::kWebhookAnswerBytesMax;
  /// Asked about once a second; null: never.
  std::function<bool()> should_stop = nullptr;
};

struct OutboundAnswer {
  int status = 0;
  std::string body;
  bool is_cut = false;  ///< it was longer than asked for
};

/// Sends it and waits. The name is resolved once, and the address that is connected to is the one that was looked at.
/// Redirections aren't followed, proxies, cookies and compression not used; certificates are verified. Errors, each with
/// one sentence: forbidden (the address isn't allowed), deadline, cancelled, unavailable.
Result<OutboundAnswer> send(const OutboundRequest& request, const OutboundRules& rules);

}  // namespace souls::gateway
