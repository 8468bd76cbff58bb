#pragma once
// Names of rows: random, so that nothing can be read from them and none can be guessed.

#include <string>
#include <string_view>

namespace souls {

/// `prefix` and 16 letters of the lower-case base32 alphabet (RFC 4648): 80 bits from the system's generator.
/// "u_" names a user, "s_" a song.
std::string random_id(std::string_view prefix);

/// Whether the text has that form.
bool is_id(std::string_view text, std::string_view prefix);

}  // namespace souls
