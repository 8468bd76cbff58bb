#include "song/document_fixture.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace souls::song {
namespace {

constexpr std::array<TimeSignature, 9> kMetres = {
    {{4, 4}, {3, 4}, {6, 8}, {5, 4}, {7, 8}, {2, 2}, {12, 8}, {2, 4}, {9, 16}}};
const std::vector<std::string> kChordPool = {"Am",  "F",    "C/E",   "G7",   "Dm7b5", "Bbmaj7", "F#m", "Csus4", "N.C.",
                                             "E7b9", "Gadd9", "Bdim7", "Aaug", "D69",  "C5",     "Ebm", "A7sus4"};

Word word_of(std::vector<std::string> syllables, const std::string& suffix) {
  Word word;
  for (std::string& text : syllables) {
    word.text += text;
    word.syllables.push_back({std::move(text), {"HH", "AH", "SH"}, word.syllables.empty() ? 1 : 0});
  }
  word.text += suffix;
  return word;
}

std::vector<Word> random_words(Random& random, bool awkward) {
  static const std::vector<std::vector<std::string>> kWords = {
      {"sil", "ver"}, {"moon"}, {"up", "on"}, {"the"}, {"qui", "et"}, {"sea"}, {"lul", "la", "by"}, {"night"}};
  static const std::vector<std::vector<std::string>> kAwkward = {
      {"fish", "&", "chips"}, {"l'é", "té"}, {"שָׁ", "לוֹם"}, {"🌙"}, {"a", "\"b\""}, {"moon-", "lit"}};
  std::vector<Word> words;
  const int count = random.integer(2, 4);
  for (int i = 0; i < count; ++i) {
    const bool odd = awkward && random.chance(0.25);
    words.push_back(word_of(random.pick(odd ? kAwkward : kWords), i + 1 == count ? "," : ""));
  }
  return words;
}

double round_to(double value, double step) { return std::round(value / step) * step; }

/// A rhythm of `count` notes that fit in `length_beats`, one after another.
std::vector<Note> tune(Random& random, int count, double start_beat, double length_beats, bool awkward) {
  std::vector<double> cuts;
  const double step = awkward ? random.pick(std::vector<double>{0.25, 1.0 / 3, 1.0 / 6, 0.125, 0.01}) : 0.25;
  const double slot_beats = length_beats / count;
  for (int i = 0; i < count; ++i) cuts.push_back(start_beat + round_to(i * slot_beats, std::min(step, slot_beats / 2)));
  cuts.push_back(start_beat + length_beats);
  std::vector<Note> notes;
  for (int i = 0; i < count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const double room_beats = cuts[at + 1] - cuts[at];
    notes.push_back({cuts[at], room_beats * (awkward ? random.uniform(0.5, 1.0) : 1.0), random.integer(60, 72),
                     random.integer(1, 127), std::nullopt});
  }
  return notes;
}

/// Words and the notes that sing them for one line that owns the beats from `start_beat`.
void add_line(Document& document, Random& random, const FixtureOptions& options, const SectionPlan& section,
              double start_beat, double length_beats, int& syllable) {
  Line line;
  line.section = section.name;
  line.words = random_words(random, options.awkward_text);
  line.rhyme_group = "A";
  for (const Word& word : line.words) line.text += (line.text.empty() ? "" : " ") + word.text;
  const int count = line.syllable_count();
  std::vector<Note> notes = tune(random, count + 1, start_beat, length_beats, options.awkward_time);
  for (int i = 0; i <= count; ++i) notes[static_cast<std::size_t>(i)].syllable = syllable + std::min(i, count - 1);
  std::size_t next = 0;
  for (Word& word : line.words) {
    word.start_s = document.plan.seconds(notes[next].start_beat);
    next += word.syllables.size();
    const Note& last = notes[next - 1];
    word.end_s = document.plan.seconds(last.start_beat + last.length_beats);
  }
  line.start_s = line.words.front().start_s;
  line.end_s = line.words.back().end_s;
  syllable += count;
  auto& lead = document.score.tracks.front().notes;
  lead.insert(lead.end(), notes.begin(), notes.end());
  auto& harmony = document.score.tracks[1].notes;
  for (Note note : notes) {
    note.pitch += 4;
    harmony.push_back(note);
  }
  document.lyrics.lines.push_back(std::move(line));
}

/// Chords, bass and drums of one measure.
void add_measure(Document& document, Random& random, const FixtureOptions& options, double start_beat) {
  const double measure_beats = options.time_signature.measure_beats();
  const Chord chord{start_beat, measure_beats, random.pick(kChordPool)};
  document.score.chords.push_back(chord);
  const ChordTones tones = *parse_chord(chord.symbol);
  for (std::size_t t = 2; t < document.score.tracks.size(); ++t) {
    Track& track = document.score.tracks[t];
    if (track.role == Role::bass) {
      for (Note note : tune(random, 3, start_beat, measure_beats, options.awkward_time)) {
        note.pitch = 24 + tones.bass + 12;
        track.notes.push_back(note);
      }
    } else if (track.role == Role::drums) {
      for (double beat = 0; beat < measure_beats; beat += 0.5) {
        track.notes.push_back({start_beat + beat, 0.1, 42, 70, std::nullopt});
        if (beat == 0 || random.chance(0.3)) track.notes.push_back({start_beat + beat, 0.25, 36, 110, std::nullopt});
        if (random.chance(0.2)) track.notes.push_back({start_beat + beat, 0.25, 38, 100, std::nullopt});
      }
    } else {
      for (const int interval : tones.intervals) {
        const double late_beats = options.awkward_time ? random.uniform(0, 0.02) : 0;
        const double length_beats = measure_beats * (options.awkward_time && random.chance(0.3) ? 1.4 : 0.98);
        track.notes.push_back({start_beat + late_beats, length_beats, 48 + tones.root + interval, 80, std::nullopt});
      }
    }
  }
}

void add_tracks(Document& document, int extra_tracks) {
  auto& tracks = document.score.tracks;
  tracks.push_back({"Lead Vocal", Role::lead, "alto", 52, {}});
  tracks.push_back({"Harmony 1", Role::harmony, "tenor", 52, {}});
  tracks.push_back({"Grand Piano", Role::keys, "grand_piano", 0, {}});
  tracks.push_back({"Bass", Role::bass, "finger_bass", 33, {}});
  tracks.push_back({"Drums", Role::drums, "kit_acoustic", 0, {}});
  for (int i = 0; i < extra_tracks; ++i) {
    tracks.push_back({"Keys " + std::to_string(i + 2), Role::keys, "electric_piano", 4, {}});
  }
  for (const Track& track : tracks) {
    document.plan.tracks.push_back({track.name, track.role, track.instrument, track.role == Role::keys ? "block" : ""});
    document.mix.tracks.push_back({.track = track.name, .gain_db = -3.25, .pan = 0.5, .origin = Origin::edited});
  }
}

void add_section(Document& document, const FixtureOptions& options, const std::string& name, SectionKind kind) {
  SectionPlan section;
  section.name = name;
  section.kind = kind;
  section.measures = options.section_measures;
  section.start_beat = document.plan.end_beat();
  section.length_beats = options.section_measures * options.time_signature.measure_beats();
  section.energy = 0.6;
  section.words_place = section.music_place = std::string(to_string(kind));
  if (kind != SectionKind::outro) section.lines = {{0, 2, 7, "x.x.x.x", 'A'}, {2, 2, 7, "x.x.x.x", 'A'}};
  for (const TrackPlan& track : document.plan.tracks) section.tracks.push_back(track.name);
  document.plan.sections.push_back(std::move(section));
}

void sort_notes(Track& track) {
  std::sort(track.notes.begin(), track.notes.end(), [](const Note& a, const Note& b) {
    return std::pair(a.start_beat, a.pitch) < std::pair(b.start_beat, b.pitch);
  });
}

void fill_the_rest(Document& document, const FixtureOptions& options, Random& random) {
  Request& request = document.request;
  request.prompt = "a calm song about the moon & a <river> at \"night\" 🌙";
  request.seed = document.seed;
  request.title = document.title;
  request.key = document.plan.key;
  request.time_signature = options.time_signature;
  request.tempo_bpm = options.tempo_bpm;
  request.lyrics = "Line one\n\n[Chorus]\nLine two";
  document.scenes.cover = {"riso", "moon", {"#fff4e0", "#102030"}, {{document.title, 300, 1300, 2400, 400, 7.25}}};
  StepRecord step;
  step.id = "melody/Verse 1";
  step.key = sha256("key");
  step.capability = "melody";
  step.package = "souls-music";
  step.version = "0.1.0";
  step.digest = sha256("package");
  step.seed = random.next();
  step.inputs = {{"harmony/Verse 1", sha256("in")}};
  step.outputs = {{"score.mid", sha256("out")}, {"", sha256("value")}};
  step.seconds = 0.125;
  document.provenance.steps.push_back(step);
  document.provenance.edits.push_back(R"({"op":"set_title","title":"Moon"})");
  document.provenance.conflicts.push_back("Chorus 1, line 2: 7 syllables under 8 notes");
}

}  // namespace

Document fixture_document(const FixtureOptions& options) {
  Random random(options.seed);
  Document document;
  document.seed = options.seed;
  document.title = options.awkward_text ? "Silver <River> & \"Sea\" — נהר 🌊" : "Silver River";
  Plan& plan = document.plan;
  plan.title = document.title;
  plan.style = "pop ballad";
  plan.mood = "tender";
  plan.theme = {"moon", "river"};
  plan.key = {random.integer(0, 11), random.chance(0.5) ? Mode::minor : Mode::major};
  plan.tempo_bpm = options.tempo_bpm;
  plan.time_signature = options.time_signature;
  plan.voice = "alto";
  plan.harmony_voice = "tenor";
  plan.traits = {"straight", 0.5, "pop", "roots", "block", "lyrical", "medium", "pop"};
  plan.cover = {"riso", "tender", {"moon"}};
  plan.decisions = {"in 6/8 → metre 6/8"};
  add_tracks(document, options.extra_tracks);
  add_section(document, options, "Verse 1", SectionKind::verse);
  add_section(document, options, "Chorus 1", SectionKind::chorus);
  add_section(document, options, "Outro", SectionKind::outro);
  int syllable = 0;
  const double measure_beats = options.time_signature.measure_beats();
  for (const SectionPlan& section : plan.sections) {
    for (int m = 0; m < section.measures; ++m) {
      add_measure(document, random, options, section.start_beat + m * measure_beats);
    }
    for (int m = 0; m + 2 <= section.measures && section.kind != SectionKind::outro; m += 2) {
      add_line(document, random, options, section, section.start_beat + m * measure_beats, 1.75 * measure_beats, syllable);
    }
  }
  for (Track& track : document.score.tracks) sort_notes(track);
  fill_the_rest(document, options, random);
  return document;
}

Document random_document(Seed seed) {
  Random random(derive_seed(seed, {"fixture"}));
  FixtureOptions options;
  options.seed = random.next();
  options.time_signature = kMetres[static_cast<std::size_t>(random.integer(0, static_cast<int>(kMetres.size()) - 1))];
  options.tempo_bpm = random.chance(0.5) ? random.integer(40, 220) : round_to(random.uniform(40, 220), 0.01);
  options.section_measures = 2 * random.integer(1, 3);
  options.extra_tracks = random.chance(0.2) ? 16 : random.integer(0, 2);
  options.awkward_time = random.chance(0.7);
  Document document = fixture_document(options);
  if (random.chance(0.5)) {
    document.request.melody =
        Melody{{{0.5, 1, 60}, {1.5, 1.0 / 3, 127}}, 99.5, TimeSignature{3, 4}, Key{2, Mode::minor}};
    document.plan.sections.front().melody = {{{0.5, 1, 60, 80, std::nullopt}}, {{2, 1, 62, 80, 1}}};
  }
  return document;
}

}  // namespace souls::song
