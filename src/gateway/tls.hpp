#pragma once
// Who this server is to those who come by TLS. For this folder's sources.

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/result.hpp"

namespace souls::gateway {

/// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption, speaking HTTP/1.1. invalid_request with a
/// sentence where a file can't be read, or the two don't belong together.
Result<std::shared_ptr<boost::asio::ssl::context>> open_tls(const std::string& certificate_file,
                                                            const std::string& key_file);

}  // namespace souls::gateway
