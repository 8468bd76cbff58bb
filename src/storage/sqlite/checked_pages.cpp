#include "storage/sqlite/checked_pages.hpp"

#include <sqlite3.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

#include "storage/sqlite/file_layer.hpp"

namespace souls::storage::sqlite {
namespace {

constexpr int kPageBytesMin = 512, kPageBytesMax = 65536;
/// Of the file's header: how large pages are, and how much of each is free (https://www.sqlite.org/fileformat.html).
constexpr int kHeaderBytes = 100, kPageSizeAt = 16, kFreeBytesAt = 20;

enum class Kind { unknown, plain, checked, damaged };

/// An open database.
struct File : sqlite3_file {
  sqlite3_file* below = nullptr;
  Kind kind = Kind::unknown;
};

File& file_of(sqlite3_file* file) { return *static_cast<File*>(file); }

using Checksum = std::array<unsigned char, kChecksumBytes>;

Checksum checksum_of(const unsigned char* page, int size, sqlite3_int64 at) {
  std::array<unsigned char, 8> place;
  for (std::size_t i = 0; i < place.size(); ++i) place[i] = static_cast<unsigned char>(at >> (8 * (7 - i)));
  uLong sum = crc32_z(0, place.data(), place.size());
  sum = crc32_z(sum, page, static_cast<std::size_t>(size - kChecksumBytes));
  return {static_cast<unsigned char>(sum >> 24), static_cast<unsigned char>(sum >> 16),
          static_cast<unsigned char>(sum >> 8), static_cast<unsigned char>(sum)};
}

bool is_whole(const unsigned char* page, int size, sqlite3_int64 at) {
  return std::memcmp(checksum_of(page, size, at).data(), page + size - kChecksumBytes, kChecksumBytes) == 0;
}

/// Rows that move to another page, or within one, stay behind in the unused part between the row numbers and the rows
/// (https://www.sqlite.org/fileformat.html#b_tree_pages). Other kinds of pages begin with the number of a page.
void clear_unused(unsigned char* page, int size, sqlite3_int64 at) {
  constexpr int kInnerIndex = 2, kInnerTable = 5, kLeafIndex = 10, kLeafTable = 13;
  const unsigned char* const header = page + (at == 0 ? kHeaderBytes : 0);
  const int kind = header[0];
  const bool is_inner = kind == kInnerIndex || kind == kInnerTable;
  if (!is_inner && kind != kLeafIndex && kind != kLeafTable) return;
  const int rows = header[3] << 8 | header[4], content = header[5] << 8 | header[6];
  const std::ptrdiff_t first = header - page + (is_inner ? 12 : 8) + 2 * rows;
  const std::ptrdiff_t last = content == 0 ? kPageBytesMax : content;
  if (last <= size - kChecksumBytes && first < last) std::fill(page + first, page + last, 0);
}

bool is_page(int size, sqlite3_int64 at) {
  return size >= kPageBytesMin && std::has_single_bit(static_cast<unsigned>(size)) && at % size == 0;
}

/// By the first page. One whose header says that it has no checksum, and which would be whole if it had one, has lost it.
Kind kind_of(File& file) {
  std::vector<unsigned char> page(kHeaderBytes);
  const auto read = [&] {
    return file.below->pMethods->xRead(file.below, page.data(), static_cast<int>(page.size()), 0) == SQLITE_OK;
  };
  const auto is_hole = [&] { return std::ranges::all_of(page, [](unsigned char byte) { return byte == 0; }); };
  if (!read() || is_hole()) return Kind::unknown;
  if (page[kFreeBytesAt] == kChecksumBytes) return Kind::checked;
  const int size = page[kPageSizeAt] << 8 | page[kPageSizeAt + 1];
  page.resize(static_cast<std::size_t>(size == 1 ? kPageBytesMax : std::max(size, kPageBytesMin)));
  if (!read()) return Kind::plain;
  page[kFreeBytesAt] = kChecksumBytes;
  return is_whole(page.data(), static_cast<int>(page.size()), 0) ? Kind::damaged : Kind::plain;
}

int read(sqlite3_file* handle, void* bytes, int size, sqlite3_int64 at) {
  File& file = file_of(handle);
  const int code = file.below->pMethods->xRead(file.below, bytes, size, at);
  if (code != SQLITE_OK || !is_page(size, at)) return code;
  if (file.kind == Kind::unknown) file.kind = kind_of(file);
  if (file.kind == Kind::damaged) return SQLITE_CORRUPT;
  if (file.kind != Kind::checked || is_whole(static_cast<const unsigned char*>(bytes), size, at)) return code;
  return SQLITE_CORRUPT;
}

int write(sqlite3_file* handle, const void* bytes, int size, sqlite3_int64 at) {
  File& file = file_of(handle);
  if (!is_page(size, at)) return file.below->pMethods->xWrite(file.below, bytes, size, at);
  // SQLite keeps nothing in a page's free bytes.
  auto* const page = static_cast<unsigned char*>(const_cast<void*>(bytes));
  if (at == 0) file.kind = page[kFreeBytesAt] == kChecksumBytes ? Kind::checked : Kind::plain;
  if (file.kind == Kind::unknown) file.kind = kind_of(file);
  // A large new file gets pages before its first one, and no database is begun without checksums.
  if (file.kind == Kind::checked || file.kind == Kind::unknown) {
    clear_unused(page, size, at);
    const Checksum checksum = checksum_of(page, size, at);
    std::memcpy(page + size - kChecksumBytes, checksum.data(), checksum.size());
  }
  return file.below->pMethods->xWrite(file.below, bytes, size, at);
}

int close(sqlite3_file* handle) {
  File& file = file_of(handle);
  const int code = file.below->pMethods->xClose(file.below);
  file.~File();
  return code;
}

/// Version 2: a file that is mapped would be read past this.
sqlite3_io_methods file_methods() {
  sqlite3_io_methods methods{};
  methods.iVersion = 2;
  methods.xClose = close;
  methods.xRead = read;
  methods.xWrite = write;
  methods.xTruncate = passed_on<File, &sqlite3_io_methods::xTruncate>;
  methods.xSync = passed_on<File, &sqlite3_io_methods::xSync>;
  methods.xFileSize = passed_on<File, &sqlite3_io_methods::xFileSize>;
  methods.xLock = passed_on<File, &sqlite3_io_methods::xLock>;
  methods.xUnlock = passed_on<File, &sqlite3_io_methods::xUnlock>;
  methods.xCheckReservedLock = passed_on<File, &sqlite3_io_methods::xCheckReservedLock>;
  methods.xFileControl = passed_on<File, &sqlite3_io_methods::xFileControl>;
  methods.xSectorSize = passed_on<File, &sqlite3_io_methods::xSectorSize>;
  methods.xDeviceCharacteristics = passed_on<File, &sqlite3_io_methods::xDeviceCharacteristics>;
  methods.xShmMap = passed_on<File, &sqlite3_io_methods::xShmMap>;
  methods.xShmLock = passed_on<File, &sqlite3_io_methods::xShmLock>;
  methods.xShmBarrier = passed_on<File, &sqlite3_io_methods::xShmBarrier>;
  methods.xShmUnmap = passed_on<File, &sqlite3_io_methods::xShmUnmap>;
  return methods;
}

const sqlite3_io_methods& methods() {
  static const sqlite3_io_methods methods = file_methods();
  return methods;
}

}  // namespace

Result<std::string> check_pages(const std::string& vfs) {
  return add_layer<File, SQLITE_OPEN_MAIN_DB, methods>(vfs, "+checked");
}

}  // namespace souls::storage::sqlite
