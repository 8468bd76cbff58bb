#include "band/music/fixture.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace souls::band::music::fixture {
namespace {

using song::Role;
using song::SectionKind;

struct Style {
  std::string name;
  song::Key key;
  double tempo_bpm;
  song::TimeSignature metre;
  std::string voice;
  song::Traits traits;
  std::vector<song::TrackPlan> tracks;  ///< beside the lead
};

const std::vector<Style>& styles() {
  using enum song::Mode;
  static const std::vector<Style> kStyles = {
      {"pop_ballad",
       {5, major},
       76,
       {4, 4},
       "alto",
       {"half_time", 0.5, "ballad", "roots", "block", "lyrical", "medium", "ballad"},
       {{"Piano", Role::keys, "grand_piano", "broken"},
        {"Strings", Role::strings, "slow_strings", ""},
        {"Bass", Role::bass, "finger_bass", ""},
        {"Drums", Role::drums, "kit_acoustic", ""},
        {"Harmony", Role::harmony, "tenor", ""}}},
      {"indie_folk",
       {7, major},
       96,
       {4, 4},
       "tenor",
       {"train", 0.5, "folk", "root_fifth", "fingerpick", "lyrical", "loose", "folk"},
       {{"Guitar", Role::guitar, "steel_guitar", ""},
        {"Piano", Role::keys, "grand_piano", "strum"},
        {"Flute", Role::lead_synth, "flute", ""},
        {"Bass", Role::bass, "upright_bass", ""},
        {"Drums", Role::drums, "kit_acoustic", ""},
        {"Harmony", Role::harmony, "baritone", ""}}},
      {"synthwave",
       {9, minor},
       110,
       {4, 4},
       "alto",
       {"synthwave", 0.5, "synthwave", "octaves", "stabs", "anthemic", "tight", "synthwave"},
       {{"Stabs", Role::keys, "saw_stab", ""},
        {"Pad", Role::pad, "warm_pad", ""},
        {"Arp", Role::arp, "pulse_arp", ""},
        {"Lead", Role::lead_synth, "saw_lead", ""},
        {"Bass", Role::bass, "saw_bass", ""},
        {"Drums", Role::drums, "kit_909", ""},
        {"Riser", Role::fx, "noise_riser", ""},
        {"Harmony", Role::harmony, "alto", ""}}},
      {"lofi",
       {2, minor},
       74,
       {4, 4},
       "alto",
       {"lofi", 0.6, "lofi", "syncopated", "swing", "gentle", "laid_back", "lofi"},
       {{"Keys", Role::keys, "fm_piano", ""},
        {"Pad", Role::pad, "warm_pad", ""},
        {"Vibes", Role::lead_synth, "vibraphone", ""},
        {"Bass", Role::bass, "round_bass", ""},
        {"Drums", Role::drums, "kit_lofi", ""}}},
      {"house",
       {5, minor},
       124,
       {4, 4},
       "soprano",
       {"four_on_floor", 0.5, "house", "offbeat", "stabs", "syncopated", "tight", "house"},
       {{"Piano", Role::keys, "grand_piano", ""},
        {"Pad", Role::pad, "glass_pad", ""},
        {"Bass", Role::bass, "round_bass", ""},
        {"Drums", Role::drums, "kit_909", ""},
        {"Riser", Role::fx, "noise_riser", ""},
        {"Lead", Role::lead_synth, "square_lead", ""}}},
      {"rock",
       {4, minor},
       138,
       {4, 4},
       "baritone",
       {"rock", 0.5, "rock", "eighths", "power", "anthemic", "medium", "rock"},
       {{"Guitar", Role::guitar, "distorted_guitar", ""},
        {"Clean", Role::guitar, "clean_guitar", "arpeggio"},
        {"Bass", Role::bass, "pick_bass", ""},
        {"Drums", Role::drums, "kit_power", ""},
        {"Solo", Role::lead_synth, "overdriven_guitar", ""},
        {"Harmony", Role::harmony, "tenor", ""}}},
      {"jazz_waltz",
       {10, major},
       150,
       {3, 4},
       "alto",
       {"waltz_swing", 0.64, "jazz", "walking", "swing", "syncopated", "laid_back", "jazz"},
       {{"Piano", Role::keys, "grand_piano", ""},
        {"Sax", Role::lead_synth, "tenor_sax", ""},
        {"Bass", Role::bass, "upright_bass", ""},
        {"Drums", Role::drums, "kit_brush", ""}}},
      {"cinematic",
       {0, minor},
       80,
       {4, 4},
       "soprano",
       {"cinematic", 0.5, "epic", "pedal", "ostinato", "floating", "medium", "cinematic"},
       {{"Ostinato", Role::strings, "string_ensemble", "ostinato"},
        {"Strings", Role::strings, "slow_strings", ""},
        {"Choir", Role::pad, "choir", ""},
        {"Horn", Role::lead_synth, "french_horn", ""},
        {"Bass", Role::bass, "saw_bass", ""},
        {"Drums", Role::drums, "kit_cinematic", ""}}},
      {"ambient",
       {2, major},
       70,
       {4, 4},
       "",
       {"none", 0.5, "modal", "pedal", "arpeggio", "floating", "loose", "ambient"},
       {{"Keys", Role::keys, "fm_piano", ""},
        {"Pad", Role::pad, "warm_pad", ""},
        {"Harp", Role::lead_synth, "vibraphone", ""},
        {"Bass", Role::bass, "round_bass", ""}}},
      {"lullaby",
       {0, major},
       84,
       {6, 8},
       "alto",
       {"none", 0.5, "lullaby", "roots", "arpeggio", "gentle", "loose", "lullaby"},
       {{"Box", Role::keys, "music_box", ""},
        {"Guitar", Role::guitar, "nylon_guitar", "fingerpick"},
        {"Strings", Role::strings, "slow_strings", ""},
        {"Bass", Role::bass, "upright_bass", ""}}},
      {"bossa",
       {7, major},
       124,
       {4, 4},
       "alto",
       {"bossa", 0.5, "bossa", "root_fifth", "bossa", "syncopated", "loose", "latin"},
       {{"Guitar", Role::guitar, "nylon_guitar", ""},
        {"Keys", Role::keys, "electric_piano", "block"},
        {"Flute", Role::lead_synth, "flute", ""},
        {"Bass", Role::bass, "upright_bass", ""},
        {"Drums", Role::drums, "kit_brush", ""}}},
      {"funk",
       {4, minor},
       104,
       {4, 4},
       "tenor",
       {"funk", 0.5, "funk", "syncopated", "stabs", "riff", "medium", "funk"},
       {{"Clav", Role::keys, "electric_piano", ""},
        {"Guitar", Role::guitar, "muted_guitar", "strum"},
        {"Brass", Role::strings, "brass_section", "stabs"},
        {"Bass", Role::bass, "finger_bass", ""},
        {"Drums", Role::drums, "kit_room", ""}}},
      {"reggae",
       {9, major},
       76,
       {4, 4},
       "tenor",
       {"one_drop", 0.58, "pop", "syncopated", "offbeat", "lyrical", "laid_back", "latin"},
       {{"Organ", Role::keys, "organ", ""},
        {"Guitar", Role::guitar, "clean_guitar", ""},
        {"Bass", Role::bass, "finger_bass", ""},
        {"Drums", Role::drums, "kit_room", ""}}},
      {"five",
       {11, minor},
       112,
       {5, 4},
       "tenor",
       {"straight", 0.5, "modal", "arpeggio", "broken", "riff", "medium", "pop"},
       {{"Piano", Role::keys, "grand_piano", ""},
        {"Pad", Role::pad, "warm_pad", ""},
        {"Bass", Role::bass, "fretless_bass", ""},
        {"Drums", Role::drums, "kit_acoustic", ""}}},
      {"seven",
       {6, minor},
       132,
       {7, 8},
       "alto",
       {"rock", 0.5, "epic", "eighths", "strum", "anthemic", "medium", "rock"},
       {{"Guitar", Role::guitar, "clean_guitar", ""},
        {"Organ", Role::keys, "organ", "sustained"},
        {"Bass", Role::bass, "pick_bass", ""},
        {"Drums", Role::drums, "kit_power", ""}}},
      {"waltz",
       {3, major},
       104,
       {3, 4},
       "soprano",
       {"waltz", 0.5, "folk", "root_fifth", "offbeat", "lyrical", "medium", "folk"},
       {{"Accordion", Role::keys, "accordion", ""},
        {"Violin", Role::strings, "violin", ""},
        {"Bass", Role::bass, "upright_bass", ""},
        {"Drums", Role::drums, "kit_brush", ""}}},
      {"blues",
       {4, major},
       92,
       {12, 8},
       "baritone",
       {"six_eight", 0.5, "blues", "walking", "block", "riff", "loose", "rock"},
       {{"Piano", Role::keys, "grand_piano", ""},
        {"Guitar", Role::guitar, "overdriven_guitar", "stabs"},
        {"Bass", Role::bass, "finger_bass", ""},
        {"Drums", Role::drums, "kit_room", ""}}},
      {"punk",
       {2, major},
       184,
       {4, 4},
       "tenor",
       {"punk", 0.5, "rock", "eighths", "power", "anthemic", "medium", "rock"},
       {{"Guitar", Role::guitar, "distorted_guitar", ""},
        {"Bass", Role::bass, "pick_bass", ""},
        {"Drums", Role::drums, "kit_power", ""}}},
      {"instrumental",
       {4, minor},
       100,
       {4, 4},
       "",
       {"straight", 0.5, "pop", "roots", "arpeggio", "lyrical", "medium", "pop"},
       {{"Piano", Role::keys, "grand_piano", ""},
        {"Flute", Role::lead_synth, "flute", ""},
        {"Strings", Role::strings, "string_ensemble", ""},
        {"Bass", Role::bass, "finger_bass", ""},
        {"Drums", Role::drums, "kit_acoustic", ""}}},
  };
  return kStyles;
}

struct Part {
  const char* name;
  SectionKind kind;
  int measures;
  double energy;
  int lines;
  const char* words;
  const char* music;
};
constexpr Part kForm[] = {
    {"Intro", SectionKind::intro, 4, 0.3, 0, "Intro", "Intro"},
    {"Verse 1", SectionKind::verse, 8, 0.45, 4, "Verse 1", "Verse"},
    {"Prechorus 1", SectionKind::prechorus, 4, 0.6, 2, "Prechorus", "Prechorus"},
    {"Chorus 1", SectionKind::chorus, 8, 0.85, 4, "Chorus", "Chorus"},
    {"Verse 2", SectionKind::verse, 8, 0.55, 4, "Verse 2", "Verse"},
    {"Prechorus 2", SectionKind::prechorus, 4, 0.65, 2, "Prechorus", "Prechorus"},
    {"Chorus 2", SectionKind::chorus, 8, 0.9, 4, "Chorus", "Chorus"},
    {"Bridge", SectionKind::bridge, 8, 0.5, 4, "Bridge", "Bridge"},
    {"Chorus 3", SectionKind::chorus, 8, 1.0, 4, "Chorus", "Chorus"},
    {"Outro", SectionKind::outro, 4, 0.3, 0, "Outro", "Outro"},
};

/// Which tracks play where: few at first, all in the chorus.
bool plays(const song::TrackPlan& track, SectionKind kind) {
  switch (kind) {
    case SectionKind::intro:
    case SectionKind::outro:
      return track.role != Role::harmony && track.role != Role::fx && track.role != Role::arp;
    case SectionKind::verse:
      return track.role != Role::harmony && track.role != Role::strings && track.role != Role::arp;
    default:
      return true;
  }
}

std::vector<std::string_view> pool_for(const song::SectionPlan& section) {
  const std::vector<std::string_view>& all = annotated_lines();
  // Longer lines for verses, shorter ones for choruses.
  std::vector<std::string_view> pool;
  for (std::string_view text : all) {
    const int count = line_of(text).syllable_count();
    const bool fits = section.kind == SectionKind::chorus || section.kind == SectionKind::bridge
                          ? count >= 6 && count <= 9
                          : count >= 7 && count <= 12;
    if (fits) pool.push_back(text);
  }
  return pool;
}

}  // namespace

const std::vector<std::string_view>& annotated_lines() {
  static const std::vector<std::string_view> kLines = {
      "The/0 silver/10 moon/1 is/1 sleeping/10 on/1 the/0 water/10",
      "A/0 little/10 boat/1 is/1 drifting/10 out/1 to/1 sea/1",
      "I/1 hear/1 the/0 evening/10 singing/10 to/1 her/1 daughter/10",
      "And/0 every/100 star/1 is/1 coming/10 home/1 to/1 me/1",
      "Hold/1 me/1 in/0 the/0 morning/10 light/1",
      "Carry/10 me/1 over/10 the/0 river/10 tonight/01",
      "We/1 were/1 younger/10 than/1 the/0 summer/10",
      "Running/10 wild/1 beneath/01 the/0 sky/1",
      "Nobody/122 told/1 me/1 the/0 winter/10 was/1 over/10",
      "Somebody/120 opened/10 the/0 window/10 again/01",
      "Remember/010 the/0 city,/10 remember/010 the/0 rain/1",
      "The/0 garden/10 is/1 growing/10 wherever/010 you/1 go/1",
      "Electric/010 shadows/12 on/1 an/1 empty/10 avenue/102",
      "I'm/1 waiting/10 for/1 the/0 signal/10 to/1 be/1 breaking/10 through/1",
      "Tomorrow/012 is/1 another/010 open/10 door/1",
      "We/1 never/10 felt/1 so/1 beautiful/100 before/01",
      "Hush/1 now,/1 baby,/10 close/1 your/1 eyes/1",
      "The/0 world/1 is/1 turning/10 slowly/10",
      "Golden/10 fields/1 and/0 paper/10 skies/1",
      "And/0 nothing/10 here/1 is/1 lonely/10",
      "Give/1 me/1 a/0 reason/10 to/1 believe/01",
      "Under/10 the/0 thunder/10 we/1 were/1 free/1",
      "I/1 was/1 a/0 stranger/10 in/0 the/0 mirror/10 of/1 your/1 mind/1",
      "Forever/010 is/1 a/0 promise/10 that/1 we/1 left/1 behind/01",
      "Dancing/10 alone/01 in/0 the/0 neon/10 glow/1",
      "Teach/1 me/1 the/0 secrets/10 that/1 only/10 you/1 know/1",
      "A/0 memory/100 of/1 fire/10 is/1 burning/10 in/0 my/1 hand/1",
      "The/0 ocean/10 is/1 a/0 whisper/10 that/1 we/1 cannot/10 understand/201",
      "Together/010 we/1 are/1 walking/10 in/0 the/0 dark/1",
      "Your/1 laughter/10 is/1 a/0 window/10 and/0 a/0 spark/1",
      "Breathe/1",
      "Come/1 away/01",
      "Over/10 and/0 over/10 and/0 over/10",
      "Imaginary/21020 animals/100 are/1 marching/10 to/1 the/0 station/10",
      "Sleep,/1 my/1 darling,/10 sleep/1",
      "The/0 shadows/12 are/1 deep/1",
      "Midnight/12 is/1 falling/10 like/1 snow/1 on/1 the/0 town/1",
      "Quietly,/100 quietly,/100 all/1 the/0 lights/1 go/1 down/1",
      "I/1 want/1 to/1 be/1 the/0 answer/10 to/1 the/0 question/10 in/0 your/1 heart/1",
      "You/1 said/1 it/1 was/1 an/1 ending/10 but/1 it/1 looked/1 more/1 like/1 a/0 start/1",
  };
  return kLines;
}

song::Line line_of(std::string_view annotated) {
  song::Line line;
  std::size_t at = 0;
  while (at < annotated.size()) {
    std::size_t end = annotated.find(' ', at);
    if (end == std::string_view::npos) end = annotated.size();
    const std::string_view item = annotated.substr(at, end - at);
    const std::size_t slash = item.find('/');
    song::Word word;
    word.text = std::string(item.substr(0, slash));
    const std::string_view stresses = item.substr(slash + 1);
    for (std::size_t i = 0; i < stresses.size(); ++i) {
      const std::size_t from = word.text.size() * i / stresses.size(),
                        to = word.text.size() * (i + 1) / stresses.size();
      word.syllables.push_back({word.text.substr(from, to - from), {"AH"}, stresses[i] - '0'});
    }
    line.text += (line.text.empty() ? "" : " ") + word.text;
    line.words.push_back(word);
    at = end + 1;
  }
  return line;
}

const std::vector<std::string>& style_names() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const Style& style : styles()) names.push_back(style.name);
    return names;
  }();
  return kNames;
}

song::Plan plan_of(std::string_view name) {
  const auto style = std::find_if(styles().begin(), styles().end(), [&](const Style& s) { return s.name == name; });
  if (style == styles().end()) std::abort();
  song::Plan plan;
  plan.title = plan.style = style->name;
  plan.key = style->key;
  plan.tempo_bpm = style->tempo_bpm;
  plan.time_signature = style->metre;
  plan.voice = style->voice;
  plan.traits = style->traits;
  const bool sung = !style->voice.empty();
  if (sung) plan.tracks.push_back({"Lead Vocal", Role::lead, style->voice, ""});
  for (const song::TrackPlan& track : style->tracks) plan.tracks.push_back(track);
  double start = 0;
  for (const Part& part : kForm) {
    song::SectionPlan section;
    section.name = part.name;
    section.kind = part.kind;
    // Short measures make lines of four, long ones lines of one.
    const double measure_s = plan.time_signature.measure_beats() * 60 / plan.tempo_bpm;
    section.measures = measure_s < 1.6                     ? part.measures * 2
                       : measure_s > 3.6 && part.lines > 0 ? part.lines
                                                           : part.measures;
    section.energy = part.energy;
    section.words_place = part.words;
    section.music_place = part.music;
    section.start_beat = start;
    section.length_beats = section.measures * plan.time_signature.measure_beats();
    start += section.length_beats;
    for (const song::TrackPlan& track : plan.tracks) {
      if (plays(track, section.kind)) section.tracks.push_back(track.name);
    }
    for (int i = 0; sung && i < part.lines; ++i) {
      section.lines.push_back({i * section.measures / part.lines, section.measures / part.lines, 8, "", 'A'});
    }
    const std::vector<song::Line> words = words_for(plan, section);
    for (std::size_t i = 0; i < words.size(); ++i) {
      section.lines[i].syllables = words[i].syllable_count();
      for (const song::Word& word : words[i].words) {
        for (const song::Syllable& syllable : word.syllables)
          section.lines[i].stress += syllable.stress == 1 ? 'x' : '.';
      }
    }
    plan.sections.push_back(section);
  }
  return plan;
}

std::vector<song::Line> words_for(const song::Plan& plan, const song::SectionPlan& section) {
  std::vector<song::Line> lines;
  if (plan.voice.empty()) return lines;
  std::vector<std::string_view> pool = pool_for(section);
  Random random(derive_seed(1, {plan.style, section.words_place}));
  random.shuffle(pool);
  for (std::size_t i = 0; i < section.lines.size(); ++i) {
    lines.push_back(line_of(pool[i % pool.size()]));
    lines.back().section = section.name;
  }
  return lines;
}

SectionNotes make_section(const song::Plan& plan, const song::SectionPlan& section, Seed seed) {
  SectionNotes made;
  made.chords = make_harmony(plan, section, derive_seed(seed, {"harmony", section.music_place})).value();
  made.lines = words_for(plan, section);
  made.melody = make_melody(plan, section, made.chords, made.lines, derive_seed(seed, {"melody", section.music_place}),
                            derive_seed(seed, {"motif"}))
                    .value();
  const auto here = std::find_if(plan.sections.begin(), plan.sections.end(),
                                 [&](const song::SectionPlan& s) { return s.name == section.name; });
  const song::SectionPlan* next =
      here != plan.sections.end() && here + 1 != plan.sections.end() ? &*(here + 1) : nullptr;
  for (const song::TrackPlan& track : plan.tracks) {
    if (track.role == Role::lead) {
      made.parts.push_back(made.lines.empty() ? std::vector<song::Note>{} : made.melody);
    } else if (track.role == Role::drums) {
      made.parts.push_back(make_drums(plan, section, next, derive_seed(seed, {"drums", section.name})).value());
    } else {
      made.parts.push_back(make_part(plan, section, track, {made.chords, made.melody},
                                     derive_seed(seed, {"part", section.music_place, track.name}))
                               .value());
    }
  }
  return made;
}

std::vector<SectionNotes> make_song(const song::Plan& plan, Seed seed) {
  std::vector<SectionNotes> sections;
  for (const song::SectionPlan& section : plan.sections) sections.push_back(make_section(plan, section, seed));
  return sections;
}

}  // namespace souls::band::music::fixture
