#include "storage/doctor.hpp"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <set>

#include "base/limits.hpp"
#include "storage/blob_table.hpp"
#include "storage/folder.hpp"
#include "storage/scrub.hpp"

namespace souls::storage {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMendDatabase = "stop the server, keep a copy of the folder, and restore the last backup";
constexpr std::int64_t kClockSlackMilliseconds = 120'000;

class Doctor {
 public:
  Doctor(const DoctorOptions& options, const Context& context) : options_(options), context_(context) {}

  Result<std::vector<Finding>> run() {
    for (const auto look : {&Doctor::database, &Doctor::blobs, &Doctor::permissions, &Doctor::disk, &Doctor::clock}) {
      if (context_.stopped()) return cancelled();
      told_ = 0;
      if (auto looked = (this->*look)(); !looked) return fail(looked.error());
    }
    return std::move(findings_);
  }

 private:
  void add(Severity severity, const char* subject, std::string what, std::string advice = {}) {
    if (severity != Severity::good && ++told_ > limits::kFindingsMax) return;
    findings_.push_back({severity, subject, std::move(what), std::move(advice)});
  }

  Status database() {
    context_.report(0, "reading the database");
    const auto problems = options_.check_database(Folder{options_.root}.database());
    if (!problems) {
      add(Severity::bad, "database", "it can't be read: " + problems.error().message, kMendDatabase);
      return {};
    }
    for (const auto& problem : *problems) add(Severity::bad, "database", problem, kMendDatabase);
    if (problems->empty()) add(Severity::good, "database", "its structure and its references are whole");
    return {};
  }

  Status blobs() {
    std::vector<Digest> all;
    auto listed = options_.blobs->list([&](const StoredBlob& blob) -> Status {
      all.push_back(blob.digest);
      return {};
    });
    if (!listed) {
      add(Severity::bad, "blobs", "they can't be listed: " + listed.error().message,
          "look at the disk and at the rights of the folder");
      return {};
    }
    std::vector<Digest> drawn = all;
    std::sort(drawn.begin(), drawn.end());
    if (options_.blobs_read_max > 0 && drawn.size() > options_.blobs_read_max) {
      Random random(options_.seed);
      random.shuffle(drawn);
      drawn.resize(options_.blobs_read_max);
    }
    std::size_t read = 0;
    std::set<Digest> lost;
    for (const auto& digest : drawn) {
      if (context_.stopped()) return cancelled();
      context_.report(static_cast<double>(read++) / static_cast<double>(drawn.size()), "reading blobs");
      const auto verified = options_.blobs->verify(digest);
      if (verified || verified.error().code == ErrorCode::not_found) continue;
      lost.insert(digest);
      const bool is_damaged = verified.error().code == ErrorCode::corrupt;
      tell_loss({digest, is_damaged ? Loss::Kind::damaged : Loss::Kind::unreadable, {}});
    }
    const auto missing = look_for_missing(lost);
    if (!missing) {
      add(Severity::bad, "blobs", "the database can't tell which are used: " + missing.error().message, kMendDatabase);
      return {};
    }
    for (const auto& digest : *missing) tell_loss({digest, Loss::Kind::missing, {}});
    if (lost.empty() && missing->empty()) {
      add(Severity::good, "blobs",
          std::to_string(drawn.size()) + " of " + std::to_string(all.size()) +
              " were read and are whole; none is missing");
    }
    return {};
  }

  Result<std::set<Digest>> look_for_missing(const std::set<Digest>& lost) {
    std::set<Digest> missing;
    auto read = options_.store->read([&](Transaction& t) -> Status {
      missing.clear();
      for (const auto& root : options_.roots) {
        auto visited = root(t, [&](const Digest& digest) {
          if (!lost.contains(digest) && !options_.blobs->exists(digest)) missing.insert(digest);
        });
        if (!visited) return visited;
      }
      return {};
    });
    if (!read) return fail(read.error());
    return missing;
  }

  void tell_loss(Loss loss) {
    (void)options_.store->read([&](Transaction& t) -> Status {
      auto uses = t.blobs().uses(loss.digest, limits::kLossUsesMax);
      if (uses) loss.uses = std::move(*uses);
      return {};
    });
    add(Severity::bad, "blobs", describe(loss),
        "scrub all blobs, and look at the disk; make the songs that miss them again, or restore them from a backup");
  }

  Status permissions() {
    std::error_code error;
    bool is_private = check_rights(options_.root);
    fs::recursive_directory_iterator entry(options_.root, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      if (context_.stopped()) return cancelled();
      is_private = check_rights(entry->path()) && is_private;
    }
    if (error) {
      add(Severity::bad, "permissions", "the folder can't be read: " + error.message(),
          "let the user that runs the server own " + options_.root.string());
    } else if (is_private) {
      add(Severity::good, "permissions", "only the owner can read what is kept");
    }
    return {};
  }

  bool check_rights(const fs::path& path) {
    struct stat now {};
    if (::lstat(path.c_str(), &now) != 0 || S_ISLNK(now.st_mode) || (now.st_mode & 0077) == 0) return true;
    add(Severity::warning, "permissions", path.string() + " can be reached by other users of this machine",
        std::string("chmod ") + (S_ISDIR(now.st_mode) ? "700 " : "600 ") + path.string());
    return false;
  }

  Status disk() {
    struct statvfs now {};
    if (::statvfs(options_.root.c_str(), &now) != 0) {
      add(Severity::bad, "disk", "its free space can't be told",
          "look at the disk that holds " + options_.root.string());
      return {};
    }
    const std::uint64_t free_bytes = static_cast<std::uint64_t>(now.f_bavail) * now.f_frsize;
    if (free_bytes < options_.free_bytes_min) {
      add(Severity::warning, "disk", "only " + format_bytes(free_bytes) + " are free",
          "free some of the disk that holds " + options_.root.string() +
              ": empty the trash, or move it to a larger one");
    } else if (now.f_files > 0 && now.f_favail < now.f_files / 50) {
      add(Severity::warning, "disk", "hardly any more files fit on the disk (it is short of inodes)",
          "remove small files from the disk that holds " + options_.root.string());
    } else {
      add(Severity::good, "disk", format_bytes(free_bytes) + " are free");
    }
    return {};
  }

  Status clock() {
    std::int64_t latest_ms = 0;
    auto read = options_.store->read([&](Transaction& t) -> Status {
      const auto latest = t.blobs().latest_ms();
      if (!latest) return fail(latest.error());
      latest_ms = *latest;
      return {};
    });
    if (!read) {
      add(Severity::bad, "clock", "the database can't tell when things were stored: " + read.error().message,
          kMendDatabase);
      return {};
    }
    const std::int64_t ahead_ms = latest_ms - options_.clock();
    if (ahead_ms > kClockSlackMilliseconds) {
      add(Severity::warning, "clock",
          "something was stored " + std::to_string(ahead_ms / 1000) +
              " seconds in the future: the clock has been set back",
          "set the clock right (timedatectl), and let it be kept right by a time server");
    } else {
      add(Severity::good, "clock", "nothing was stored in the future");
    }
    return {};
  }

  const DoctorOptions& options_;
  const Context& context_;
  std::vector<Finding> findings_;
  std::size_t told_ = 0;
};

}  // namespace

Result<std::vector<Finding>> examine(const DoctorOptions& options, const Context& context) {
  return Doctor(options, context).run();
}

}  // namespace souls::storage
