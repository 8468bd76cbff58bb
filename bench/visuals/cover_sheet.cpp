// Draws covers to PNG files: cover_sheet PACKAGE OUT SIDE < briefs, a line each:
//   name | style | mood | seed | title | motif words
// Writes OUT/name.png and OUT/name/song.json (title and text boxes), and tells the seconds of each.

#include <cairo.h>
#include <sys/resource.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <vector>

#include "band/visuals/visuals.hpp"

namespace {

using souls::band::visuals::Cover;

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> out;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, '|');) {
    const auto from = field.find_first_not_of(" \t"), to = field.find_last_not_of(" \t\r");
    out.push_back(from == std::string::npos ? "" : field.substr(from, to - from + 1));
  }
  return out;
}

bool write_png(const Cover& cover, const std::filesystem::path& path) {
  const int side = cover.side_px;
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side);
  unsigned char* data = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const auto* from = cover.rgb.data() + 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(side) +
                                                 static_cast<std::size_t>(x));
      unsigned char* to = data + static_cast<std::ptrdiff_t>(y) * stride + 4 * x;
      to[0] = from[2];
      to[1] = from[1];
      to[2] = from[0];
    }
  }
  cairo_surface_mark_dirty(surface);
  const bool done = cairo_surface_write_to_png(surface, path.c_str()) == CAIRO_STATUS_SUCCESS;
  cairo_surface_destroy(surface);
  return done;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

void write_song(const Cover& cover, const std::string& title, const std::filesystem::path& path) {
  std::ofstream out(path);
  out << "{\"title\": " << quoted(title) << ", \"scenes\": {\"cover\": {\"text_boxes\": [";
  const char* comma = "";
  for (const auto& box : cover.scene.text_boxes) {
    out << comma << "{\"text\": " << quoted(box.text) << ", \"x\": " << box.x << ", \"y\": " << box.y
        << ", \"width\": " << box.width << ", \"height\": " << box.height << ", \"contrast\": " << box.contrast << "}";
    comma = ", ";
  }
  out << "]}}}\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: cover_sheet PACKAGE OUT SIDE < briefs\n";
    return 2;
  }
  const std::filesystem::path package = argv[1], folder = argv[2];
  const int side = std::atoi(argv[3]);
  for (std::string line; std::getline(std::cin, line);) {
    const auto fields = fields_of(line);
    if (fields.size() < 5) continue;
    souls::band::visuals::CoverTask task;
    task.brief.style = fields[1];
    task.brief.mood = fields[2];
    task.seed = std::strtoull(fields[3].c_str(), nullptr, 10);
    task.title = fields[4];
    task.artist = "Synthetic Souls";
    if (fields.size() > 5) {
      std::istringstream words(fields[5]);
      for (std::string word; words >> word;) task.brief.motifs.push_back(word);
    }
    task.side_px = side;
    const std::clock_t start = std::clock();
    const auto cover = souls::band::visuals::make_cover(task, package, {});
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    if (!cover) {
      std::cerr << fields[0] << ": " << cover.error().message << " " << cover.error().detail << "\n";
      return 1;
    }
    std::filesystem::create_directories(folder / fields[0]);
    if (!write_png(*cover, folder / fields[0] / "cover.png")) return 1;
    write_song(*cover, task.title, folder / fields[0] / "song.json");
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::cout << fields[0] << " " << cover->scene.hero << " " << seconds << " s, peak " << usage.ru_maxrss / 1024
              << " MiB";
    for (const auto& box : cover->scene.text_boxes) std::cout << ", " << box.contrast;
    std::cout << std::endl;
  }
  return 0;
}
