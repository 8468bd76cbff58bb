#pragma once
// Compressed MusicXML (.mxl): a ZIP archive whose META-INF/container.xml names the score.

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace souls::song::formats {

bool is_zip(std::string_view bytes);

/// The score's text, at most limits::kMelodyFileBytesMax of it.
Result<std::string> unpack_musicxml(std::string_view bytes);

}  // namespace souls::song::formats
