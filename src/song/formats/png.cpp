// PNG by libpng, in memory.

#include <png.h>
#include <zlib.h>

#include <array>
#include <csetjmp>
#include <pugixml.hpp>
#include <sstream>

#include "base/limits.hpp"
#include "song/formats/formats.hpp"
#include "song/formats/text.hpp"

namespace souls::song::formats {
namespace {

/// The XMP packet (ISO 16684-1) with title, creator and the IPTC digital source type.
std::string xmp_packet(const Tags& tags) {
  pugi::xml_document xml;
  pugi::xml_node meta = xml.append_child("x:xmpmeta");
  meta.append_attribute("xmlns:x") = "adobe:ns:meta/";
  pugi::xml_node rdf = meta.append_child("rdf:RDF");
  rdf.append_attribute("xmlns:rdf") = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
  pugi::xml_node about = rdf.append_child("rdf:Description");
  about.append_attribute("rdf:about") = "";
  about.append_attribute("xmlns:dc") = "http://purl.org/dc/elements/1.1/";
  about.append_attribute("xmlns:xmp") = "http://ns.adobe.com/xap/1.0/";
  about.append_attribute("xmlns:Iptc4xmpExt") = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
  const auto add = [&](const char* name, const char* list, const std::string& text) {
    pugi::xml_node item = about.append_child(name).append_child(list).append_child("rdf:li");
    if (std::string_view(list) == "rdf:Alt") item.append_attribute("xml:lang") = "x-default";
    item.text().set(clean_text(text).c_str());
  };
  add("dc:title", "rdf:Alt", tags.title);
  add("dc:creator", "rdf:Seq", tags.artist);
  if (!tags.comment.empty()) add("dc:description", "rdf:Alt", tags.comment);
  about.append_child("xmp:CreatorTool").text().set("Synthetic Souls");
  about.append_child("Iptc4xmpExt:DigitalSourceType").text().set(std::string(kDigitalSourceType).c_str());
  std::ostringstream out;
  xml.save(out, " ", pugi::format_indent | pugi::format_no_declaration, pugi::encoding_utf8);
  return "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" + out.str() + "<?xpacket end=\"r\"?>";
}

struct Chunk {
  std::string key;
  std::string text;
};

void append_bytes(png_structp png, png_bytep data, png_size_t size) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(data), size);
}

/// All that libpng's longjmp may skip is plain: nothing in this frame has a destructor.
bool write_png(png_structp png, png_infop info, int width, int height, const char* rgb, png_text* texts, int count) {
  if (setjmp(png_jmpbuf(png))) return false;
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), 8, PNG_COLOR_TYPE_RGB,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(png, 1);
  png_set_compression_strategy(png, Z_DEFAULT_STRATEGY);
  png_set_compression_buffer_size(png, 1 << 18);
  // Level 1 after the filter "up" is within a tenth of the smallest of all settings on covers, at half their time.
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
  png_set_sRGB_gAMA_and_cHRM(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
  png_set_text(png, info, texts, count);
  png_write_info(png, info);
  const auto row_bytes = static_cast<std::size_t>(width) * 3;
  for (int y = 0; y < height; ++y) {
    png_write_row(png, reinterpret_cast<png_const_bytep>(rgb + static_cast<std::size_t>(y) * row_bytes));
  }
  png_write_end(png, nullptr);
  return true;
}

}  // namespace

Result<std::string> encode_png(int width, int height, std::string_view rgb, const Tags& tags) {
  const auto side_max = static_cast<int>(limits::kPictureSideMax);
  if (width < 1 || height < 1 || width > side_max || height > side_max ||
      rgb.size() != static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3) {
    return fail(ErrorCode::internal, "a picture of " + std::to_string(width) + " × " + std::to_string(height) +
                                         " pixels can't have " + std::to_string(rgb.size()) + " bytes");
  }
  std::array<Chunk, 6> chunks = {{{"Title", clean_text(tags.title)},
                                  {"Author", clean_text(tags.artist)},
                                  {"Software", "Synthetic Souls"},
                                  {"DigitalSourceType", std::string(kDigitalSourceType)},
                                  {"XML:com.adobe.xmp", xmp_packet(tags)},
                                  {"Comment", clean_text(tags.comment)}}};
  std::array<char, 1> none = {'\0'};
  std::array<png_text, chunks.size()> texts{};
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    texts[i].compression = PNG_ITXT_COMPRESSION_NONE;
    texts[i].key = chunks[i].key.data();
    texts[i].text = chunks[i].text.data();
    texts[i].itxt_length = chunks[i].text.size();
    texts[i].lang = none.data();
    texts[i].lang_key = none.data();
  }
  const int count = static_cast<int>(chunks.size()) - (tags.comment.empty() ? 1 : 0);
  std::string bytes;
  bytes.reserve(rgb.size() / 2);
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png ? png_create_info_struct(png) : nullptr;
  if (!info) {
    png_destroy_write_struct(&png, nullptr);
    return fail(ErrorCode::unavailable, "there is no memory for the picture");
  }
  png_set_write_fn(png, &bytes, append_bytes, nullptr);
  const bool written = write_png(png, info, width, height, rgb.data(), texts.data(), count);
  png_destroy_write_struct(&png, &info);
  if (!written) return fail(ErrorCode::internal, "the picture can't be encoded");
  return bytes;
}

}  // namespace souls::song::formats
