#pragma once
// People, sessions and keys as routes tell them: without anything that lets one in.

#include "gateway/answers.hpp"
#include "storage/key_table.hpp"
#include "storage/session_table.hpp"
#include "storage/user_table.hpp"

namespace souls::gateway {

Json json_of(const storage::User& user);
Json json_of(const storage::Session& session, const Caller& caller);
Json json_of(const storage::ApiKey& key);

/// A list of scopes by name, as the contract has let it through.
storage::Scopes read_scopes(const Json& names);

}  // namespace souls::gateway
