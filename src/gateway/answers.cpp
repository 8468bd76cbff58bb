#include "gateway/answers.hpp"

#include <charconv>
#include <cmath>

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

Response answer_written(std::string json) {
  Response response;
  response.body = std::move(json);
  response.body += '\n';
  return response;
}

Response nothing() {
  Response response;
  response.status = 204;
  return response;
}

Json parse_body(const std::string& text) {
  constexpr double kExactMax = 9007199254740991;
  const auto make_whole = [](int, Json::parse_event_t event, Json& value) {
    if (event != Json::parse_event_t::value || !value.is_number_float()) return true;
    const double number = value.get<double>();
    if (std::trunc(number) == number && std::abs(number) <= kExactMax) value = static_cast<std::int64_t>(number);
    return true;
  };
  return Json::parse(text, make_whole, false);
}

Json read_body(const Request& request) { return parse_body(request.body); }

Error of_right_form(Error error, ErrorCode code) {
  if (error.code == ErrorCode::invalid_request) error.code = code;
  return error;
}

std::optional<std::string> text_field(const Json& object, const std::string& name) {
  const auto field = object.find(name);
  return field == object.end() ? std::nullopt : std::optional(field->get<std::string>());
}

std::optional<std::int64_t> number_field(const Json& object, const std::string& name) {
  const auto field = object.find(name);
  return field == object.end() ? std::nullopt : std::optional(field->get<std::int64_t>());
}

Result<std::optional<std::int64_t>> read_number(const Request& request, std::string_view name) {
  const std::string* text = request.query_value(name);
  if (!text) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error == std::errc() && end == text->data() + text->size() && value >= 0) return value;
  return fail(ErrorCode::invalid_request, "\"" + std::string(name) + "\" must be the \"next\" of a page");
}

Result<std::optional<std::uint64_t>> read_last_event(const Request& request) {
  const std::string* text = request.header("last-event-id");
  if (!text) text = request.query_value("after");
  if (!text) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error == std::errc() && end == text->data() + text->size()) return number;
  return fail(ErrorCode::invalid_request, "the last event's id must be a whole number");
}

bool read_flag(const Request& request, std::string_view name) {
  const std::string* text = request.query_value(name);
  return text && (text->empty() || *text == "true" || *text == "1");
}

std::string read_text(const Request& request, std::string_view name) {
  const std::string* text = request.query_value(name);
  return text ? *text : std::string();
}

std::size_t read_limit(const Request& request, std::size_t count) {
  const auto limit = read_number(request, "limit");
  return limit ? static_cast<std::size_t>(limit->value_or(static_cast<std::int64_t>(count))) : count;
}

studio::Asking asking(const Request& request) { return {request.caller.key, request.trace}; }

std::string idempotency_key(const Request& request) {
  const std::string* key = request.header("idempotency-key");
  return key ? *key : std::string();
}

std::string song_of_run(const std::string& run) { return run.substr(0, run.find('/')); }

}  // namespace souls::gateway
