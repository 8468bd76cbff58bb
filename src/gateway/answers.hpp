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
/// 204
Response nothing();
/// The body's JSON object. invalid_request: no JSON, or none of these fields.
Result<Json> read_object(const Request& request, const std::vector<std::string_view>& fields);

/// A field's text; empty when it isn't there. invalid_request: it is no text.
Result<std::optional<std::string>> text_field(const Json& object, const std::string& name);
/// A field's whole number; likewise.
Result<std::optional<std::int64_t>> number_field(const Json& object, const std::string& name);

/// A whole number from the query, within bounds; empty when it isn't given.
Result<std::optional<std::int64_t>> read_number(const Request& request, std::string_view name, std::int64_t low,
                                                std::int64_t high);
/// "?trashed" and "?trashed=true" are true.
bool read_flag(const Request& request, std::string_view name);
std::string read_text(const Request& request, std::string_view name);
/// Refuses names in the query that aren't among these: a filter that is misspelt must not be ignored.
Status check_query(const Request& request, const std::vector<std::string_view>& names);
/// "limit" in the query, at most limits::kPageItemsMax.
Result<std::size_t> read_limit(const Request& request, std::size_t count);

/// What an order of this request comes with.
studio::Asking asking(const Request& request);

/// The song that a run's name begins with: "SONG/REVISION/phase".
std::string song_of_run(const std::string& run);

}  // namespace souls::gateway
