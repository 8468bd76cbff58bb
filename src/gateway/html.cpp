#include "gateway/html.hpp"

#include <sodium.h>

#include <array>

namespace souls::gateway {
namespace {

/// As a Content-Security-Policy names a style that may be.
std::string hash_source(std::string_view style) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(style.data()), style.size());
  std::array<char, sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL)> text{};
  sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(), sodium_base64_VARIANT_ORIGINAL);
  return std::string("'sha256-") + text.data() + "'";
}

}  // namespace

std::string html(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '"')
      safe += "&quot;";
    else if (c == '\'')
      safe += "&#39;";
    else
      safe += c;
  }
  return safe;
}

Response page(std::string_view title, std::string_view style, std::string_view sources, const std::string& content,
              int status) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; style-src " + hash_source(style) + "; " + std::string(sources) +
                                    "frame-ancestors 'none'; base-uri 'none'");
  response.body =
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" +
      html(title) + "</title>\n<style>" + std::string(style) + "</style>\n" + content + "</html>\n";
  return response;
}

}  // namespace souls::gateway
