#pragma once
// What routes share: reading parameters, writing JSON.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/message.hpp"
#include "studio/library.hpp"

namespace souls::gateway {

using Json = nlohmann::json;

Response answer(const Json& body, int status = 200);
/// The same of JSON that is written already.
Response answer_written(std::string json);
/// 204
Response nothing();
/// The text as JSON, whole numbers as such also where they are written "1.0"; discarded when it isn't JSON.
Json parse_body(const std::string& text);

// ---- of a request that the contract has let through: its fields and parameters are those that are known, and of their
// types
/// The body, a JSON object.
Json read_body(const Request& request);
/// Of a request that can't be all the same: what is invalid_request becomes `code`.
Error of_right_form(Error error, ErrorCode code = ErrorCode::unprocessable);
/// A field; empty when it isn't there.
std::optional<std::string> text_field(const Json& object, const std::string& name);
std::optional<std::int64_t> number_field(const Json& object, const std::string& name);

/// A whole number from the query; empty when it isn't given. invalid_request: a cursor that isn't one of ours.
Result<std::optional<std::int64_t>> read_number(const Request& request, std::string_view name);
/// The last event that the caller of a stream has: Last-Event-ID, else "after" in the query; empty when neither is given.
Result<std::optional<std::uint64_t>> read_last_event(const Request& request);
/// "?trashed" and "?trashed=true" are true.
bool read_flag(const Request& request, std::string_view name);
std::string read_text(const Request& request, std::string_view name);
/// "limit" in the query, at most limits::kPageRowsMax; `count` without it.
std::size_t read_limit(const Request& request, std::size_t count);

/// What an order of this request comes with.
studio::Asking asking(const Request& request);

/// Empty where none was given.
std::string idempotency_key(const Request& request);

/// The song that a run's name begins with: "SONG/REVISION/phase".
std::string song_of_run(const std::string& run);

}  // namespace souls::gateway
