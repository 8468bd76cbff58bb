#include "storage/sqlite/sqlite_store.hpp"

#include "base/limits.hpp"
#include "storage/sqlite/answer_table.hpp"
#include "storage/sqlite/audit_table.hpp"
#include "storage/sqlite/blob_table.hpp"
#include "storage/sqlite/erase.hpp"
#include "storage/sqlite/event_table.hpp"
#include "storage/sqlite/key_table.hpp"
#include "storage/sqlite/result_table.hpp"
#include "storage/sqlite/secret_table.hpp"
#include "storage/sqlite/session_table.hpp"
#include "storage/sqlite/share_link_table.hpp"
#include "storage/sqlite/song_index.hpp"
#include "storage/sqlite/song_table.hpp"
#include "storage/sqlite/task_table.hpp"
#include "storage/sqlite/user_table.hpp"
#include "storage/sqlite/webhook_table.hpp"

namespace souls::storage {
namespace {

class SqliteTransaction final : public Transaction {
 public:
  explicit SqliteTransaction(sqlite::Connection& c, sqlite::GroupNotes* notes = nullptr)
      : users_(c),
        songs_(c),
        secrets_(c),
        tasks_(c, notes != nullptr ? &notes->line : nullptr),
        events_(c),
        audit_(c, notes),
        results_(c),
        blobs_(c),
        sessions_(c),
        keys_(c),
        answers_(c),
        share_links_(c),
        webhooks_(c) {}

  UserTable& users() override { return users_; }
  SongTable& songs() override { return songs_; }
  SecretTable& secrets() override { return secrets_; }
  TaskTable& tasks() override { return tasks_; }
  EventTable& events() override { return events_; }
  AuditTable& audit() override { return audit_; }
  ResultTable& results() override { return results_; }
  BlobTable& blobs() override { return blobs_; }
  SessionTable& sessions() override { return sessions_; }
  KeyTable& keys() override { return keys_; }
  AnswerTable& answers() override { return answers_; }
  ShareLinkTable& share_links() override { return share_links_; }
  WebhookTable& webhooks() override { return webhooks_; }

  /// Once its work has succeeded.
  void leave_to(sqlite::GroupNotes& notes) const {
    notes.sums.add(tasks_.sums());
    notes.audit_head = audit_.head();
  }

 private:
  sqlite::SqliteUserTable users_;
  sqlite::SqliteSongTable songs_;
  sqlite::SqliteSecretTable secrets_;
  sqlite::SqliteTaskTable tasks_;
  sqlite::SqliteEventTable events_;
  sqlite::SqliteAuditTable audit_;
  sqlite::SqliteResultTable results_;
  sqlite::SqliteBlobTable blobs_;
  sqlite::SqliteSessionTable sessions_;
  sqlite::SqliteKeyTable keys_;
  sqlite::SqliteAnswerTable answers_;
  sqlite::SqliteShareLinkTable share_links_;
  sqlite::SqliteWebhookTable webhooks_;
};

}  // namespace

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::filesystem::path& path,
                                                       const sqlite::DatabaseOptions& options) {
  std::unique_ptr<SqliteStore> store(new SqliteStore);
  auto database = sqlite::Database::open(path, sqlite::migrations(), options,
                                         {[notes = &store->notes_](sqlite::Connection& c) { return notes->sums.write(c); },
                                          [notes = &store->notes_] { notes->line.keep(); },
                                          [notes = &store->notes_] { notes->forget(); }});
  if (!database) return fail(database.error());
  store->database_ = std::move(*database);
  return store;
}

Status SqliteStore::write(const Work& work) {
  return database_->write([&](sqlite::Connection& connection) {
    SqliteTransaction transaction(connection, &notes_);
    const std::size_t changes_before = notes_.line.changes();
    Status done = work(transaction);
    if (done) {
      transaction.leave_to(notes_);
    } else {
      notes_.line.take_back(changes_before);
    }
    return done;
  });
}

Status SqliteStore::read(const Work& work) {
  return database_->read([&work](sqlite::Connection& connection) {
    SqliteTransaction transaction(connection);
    return work(transaction);
  });
}

Status SqliteStore::erase_deleted() {
  bool is_due = false;
  const Status begun = database_->write([&](sqlite::Connection& connection) -> Status {
    const auto due = sqlite::begin_erasure(connection);
    is_due = due && *due;
    return due ? Status{} : Status(fail(due.error()));
  });
  if (!begun || !is_due) return begun;
  if (auto merged = tidy(); !merged) return merged;
  return database_->maintain(sqlite::end_erasure);
}

Status SqliteStore::tidy() {
  bool is_left = true;
  for (int portion = 0; is_left && portion < limits::kTidyPortionsMax; ++portion) {
    const Status merged = database_->write([&](sqlite::Connection& connection) -> Status {
      const auto more = sqlite::merge_index(connection, portion == 0);
      if (!more) return fail(more.error());
      is_left = *more;
      return {};
    });
    if (!merged) return merged;
  }
  return {};
}

}  // namespace souls::storage
