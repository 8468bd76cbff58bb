#pragma once
// The studio in the browser, as scripts/embed_studio.py makes it of what web/ was built into.

#include <span>
#include <string_view>

namespace souls::gateway {

struct StudioFile {
  std::string_view path;  ///< "index.html", "studio/assets/NAME"
  std::string_view media_type;
  std::string_view etag;
  bool is_gzip = false;
  std::string_view bytes;
};

/// By path; empty in a program that was built without the studio.
std::span<const StudioFile> studio_files();

}  // namespace souls::gateway
