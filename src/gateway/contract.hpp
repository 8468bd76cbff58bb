#pragma once
// The contract (api/openapi.yaml), as requests are checked against it before a handler sees them.

#include <memory>
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
  /// invalid_request: a parameter or a field that isn't known, of a wrong type or out of bounds, or one that is
  /// missing. The message names it, by a JSON pointer where it is in the body, and says what is allowed.
  Status check(const Request& request) const;

 private:
  std::shared_ptr<const Rules> rules_;
};

/// All operations.
const std::vector<Operation>& contract();

/// From now on requests of the router's routes are checked before their handlers are called.
void hold_to_contract(Router& router);

}  // namespace souls::gateway
