#include <algorithm>
#include <array>
#include <utility>

#include "band/plan/style.hpp"
#include "band/plan/text.hpp"
#include "base/text.hpp"

namespace souls::band::plan {
namespace {

std::string plain(std::string_view name) {
  std::string out = to_lower(name);
  std::replace(out.begin(), out.end(), '-', ' ');
  while (!out.empty() && out.back() == ' ') out.pop_back();
  const std::size_t first = out.find_first_not_of(' ');
  return first == std::string::npos ? std::string() : out.substr(first);
}

/// Parts of genre names that nobody has listed ("crabcore", "witch house", "turbofolk") and what they remind of.
constexpr std::array<std::pair<std::string_view, std::string_view>, 38> kHints = {{
    {"house", "house"},        {"wave", "synthwave"},  {"core", "metal"},        {"step", "dubstep"},
    {"folk", "indie folk"},    {"jazz", "jazz"},       {"punk", "punk"},         {"metal", "metal"},
    {"rock", "rock"},          {"pop", "pop"},         {"techno", "techno"},     {"trance", "trance"},
    {"electro", "electropop"}, {"synth", "synthwave"}, {"ambient", "ambient"},   {"drone", "ambient"},
    {"beat", "afrobeat"},      {"hop", "hip hop"},     {"rap", "hip hop"},       {"soul", "soul"},
    {"funk", "funk"},          {"blues", "blues"},     {"grass", "bluegrass"},   {"swing", "swing"},
    {"waltz", "waltz"},        {"choir", "choral"},    {"orchest", "cinematic"}, {"gaze", "shoegaze"},
    {"bass", "drum and bass"}, {"disco", "disco"},     {"dub", "reggae"},        {"latin", "salsa"},
    {"samb", "samba"},         {"raga", "raga"},       {"tango", "tango"},       {"country", "country"},
    {"classic", "classical"},  {"lull", "lullaby"},
}};

struct MoodStyles {
  std::string_view mood;
  std::string_view styles;  ///< the likeliest first
};

constexpr std::array<MoodStyles, 10> kMoodStyles = {{
    {"tender", "indie folk|pop ballad|lullaby"},
    {"hopeful", "pop|indie folk|cinematic|synthwave"},
    {"sad", "pop ballad|indie folk|lo-fi"},
    {"stormy", "rock|cinematic|synthwave"},
    {"playful", "pop|jazz waltz|house"},
    {"bold", "rock|house|cinematic|pop"},
    {"still", "lo-fi|indie folk|pop ballad"},
    {"warm", "indie folk|pop ballad|jazz waltz"},
    {"longing", "pop ballad|indie folk|synthwave"},
    {"dreaming", "synthwave|lo-fi|pop"},
}};

const Style& required(std::string_view name) {
  const Style* style = find_style(name);
  return style ? *style : styles_by_hand().front();
}

}  // namespace

const std::vector<const Style*>& all_styles() {
  static const std::vector<const Style*> kAll = [] {
    std::vector<const Style*> all;
    for (const Style& style : styles_by_hand()) all.push_back(&style);
    for (const Style& style : styles_by_traits()) all.push_back(&style);
    return all;
  }();
  return kAll;
}

const Style* find_style(std::string_view name) {
  const std::string wanted = plain(name);
  if (wanted.empty()) return nullptr;
  for (const Style* style : all_styles()) {
    if (plain(style->name) == wanted) return style;
  }
  for (const Style* style : all_styles()) {
    for (const std::string_view alias : split(style->aliases, '|')) {
      if (plain(alias) == wanted) return style;
    }
  }
  return nullptr;
}

ComposedStyle compose_unknown_style(std::string_view name, std::string_view mood, Random& random) {
  const std::string wanted = plain(name);
  // The longest known name that it holds, and another one for its colour.
  const Style* head = nullptr;
  const Style* colour = nullptr;
  std::size_t head_size = 0;
  for (const Style* style : all_styles()) {
    std::vector<std::string> names = {plain(style->name)};
    for (const std::string_view alias : split(style->aliases, '|')) names.push_back(plain(alias));
    for (const std::string& known : names) {
      const std::string padded = ' ' + wanted + ' ';
      if (padded.find(' ' + known + ' ') == std::string::npos || (head == style && known.size() <= head_size)) continue;
      if (known.size() > head_size) {
        if (head && head != style) colour = head;
        head = style;
        head_size = known.size();
      } else if (style != head) {
        colour = style;
      }
    }
  }
  if (!head) {
    for (const auto& [part, style] : kHints) {
      if (wanted.find(part) == std::string::npos) continue;
      if (!head)
        head = &required(style);
      else if (!colour && &required(style) != head)
        colour = &required(style);
    }
  }
  ComposedStyle result;
  if (head) {
    result.style = colour ? blend(*head, *colour) : *head;
    result.why = "composed from " + head->name + (colour ? " with the sounds of " + colour->name : "");
  } else {
    const Style& base = style_for_mood(mood, random);
    result.style = base;
    result.why =
        "no table knows it, so it is composed from " + base.name + ", after the mood (" + std::string(mood) + ")";
  }
  result.style.name = std::string(cut_utf8(wanted, 60));
  result.style.composed = true;
  return result;
}

const Style& style_for_mood(std::string_view mood, Random& random) {
  const auto found =
      std::find_if(kMoodStyles.begin(), kMoodStyles.end(), [&](const MoodStyles& m) { return m.mood == mood; });
  const auto names = split(found == kMoodStyles.end() ? kMoodStyles[1].styles : found->styles, '|');
  std::vector<double> weights;
  for (std::size_t i = 0; i < names.size(); ++i) weights.push_back(1.0 / (1.0 + static_cast<double>(i)));
  return required(names[random.weighted(weights)]);
}

Style blend(const Style& head, const Style& colour) {
  Style style = head;
  style.rig = colour.rig;
  style.lineup = colour.lineup;
  style.comping = colour.comping;
  style.bassline = colour.bassline == "none" ? head.bassline : colour.bassline;
  style.covers = colour.covers;
  return style;
}

std::string groove_in_metre(std::string_view groove, const song::TimeSignature& metre, double swing) {
  const bool free = groove == "none" || groove == "cinematic" || groove == "four_on_floor";
  if (metre.compound()) return std::string(free && groove != "four_on_floor" ? groove : "six_eight");
  const bool threes = metre.numerator == 3;
  if (threes)
    return std::string(free || groove.starts_with("waltz") ? groove : swing >= 0.58 ? "waltz_swing" : "waltz");
  if (groove == "waltz" || groove == "six_eight") return "straight";
  if (groove == "waltz_swing") return "shuffle";
  return std::string(groove);
}

std::string describe(const Style& style) {
  std::string text = number_text(style.tempo_low_bpm) + "–" + number_text(style.tempo_high_bpm) + " bpm, ";
  std::vector<std::string_view> metres;
  for (const std::string_view metre : split(style.metres, '|')) {
    if (std::find(metres.begin(), metres.end(), metre) == metres.end()) metres.push_back(metre);
  }
  for (std::size_t i = 0; i < metres.size(); ++i) text += (i == 0 ? "" : " or ") + std::string(metres[i]);
  std::string groove(style.groove);
  std::replace(groove.begin(), groove.end(), '_', ' ');
  text += groove == "none" ? ", no drums" : ", " + groove + " groove";
  text += style.swing > 0.52 ? ", swung" : "";
  text += style.minor_share >= 0.6 ? ", mostly minor" : style.minor_share <= 0.25 ? ", mostly major" : "";
  return text + "; " + std::string(split(style.moods, '|').front());
}

}  // namespace souls::band::plan
