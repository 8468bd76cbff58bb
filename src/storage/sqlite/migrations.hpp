#pragma once
// How the tables came to be what they are.

#include <span>
#include <string_view>

#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// A step from one shape of the tables to the next. Once released it never changes.
struct Migration {
  std::string_view name;  ///< "0001_users_songs": run in the order of the names
  std::string_view sql;
};

/// Those of the program: the files of migrations/, embedded by the build.
std::span<const Migration> migrations();

/// Runs those that the database hasn't seen, each in a transaction, and records them with their digests in
/// `schema_migrations`. invalid_request when the database knows one that isn't in the list (a newer program made it),
/// or another text of one; it is left as it was.
Status migrate(Connection& connection, std::span<const Migration> all);

/// Changes nothing: conflict when the database hasn't seen all of them; invalid_request as above.
Status check_is_migrated(Connection& connection, std::span<const Migration> all);

}  // namespace souls::storage::sqlite
