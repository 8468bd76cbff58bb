#pragma once
// Pages for people: without scripts, and without anything from elsewhere.

#include <string>
#include <string_view>

#include "gateway/message.hpp"

namespace souls::gateway {

/// Text as it stands in a page, also in quotes.
std::string html(std::string_view text);

/// A page. `style` is all of its CSS, and nothing else may style it; `sources` is what else it may load, as a
/// Content-Security-Policy says it ("img-src 'self'; "). Nothing frames it.
Response page(std::string_view title, std::string_view style, std::string_view sources, const std::string& content,
              int status = 200);

}  // namespace souls::gateway
