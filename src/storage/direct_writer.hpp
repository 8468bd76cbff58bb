#pragma once
// A write that goes on while its bytes are looked at.

#include <linux/aio_abi.h>
#include <sys/types.h>

#include <cstddef>

namespace souls::storage {

/// One write at a time, past the kernel's cache, by Linux's asynchronous calls. Owned by one thread.
class DirectWriter {
 public:
  DirectWriter() = default;
  ~DirectWriter();
  DirectWriter(const DirectWriter&) = delete;

  /// Begins to write whole pages to a file that is open for such (O_DIRECT); they stay as they are until `finish`.
  /// False: that can't be done here, and nothing was begun.
  bool begin(int file, const void* bytes, std::size_t count, off_t at);
  /// Waits; as ::pwrite, with errno.
  ssize_t finish();

 private:
  aio_context_t context_ = 0;
  iocb block_{};
};

}  // namespace souls::storage
