#pragma once
// What the audit log is told of people: pseudonymous ids alone.

#include <cstdint>
#include <string>

#include "gateway/identity/caller.hpp"
#include "storage/store.hpp"

namespace souls::gateway {

/// The user's id, "the control socket", or "nobody".
std::string who(const Caller& caller);

/// Adds an entry about a user, and a key where it is about one.
Status tell(storage::Transaction& transaction, std::int64_t now_ms, const std::string& kind, const std::string& user,
            const std::string& text, const std::string& key = {});

}  // namespace souls::gateway
