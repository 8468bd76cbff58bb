#pragma once
// What people and programs hold to show who they are: random texts, of which only digests are kept.

#include <string>
#include <string_view>

#include "base/digest.hpp"

namespace souls::gateway {

/// An API key: "ss_", 32 letters and digits (190 bits), and 6 that check them (CRC-32 in base 62), so that scanners for
/// secrets know one, and a typing error is found without a look-up.
std::string draw_key();
/// Whether the text has that form and checks.
bool is_key(std::string_view text);

/// 43 letters and digits (256 bits), for cookies.
std::string draw_cookie();
bool is_cookie(std::string_view text);

/// What a script of ours sends with each change, and a page of others can't know: made from the session's cookie.
std::string csrf_token(std::string_view session_cookie);

/// The code of the set-up, as people type it: "abcd-efgh-ijkl-mnop" (80 bits).
std::string draw_setup_code();
/// The code without what people add or change when they type it.
std::string plain_setup_code(std::string_view typed);

/// In the same time, whatever they hold, for texts of the same length.
bool is_same(std::string_view a, std::string_view b);

}  // namespace souls::gateway
