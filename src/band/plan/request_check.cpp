#include "band/plan/request_check.hpp"

#include <cmath>

#include "band/plan/text.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "song/catalogue.hpp"

namespace souls::band::plan {
namespace {

Status check_text(std::string_view text, const std::string& name, std::size_t letters_max, bool lines_allowed) {
  const auto wrong = [&](const std::string& what) { return fail(ErrorCode::invalid_request, name + " " + what + "."); };
  if (!is_utf8(text)) return wrong("isn't UTF-8 text; give it in UTF-8");
  if (const std::size_t letters = count_letters(text); letters > letters_max) {
    return wrong("is " + std::to_string(letters) + " characters long; at most " + std::to_string(letters_max) +
                 " are allowed");
  }
  if (is_blank(text)) return wrong("is empty; give at least one word");
  if (has_control_characters(text)) return wrong("holds control characters; plain text is allowed");
  if (!lines_allowed && text.find('\n') != std::string_view::npos)
    return wrong("has more than one line; one is allowed");
  return {};
}

Status check_number(double value, const std::string& name, const std::string& unit, double least, double most) {
  if (std::isfinite(value) && value >= least && value <= most) return {};
  const std::string said = std::isfinite(value) && std::abs(value) < 1e9 ? number_text(value) : "that";
  return fail(ErrorCode::invalid_request, name + " of " + said + unit + " isn't possible; " + number_text(least) +
                                              " to " + number_text(most) + unit + " is allowed.");
}

}  // namespace

Status check_request(const song::Request& request) {
  if (auto status = check_text(request.prompt, "The prompt", limits::kPromptLettersMax, true); !status) return status;
  if (request.title) {
    if (auto status = check_text(*request.title, "The title", limits::kTitleLettersMax, false); !status) return status;
  }
  if (request.style) {
    if (auto status = check_text(*request.style, "The style", limits::kTitleLettersMax, false); !status) return status;
  }
  if (request.lyrics) {
    if (!is_text(*request.lyrics, limits::kLyricsLettersMax) ||
        has_control_characters(*request.lyrics)) {
      if (auto status = check_text(*request.lyrics, "The lyrics text", limits::kLyricsLettersMax, true); !status)
        return status;
    }
    if (request.instrumental) {
      return fail(ErrorCode::invalid_request, "Lyrics were given for an instrumental; leave out one of the two.");
    }
  }
  if (request.instrumental && request.voice) {
    return fail(ErrorCode::invalid_request, "A voice was named for an instrumental; leave out one of the two.");
  }
  if (request.tempo_bpm) {
    if (auto status = check_number(*request.tempo_bpm, "A tempo", " bpm", limits::kTempoBpmMin, limits::kTempoBpmMax);
        !status)
      return status;
  }
  if (request.length_s) {
    if (auto status =
            check_number(*request.length_s, "A length", " s", limits::kLengthSecondsMin, limits::kLengthSecondsMax);
        !status)
      return status;
  }
  if (request.key && (request.key->tonic < 0 || request.key->tonic > 11)) {
    return fail(ErrorCode::invalid_request,
                "There is no such key; allowed are C to B with sharps or flats, major or minor.");
  }
  if (request.time_signature && !song::parse_time_signature(song::to_string(*request.time_signature))) {
    return fail(ErrorCode::invalid_request, "There is no such metre; allowed are 2 to 15 over 2, 4, 8 or 16.");
  }
  if (request.voice && !song::find_voice(*request.voice)) {
    std::string allowed;
    for (const song::Voice& voice : song::voices()) allowed += (allowed.empty() ? "" : ", ") + voice.id;
    const std::string said = is_utf8(*request.voice) && !has_control_characters(*request.voice)
                                 ? "\"" + std::string(cut_utf8(*request.voice, 40)) + "\""
                                 : "that";
    return fail(ErrorCode::invalid_request, "There is no voice " + said + "; allowed are " + allowed + ".");
  }
  return {};
}

}  // namespace souls::band::plan
