#include "storage/sqlite/statement.hpp"

#include "storage/packing.hpp"

#include "storage/sqlite/checked_pages.hpp"
#include "storage/sqlite/song_tokenizer.hpp"

namespace souls::storage::sqlite {
namespace {

std::pair<ErrorCode, std::string> words_of(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return {ErrorCode::unavailable, "the disk is full; free some space and try again"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::unavailable, "another program holds the database; try again"};
    case SQLITE_IOERR:
      return {ErrorCode::unavailable, "the disk that holds the database failed; look at the system's log"};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
      return {ErrorCode::unavailable, "the database can't be opened or written; look at the rights of its folder"};
    case SQLITE_NOMEM:
      return {ErrorCode::unavailable, "there is not enough memory; try again"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {ErrorCode::corrupt, "the database is damaged; restore it from a backup"};
    case SQLITE_CONSTRAINT:
      return {ErrorCode::conflict, "what was to be stored contradicts what is stored"};
    case SQLITE_TOOBIG:
      return {ErrorCode::invalid_request, "a value is too large to be stored"};
    default:
      return {ErrorCode::internal, "the database was used wrongly"};
  }
}

}  // namespace

void set_up_sqlite() {
  static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)configured;
}

Error error_of(int code, sqlite3* database) {
  auto [kind, message] = words_of(code);
  std::string detail = sqlite3_errstr(code);
  if (database != nullptr) detail += std::string(": ") + sqlite3_errmsg(database);
  return {kind, std::move(message), detail + " (" + std::to_string(code) + ")"};
}

Statement::Statement(sqlite3* database, Prepared* shared, sqlite3_stmt* statement, int code)
    : database_(database), shared_(shared), statement_(statement), code_(code) {}

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_),
      shared_(std::exchange(other.shared_, nullptr)),
      statement_(std::exchange(other.statement_, nullptr)),
      code_(other.code_),
      copies_(other.copies_) {}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  if (shared_ == nullptr) {
    sqlite3_finalize(statement_);
    return;
  }
  sqlite3_reset(statement_);
  shared_->borrowed = false;
}

Result<bool> Statement::step() {
  if (code_ != SQLITE_OK) return fail(error_of(code_, database_));
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return fail(error_of(code, database_));
}

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string_view Statement::view(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr ? std::string_view()
                          : std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

Digest Statement::digest(int column) const { return digest_of_raw(view(column)); }

void Statement::note(int code) {
  if (code_ == SQLITE_OK) code_ = code;
}

void Statement::bind(int place, std::int64_t value) { note(sqlite3_bind_int64(statement_, place, value)); }

void Statement::bind(int place, double value) { note(sqlite3_bind_double(statement_, place, value)); }

void Statement::bind(int place, std::string_view value) {
  // A null pointer would be bound as null.
  const char* text = value.data() == nullptr ? "" : value.data();
  note(sqlite3_bind_text64(statement_, place, text, value.size(), copies_ ? SQLITE_TRANSIENT : SQLITE_STATIC,
                           SQLITE_UTF8));
}

void Statement::bind(int place, const Digest& value) {
  if (value.empty()) return bind(place, std::nullopt);
  const auto bytes = raw_digest(value);
  if (!bytes) return note(SQLITE_MISMATCH);
  note(sqlite3_bind_blob64(statement_, place, bytes->data(), bytes->size(), SQLITE_TRANSIENT));
}

void Statement::bind(int place, const Bytes& value) {
  const char* bytes = value.bytes.data() == nullptr ? "" : value.bytes.data();
  note(sqlite3_bind_blob64(statement_, place, bytes, value.bytes.size(), copies_ ? SQLITE_TRANSIENT : SQLITE_STATIC));
}

void Statement::bind(int place, std::nullopt_t) { note(sqlite3_bind_null(statement_, place)); }

Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path& path, const std::string& vfs) {
  const auto files = check_pages(vfs);
  if (!files) return fail(files.error());
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, files->c_str());
  // Owned already: a connection that failed to open is closed as well.
  std::unique_ptr<Connection> connection(new Connection(database));
  if (code != SQLITE_OK) return fail(error_of(code, database));
  sqlite3_extended_result_codes(database, 1);
  if (auto added = add_song_tokenizer(*connection); !added) return fail(added.error());
  return connection;
}

Connection::~Connection() {
  for (const auto& [sql, prepared] : prepared_) sqlite3_finalize(prepared->statement);
  sqlite3_close(database_);
}

Statement Connection::borrow(std::string_view sql) {
  const auto known = find_prepared(sql);
  if (known != prepared_.end() && !known->second->borrowed) {
    known->second->borrowed = true;
    return {database_, known->second.get(), known->second->statement, SQLITE_OK};
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement, nullptr);
  // One that is needed while it is in use lives for this use alone.
  if (code != SQLITE_OK || known != prepared_.end()) return {database_, nullptr, statement, code};
  auto prepared = std::make_unique<Statement::Prepared>(Statement::Prepared{statement, true});
  Statement::Prepared* const shared = prepared.get();
  // SQLite keeps the statement's text as long as the statement.
  by_address_[sql.data()] = prepared_.emplace(sqlite3_sql(statement), std::move(prepared)).first;
  return {database_, shared, statement, SQLITE_OK};
}

/// Most texts are always the same piece of memory: to compare one is much less than to hash it.
Connection::PreparedStatements::iterator Connection::find_prepared(std::string_view sql) {
  const auto same = by_address_.find(sql.data());
  if (same != by_address_.end() && same->second->first == sql) return same->second;
  return prepared_.find(sql);
}

Status Connection::script(const std::string& sql) {
  const int code = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? Status{} : Status(fail(error_of(code, database_)));
}

}  // namespace souls::storage::sqlite
