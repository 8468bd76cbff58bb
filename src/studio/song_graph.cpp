#include "studio/song_graph.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/audio.hpp"
#include "base/text.hpp"
#include "song/json.hpp"
#include "studio/step_maker.hpp"

namespace souls::studio {
namespace {

using nlohmann::json;
using tasks::StepInput;

/// Grows the graph of one song, room by room. Each part notes which step made what, for those that read it.
class Grower {
 public:
  Grower(const SongBrief& brief, StepMaker& maker)
      : brief_(brief), song_(brief.song), plan_(brief.song.plan), maker_(maker) {}

  SongGraph grow() {
    brief_step();
    if (brief_.until == Until::plan) return take();
    for (const auto& section : plan_.sections) words(section);
    if (brief_.until >= Until::score && brief_.until != Until::cover) {
      for (const auto& section : plan_.sections) music(section);
    }
    score();
    if (brief_.until == Until::lyrics || brief_.until == Until::score) return take();
    if (brief_.until != Until::stems && brief_.until != Until::voice) cover();
    if (brief_.until == Until::cover) return take();
    for (const auto& section : plan_.sections) {
      sounds(section);
      if (brief_.previews) preview(section);
    }
    for (const auto& track : plan_.tracks) {
      if (is_wanted(track)) stem(track);
    }
    if (brief_.until == Until::all) mix();
    return take();
  }

 private:
  struct Source {
    std::string step;
    std::string output;
  };
  using Place = std::pair<std::string, std::string>;  // section, track

  SongGraph take() { return {maker_.take(), std::move(files_)}; }

  static StepInput input(std::string name, const Source& source) {
    return {std::move(name), source.step, source.output, {}};
  }
  StepInput view(const char* name) const { return {"plan", "brief", name, {}}; }

  Seed music_seed() const {
    return derive_seed(brief_.request.seed, {"music", brief_.request.prompt, brief_.original.style});
  }

  /// The seed of a section's part: of its place, unless the section or the part was made anew.
  Seed seed_of(const std::string& capability, const song::SectionPlan& section, const std::string& place,
               const std::string& part) const {
    for (const std::string& renewed : {part, std::string()}) {
      if (renewed.empty() && song_.kept.contains({section.name, part})) break;
      const auto found = song_.renewed.find({section.name, renewed});
      if (found != song_.renewed.end()) return derive_seed(found->second, {capability, section.name, part});
    }
    // Words follow the prompt by themselves; notes and sounds of one seed would be alike in any song.
    const Seed song = capability == "lyrics" ? brief_.request.seed : music_seed();
    return derive_seed(song, {capability, place, part});
  }

  void brief_step() {
    json edits = json::array();
    for (const song::Edit& edit : brief_.edits) edits.push_back(json::parse(song::to_json(edit)));
    maker_.add("brief", "brief", {{"edits", edits}}, 0, {StepInput{"plan", "", "", brief_.plan}});
  }

  // ---- words

  /// The words as the band alone writes them; `before` are those that they are to differ from.
  Source band_words(const song::SectionPlan& section, Seed seed, const std::string& id, const std::optional<Source>& before = {}) {
    std::vector<StepInput> inputs = {view("words")};
    if (before) inputs.push_back(input("before", *before));
    maker_.add("lyrics", id, {{"place", section.words_place}}, seed, inputs, section.name);
    return {id, "lines"};
  }

  /// The words of a section, and those that it had first where it was made anew.
  Source band_words_anew(const song::SectionPlan& section, Seed first_seed) {
    const Seed seed = seed_of("lyrics", section, section.words_place, "lyrics");
    const std::string id = "lyrics/" + section.name;
    Source& first = cover_words_[section.words_place];
    if (seed == first_seed) return first = band_words(section, seed, id);
    first = band_words(section, first_seed, id + " as first written");
    return band_words(section, seed, id, first);
  }

  /// The words with single lines made anew, in the order of the edits: a later one leaves the earlier as they are.
  Source lines_anew(const song::SectionPlan& section, Source source) {
    const auto renewed = song_.renewed_lines.find(section.name);
    if (renewed == song_.renewed_lines.end()) return source;
    int times = 0;
    for (const auto& [line, seed] : renewed->second) {
      const std::string id = "lyrics/" + section.name + " again " + std::to_string(++times);
      const json parameters = {{"place", section.words_place}, {"line", line}};
      maker_.add("lyrics", id, parameters, derive_seed(seed, {"lyrics", section.name, "lines"}),
                 {view("words"), input("before", source)}, section.name);
      source = {id, "lines"};
    }
    return source;
  }

  void words(const song::SectionPlan& section) {
    if (section.lines.empty()) return;
    const bool own = !section.words.empty();
    const Seed first_seed = derive_seed(brief_.request.seed, {"lyrics", section.words_place, "lyrics"});
    json parameters = json::object();
    std::vector<StepInput> inputs;
    Source source;
    if (own) {
      parameters["own"] = section.words;
    } else {
      source = band_words_anew(section, first_seed);
      source = lines_anew(section, source);
      inputs.push_back(input("lines", source));
    }
    if (const auto changes = song_.lines.find(section.name); changes != song_.lines.end()) {
      for (const auto& [line, text] : changes->second)
        parameters["changes"].push_back({{"line", line}, {"text", text}});
    }
    if (!parameters.empty()) {
      const std::string id = "words/" + section.name;
      maker_.add("words", id, parameters, 0, inputs, section.name);
      source = {id, "lines"};
      if (own) cover_words_[section.words_place] = source;
    }
    lines_[section.name] = source;
  }

  // ---- music

  void music(const song::SectionPlan& section) {
    chords_[section.name] = chords(section);
    for (const auto& track : plan_.tracks) {
      if (carries_melody(track, section)) notes_[{section.name, track.name}] = melody(section, track);
    }
    for (const auto& track : plan_.tracks) {
      const bool plays = std::find(section.tracks.begin(), section.tracks.end(), track.name) != section.tracks.end();
      const bool drawn = song_.notes.contains({section.name, track.name});
      if (!(plays || drawn) || track.role == song::Role::lead || carries_melody(track, section)) continue;
      if (track.role == song::Role::harmony && section.lines.empty()) continue;
      notes_[{section.name, track.name}] =
          track.role == song::Role::drums ? drums(section, track) : part(section, track);
    }
  }

  const song::TrackPlan* melody_track() const {
    const song::Role role = plan_.voice.empty() ? song::Role::lead_synth : song::Role::lead;
    const auto found =
        std::find_if(plan_.tracks.begin(), plan_.tracks.end(), [&](const auto& t) { return t.role == role; });
    return found == plan_.tracks.end() ? nullptr : &*found;
  }

  bool carries_melody(const song::TrackPlan& track, const song::SectionPlan& section) const {
    const song::TrackPlan* carrier = melody_track();
    if (!carrier || carrier->name != track.name) return false;
    if (track.role == song::Role::lead) return !section.lines.empty();
    return std::find(section.tracks.begin(), section.tracks.end(), track.name) != section.tracks.end();
  }

  std::optional<Source> by_hand(const song::SectionPlan& section, const std::string& track) {
    const auto found = song_.notes.find({section.name, track});
    if (found == song_.notes.end()) return std::nullopt;
    const std::string id = "hand/" + section.name + "/" + track;
    maker_.add("hand", id, {{"notes", json::parse(song::to_json(found->second))}}, 0, {}, section.name);
    return Source{id, "notes"};
  }

  Source chords(const song::SectionPlan& section) {
    if (const auto found = song_.chords.find(section.name); found != song_.chords.end()) {
      const std::string id = "hand/" + section.name + "/chords";
      maker_.add("hand", id, {{"chords", json::parse(song::to_json(found->second))}}, 0, {}, section.name);
      return {id, "chords"};
    }
    const std::string id = "harmony/" + section.name;
    maker_.add("harmony", id, {{"section", section.name}}, seed_of("harmony", section, section.music_place, "harmony"),
               {view("music")}, section.name);
    return {id, "chords"};
  }

  Source melody(const song::SectionPlan& section, const song::TrackPlan& track) {
    if (auto hand = by_hand(section, track.name)) return *hand;
    const std::string id = "melody/" + section.name;
    std::vector<StepInput> inputs = {view("music"), input("chords", chords_.at(section.name))};
    if (const auto lines = lines_.find(section.name); lines != lines_.end())
      inputs.push_back(input("lines", lines->second));
    maker_.add("melody", id, {{"section", section.name}, {"motif_seed", derive_seed(music_seed(), {"motif"})}},
               seed_of("melody", section, section.music_place, "melody"), inputs, section.name);
    return {id, "notes"};
  }

  Source part(const song::SectionPlan& section, const song::TrackPlan& track) {
    if (auto hand = by_hand(section, track.name)) return *hand;
    const std::string id = "arrangement/" + section.name + "/" + track.name;
    std::vector<StepInput> inputs = {view("music"), input("chords", chords_.at(section.name))};
    if (const auto* tune = tune_of(section)) inputs.push_back(input("melody", *tune));
    maker_.add("arrangement", id, {{"section", section.name}, {"track", track.name}},
               seed_of("arrangement", section, section.music_place, track.name), inputs,
               section.name + ", " + track.name);
    return {id, "notes"};
  }

  Source drums(const song::SectionPlan& section, const song::TrackPlan& track) {
    if (auto hand = by_hand(section, track.name)) return *hand;
    const std::string id = "drums/" + section.name;
    maker_.add("drums", id, {{"section", section.name}}, seed_of("drums", section, section.music_place, track.name),
               {view("music")}, section.name);
    return {id, "notes"};
  }

  const Source* tune_of(const song::SectionPlan& section) const {
    const song::TrackPlan* carrier = melody_track();
    if (!carrier) return nullptr;
    const auto found = notes_.find({section.name, carrier->name});
    return found == notes_.end() ? nullptr : &found->second;
  }

  // ---- sound

  bool is_wanted(const song::TrackPlan& track) const {
    return brief_.until != Until::voice || track.role == song::Role::lead;
  }

  void sounds(const song::SectionPlan& section) {
    for (const auto& track : plan_.tracks) {
      const auto notes = notes_.find({section.name, track.name});
      if (notes != notes_.end() && is_wanted(track))
        sounds_[{section.name, track.name}] = sound(section, track, notes->second);
    }
  }

  bool sung(const song::TrackPlan& track) const {
    return track.role == song::Role::lead || track.role == song::Role::harmony;
  }

  Source voice(const song::SectionPlan& section, const song::TrackPlan& track, const Source& notes) {
    const std::string id = "vocals/" + section.name + "/" + track.name;
    maker_.add("vocals", id,
               {{"voice", track.instrument}, {"tempo_bpm", plan_.tempo_bpm}, {"length_beats", section.length_beats}},
               seed_of("vocals", section, section.words_place, track.name),
               {input("lines", lines_.at(section.name)), input("notes", notes)}, section.name + ", " + track.name);
    return {id, "voice"};
  }

  Source sound(const song::SectionPlan& section, const song::TrackPlan& track, const Source& notes) {
    const std::string id = "sound/" + section.name + "/" + track.name;
    std::vector<StepInput> inputs = {input("notes", notes)};
    if (sung(track))
      inputs.push_back(input("voice", voice(section, track, notes)));
    else
      add_neighbours(inputs, section, track);
    const auto mix = song_.mix.find(track.name);
    const song::TrackMix settings = mix == song_.mix.end() ? song::TrackMix{} : mix->second;
    const song::Traits& traits = plan_.traits;
    const json parameters = {{"traits",
                              {{"groove", traits.groove},
                               {"swing", traits.swing},
                               {"humanise", traits.humanise},
                               {"rig", traits.rig},
                               {"comping", traits.comping}}},
                             {"track",
                              {{"name", track.name},
                               {"role", song::to_string(track.role)},
                               {"instrument", track.instrument},
                               {"comping", track.comping}}},
                             {"tempo_bpm", plan_.tempo_bpm},
                             {"time_signature", song::to_string(plan_.time_signature)},
                             {"length_beats", section.length_beats},
                             {"energy", section.energy},
                             {"pan", settings.pan},
                             {"reverb_db", settings.reverb_db},
                             {"delay_db", settings.delay_db}};
    maker_.add("sound", id, parameters, seed_of("sound", section, section.music_place, track.name), inputs,
               section.name + ", " + track.name);
    return {id, "sound"};
  }

  /// What a track makes room for: the kick where the style ducks, and the singer.
  void add_neighbours(std::vector<StepInput>& inputs, const song::SectionPlan& section, const song::TrackPlan& track) {
    if (track.role == song::Role::drums || track.role == song::Role::fx) return;
    constexpr std::array<std::string_view, 3> kDucking = {"synthwave", "house", "lofi"};
    const bool ducks = std::find(kDucking.begin(), kDucking.end(), plan_.traits.rig) != kDucking.end();
    for (const auto& other : plan_.tracks) {
      const auto notes = notes_.find({section.name, other.name});
      if (notes == notes_.end()) continue;
      if (ducks && other.role == song::Role::drums) inputs.push_back({"kick", notes->second.step, "kick", {}});
      if (other.role == song::Role::lead && track.role != song::Role::bass)
        inputs.push_back(input("vocal", notes->second));
    }
  }

  void stem(const song::TrackPlan& track) {
    std::vector<StepInput> inputs;
    json places = json::array();
    for (const auto& section : plan_.sections) {
      const auto sound = sounds_.find({section.name, track.name});
      if (sound == sounds_.end()) continue;
      places.push_back({{"input", section.name}, {"frame", frame_of(plan_, section.start_beat)}});
      inputs.push_back(input(section.name, sound->second));
    }
    if (inputs.empty()) return;
    const std::size_t frames = frame_of(plan_, plan_.end_beat());
    if (const auto gain = brief_.gains_db.find(track.name); gain != brief_.gains_db.end()) {
      inputs.push_back({"gain", {}, {}, sha256(gain_text(gain->second))});
    } else {
      const std::string measured = "balance/" + track.name;
      maker_.add("balance", measured,
                 {{"places", places}, {"frames", frames}, {"target_lufs", maker_.target_lufs(plan_, track)}}, 0, inputs,
                 track.name);
      inputs.push_back({"gain", measured, "gain", {}});
    }
    json parameters = {{"track", track.name}, {"artist", plan_.artist}, {"places", places}, {"frames", frames}};
    if (const auto mix = song_.mix.find(track.name); mix != song_.mix.end()) {
      parameters["level_db"] = mix->second.level_db;
      parameters["mute"] = mix->second.mute;
    }
    const std::string id = "stem/" + track.name;
    maker_.add("stem", id, parameters, 0, inputs, track.name);
    stems_.push_back({id, "stem"});
    files_.push_back({stem_path(track.name), id, "stem", track.name});
  }

  void preview(const song::SectionPlan& section) {
    constexpr double kTailSeconds = 1;
    std::vector<StepInput> inputs;
    json tracks = json::array();
    for (const auto& track : plan_.tracks) {
      const auto sound = sounds_.find({section.name, track.name});
      const auto mix = song_.mix.find(track.name);
      if (sound == sounds_.end() || (mix != song_.mix.end() && mix->second.mute)) continue;
      inputs.push_back(input(track.name, sound->second));
      tracks.push_back({{"input", track.name}, {"target_lufs", maker_.target_lufs(plan_, track)}});
    }
    if (inputs.empty()) return;
    const double seconds = plan_.seconds(section.length_beats) + kTailSeconds;
    maker_.add("preview", "preview/" + section.name,
               {{"tracks", tracks}, {"frames", static_cast<std::size_t>(std::llround(seconds * kSampleRateHz))}}, 0,
               inputs, section.name);
    maker_.want_early(early_seconds(section));
  }

  /// Sections are heard in their order; each before what the end of a song takes.
  double early_seconds(const song::SectionPlan& section) const {
    constexpr double kApart = 100;
    return kApart * static_cast<double>(plan_.sections.data() + plan_.sections.size() - &section);
  }

  void mix() {
    const song::Traits& traits = plan_.traits;
    std::vector<StepInput> inputs;
    for (const Source& stem : stems_) inputs.push_back(input(stem.step, stem));
    maker_.add(
        "mix", "mix",
        {{"frames", frame_of(plan_, plan_.end_beat())},
         {"traits",
          {{"groove", traits.groove}, {"swing", traits.swing}, {"humanise", traits.humanise}, {"rig", traits.rig}}}},
        0, inputs);
    for (const char* format : {"wav", "flac", "mp3"}) {
      const std::string encode = std::string("encode/") + format;
      const std::string tag = std::string("tag/") + format;
      maker_.add("encode", encode, {{"format", format}}, 0, {input("master", {"mix", "master"})}, format);
      maker_.add("tag", tag,
                 {{"format", format},
                  {"title", plan_.title},
                  {"artist", plan_.artist},
                  {"comment", "Made by the AI band Synthetic Souls"}},
                 0,
                 {input("encoded", {encode, "encoded"}), input("cover", {"cover", "thumbnail"}),
                  input("lyrics", {"score", "lyrics.txt"})},
                 format);
      files_.push_back({std::string("mix.") + format, tag, "file"});
    }
  }

  // ---- paper

  void score() {
    std::vector<StepInput> inputs = {view("score")};
    for (const auto& [section, source] : lines_) inputs.push_back(input("lines/" + section, source));
    for (const auto& [section, source] : chords_) inputs.push_back(input("chords/" + section, source));
    for (const auto& [place, source] : notes_)
      inputs.push_back(input("notes/" + place.first + "/" + place.second, source));
    maker_.add("score", "score", {{"request", json::parse(song::to_json(brief_.request))}}, 0, inputs);
    files_.push_back({"lyrics.txt", "score", "lyrics.txt"});
    if (brief_.until == Until::lyrics || brief_.until == Until::cover) return;
    for (const char* name : {"lyrics.lrc", "score.mid", "score.musicxml"}) files_.push_back({name, "score", name});
  }

  /// The picture follows the words as the band first wrote them, so that a line changed later leaves it alone.
  void cover() {
    std::vector<StepInput> inputs = {view("cover")};
    for (const auto& [place, source] : cover_words_) inputs.push_back(input("lines/" + place, source));
    const Seed seed = song_.cover.seed.value_or(brief_.request.seed);
    maker_.add("cover", "cover", json::object(), derive_seed(seed, {"cover"}), inputs);
    if (brief_.previews) maker_.want_early(early_seconds(plan_.sections.back()));
    files_.push_back({"cover.png", "cover", "cover"});
  }

  const SongBrief& brief_;
  const EditedSong& song_;
  const song::Plan& plan_;
  StepMaker& maker_;
  std::vector<FileOutput> files_;
  std::map<std::string, Source> lines_, chords_, cover_words_;
  std::map<Place, Source> notes_, sounds_;
  std::vector<Source> stems_;
};

/// A name, less what file systems dislike.
std::string file_name(std::string name) {
  for (char& c : name) {
    if (c == '/' || c == '\0') c = '-';
  }
  return name;
}

}  // namespace

bool is_preview(const tasks::Step& step) { return step.capability == "preview"; }

std::optional<std::string> preview_path(const tasks::Step& step, std::string_view output) {
  struct Shown {
    std::string_view capability, output, folder, ending;
  };
  static constexpr std::array<Shown, 6> kShown = {{{"plan", "plan", "", ".json"},
                                                   {"lyrics", "lines", "lyrics/", ".json"},
                                                   {"words", "lines", "lyrics/", ".json"},
                                                   {"harmony", "chords", "chords/", ".json"},
                                                   {"melody", "notes", "notes/", ".json"},
                                                   {"preview", "preview", "", ".mp3"}}};
  if (step.capability == "cover" && output == "cover") return "cover.png";
  if (step.capability == "cover" && output == "thumbnail") return std::string(kSmallCover);
  const auto shown = std::ranges::find_if(
      kShown, [&](const Shown& s) { return s.capability == step.capability && s.output == output; });
  if (shown == kShown.end()) return std::nullopt;
  const std::string name = file_name(step.id.substr(step.id.find('/') + 1));
  return "previews/" + std::string(shown->folder) + name + std::string(shown->ending);
}

Result<tasks::Graph> plan_graph(const song::Request& request, const models::Registry& packages) {
  StepMaker maker(packages);
  maker.add("plan", "plan", {{"request", json::parse(song::to_json(request))}}, request.seed, {});
  return maker.finish(maker.take());
}

std::string gain_text(double gain_db) { return json(gain_db).dump(); }

Result<SongGraph> song_graph(const SongBrief& brief, const models::Registry& packages) {
  StepMaker maker(packages);
  SongGraph grown = Grower(brief, maker).grow();
  return maker.finish(std::move(grown));
}

Result<Until> parse_until(const std::string& text) {
  static const std::map<std::string, Until> kNames = {
      {"plan", Until::plan},    {"lyrics", Until::lyrics},     {"words", Until::lyrics}, {"harmony", Until::score},
      {"melody", Until::score}, {"arrangement", Until::score}, {"drums", Until::score},  {"score", Until::score},
      {"vocals", Until::stems}, {"sound", Until::stems},       {"stems", Until::stems},  {"cover", Until::cover},
      {"mix", Until::all}};
  const auto found = kNames.find(text);
  if (found != kNames.end()) return found->second;
  std::string names;
  for (const auto& [name, unused] : kNames) names += (names.empty() ? "" : ", ") + name;
  return fail(ErrorCode::invalid_request,
              "there is no step \"" + std::string(cut_utf8(text, 40)) + "\" to stop after: choose one of " + names);
}

std::string_view to_string(Until until) {
  constexpr std::array<std::string_view, 7> kNames = {"plan", "lyrics", "score", "voice", "stems", "cover", "mix"};
  return kNames[static_cast<std::size_t>(until)];
}

std::size_t frame_of(const song::Plan& plan, double beat) {
  return static_cast<std::size_t>(std::llround(plan.seconds(beat) * kSampleRateHz));
}

std::string stem_path(const std::string& track) { return "stems/" + file_name(track) + ".flac"; }

}  // namespace souls::studio
