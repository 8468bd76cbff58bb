#pragma once
// Errors as clients of OpenAI's interface expect them.

#include "gateway/message.hpp"

namespace souls::gateway {

/// Whether a path is of that interface.
bool is_openai(const std::vector<std::string>& path);

/// A problem document as {"error": {"message", "type", "param", "code"}}, with the same status and headers.
Response as_openai_error(Response problem);

}  // namespace souls::gateway
