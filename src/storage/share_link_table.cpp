#include "storage/share_link_table.hpp"

namespace souls::storage {

std::string_view to_string(ShareAllows allows) { return allows == ShareAllows::stems ? "stems" : "listen"; }

std::optional<ShareAllows> parse_share_allows(std::string_view text) {
  for (const ShareAllows allows : {ShareAllows::listen, ShareAllows::stems}) {
    if (text == to_string(allows)) return allows;
  }
  return std::nullopt;
}

}  // namespace souls::storage
