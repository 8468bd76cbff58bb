#pragma once
// Standard Webhooks (https://www.standardwebhooks.com): how a message is signed.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace souls::gateway {

/// "whsec_" and 32 random bytes in base64.
std::string draw_webhook_secret();

/// "v1," and the HMAC-SHA256 of "ID.SECONDS.BODY" in base64, by the bytes that the secret's base64 stands for; of many
/// secrets one signature each, with a space between.
std::string webhook_signature(const std::vector<std::string>& secrets, std::string_view id, std::int64_t time_s,
                              std::string_view body);

}  // namespace souls::gateway
