#pragma once
// Errors as clients of others' interfaces expect them: OpenAI's, and the Model Context Protocol's.

#include "gateway/message.hpp"

namespace souls::gateway {

/// An answer in the form of the interface that was asked, with the same status and headers: a problem document that
/// answers /openai becomes {"error": {"message", "type", "param", "code"}}, one that answers /mcp a JSON-RPC error
/// without an id. All else stays as it is.
Response in_form_of(const Request& request, Response response);

}  // namespace souls::gateway
