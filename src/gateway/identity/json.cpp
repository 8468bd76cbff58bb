#include "gateway/identity/json.hpp"

namespace souls::gateway {

Json json_of(const storage::User& user) {
  Json json = {{"id", user.id},
               {"name", user.name},
               {"role", storage::to_string(user.role)},
               {"created_ms", user.created_ms},
               {"trash_days", user.trash_days}};
  if (user.email) json["email"] = *user.email;
  return json;
}

Json json_of(const storage::Session& session, const Caller& caller) {
  return {{"id", session.id},
          {"agent", session.agent},
          {"address", session.address},
          {"created_ms", session.created_ms},
          {"used_ms", session.used_ms},
          {"expires_ms", session.expires_ms},
          {"current", session.id == caller.session}};
}

Json json_of(const storage::ApiKey& key) {
  Json scopes = Json::array();
  for (const auto scope : storage::kScopes) {
    if (key.scopes.has(scope)) scopes.push_back(storage::to_string(scope));
  }
  Json json = {{"id", key.id},          {"user", key.user}, {"name", key.name},
               {"ends_with", key.hint}, {"scopes", scopes}, {"created_ms", key.created_ms}};
  if (key.expires_ms) json["expires_ms"] = *key.expires_ms;
  if (key.used_ms) json["used_ms"] = *key.used_ms;
  return json;
}

storage::Scopes read_scopes(const Json& names) {
  storage::Scopes scopes;
  for (const Json& name : names) scopes.add(*storage::parse_scope(name.get_ref<const std::string&>()));
  return scopes;
}

}  // namespace souls::gateway
