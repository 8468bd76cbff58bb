#pragma once
// Tables of rows, changed by transactions.

#include <cstdint>
#include <functional>

#include "base/result.hpp"

namespace souls::storage {

class AnswerTable;
class AuditTable;
class BlobTable;
class EventTable;
class KeyTable;
class ResultTable;
class SecretTable;
class SessionTable;
class ShareLinkTable;
class SongTable;
class TaskTable;
class UserTable;
class WebhookTable;

/// The tables as one transaction sees them. Valid inside the function that it was handed to.
class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual UserTable& users() = 0;
  virtual SongTable& songs() = 0;
  virtual SecretTable& secrets() = 0;
  virtual TaskTable& tasks() = 0;
  virtual EventTable& events() = 0;
  virtual AuditTable& audit() = 0;
  virtual ResultTable& results() = 0;
  virtual BlobTable& blobs() = 0;
  virtual SessionTable& sessions() = 0;
  virtual KeyTable& keys() = 0;
  virtual AnswerTable& answers() = 0;
  virtual ShareLinkTable& share_links() = 0;
  virtual WebhookTable& webhooks() = 0;
};

using Work = std::function<Status(Transaction&)>;

/// Safe to use from many threads.
class Store {
 public:
  virtual ~Store() = default;

  /// Runs `work` in a transaction of its own or grouped with others; returns when it is durable. An error that `work`
  /// returns rolls back what it did, and only that. `work` may run more than once, so it has no effects but through
  /// the transaction and what it assigns; it doesn't call the store. Errors of the store: unavailable (disk full,
  /// locked, failed sync), corrupt.
  virtual Status write(const Work& work) = 0;

  /// Runs `work` on a consistent snapshot, read-only. Short: it holds back the log.
  virtual Status read(const Work& work) = 0;

  /// Does what keeps reading quick, in portions that others needn't wait for: for sweeps.
  virtual Status tidy() = 0;

  /// Returns when what was deleted before can't be found in the store's files any more, neither in the log nor in
  /// unused parts. At once when nothing was; else it may take seconds, and others wait meanwhile: for sweeps.
  virtual Status erase_deleted() = 0;

  /// Counts commits that changed something, since the store was opened.
  virtual std::uint64_t commits() const = 0;

  /// The count as soon as it is above `seen`, or after `seconds`.
  virtual std::uint64_t wait_for_commit(std::uint64_t seen, double seconds) = 0;
};

}  // namespace souls::storage
