#pragma once
// Numbers in a prompt: tempo, metre, key and length.

#include <functional>
#include <optional>
#include <vector>

#include "band/plan/text.hpp"
#include "song/theory.hpp"

namespace souls::band::plan {

/// A value found at tokens [begin, end).
template <class T>
struct Found {
  T value;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// A number in digits or words ("72.5", "forty five", "a hundred and twenty").
std::optional<Found<double>> read_number(const std::vector<Token>& tokens, std::size_t at);

std::optional<Found<double>> find_tempo(const std::vector<Token>& tokens);
std::optional<Found<song::TimeSignature>> find_metre(const std::vector<Token>& tokens);
std::optional<Found<song::Key>> find_key(const std::vector<Token>& tokens);

/// Says whether nothing in the clause of a token speaks of the song's content.
using IsRequestClause = std::function<bool(std::size_t token)>;
/// Says whether a token is a word for music ("song", a style, a mood).
using IsMusicWord = std::function<bool(std::size_t token)>;
/// Seconds. "ten minutes before midnight" isn't a length.
std::optional<Found<double>> find_length(const std::vector<Token>& tokens, const IsRequestClause& is_request_clause,
                                         const IsMusicWord& is_music_word);

}  // namespace souls::band::plan
