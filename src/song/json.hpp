#pragma once
// The document's values to and from JSON. Text is canonical: keys sorted, shortest numbers that read back the same, UTF-8.
// Readers refuse what is malformed or out of bounds with one sentence that names the place.

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "song/document.hpp"

namespace souls::song {

std::string to_json(const Request& request);
std::string to_json(const Plan& plan);
std::string to_json(const SectionPlan& section);
std::string to_json(const std::vector<Line>& lines);
std::string to_json(const std::vector<Note>& notes);
std::string to_json(const std::vector<Chord>& chords);
std::string to_json(const Document& document);  ///< song.json, indented by one space

Result<Request> request_from_json(std::string_view text);
Result<Plan> plan_from_json(std::string_view text);
Result<std::vector<Line>> lines_from_json(std::string_view text);
Result<std::vector<Note>> notes_from_json(std::string_view text);
Result<std::vector<Chord>> chords_from_json(std::string_view text);
Result<Document> document_from_json(std::string_view text);

}  // namespace souls::song
