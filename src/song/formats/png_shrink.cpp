#include <png.h>

#include <algorithm>
#include <vector>

#include "base/limits.hpp"
#include "song/formats/formats.hpp"

namespace souls::song::formats {
namespace {

/// Pixels of a PNG. libpng's simplified reader frees itself when it fails or has read all.
Result<std::string> decode_png(std::string_view png, int& width, int& height) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  const auto unreadable = [&] {
    png_image_free(&image);
    return fail(ErrorCode::invalid_request, "the picture isn't a PNG that can be read", image.message);
  };
  if (!png_image_begin_read_from_memory(&image, png.data(), png.size())) return unreadable();
  if (image.width > limits::kPictureSideMax || image.height > limits::kPictureSideMax) return unreadable();
  image.format = PNG_FORMAT_RGB;
  std::string rgb(PNG_IMAGE_SIZE(image), '\0');
  if (!png_image_finish_read(&image, nullptr, rgb.data(), 0, nullptr)) return unreadable();
  width = static_cast<int>(image.width);
  height = static_cast<int>(image.height);
  return rgb;
}

}  // namespace

Result<std::string> shrink_png(std::string_view png, int side_max, const Tags& tags) {
  if (side_max < 1) return fail(ErrorCode::internal, "a picture can't be smaller than a pixel");
  int width = 0;
  int height = 0;
  Result<std::string> rgb = decode_png(png, width, height);
  if (!rgb) return rgb;
  const int factor = (std::max(width, height) + side_max - 1) / side_max;
  const int small_width = std::max(1, width / factor);
  const int small_height = std::max(1, height / factor);
  std::string small;
  small.reserve(static_cast<std::size_t>(small_width) * static_cast<std::size_t>(small_height) * 3);
  std::vector<int> sums(static_cast<std::size_t>(small_width) * 3);
  for (int y = 0; y < small_height; ++y) {
    std::fill(sums.begin(), sums.end(), 0);
    const int rows = std::min(factor, height);
    const int columns = std::min(factor, width);
    for (int row = 0; row < rows; ++row) {
      const char* line = rgb->data() + (static_cast<std::size_t>(y * factor + row) * static_cast<std::size_t>(width)) * 3;
      for (int x = 0; x < small_width; ++x) {
        for (int i = 0; i < columns * 3; ++i) {
          sums[static_cast<std::size_t>(x * 3 + i % 3)] += static_cast<unsigned char>(line[x * factor * 3 + i]);
        }
      }
    }
    const int count = rows * columns;
    for (const int sum : sums) small += static_cast<char>((sum + count / 2) / count);
  }
  return encode_png(small_width, small_height, small, tags);
}

}  // namespace souls::song::formats
