#pragma once
// Range requests (RFC 9110, section 14): a part of a file, and whether the caller has the file already.

#include <cstdint>
#include <string_view>

#include "gateway/message.hpp"

namespace souls::gateway {

/// What a Range header asks for, of so many bytes.
struct Range {
  enum class Kind {
    whole,          ///< also where it asks for several parts, or for nothing that we understand: then it doesn't count
    part,           ///< `bytes` bytes, at least one, from `first` on
    unsatisfiable,  ///< what isn't there
  };
  Kind kind = Kind::whole;
  std::uint64_t first = 0;
  std::uint64_t bytes = 0;
  bool operator==(const Range&) const = default;
};

Range read_range(std::string_view header, std::uint64_t bytes_all);

/// The answer with a file, whose entity tag is `tag` (in quotes, strong), as the request asks for it: 200, a part
/// (206), that it is as the caller has it (304), or that there is no such part (416). A HEAD request asks for the
/// whole.
Response answer_file(const Request& request, FileBody file, std::string content_type, const std::string& tag);

/// Whether an If-None-Match header names the tag: the caller has it.
bool is_known(const Request& request, std::string_view tag);

/// "attachment" under a name that any client can keep (RFC 6266, RFC 8187): of a path the last part.
Field content_disposition(std::string_view path);

}  // namespace souls::gateway
