#pragma once
// The song document to and from the formats of other programs. All functions are pure and give the same bytes for the
// same document.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/audio.hpp"
#include "base/result.hpp"
#include "song/document.hpp"

namespace souls::song::formats {

// ---- text
std::string write_lyrics_text(const Document& document);
std::string write_lrc(const Document& document);

// ---- scores
std::string write_midi(const Document& document);
/// Tracks, tempo, key, metre, markers and lyrics of a standard MIDI file as a document without sound.
Result<Document> read_midi(std::string_view bytes);
/// The melody of a standard MIDI file or a MusicXML score, as one voice: of the track with that number (from 1, of those
/// with notes that aren't drums), else of the one that is most likely the tune.
Result<Melody> read_melody(std::string_view bytes, std::optional<int> track);
std::string write_musicxml(const Document& document);

// ---- sound
enum class AudioFormat { wav24, flac24, mp3 };
/// Encodes samples without tags; peaks over full scale are an error. mp3 is 48 kHz, 256 kbit/s constant, joint stereo.
Result<std::string> encode_audio(const Audio& audio, AudioFormat format);
/// Any of the formats that libsndfile reads, at 48 kHz.
Result<Audio> decode_audio(std::string_view bytes);
/// Samples as 32-bit float in a WAV container, for what passes between steps.
std::string encode_samples(const Audio& audio);
Result<Audio> decode_samples(std::string_view bytes);

struct Tags {
  std::string title;
  std::string artist;
  std::string lyrics;     ///< may be empty
  std::string cover_png;  ///< bytes; may be empty
  std::string comment;    ///< how the work was made
};
/// The IPTC digital source type of what we make.
inline constexpr std::string_view kDigitalSourceType =
    "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
/// The encoded file with tags and the machine-readable mark that it is AI-made.
Result<std::string> tag_audio(std::string encoded, AudioFormat format, const Tags& tags);

// ---- pictures
/// A PNG of 8-bit sRGB pixels (three bytes each) with title, artist and the AI mark in XMP and text chunks.
Result<std::string> encode_png(int width, int height, std::string_view rgb, const Tags& tags);
/// The PNG made small enough for sound files to carry: each side a whole fraction of what it was and at most `side_max`
/// pixels. FLAC has no room for pictures over 16 MB.
Result<std::string> shrink_png(std::string_view png, int side_max, const Tags& tags);

}  // namespace souls::song::formats
