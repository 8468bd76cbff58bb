#pragma once
// SQLite's C interface with types, and with errors as values.

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace souls::storage::sqlite {

class Connection;

/// Bound as a blob, where a text would be bound as text.
struct Bytes {
  std::string_view bytes;
};

/// A prepared statement with its values bound, borrowed from its connection and given back when it goes out of scope.
/// What couldn't be prepared or bound is told by the first `step`.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  /// True: a row is there. False: there are no more.
  Result<bool> step();

  /// Columns of the row at hand, counted from 0. Views are valid until the next step.
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view view(int column) const;
  std::string text(int column) const { return std::string(view(column)); }
  /// Kept as its 32 bytes; null for none.
  Digest digest(int column) const;

 private:
  friend class Connection;
  struct Prepared {
    sqlite3_stmt* statement = nullptr;
    bool borrowed = false;
  };

  Statement(sqlite3* database, Prepared* shared, sqlite3_stmt* statement, int code);
  void bind(int place, std::int64_t value);
  void bind(int place, int value) { bind(place, static_cast<std::int64_t>(value)); }
  void bind(int place, std::uint64_t value) { bind(place, static_cast<std::int64_t>(value)); }
  void bind(int place, bool value) { bind(place, static_cast<std::int64_t>(value)); }
  void bind(int place, double value);
  void bind(int place, std::string_view value);
  void bind(int place, const std::string& value) { bind(place, std::string_view(value)); }
  void bind(int place, const char* value) { bind(place, std::string_view(value)); }
  void bind(int place, const Digest& value);
  void bind(int place, const Bytes& value);
  void bind(int place, std::nullopt_t);
  template <class T>
  void bind(int place, const std::optional<T>& value) {
    value ? bind(place, *value) : bind(place, std::nullopt);
  }
  void note(int code);

  sqlite3* database_;
  Prepared* shared_;  ///< null when the statement is this one's own
  sqlite3_stmt* statement_;
  int code_;  ///< the first error of preparing and binding
  bool copies_ = true;
};

/// One connection to a database, with its prepared statements. Used by one thread at a time.
class Connection {
 public:
  /// `vfs` names the file layer; empty is the system's.
  static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& path, const std::string& vfs = {});
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Prepared once for a connection. Values are bound in order.
  template <class... Values>
  Statement query(std::string_view sql, const Values&... values) {
    Statement statement = borrow(sql);
    int place = 0;
    (statement.bind(++place, values), ...);
    return statement;
  }

  /// For what returns no rows that matter.
  template <class... Values>
  Status run(std::string_view sql, const Values&... values) {
    Statement statement = borrow(sql);
    // They outlive the step, so they needn't be copied.
    statement.copies_ = false;
    int place = 0;
    (statement.bind(++place, values), ...);
    const auto stepped = statement.step();
    return stepped ? Status{} : Status(fail(stepped.error()));
  }

  /// Many statements at once, not kept.
  Status script(const std::string& sql);

  /// Rows that the last statement changed.
  int changes() const { return sqlite3_changes(database_); }
  std::int64_t last_row() const { return sqlite3_last_insert_rowid(database_); }
  sqlite3* handle() const { return database_; }

 private:
  explicit Connection(sqlite3* database) : database_(database) {}
  using PreparedStatements = std::map<std::string_view, std::unique_ptr<Statement::Prepared>>;

  Statement borrow(std::string_view sql);
  PreparedStatements::iterator find_prepared(std::string_view sql);

  sqlite3* database_;
  PreparedStatements prepared_;
  std::unordered_map<const char*, PreparedStatements::iterator> by_address_;
};

/// Before anything else is asked of SQLite: counting every allocation under one lock costs more than it tells.
void set_up_sqlite();

/// The error for SQLite's (extended) code, with its own words as the detail.
Error error_of(int code, sqlite3* database);

}  // namespace souls::storage::sqlite
