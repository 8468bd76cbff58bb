#include "band/plan/choices.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "band/plan/lineup.hpp"
#include "band/plan/text.hpp"
#include "base/limits.hpp"

namespace souls::band::plan {
namespace {

struct MoodTraits {
  std::string_view name;
  double minor;  ///< how often a key in minor
  double tempo;  ///< −1 to 1: where in the style's range
};

constexpr std::array<MoodTraits, 10> kMoods = {{{"tender", .2, -.4},
                                                {"hopeful", .12, .2},
                                                {"sad", .9, -.6},
                                                {"stormy", .92, .4},
                                                {"playful", .1, .5},
                                                {"bold", .45, .4},
                                                {"still", .4, -.6},
                                                {"warm", .12, -.1},
                                                {"longing", .6, -.2},
                                                {"dreaming", .45, -.3}}};

const MoodTraits* find_mood(std::string_view name) {
  const auto found = std::find_if(kMoods.begin(), kMoods.end(), [&](const MoodTraits& m) { return m.name == name; });
  return found == kMoods.end() ? nullptr : &*found;
}

template <class Values>
std::string_view likeliest_first(const Values& values, Random& random) {
  std::vector<double> weights;
  for (std::size_t i = 0; i < values.size(); ++i) weights.push_back(1.0 / (1.0 + static_cast<double>(i)));
  return values[random.weighted(weights)];
}

/// A style for a prompt without one, by what it does say: metre, instruments, pace, mood.
std::pair<const Style*, std::string> guess_style(const Wishes& wishes, std::string_view mood,
                                                 const song::Request& request, Random& random) {
  const auto metre = request.time_signature ? request.time_signature : wishes.metre;
  const auto named = [&](std::string_view id) {
    return std::any_of(wishes.instruments.begin(), wishes.instruments.end(),
                       [&](const InstrumentWish& w) { return w.ids.find(id) != std::string_view::npos; });
  };
  if (wishes.a_cappella || wishes.choir) return {find_style("choral"), "the voices"};
  if (named("distorted_guitar") || named("overdriven_guitar")) return {find_style("rock"), "the guitars"};
  if (named("saw_") || named("pulse_arp") || named("kit_909")) return {find_style("synthwave"), "the synths"};
  if (named("banjo")) return {find_style("country"), "the banjo"};
  if (named("sax") || named("muted_trumpet") || named("upright_bass"))
    return {find_style(metre && metre->numerator == 3 ? "jazz waltz" : "jazz"), "the instruments"};
  if (named("steel_guitar") || named("nylon_guitar") || wishes.acoustic)
    return {find_style("indie folk"), "the instruments"};
  if (named("grand_piano")) return {find_style("pop ballad"), "the piano"};
  if (named("string_ensemble") || named("kit_cinematic") || named("brass_section"))
    return {find_style("cinematic"), "the orchestra"};
  if (metre && metre->numerator == 3 && metre->denominator == 4)
    return {random.chance(0.5) ? find_style("waltz") : find_style("indie folk"), "the metre"};
  const double tempo = request.tempo_bpm.value_or(wishes.tempo_bpm.value_or(0));
  if (wishes.tempo_feel > 0 || tempo > 118)
    return {random.chance(0.5) ? find_style("pop") : find_style("rock"), "the tempo"};
  return {&style_for_mood(mood, random), mood.empty() ? "the seed" : "the mood " + std::string(mood)};
}

}  // namespace

std::string mood_of(const Wishes& wishes, std::string_view style_moods) {
  std::string best;
  double weight = 0;
  const auto suited = split(style_moods, '|');
  for (const MoodTraits& mood : kMoods) {
    const auto found = wishes.moods.find(std::string(mood.name));
    if (found == wishes.moods.end() || found->second <= 0) continue;
    const auto place = std::find(suited.begin(), suited.end(), mood.name);
    const double suits = place == suited.end() ? 0 : 0.6 - 0.1 * static_cast<double>(place - suited.begin());
    if (found->second + suits > weight) {
      weight = found->second + suits;
      best = mood.name;
    }
  }
  return best;
}

Style choose_style(const song::Request& request, const Wishes& wishes, std::string_view mood, Random& random,
                   std::vector<std::string>& decisions) {
  const auto unknown = [&](const std::string& name) {
    ComposedStyle composed = compose_unknown_style(name, mood, random);
    decisions.push_back("style \"" + composed.style.name + "\" → " + composed.why);
    return composed.style;
  };
  if (request.style) {
    if (const Style* style = find_style(*request.style)) return *style;
    return unknown(*request.style);
  }
  if (wishes.unknown_style) {
    Style style = unknown(*wishes.unknown_style);
    return style;
  }
  if (!wishes.styles.empty()) {
    const Style& head = *wishes.styles.front();
    if (wishes.styles.size() < 2) return head;
    Style style = blend(head, *wishes.styles[1]);
    style.name = wishes.styles[1]->name + " " + head.name;
    style.composed = true;
    return style;
  }
  const auto [style, why] = guess_style(wishes, mood, request, random);
  decisions.push_back("no style named → " + style->name + ", after " + why);
  return *style;
}

song::TimeSignature choose_metre(const song::Request& request, const Wishes& wishes, const Style& style,
                                 Random& random) {
  if (request.time_signature) return *request.time_signature;
  if (wishes.metre) return *wishes.metre;
  return song::parse_time_signature(likeliest_first(split(style.metres, '|'), random)).value_or(song::TimeSignature{});
}

TempoRange tempo_range(const Style& style, const song::TimeSignature& metre) {
  const auto home = song::parse_time_signature(split(style.metres, '|').front()).value_or(song::TimeSignature{});
  // Two beats of a compound metre take three quarters, so its quarters run faster.
  const double factor = metre.compound() == home.compound() ? 1
                        : metre.compound()                  ? 1.25
                        : metre.numerator == 3              ? 1.15
                                                            : 0.8;
  return {std::clamp(style.tempo_low_bpm * factor, limits::kTempoBpmMin, limits::kTempoBpmMax),
          std::clamp(style.tempo_high_bpm * factor, limits::kTempoBpmMin, limits::kTempoBpmMax)};
}

double choose_tempo(const TempoRange& range, const Wishes& wishes, std::string_view mood, Random& random) {
  const double width = range.high_bpm - range.low_bpm;
  const MoodTraits* traits = find_mood(mood);
  double place = random.uniform(0.05, 0.95);
  if (traits) place = std::clamp(place + 0.35 * traits->tempo, 0.0, 1.0);
  double tempo = range.low_bpm + width * place;
  if (wishes.tempo_feel == -1) tempo = range.low_bpm * random.uniform(0.86, 0.98);
  if (wishes.tempo_feel == -2) tempo = range.low_bpm * random.uniform(0.74, 0.84);
  if (wishes.tempo_feel == 1) tempo = range.high_bpm * random.uniform(0.98, 1.1);
  if (wishes.tempo_feel == 2) tempo = range.high_bpm * random.uniform(1.12, 1.25);
  return std::clamp(std::round(tempo), limits::kTempoBpmMin, limits::kTempoBpmMax);
}

Singers choose_singers(const song::Request& request, const Wishes& wishes, std::string_view style, Random& random) {
  // Low voices are understood best, so they lead more often; the soprano, who is understood least, where she is asked
  // for or the style wants her.
  struct Odds {
    std::string_view id;
    double weight;
    std::string_view gender;
  };
  std::vector<Odds> odds = {
      {"alto", .36, "female"}, {"baritone", .28, "male"}, {"tenor", .24, "male"}, {"soprano", 0, "female"}};
  const auto any = [&](std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view n) { return style.find(n) != std::string_view::npos; });
  };
  if (any({"opera", "choral", "baroque", "carol"})) odds[3].weight = .4;
  if (any({"blues", "country", "shanty", "metal", "march"})) odds[1].weight = .6;
  Singers singers;
  if (request.voice) {
    singers.lead = *request.voice;
  } else if (wishes.voice) {
    singers.lead = *wishes.voice;
  } else {
    std::vector<double> weights;
    for (const Odds& o : odds) weights.push_back(wishes.gender.empty() || wishes.gender == o.gender ? o.weight : 0);
    singers.lead = odds[random.weighted(weights)].id;
  }
  const bool first = random.chance(0.6);
  if (singers.lead == "soprano")
    singers.harmony = "alto";
  else if (singers.lead == "alto")
    singers.harmony = first ? "soprano" : "tenor";
  else if (singers.lead == "tenor")
    singers.harmony = first ? "alto" : "baritone";
  else if (singers.lead == "baritone")
    singers.harmony = first ? "tenor" : "alto";
  else
    singers.harmony = "alto";
  if (wishes.harmony == Harmony::none) singers.harmony.clear();
  return singers;
}

song::Key choose_key(const song::Request& request, const Wishes& wishes, const Style& style, std::string_view mood,
                     const std::string& voice, Random& random) {
  if (request.key) return *request.key;
  if (wishes.key) return *wishes.key;
  song::Key key;
  const MoodTraits* traits = find_mood(mood);
  const double minor = !traits             ? style.minor_share
                       : wishes.mood_named ? 0.25 * style.minor_share + 0.75 * traits->minor
                                           : 0.6 * style.minor_share + 0.4 * traits->minor;
  key.mode = wishes.mode.value_or(random.chance(minor) ? song::Mode::minor : song::Mode::major);
  const song::Voice* singer = song::find_voice(voice);
  std::vector<double> weights;
  for (int tonic = 0; tonic < 12; ++tonic) {
    key.tonic = tonic;
    double weight =
        std::exp(-0.4 * std::abs(song::key_fifths(key)));  // fewer accidentals are easier to read and to play
    if (singer) {
      // A tenth above the tonic, or one around it from the dominant below, with the voice's centre in its middle.
      const auto distance = [&](int middle) {
        const int d = ((tonic + middle - singer->centre) % 12 + 12) % 12;
        return std::min(d, 12 - d);
      };
      const int off = std::min(distance(8), distance(3));
      weight *= off <= 1 ? 1 : off == 2 ? 0.5 : 0.04;
    }
    weights.push_back(weight);
  }
  key.tonic = static_cast<int>(random.weighted(weights));
  return key;
}

song::Traits traits_of(const Style& style, const song::TimeSignature& metre, const Wishes& wishes) {
  song::Traits traits;
  traits.groove = groove_in_metre(style.groove, metre, style.swing);
  traits.swing = style.swing;
  traits.harmony = style.harmony;
  traits.bassline = style.bassline;
  traits.comping = style.comping;
  traits.melody = style.melody;
  traits.humanise = style.humanise;
  traits.rig = style.rig;
  if (wishes.acoustic && (traits.rig == "synthwave" || traits.rig == "house" || traits.rig == "lofi"))
    traits.rig = "folk";
  if (wishes.electronic && traits.rig == "folk") traits.rig = "synthwave";
  return traits;
}

std::string choose_cover_style(const Style& style, std::string_view mood, Random& random) {
  auto options = split(style.covers, '|');
  if (options.empty()) return "riso";
  // Night and dream suit some processes, and noise others; a third choice widens what two seeds can look like.
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kOfMood = {{{"tender", "papercut"},
                                                                                      {"hopeful", "riso"},
                                                                                      {"sad", "inkwash"},
                                                                                      {"stormy", "linocut"},
                                                                                      {"playful", "swiss"},
                                                                                      {"bold", "typo"},
                                                                                      {"still", "inkwash"},
                                                                                      {"warm", "papercut"},
                                                                                      {"longing", "light"},
                                                                                      {"dreaming", "starchart"}}};
  for (const auto& [name, cover] : kOfMood) {
    if (name == mood && std::find(options.begin(), options.end(), cover) == options.end()) options.push_back(cover);
  }
  return std::string(likeliest_first(options, random));
}

}  // namespace souls::band::plan
