#include "tasks/audit.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <sstream>

#include "base/files.hpp"
#include "base/limits.hpp"
#include "storage/folder.hpp"
#include "storage/packing.hpp"
#include "storage/temporary_file.hpp"

namespace souls::tasks {
namespace {

/// A log that has entries and no checkpoint looks as if somebody had taken them away.
constexpr double kFirstCheckpointSeconds = 0.5;

/// What is signed begins with what it is, so that a signature can't be taken for another's.
std::string signed_bytes(const Checkpoint& checkpoint) {
  return storage::Packer()
      .add("souls audit checkpoint 1")
      .add(checkpoint.number)
      .add(checkpoint.time_ms)
      .add(checkpoint.hash)
      .take();
}

std::string line_of(const Checkpoint& c) {
  return std::to_string(c.number) + " " + std::to_string(c.time_ms) + " " + c.hash.hex + " " + to_hex(c.signature) +
         "\n";
}

std::optional<Checkpoint> parse(const std::string& line) {
  std::istringstream words(line);
  Checkpoint c;
  std::string signature, more;
  if (!(words >> c.number >> c.time_ms >> c.hash.hex >> signature) || words >> more) return std::nullopt;
  c.signature = from_hex(signature);
  if (!is_digest(c.hash.hex) || c.signature.empty() || line_of(c) != line + "\n") return std::nullopt;
  return c;
}

/// The file's text; empty when there is no file yet.
Result<std::string> read_lines(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return std::string();
  return read_file(file, limits::kAuditCheckpointsBytesMax);
}

}  // namespace

Result<Checkpoints> Checkpoints::open(const std::filesystem::path& file, SigningKey key, storage::WallClock clock,
                                      Tell tell) {
  const auto text = read_lines(file);
  if (!text) return fail(text.error());
  const std::size_t whole = text->rfind('\n') == std::string::npos ? 0 : text->rfind('\n') + 1;
  if (whole < text->size() && ::truncate(file.c_str(), static_cast<off_t>(whole)) != 0) {
    return storage::system_failure("mend the checkpoints", file, errno);
  }
  std::uint64_t last = 0;
  std::istringstream lines(text->substr(0, whole));
  for (std::string line; std::getline(lines, line);) {
    if (const auto checkpoint = parse(line)) last = std::max(last, checkpoint->number);
  }
  return Checkpoints(file, std::move(key), std::move(clock), std::move(tell), last);
}

Status Checkpoints::write(storage::Store& store) {
  storage::AuditRow row;
  const Status read = store.read([&](storage::Transaction& transaction) -> Status {
    auto last = transaction.audit().last();
    if (!last) return fail(last.error());
    row = std::move(*last);
    return {};
  });
  if (!read || row.number <= last_) return read;
  Checkpoint checkpoint{row.number, clock_(), row.hash, {}};
  checkpoint.signature = key_.sign(signed_bytes(checkpoint));
  if (checkpoint.signature.empty()) return fail(ErrorCode::internal, "the audit log can't be signed");
  const storage::Descriptor out(::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  if (!out) return storage::system_failure("write the checkpoints", file_, errno);
  const std::string line = line_of(checkpoint);
  if (auto written = storage::write_all(out.number(), line, file_); !written) return written;
  if (::fsync(out.number()) != 0) return storage::system_failure("sync the checkpoints", file_, errno);
  last_ = row.number;
  if (!tell_) return {};
  return store.write([&](storage::Transaction& transaction) {
    return tell_(transaction, line.substr(0, line.size() - 1));
  });
}

CheckpointKeeper::CheckpointKeeper(storage::Store& store, Checkpoints& checkpoints)
    : store_(store), checkpoints_(checkpoints), thread_([this] { keep(); }) {}

CheckpointKeeper::~CheckpointKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopped_.notify_all();
  thread_.join();
}

Status CheckpointKeeper::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

void CheckpointKeeper::keep() {
  std::unique_lock lock(mutex_);
  while (true) {
    const double seconds = checkpoints_.has_any() ? limits::kAuditCheckpointSeconds : kFirstCheckpointSeconds;
    stopped_.wait_for(lock, std::chrono::duration<double>(seconds), [this] { return stop_; });
    const bool ends = stop_;
    lock.unlock();
    Status written = checkpoints_.write(store_);
    lock.lock();
    last_ = std::move(written);
    if (ends) return;
  }
}

Result<std::vector<storage::AuditEntry>> who_made(storage::Store& store, const Digest& artifact) {
  std::vector<storage::AuditEntry> entries;
  const Status read = store.read([&](storage::Transaction& transaction) -> Status {
    entries.clear();
    const auto rows = transaction.audit().that_made(artifact);
    if (!rows) return fail(rows.error());
    for (const storage::AuditRow& row : *rows) {
      auto entry = storage::unpack_entry(row.bytes);
      if (!entry) return fail(entry.error());
      entries.push_back(std::move(*entry));
    }
    return {};
  });
  return read ? Result<std::vector<storage::AuditEntry>>(std::move(entries)) : fail(read.error());
}

namespace {

/// One walk along the chain.
class Verifier {
 public:
  Verifier(storage::Store& store, std::string_view public_key) : store_(store), public_key_(public_key) {}

  void take_checkpoints(const std::string& text) {
    std::istringstream lines(text);
    std::uint64_t number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      auto checkpoint = parse(line);
      if (!checkpoint || !is_signed(signed_bytes(*checkpoint), checkpoint->signature, public_key_)) {
        find("line " + std::to_string(number) + " of the checkpoints isn't signed by that key");
      } else if (!checkpoints_.empty() && checkpoint->number <= checkpoints_.back().number) {
        find("line " + std::to_string(number) + " of the checkpoints is out of order");
      } else {
        checkpoints_.push_back(std::move(*checkpoint));
      }
    }
    report_.checkpoints = checkpoints_.size();
  }

  Status walk() {
    while (true) {
      std::vector<storage::AuditRow> rows;
      const Status read = store_.read([&](storage::Transaction& transaction) -> Status {
        auto some = transaction.audit().after(last_, limits::kAuditRowsAtOnceMax);
        if (!some) return fail(some.error());
        rows = std::move(*some);
        return {};
      });
      if (!read) return read;
      if (rows.empty()) break;
      for (const storage::AuditRow& row : rows) check(row);
    }
    for (; next_ < checkpoints_.size(); ++next_) {
      find("the log ends at entry " + std::to_string(last_) + ", but had " +
           std::to_string(checkpoints_[next_].number) + " when it was signed");
    }
    if (report_.entries > 0 && checkpoints_.empty()) {
      find("no checkpoint is signed: what was taken from the log's end can't be seen");
    }
    const std::uint64_t signed_up_to = checkpoints_.empty() ? 0 : checkpoints_.back().number;
    report_.unsigned_entries = last_ > signed_up_to ? last_ - signed_up_to : 0;
    return {};
  }

  AuditReport take() { return std::move(report_); }

 private:
  void find(std::string sentence) {
    if (report_.findings.size() < limits::kAuditFindingsMax) report_.findings.push_back(std::move(sentence));
  }

  void check(const storage::AuditRow& row) {
    const std::string name = "entry " + std::to_string(row.number);
    ++report_.entries;
    if (row.number != last_ + 1) find("entries are missing between " + std::to_string(last_) + " and " + name);
    const auto entry = storage::unpack_entry(row.bytes);
    if (!entry || entry->number != row.number) find(name + " isn't what was written there");
    if (storage::chain_hash(before_, row.bytes) != row.hash) find(name + " doesn't follow from the one before it");
    for (; next_ < checkpoints_.size() && checkpoints_[next_].number <= row.number; ++next_) {
      const Checkpoint& checkpoint = checkpoints_[next_];
      if (checkpoint.number == row.number && checkpoint.hash == row.hash) continue;
      find(name + " isn't what was signed; it, or one before it, was changed");
    }
    last_ = row.number;
    before_ = row.hash;
  }

  storage::Store& store_;
  std::string public_key_;
  std::vector<Checkpoint> checkpoints_;
  std::size_t next_ = 0;
  std::uint64_t last_ = 0;
  Digest before_;
  AuditReport report_;
};

}  // namespace

Result<AuditReport> verify_audit(storage::Store& store, const std::filesystem::path& checkpoint_file,
                                 std::string_view public_key) {
  const auto text = read_lines(checkpoint_file);
  if (!text) return fail(text.error());
  Verifier verifier(store, public_key);
  verifier.take_checkpoints(*text);
  if (auto walked = verifier.walk(); !walked) return fail(walked.error());
  return verifier.take();
}

}  // namespace souls::tasks
