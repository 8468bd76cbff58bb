#pragma once
// Links by which whoever has one hears a song, without an account.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace souls::storage {

/// What a link lets one fetch.
enum class ShareAllows {
  listen,  ///< the song, its cover and its words
  stems,   ///< also stems, notes and files without loss
};
std::string_view to_string(ShareAllows allows);
std::optional<ShareAllows> parse_share_allows(std::string_view text);

/// Times are milliseconds since the epoch.
struct ShareLink {
  std::string id;  ///< random_id("sh_")
  std::string user;
  std::string song;
  ShareAllows allows = ShareAllows::listen;
  std::int64_t created_ms = 0;
  std::int64_t expires_ms = 0;  ///< from then on it is nobody's
  bool operator==(const ShareLink&) const = default;
};

class ShareLinkTable {
 public:
  virtual ~ShareLinkTable() = default;

  /// not_found: the user has no such song. unprocessable: limits::kSharesPerSongMax already. conflict: the id is taken.
  virtual Status add(const ShareLink& link) = 0;
  /// not_found
  virtual Result<ShareLink> find(const std::string& id) = 0;
  /// Of a song, the newest first; not_found: the user has no such song.
  virtual Result<std::vector<ShareLink>> list(const std::string& user, const std::string& song) = 0;
  /// not_found, also for another's.
  virtual Status remove(const std::string& user, const std::string& song, const std::string& id) = 0;
  /// Those of all users that have expired.
  virtual Status forget(std::int64_t expired_ms) = 0;
};

}  // namespace souls::storage
