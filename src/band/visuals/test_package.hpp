#pragma once
// Where the tests find the package as the build puts it together.

#include <filesystem>
#include <memory>

#include "band/visuals/fonts.hpp"

namespace souls::band::visuals {

inline std::filesystem::path test_package() { return std::filesystem::path(SOULS_BUILD_DIR) / "packages" / "pixel"; }

inline const Fonts& test_fonts() {
  static const std::unique_ptr<Fonts> fonts = std::move(Fonts::load(test_package() / "fonts").value());
  return *fonts;
}

}  // namespace souls::band::visuals
