#include "storage/blob_table.hpp"

#include <array>
#include <cstdio>


namespace souls::storage {

Status check_quota(BlobTable& blobs, const std::string& user, std::uint64_t more_bytes, std::uint64_t bytes_max) {
  const auto has = blobs.bytes_of(user);
  if (!has) return fail(has.error());
  const auto quota = blobs.quota(user);
  if (!quota) return fail(quota.error());
  const std::uint64_t may = quota->value_or(bytes_max);
  if (*has <= may && more_bytes <= may - *has) return {};
  return fail(ErrorCode::forbidden, "your songs take up " + format_bytes(*has) + " of the " + format_bytes(may) +
                                        " that you may have; delete some for good, or ask for more room");
}

std::string format_bytes(std::uint64_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
  constexpr std::array<const char*, 6> kUnits{"kB", "MB", "GB", "TB", "PB", "EB"};
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  while (value >= 999.95 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %s", value, kUnits[unit]);
  return text.data();
}

}  // namespace souls::storage
