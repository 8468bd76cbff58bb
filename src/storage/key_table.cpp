#include "storage/key_table.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

namespace souls::storage {

std::string_view to_string(Scope scope) {
  switch (scope) {
    case Scope::songs_read:
      return "songs:read";
    case Scope::songs_write:
      return "songs:write";
    case Scope::worker:
      return "worker";
    case Scope::admin:
      return "admin";
  }
  return "";
}

std::optional<Scope> parse_scope(std::string_view text) {
  for (const Scope scope : kScopes) {
    if (text == to_string(scope)) return scope;
  }
  return std::nullopt;
}

Status check_key(const ApiKey& key) {
  if (key.id.empty() || key.digest.empty()) return fail(ErrorCode::invalid_request, "a key needs an id and a digest");
  if (count_letters(key.name) > limits::kKeyNameLettersMax || !is_line(key.name)) {
    return fail(ErrorCode::invalid_request,
                "a key's name must be one line of at most " + std::to_string(limits::kKeyNameLettersMax) + " characters");
  }
  if (key.scopes.empty() || !Scopes::all().has_all(key.scopes)) {
    return fail(ErrorCode::invalid_request, "a key needs scopes: songs:read, songs:write, worker, admin");
  }
  return {};
}

}  // namespace souls::storage
