#include "storage/direct_writer.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace souls::storage {

DirectWriter::~DirectWriter() {
  if (context_ != 0) ::syscall(SYS_io_destroy, context_);
}

bool DirectWriter::begin(int file, const void* bytes, std::size_t count, off_t at) {
  if (context_ == 0 && ::syscall(SYS_io_setup, 1, &context_) != 0) return false;
  block_ = {};
  block_.aio_fildes = static_cast<__u32>(file);
  block_.aio_lio_opcode = IOCB_CMD_PWRITE;
  block_.aio_buf = reinterpret_cast<__u64>(bytes);
  block_.aio_nbytes = count;
  block_.aio_offset = at;
  iocb* const blocks[] = {&block_};
  return ::syscall(SYS_io_submit, context_, 1, blocks) == 1;
}

ssize_t DirectWriter::finish() {
  io_event event{};
  while (::syscall(SYS_io_getevents, context_, 1, 1, &event, nullptr) != 1) {
    if (errno != EINTR) return -1;
  }
  if (event.res >= 0) return static_cast<ssize_t>(event.res);
  errno = static_cast<int>(-event.res);
  return -1;
}

}  // namespace souls::storage
