#include "gateway/message.hpp"

namespace souls::gateway {
namespace {

const std::string* find(const std::vector<Field>& fields, std::string_view name) {
  for (const auto& [field, value] : fields) {
    if (field == name) return &value;
  }
  return nullptr;
}

}  // namespace

std::string_view to_string(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::remove:
      return "DELETE";
    case Method::other:
      break;
  }
  return "";
}

const std::string* Request::query_value(std::string_view name) const { return find(query, name); }
const std::string* Request::header(std::string_view name) const { return find(headers, name); }

}  // namespace souls::gateway
