#pragma once
// A user's place in the line, by number.

#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// The number of the user's share; made when there is none.
Result<std::int64_t> share_of(Connection& connection, const std::string& user);

/// The number of the user's share; 0 when there is none.
Result<std::int64_t> find_share(Connection& connection, const std::string& user);

}  // namespace souls::storage::sqlite
