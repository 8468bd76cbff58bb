#pragma once
// Reading all blobs again, to find what was lost before anyone needs it.

#include <vector>

#include "base/context.hpp"
#include "storage/blob_store.hpp"
#include "storage/blob_table.hpp"
#include "storage/collection.hpp"
#include "storage/store.hpp"
#include "storage/wall_clock.hpp"

namespace souls::storage {

/// A blob that isn't what it was.
struct Loss {
  enum class Kind {
    damaged,     ///< other bytes; the copy was removed
    unreadable,  ///< the disk doesn't give it back
    missing,     ///< something names it, and it isn't there
  };
  Digest digest;
  Kind kind = Kind::damaged;
  /// Who misses it, at most limits::kLossUsesMax; empty when nothing names it. A use with a step tells what makes it
  /// again: the step's result counts as not remembered as long as a blob of it is gone.
  std::vector<BlobUse> uses;
};

struct ScrubOptions {
  double bytes_per_second_max = 0;  ///< 0: as fast as it goes
  WallClock clock = system_wall_clock();
};

struct ScrubReport {
  std::size_t blobs = 0;
  std::uint64_t bytes = 0;
  std::size_t lost = 0;      ///< all of them
  std::vector<Loss> losses;  ///< the first limits::kLossesToldMax
};

/// Verifies each blob that is kept, then looks for those that `roots` name and that aren't there. Removes damaged
/// copies, and takes note of what is whole and what is lost. Others may use both stores meanwhile.
Result<ScrubReport> scrub(Store& store, BlobStore& blobs, const std::vector<RootSource>& roots,
                          const ScrubOptions& options = {}, const Context& context = {});

/// One sentence for people: what was lost, of which song, and how it comes back.
std::string describe(const Loss& loss);

}  // namespace souls::storage
