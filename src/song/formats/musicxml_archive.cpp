#include "song/formats/musicxml_archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <pugixml.hpp>

#include "base/limits.hpp"

namespace souls::song::formats {
namespace {

constexpr std::string_view kContainer = "META-INF/container.xml";
constexpr int kEntriesMax = 1000;
constexpr std::size_t kPieceBytes = 64 * 1024;

tl::unexpected<Error> malformed(std::string what) {
  return fail(ErrorCode::invalid_request, "the compressed MusicXML file can't be read: " + std::move(what));
}

Result<std::string> content_of(archive* reader, std::string_view name) {
  std::string text, piece(kPieceBytes, '\0');
  while (true) {
    const la_ssize_t count = archive_read_data(reader, piece.data(), piece.size());
    if (count == 0) return text;
    if (count < 0) return malformed(std::string(name) + " is damaged");
    if (text.size() + static_cast<std::size_t>(count) > limits::kMelodyFileBytesMax)
      return malformed(std::string(name) + " is larger than a melody can be");
    text.append(piece, 0, static_cast<std::size_t>(count));
  }
}

Result<std::string> entry_of(std::string_view bytes, std::string_view name) {
  const std::unique_ptr<archive, int (*)(archive*)> reader(archive_read_new(), archive_read_free);
  archive_read_support_format_zip(reader.get());
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) return malformed("it is no archive");
  archive_entry* entry = nullptr;
  for (int i = 0; i < kEntriesMax && archive_read_next_header(reader.get(), &entry) >= ARCHIVE_WARN; ++i) {
    const char* path = archive_entry_pathname(entry);
    if (path && path == name) return content_of(reader.get(), name);
  }
  return malformed("it holds no " + std::string(name));
}

}  // namespace

bool is_zip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04"); }

Result<std::string> unpack_musicxml(std::string_view bytes) {
  const Result<std::string> container = entry_of(bytes, kContainer);
  if (!container) return fail(container.error());
  pugi::xml_document document;
  document.load_buffer(container->data(), container->size());
  const std::string path =
      document.child("container").child("rootfiles").child("rootfile").attribute("full-path").value();
  if (path.empty()) return malformed("it names no score");
  return entry_of(bytes, path);
}

}  // namespace souls::song::formats
