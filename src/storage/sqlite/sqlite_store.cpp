#include "storage/sqlite/sqlite_store.hpp"

namespace souls::storage {
namespace {

class SqliteTransaction final : public Transaction {
 public:
  explicit SqliteTransaction(sqlite::Connection&) {}
};

}  // namespace

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::filesystem::path& path,
                                                       const sqlite::DatabaseOptions& options) {
  auto database = sqlite::Database::open(path, sqlite::migrations(), options);
  if (!database) return fail(database.error());
  return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(*database)));
}

Status SqliteStore::write(const Work& work) {
  return database_->write([&work](sqlite::Connection& connection) {
    SqliteTransaction transaction(connection);
    return work(transaction);
  });
}

Status SqliteStore::read(const Work& work) {
  return database_->read([&work](sqlite::Connection& connection) {
    SqliteTransaction transaction(connection);
    return work(transaction);
  });
}

}  // namespace souls::storage
