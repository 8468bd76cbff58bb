#pragma once
// What a style, a mood and a seed decide where neither prompt nor request does.

#include <string>
#include <string_view>

#include "band/plan/style.hpp"
#include "band/plan/wishes.hpp"
#include "base/random.hpp"
#include "song/plan.hpp"
#include "song/request.hpp"

namespace souls::band::plan {

/// The mood that weighs most; empty when the prompt has none. Where two are near, those that suit the style win.
std::string mood_of(const Wishes& wishes, std::string_view style_moods = {});

/// The song's style; adds to the decisions what nobody could know.
Style choose_style(const song::Request& request, const Wishes& wishes, std::string_view mood, Random& random,
                   std::vector<std::string>& decisions);

song::TimeSignature choose_metre(const song::Request& request, const Wishes& wishes, const Style& style,
                                 Random& random);

/// The tempi that a style is at home in, in this metre.
struct TempoRange {
  double low_bpm = 0, high_bpm = 0;
};
TempoRange tempo_range(const Style& style, const song::TimeSignature& metre);

/// A whole number of beats a minute, moved by mood and by "slow" or "fast".
double choose_tempo(const TempoRange& range, const Wishes& wishes, std::string_view mood, Random& random);

/// Ids of the lead and the harmony singer.
struct Singers {
  std::string lead, harmony;
};
Singers choose_singers(const song::Request& request, const Wishes& wishes, std::string_view style, Random& random);

/// A key in which a tune of a tenth lies around the voice's centre; any common key for an instrumental.
song::Key choose_key(const song::Request& request, const Wishes& wishes, const Style& style, std::string_view mood,
                     const std::string& voice, Random& random);

song::Traits traits_of(const Style& style, const song::TimeSignature& metre, const Wishes& wishes);

/// A style for the cover out of those that suit the music and the mood.
std::string choose_cover_style(const Style& style, std::string_view mood, Random& random);

}  // namespace souls::band::plan
