#pragma once
// The document's values as JSON trees, shared by the json_*.cpp files and the edits.

#include "song/document.hpp"
#include "song/json_place.hpp"

namespace souls::song {

Json json_of(const Request& request);
Json json_of(const SectionPlan& section);
Json json_of(const Plan& plan);
Json json_of(const std::vector<Line>& lines);
Json json_of(const std::vector<Note>& notes);
Json json_of(const std::vector<Chord>& chords);
Json json_of(const Score& score);

void read(const Place& place, Request& request);
void read(const Place& place, Plan& plan);
void read(const Place& place, std::vector<Line>& lines);
void read(const Place& place, std::vector<Note>& notes);
void read(const Place& place, std::vector<Chord>& chords);
void read(const Place& place, Score& score);

std::string_view to_string(Origin origin);
std::optional<Origin> parse_origin(std::string_view text);

}  // namespace souls::song
