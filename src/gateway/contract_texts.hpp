#pragma once
// What scripts/build_contract.py makes of api/openapi.yaml.

#include <string_view>

namespace souls::gateway {

/// JSON: a list of {id, method, path, access, query, body?}; the last two are schemas (JSON Schema draft 7).
std::string_view contract_rules();
/// The contract as JSON (OpenAPI 3.1).
std::string_view openapi_json();
/// The contract as a page (HTML) that needs nothing else.
std::string_view docs_page();

}  // namespace souls::gateway
