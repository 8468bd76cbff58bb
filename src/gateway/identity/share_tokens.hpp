#pragma once
// What stands in the address of a shared song.

#include <optional>
#include <string>
#include <string_view>

#include "storage/share_link_table.hpp"

namespace souls::gateway {

/// A token is the link's name (16 letters) and a signature over all that the link says (32 letters, BLAKE2b keyed by a
/// secret of the server): nobody makes one, or makes one last longer, without that key. Immutable; may be shared by
/// threads.
class ShareTokens {
 public:
  /// `key`: 32 bytes.
  explicit ShareTokens(std::string key) : key_(std::move(key)) {}

  std::string token(const storage::ShareLink& link) const;
  /// The id that a text of the form of a token names; of any other text one that no link has.
  static std::string id_of(std::string_view token);
  /// Whether the token is that of the link and hasn't expired. Takes the same time for whatever token and link.
  bool is_valid(std::string_view token, const storage::ShareLink& link, std::int64_t now_ms) const;

 private:
  std::string key_;
};

}  // namespace souls::gateway
