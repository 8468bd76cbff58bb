#include <nlohmann/json.hpp>

#include "song/formats/formats.hpp"
#include "studio/steps/models.hpp"

namespace souls::studio {
namespace {

namespace formats = song::formats;

Result<formats::AudioFormat> format_of(std::string_view name) {
  if (name == "wav") return formats::AudioFormat::wav24;
  if (name == "flac") return formats::AudioFormat::flac24;
  if (name == "mp3") return formats::AudioFormat::mp3;
  return fail(ErrorCode::internal, "no audio format is called " + std::string(name));
}

}  // namespace

Result<Outputs> run_encode(const StepCall& call) {
  const auto format = format_of(nlohmann::json::parse(call.parameters).at("format").get<std::string>());
  if (!format) return fail(format.error());
  const auto master = formats::decode_samples(call.input("master"));
  if (!master) return fail(master.error());
  auto encoded = formats::encode_audio(*master, *format);
  if (!encoded) return fail(encoded.error());
  return Outputs{{"encoded", std::move(*encoded)}};
}

Result<Outputs> run_tag(const StepCall& call) {
  const auto parameters = nlohmann::json::parse(call.parameters);
  const auto format = format_of(parameters.at("format").get<std::string>());
  if (!format) return fail(format.error());
  formats::Tags tags;
  tags.title = parameters.at("title");
  tags.artist = parameters.at("artist");
  tags.comment = parameters.at("comment");
  tags.lyrics = std::string(call.input("lyrics"));
  tags.cover_png = std::string(call.input("cover"));
  auto tagged = formats::tag_audio(std::string(call.input("encoded")), *format, tags);
  if (!tagged) return fail(tagged.error());
  return Outputs{{"file", std::move(*tagged)}};
}

}  // namespace souls::studio
