// Tags of sound files by TagLib, in memory.

#include <attachedpictureframe.h>
#include <commentsframe.h>
#include <flacfile.h>
#include <id3v2framefactory.h>
#include <id3v2tag.h>
#include <mpegfile.h>
#include <tbytevectorstream.h>
#include <textidentificationframe.h>
#include <unsynchronizedlyricsframe.h>
#include <xiphcomment.h>

#include "song/formats/formats.hpp"
#include "song/formats/text.hpp"

namespace souls::song::formats {
namespace {

constexpr const char* kMarkName = "DigitalSourceType";
/// A FLAC metadata block counts its bytes in 24 bits; the picture's own header takes some of them.
constexpr std::size_t kFlacPictureBytesMax = (1u << 24) - 256;

TagLib::String utf8(std::string_view text) { return TagLib::String(std::string(text), TagLib::String::UTF8); }

TagLib::ByteVector bytes_of(std::string_view bytes) {
  return TagLib::ByteVector(bytes.data(), static_cast<unsigned int>(bytes.size()));
}

std::string_view picture_type(std::string_view picture) {
  return picture.starts_with("\xff\xd8") ? "image/jpeg" : "image/png";
}

void add_text_frame(TagLib::ID3v2::Tag& tag, const char* id, std::string_view text) {
  auto* frame = new TagLib::ID3v2::TextIdentificationFrame(id, TagLib::String::UTF8);  // the tag owns its frames
  frame->setText(utf8(text));
  tag.addFrame(frame);
}

void fill(TagLib::ID3v2::Tag& tag, const Tags& tags) {
  using namespace TagLib::ID3v2;
  add_text_frame(tag, "TIT2", clean_line(tags.title));
  add_text_frame(tag, "TPE1", clean_line(tags.artist));
  auto* mark = new UserTextIdentificationFrame(TagLib::String::UTF8);
  mark->setDescription(kMarkName);
  mark->setText(utf8(kDigitalSourceType));
  tag.addFrame(mark);
  if (!tags.comment.empty()) {
    auto* comment = new CommentsFrame(TagLib::String::UTF8);
    comment->setLanguage("eng");
    comment->setText(utf8(clean_text(tags.comment)));
    tag.addFrame(comment);
  }
  if (!tags.lyrics.empty()) {
    auto* lyrics = new UnsynchronizedLyricsFrame(TagLib::String::UTF8);
    lyrics->setLanguage("eng");
    lyrics->setText(utf8(clean_text(tags.lyrics)));
    tag.addFrame(lyrics);
  }
  if (!tags.cover_png.empty()) {
    auto* cover = new AttachedPictureFrame;
    cover->setMimeType(utf8(picture_type(tags.cover_png)));
    cover->setType(AttachedPictureFrame::FrontCover);
    cover->setPicture(bytes_of(tags.cover_png));
    tag.addFrame(cover);
  }
}

std::string content_of(TagLib::ByteVectorStream& stream) {
  const TagLib::ByteVector& data = *stream.data();
  return std::string(data.data(), data.size());
}

tl::unexpected<Error> refused(std::string_view format) {
  return fail(ErrorCode::internal, "the " + std::string(format) + " file can't be tagged");
}

Result<std::string> tag_mp3(TagLib::ByteVectorStream& stream, const Tags& tags) {
  TagLib::MPEG::File file(&stream, TagLib::ID3v2::FrameFactory::instance(), false);
  if (!file.isValid()) return refused("MP3");
  fill(*file.ID3v2Tag(true), tags);
  if (!file.save(TagLib::MPEG::File::ID3v2, TagLib::File::StripOthers, TagLib::ID3v2::v4)) return refused("MP3");
  return content_of(stream);
}

void append_chunk(std::string& out, std::string_view name, std::string_view content) {
  out += name;
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(content.size() >> shift & 0xff);
  out += content;
  if (content.size() % 2 != 0) out.push_back('\0');
}

/// Appends the two kinds of tag that WAV files carry. By hand, for TagLib moves all samples about for each of them.
Result<std::string> tag_wav(std::string& wav, const Tags& tags) {
  if (!wav.starts_with("RIFF") || wav.size() < 44 || wav.compare(8, 4, "WAVE") != 0) return refused("WAV");
  std::string info = "INFO";
  const auto add_info = [&](std::string_view name, std::string text) {
    text.push_back('\0');
    append_chunk(info, name, text);
  };
  add_info("INAM", clean_line(tags.title));
  add_info("IART", clean_line(tags.artist));
  // INFO has no field for the mark; ISRC, "source", is the nearest of its vocabulary.
  add_info("ISRC", std::string(kDigitalSourceType));
  if (!tags.comment.empty()) add_info("ICMT", clean_line(tags.comment));
  TagLib::ID3v2::Tag id3;
  fill(id3, tags);
  const TagLib::ByteVector frames = id3.render(TagLib::ID3v2::v4);
  if (wav.size() % 2 != 0) wav.push_back('\0');
  wav.reserve(wav.size() + info.size() + frames.size() + 32);
  append_chunk(wav, "LIST", info);
  append_chunk(wav, "id3 ", std::string_view(frames.data(), frames.size()));
  const std::size_t riff_bytes = wav.size() - 8;
  if (riff_bytes > 0xffffffff) return refused("WAV");
  for (std::size_t i = 0; i < 4; ++i) wav[4 + i] = static_cast<char>(riff_bytes >> (8 * i) & 0xff);
  return std::move(wav);
}

Result<std::string> tag_flac(TagLib::ByteVectorStream& stream, const Tags& tags) {
  if (tags.cover_png.size() > kFlacPictureBytesMax) {
    return fail(ErrorCode::invalid_request, "a cover of more than 16 MB doesn't fit in a FLAC file");
  }
  TagLib::FLAC::File file(&stream, TagLib::ID3v2::FrameFactory::instance(), false);
  if (!file.isValid()) return refused("FLAC");
  TagLib::Ogg::XiphComment& comment = *file.xiphComment(true);
  comment.addField("TITLE", utf8(clean_line(tags.title)));
  comment.addField("ARTIST", utf8(clean_line(tags.artist)));
  comment.addField("DIGITALSOURCETYPE", utf8(kDigitalSourceType));
  if (!tags.lyrics.empty()) comment.addField("LYRICS", utf8(clean_text(tags.lyrics)));
  if (!tags.comment.empty()) comment.addField("COMMENT", utf8(clean_text(tags.comment)));
  if (!tags.cover_png.empty()) {
    auto* picture = new TagLib::FLAC::Picture;  // the file owns its pictures
    picture->setType(TagLib::FLAC::Picture::FrontCover);
    picture->setMimeType(utf8(picture_type(tags.cover_png)));
    picture->setData(bytes_of(tags.cover_png));
    file.addPicture(picture);
  }
  if (!file.save()) return refused("FLAC");
  return content_of(stream);
}

}  // namespace

Result<std::string> tag_audio(std::string encoded, AudioFormat format, const Tags& tags) {
  if (format == AudioFormat::wav24) return tag_wav(encoded, tags);
  TagLib::ByteVectorStream stream(bytes_of(encoded));
  encoded = {};
  return format == AudioFormat::mp3 ? tag_mp3(stream, tags) : tag_flac(stream, tags);
}

}  // namespace souls::song::formats
