#include "storage/scrub.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

#include "base/limits.hpp"

namespace souls::storage {
namespace {

constexpr std::size_t kNotesPerWrite = 256;

class Scrub {
 public:
  Scrub(Store& store, BlobStore& blobs, const ScrubOptions& options, const Context& context)
      : store_(store), blobs_(blobs), options_(options), context_(context) {}

  Result<ScrubReport> run(const std::vector<RootSource>& roots) {
    auto counted = blobs_.list([&](const StoredBlob& blob) -> Status {
      bytes_in_all_ += blob.bytes;
      return {};
    });
    if (!counted) return fail(counted.error());
    began_ = std::chrono::steady_clock::now();
    if (auto read = blobs_.list([&](const StoredBlob& blob) { return verify(blob); }); !read) return fail(read.error());
    if (auto looked = look_for_missing(roots); !looked) return fail(looked.error());
    if (auto noted = write_notes(); !noted) return fail(noted.error());
    return std::move(report_);
  }

 private:
  Status verify(const StoredBlob& blob) {
    if (context_.stopped()) return cancelled();
    const auto bytes = blobs_.verify(blob.digest);
    if (bytes) {
      whole_.push_back(blob);
      if (whole_.size() >= kNotesPerWrite) {
        if (auto noted = write_notes(); !noted) return noted;
      }
    } else if (bytes.error().code == ErrorCode::corrupt) {
      if (auto told = tell(blob.digest, Loss::Kind::damaged); !told) return told;
    } else if (bytes.error().code != ErrorCode::not_found) {  // that one was collected meanwhile
      if (auto told = tell(blob.digest, Loss::Kind::unreadable); !told) return told;
    }
    ++report_.blobs;
    report_.bytes += blob.bytes;
    const double all = static_cast<double>(std::max<std::uint64_t>(bytes_in_all_, 1));
    context_.report(std::min(1.0, static_cast<double>(report_.bytes) / all), "reading what is kept");
    return hold_back();
  }

  /// Waits until no more than the allowed bytes a second have been read.
  Status hold_back() const {
    if (options_.bytes_per_second_max <= 0) return {};
    const std::chrono::duration<double> due(static_cast<double>(report_.bytes) / options_.bytes_per_second_max);
    while (true) {
      const std::chrono::duration<double> left = due - (std::chrono::steady_clock::now() - began_);
      if (left.count() <= 0) return {};
      if (context_.stopped()) return cancelled();
      std::this_thread::sleep_for(std::min(left, std::chrono::duration<double>(0.05)));
    }
  }

  Status look_for_missing(const std::vector<RootSource>& roots) {
    std::set<Digest> missing;
    auto read = store_.read([&](Transaction& t) -> Status {
      missing.clear();
      for (const auto& source : roots) {
        auto visited = source(t, [&](const Digest& digest) {
          if (!told_.contains(digest) && !blobs_.exists(digest)) missing.insert(digest);
        });
        if (!visited) return visited;
      }
      return {};
    });
    if (!read) return read;
    for (const auto& digest : missing) {
      if (auto told = tell(digest, Loss::Kind::missing); !told) return told;
    }
    return {};
  }

  Status tell(const Digest& digest, Loss::Kind kind) {
    Loss loss{digest, kind, {}};
    told_.insert(digest);
    ++report_.lost;
    auto noted = store_.write([&](Transaction& t) -> Status {
      auto uses = t.blobs().uses(digest, limits::kLossUsesMax);
      if (!uses) return fail(uses.error());
      loss.uses = std::move(*uses);
      return t.blobs().set_lost(digest, options_.clock());
    });
    if (!noted) return noted;
    if (report_.losses.size() < limits::kLossesToldMax) report_.losses.push_back(std::move(loss));
    return {};
  }

  Status write_notes() {
    if (whole_.empty()) return {};
    auto noted = store_.write([&](Transaction& t) -> Status {
      for (const auto& blob : whole_) {
        if (auto done = t.blobs().set_verified(blob.digest, blob.bytes, options_.clock()); !done) return done;
      }
      return {};
    });
    whole_.clear();
    return noted;
  }

  Store& store_;
  BlobStore& blobs_;
  const ScrubOptions& options_;
  const Context& context_;
  ScrubReport report_;
  std::vector<StoredBlob> whole_;
  std::set<Digest> told_;
  std::uint64_t bytes_in_all_ = 0;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace

Result<ScrubReport> scrub(Store& store, BlobStore& blobs, const std::vector<RootSource>& roots,
                          const ScrubOptions& options, const Context& context) {
  return Scrub(store, blobs, options, context).run(roots);
}

std::string describe(const Loss& loss) {
  std::string text = "blob " + loss.digest.hex.substr(0, 12);
  switch (loss.kind) {
    case Loss::Kind::damaged:
      text += " was damaged, and its copy was removed";
      break;
    case Loss::Kind::unreadable:
      text += " can't be read from the disk";
      break;
    case Loss::Kind::missing:
      text += " is missing";
      break;
  }
  if (loss.uses.empty()) return text + "; nothing names it";
  const auto has_step = [](const BlobUse& use) { return !use.step.empty(); };
  const auto file = std::find_if_not(loss.uses.begin(), loss.uses.end(), has_step);
  if (file != loss.uses.end()) {
    text += "; it is " + file->name + " of song " + file->song + ", revision " + std::to_string(file->revision);
  }
  const auto made = std::find_if(loss.uses.begin(), loss.uses.end(), has_step);
  if (made != loss.uses.end()) {
    text += "; step " + made->step + " (" + made->capability + ", " + made->package + " " + made->version + ")";
    if (!made->song.empty()) text += " of song " + made->song + ", revision " + std::to_string(made->revision);
    text += " makes it again";
  }
  if (file == loss.uses.end()) return text;
  return text + "; `souls songs revert " + file->song + " " + std::to_string(file->revision) + "` has all that is lost of it made again";
}

}  // namespace souls::storage
