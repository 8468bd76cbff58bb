#pragma once
// Errors as HTTP tells them: problem documents (RFC 9457). Only here do codes become statuses.

#include <string>
#include <string_view>

#include "gateway/message.hpp"

namespace souls::gateway {

inline constexpr std::string_view kProblemType = "application/problem+json";

int status_of(ErrorCode code);
/// "Not Found"; empty for a status that we don't use.
std::string_view reason_of(int status);
std::string_view to_string(ErrorCode code);

/// {"type":"about:blank","title":"Not Found","status":404,"detail":SENTENCE,"code":"not_found","request":ID}.
/// The operator's detail stays out of it.
Response problem(const Error& error, std::string_view request_id);
/// A problem of HTTP itself, with a status of its own.
Response problem(int status, ErrorCode code, std::string_view sentence, std::string_view request_id);

/// The error that a problem document tells; `internal` when it is none.
Error error_of_problem(int status, std::string_view body);

}  // namespace souls::gateway
