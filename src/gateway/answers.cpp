#include "gateway/answers.hpp"

#include <algorithm>
#include <charconv>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace souls::gateway {

Response answer(const Json& body, int status) {
  Response response;
  response.status = status;
  response.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  response.body += '\n';
  return response;
}

Response nothing() {
  Response response;
  response.status = 204;
  return response;
}

Result<Json> read_object(const Request& request, const std::vector<std::string_view>& fields) {
  Json body = Json::parse(request.body, nullptr, false);
  if (!body.is_object()) return fail(ErrorCode::invalid_request, "the body must be a JSON object");
  for (const auto& [name, value] : body.items()) {
    if (std::find(fields.begin(), fields.end(), name) == fields.end()) {
      return fail(ErrorCode::invalid_request, "there is no field \"" + std::string(cut_utf8(name, 40)) + "\" here");
    }
  }
  return body;
}

Result<std::optional<std::string>> text_field(const Json& object, const std::string& name) {
  const auto field = object.find(name);
  if (field == object.end() || field->is_null()) return std::nullopt;
  if (!field->is_string()) return fail(ErrorCode::invalid_request, '"' + name + "\" must be a text");
  return field->get<std::string>();
}

Result<std::optional<std::int64_t>> number_field(const Json& object, const std::string& name) {
  const auto field = object.find(name);
  if (field == object.end() || field->is_null()) return std::nullopt;
  if (!field->is_number_integer()) return fail(ErrorCode::invalid_request, '"' + name + "\" must be a whole number");
  return field->get<std::int64_t>();
}

Result<std::optional<std::int64_t>> read_number(const Request& request, std::string_view name, std::int64_t low,
                                                std::int64_t high) {
  const std::string* text = request.query_value(name);
  if (!text) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error == std::errc() && end == text->data() + text->size() && value >= low && value <= high) return value;
  return fail(ErrorCode::invalid_request, "\"" + std::string(name) + "\" must be a whole number from " +
                                              std::to_string(low) + " to " + std::to_string(high));
}

bool read_flag(const Request& request, std::string_view name) {
  const std::string* text = request.query_value(name);
  return text && (text->empty() || *text == "true" || *text == "1");
}

std::string read_text(const Request& request, std::string_view name) {
  const std::string* text = request.query_value(name);
  return text ? *text : std::string();
}

Status check_query(const Request& request, const std::vector<std::string_view>& names) {
  for (const auto& [name, value] : request.query) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    return fail(ErrorCode::invalid_request, "there is no parameter \"" + std::string(cut_utf8(name, 40)) + "\" here");
  }
  return {};
}

Result<std::size_t> read_limit(const Request& request, std::size_t count) {
  const auto limit = read_number(request, "limit", 1, limits::kPageItemsMax);
  if (!limit) return fail(limit.error());
  return static_cast<std::size_t>(limit->value_or(static_cast<std::int64_t>(count)));
}

studio::Asking asking(const Request& request) { return {request.caller.key, request.trace}; }

std::string song_of_run(const std::string& run) { return run.substr(0, run.find('/')); }

}  // namespace souls::gateway
