#pragma once
// What routes of songs share.

#include <functional>

#include "gateway/answers.hpp"
#include "gateway/api.hpp"

namespace souls::gateway {

/// Events after which a song may stand otherwise.
std::function<bool(const StoredEvent&)> is_news_of(const std::string& song);

/// Whether a song is as the If-Match header names it (RFC 9110).
studio::Expected expected_by(const Request& request);

/// 202 with `body` and where the song is; with the request's `wait` as soon as the revision is made, failed or
/// cancelled, and then 201 with the song.
Result<Response> answer_accepted(const Api& api, const Request& request, const studio::Accepted& accepted,
                                 const Json& body);

}  // namespace souls::gateway
