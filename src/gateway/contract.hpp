#pragma once
// The contract (api/openapi.yaml), as requests are checked against it before a handler sees them.

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gateway/router.hpp"

namespace souls::gateway {

/// An operation of the contract. Copies share its rules; read by any thread.
class Operation {
 public:
  struct Rules;
  explicit Operation(std::shared_ptr<const Rules> rules) : rules_(std::move(rules)) {}

  const std::string& id() const;
  Method method() const;
  /// As routes are added: "/v1/songs/{id}"
  const std::string& path() const;
  const Access& access() const;
  /// `name` in lower-case letters.
  bool takes_header(const std::string& name) const;
  /// JSON Schema of the query as one object, and of the body (null where it takes none). As long as a copy lives.
  const nlohmann::json& query_schema() const;
  nlohmann::json body_schema() const;
  /// invalid_request: a parameter or a field that isn't known, of a wrong type or out of bounds, or one that is
  /// missing. The message names it, by a JSON pointer where it is in the body, and says what is allowed.
  Status check(const Request& request) const;

 private:
  std::shared_ptr<const Rules> rules_;
};

/// All operations.
const std::vector<Operation>& contract();

/// The operation of a route; null where the contract has none.
const Operation* find_operation(const Route& route);

/// From now on requests of the router's routes are checked before their handlers are called.
void hold_to_contract(Router& router);

}  // namespace souls::gateway
