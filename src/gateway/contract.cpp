#include "gateway/contract.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "gateway/answers.hpp"
#include "gateway/contract_texts.hpp"
#include "gateway/schema.hpp"

namespace souls::gateway {

struct Operation::Rules {
  std::string id, path;
  Method method = Method::get;
  Access access;
  Schema query, headers;
  std::optional<Schema> body;
};

namespace {

constexpr std::array<std::pair<std::string_view, Access>, 10> kAccesses = {{{"anyone", access::kAnyone},
                                                                            {"sign_in", access::kSignIn},
                                                                            {"set_up", access::kSetUp},
                                                                            {"caller", access::kCaller},
                                                                            {"read_songs", access::kReadSongs},
                                                                            {"write_songs", access::kWriteSongs},
                                                                            {"account", access::kAccount},
                                                                            {"worker", access::kWorker},
                                                                            {"system", access::kSystem},
                                                                            {"control", access::kControl}}};

Access access_named(const std::string& name) {
  const auto* found = std::ranges::find(kAccesses, name, [](const auto& known) { return known.first; });
  assert(found != kAccesses.end() && "the contract's x-access is one of ours");
  return found->second;
}

Method method_named(const std::string& name) {
  for (const Method method : {Method::get, Method::post, Method::put, Method::patch}) {
    if (to_string(method) == name) return method;
  }
  return Method::remove;
}

Operation operation_of(const Json& rules) {
  std::optional<Schema> body;
  if (rules.contains("body")) body.emplace(rules.at("body"));
  return Operation(std::make_shared<Operation::Rules>(Operation::Rules{
      rules.at("id"), rules.at("path"), method_named(rules.at("method")), access_named(rules.at("access")),
      Schema(rules.at("query")), Schema(rules.at("headers")), std::move(body)}));
}

/// What a parameter's text stands for; the text itself where it is nothing of the wanted type.
Json value_of(const std::string& text, const Json& wanted) {
  const auto type = wanted.find("type");
  if (type != wanted.end() && *type == "boolean") {
    if (text.empty() || text == "true" || text == "1") return true;
    if (text == "false" || text == "0") return false;
  }
  std::int64_t number = 0;
  if (type != wanted.end() && *type == "integer") {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
  }
  return text;
}

Status check_query(const Schema& schema, const std::vector<Field>& query) {
  const Json& known = schema.text().at("properties");
  Json values = Json::object();
  for (const auto& [name, text] : query) {
    if (values.contains(name)) {
      return fail(ErrorCode::invalid_request, "the parameter " + in_quotes(name) + " is given more than once");
    }
    const auto wanted = known.find(name);
    values[name] = wanted == known.end() ? Json(text) : value_of(text, *wanted);
  }
  const auto wrong = schema.find_wrong(values);
  if (!wrong) return {};
  if (wrong->is_unknown) {
    return fail(ErrorCode::invalid_request, "there is no parameter " + in_quotes(wrong->pointer.substr(1)) + " here");
  }
  return fail(ErrorCode::invalid_request, in_quotes(wrong->pointer.substr(1)) + ' ' + wrong->what);
}

Status check_headers(const Schema& schema, const Request& request) {
  if (schema.text().at("properties").empty()) return {};
  Json values = Json::object();
  for (const auto& [name, wanted] : schema.text().at("properties").items()) {
    if (const std::string* text = request.header(name)) values[name] = value_of(*text, wanted);
  }
  const auto wrong = schema.find_wrong(values);
  if (!wrong) return {};
  return fail(ErrorCode::invalid_request, "the header " + in_quotes(wrong->pointer.substr(1)) + ' ' + wrong->what);
}

Status check_body(const Schema& schema, const std::string& text) {
  const Json body = parse_body(text);
  if (!body.is_object()) return fail(ErrorCode::invalid_request, "the body must be a JSON object");
  const auto wrong = schema.find_wrong(body);
  if (!wrong) return {};
  if (wrong->is_unknown) {
    return fail(ErrorCode::invalid_request, "there is no field " + in_quotes(wrong->pointer) + " here");
  }
  return fail(ErrorCode::invalid_request, in_quotes(wrong->pointer) + ' ' + wrong->what);
}

}  // namespace

const std::string& Operation::id() const { return rules_->id; }
Method Operation::method() const { return rules_->method; }
const std::string& Operation::path() const { return rules_->path; }
const Access& Operation::access() const { return rules_->access; }
bool Operation::takes_header(const std::string& name) const {
  return rules_->headers.text().at("properties").contains(name);
}

const Json& Operation::query_schema() const { return rules_->query.text(); }
Json Operation::body_schema() const { return rules_->body ? rules_->body->text() : Json(); }

Status Operation::check(const Request& request) const {
  if (!request.query.empty()) {
    if (auto fine = check_query(rules_->query, request.query); !fine) return fine;
  }
  if (auto fine = check_headers(rules_->headers, request); !fine) return fine;
  return rules_->body ? check_body(*rules_->body, request.body) : Status();
}

const std::vector<Operation>& contract() {
  static const std::vector<Operation> all = [] {
    std::vector<Operation> operations;
    for (const Json& rules : Json::parse(contract_rules())) operations.push_back(operation_of(rules));
    return operations;
  }();
  return all;
}

const Operation* find_operation(const Route& route) {
  const auto found = std::ranges::find_if(contract(), [&](const Operation& operation) {
    return operation.method() == route.method && operation.path() == route.name;
  });
  return found == contract().end() ? nullptr : &*found;
}

void hold_to_contract(Router& router) {
  router.wrap([](const Route& route) -> Handler {
    const Operation* found = find_operation(route);
    assert(found && "each route is in the contract");
    return [operation = *found, handler = route.handler](const Request& request) -> Result<Response> {
      if (auto fine = operation.check(request); !fine) return fail(fine.error());
      return handler(request);
    };
  });
}

}  // namespace souls::gateway
