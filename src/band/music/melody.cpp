#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "band/music/chords.hpp"
#include "band/music/metre.hpp"
#include "band/music/music.hpp"
#include "band/music/phrase.hpp"
#include "band/music/placement.hpp"
#include "band/music/setting.hpp"
#include "band/music/tune.hpp"
#include "base/limits.hpp"

namespace souls::band::music {
namespace {

/// What all phrases of a section share.
struct SectionTune {
  const song::Plan& plan;
  const song::SectionPlan& section;
  const std::vector<ChordSpan>& spans;
  Metre metre;
  Tessitura tessitura;
  Seed seed = 0;
  Seed motif_seed = 0;
  std::size_t phrase_count = 1;
};

/// A phrase as notes from its own start.
struct Phrase {
  std::vector<SyllableTime> times;
  std::vector<song::Pitch> pitches;
};

RhythmFrame rhythm_frame(const SectionTune& tune, const song::LinePlan& line, char letter) {
  RhythmFrame frame;
  frame.metre = tune.metre;
  frame.tempo_bpm = tune.plan.tempo_bpm;
  frame.measures = line.measures;
  frame.swing = tune.plan.traits.swing;
  frame.style = tune.plan.traits.melody;
  frame.stretch = tune.section.kind == song::SectionKind::chorus ? 1.15 : 1.0;
  // The motif's rhythm leads every section; other phrases have their section's own.
  frame.motif_seed = letter == 'a' ? derive_seed(tune.motif_seed, {"rhythm", song::to_string(tune.section.kind)})
                                   : derive_seed(tune.seed, {"rhythm", std::string_view(&letter, 1)});
  return frame;
}

std::vector<double> contour_targets(const SectionTune& tune, const PhraseShape& shape,
                                    const std::vector<SyllableTime>& times, double length_beats) {
  constexpr double kSemitonesPerStep = 3.0;
  // The contour swings about the middle, and not further than the range allows.
  const double centre = shape.contour.mean();
  const double up = shape.contour.highest() - centre, down = centre - shape.contour.lowest();
  const double room_up = tune.tessitura.high + 0.5 - tune.tessitura.middle;
  const double room_down = tune.tessitura.middle - tune.tessitura.low + 0.5;
  const double scale_up = std::min(kSemitonesPerStep, room_up / std::max(up, 0.1));
  const double scale_down = std::min(kSemitonesPerStep, room_down / std::max(down, 0.1));
  const double lift = shape.climax ? 2 : 0;
  std::vector<double> targets;
  for (const SyllableTime& time : times) {
    const double above = shape.contour.at(time.start / (0.85 * length_beats)) - centre;
    targets.push_back(tune.tessitura.middle + lift + above * (above > 0 ? scale_up : scale_down));
  }
  return targets;
}

TuneFrame tune_frame(const SectionTune& tune, const song::LinePlan& line, const PhraseShape& shape, std::size_t index,
                     const std::vector<SyllableTime>& times) {
  TuneFrame frame;
  frame.key = tune.plan.key;
  frame.spans = &tune.spans;
  frame.offset = line.first_measure * tune.metre.measure_beats;
  frame.metre = tune.metre;
  frame.low = tune.tessitura.low;
  // Only the phrase with the climax may touch the top.
  frame.high = shape.climax || tune.phrase_count == 1 ? tune.tessitura.high : tune.tessitura.high - 1;
  frame.targets = contour_targets(tune, shape, times, line.measures * tune.metre.measure_beats);
  frame.motif = shape.motif;
  frame.style = tune.plan.traits.melody;
  const double last = frame.offset + times.back().start;
  frame.end_costs = ending_costs(tune.plan.key, span_at(tune.spans, last), tune.section.kind,
                                 index + 1 == tune.phrase_count, index % 2 == 1);
  frame.seed = derive_seed(tune.seed, {"pitch", std::string_view(&shape.letter, 1)});
  return frame;
}

/// The tune that a phrase has before it meets its words.
Phrase compose(const SectionTune& tune, const song::LinePlan& line, const PhraseShape& shape, std::size_t index) {
  Phrase phrase;
  phrase.times = place_syllables(weights_of(line), rhythm_frame(tune, line, shape.letter));
  phrase.pitches = choose_pitches(phrase.times, tune_frame(tune, line, shape, index, phrase.times));
  return phrase;
}

/// The same tune, sung with words that may have another rhythm.
Phrase fit_words(const SectionTune& tune, const song::LinePlan& line, const PhraseShape& shape, std::size_t index,
                 const Phrase& wished, const std::vector<SyllableWeight>& syllables) {
  RhythmFrame rhythm = rhythm_frame(tune, line, shape.letter);
  for (const SyllableTime& time : wished.times) rhythm.preferred.push_back(time.start);
  Phrase phrase;
  phrase.times = place_syllables(syllables, rhythm);
  TuneFrame frame = tune_frame(tune, line, shape, index, phrase.times);
  for (std::size_t i = 0; i < phrase.times.size(); ++i) {
    std::size_t sounding = 0;
    for (std::size_t k = 0; k < wished.times.size(); ++k) {
      if (wished.times[k].start <= phrase.times[i].start + 0.26) sounding = k;
    }
    frame.targets[i] = wished.pitches[sounding];
  }
  frame.target_weight = 45;
  phrase.pitches = choose_pitches(phrase.times, frame);
  return phrase;
}

int velocity_of(const SectionTune& tune, const Phrase& phrase, std::size_t i, double offset) {
  const int strength = tune.metre.strength(offset + phrase.times[i].start);
  const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(phrase.times.size());
  const double swell = 9 * (1 - (2 * share - 0.9) * (2 * share - 0.9));
  const double height = std::clamp((phrase.pitches[i] - tune.tessitura.middle) * 1.2, -10.0, 12.0);
  constexpr double kAccent[] = {-6, -3, 1, 4, 7};
  const double level = 62 + 34 * tune.section.energy + swell + height + kAccent[strength];
  return std::clamp(static_cast<int>(std::lround(level)), 30, 122);
}

/// The neighbour of a pitch in the scale of the moment, for the first note of a melisma.
song::Pitch neighbour(const SectionTune& tune, song::Pitch pitch, double beat, int direction) {
  const std::array<int, 7> scale = chord_scale(tune.plan.key, span_at(tune.spans, beat));
  for (song::Pitch p = pitch + direction; std::abs(p - pitch) <= 4; p += direction) {
    if (std::find(scale.begin(), scale.end(), p % 12) != scale.end()) {
      return p >= tune.tessitura.low && p <= tune.tessitura.high ? p : pitch;
    }
  }
  return pitch;
}

/// Adds a phrase's notes. `syllable` is the index of its first syllable, or none for a tune without words; a melisma on
/// the last syllable, now and then, when it is stressed and long.
void append(const SectionTune& tune, const song::LinePlan& line, const Phrase& phrase, std::optional<int> syllable,
            bool stressed_end, Seed line_seed, std::vector<song::Note>& notes) {
  const double offset = line.first_measure * tune.metre.measure_beats;
  Random random(derive_seed(line_seed, {"melisma"}));
  const bool turns = random.chance(0.3);
  for (std::size_t i = 0; i < phrase.times.size(); ++i) {
    song::Note note;
    note.start_beat = offset + phrase.times[i].start;
    note.length_beats = phrase.times[i].length;
    note.pitch = phrase.pitches[i];
    note.velocity = velocity_of(tune, phrase, i, offset);
    if (syllable) note.syllable = *syllable + static_cast<int>(i);
    const bool last = i + 1 == phrase.times.size();
    const double seconds = note.length_beats * 60 / tune.plan.tempo_bpm;
    const bool grid = std::abs(note.start_beat * 2 - std::round(note.start_beat * 2)) < 1e-9;
    if (syllable && last && turns && stressed_end && grid && note.length_beats >= 2 && seconds >= 0.9) {
      const int direction = i > 0 && phrase.pitches[i - 1] < note.pitch ? -1 : 1;
      const song::Pitch leaning = neighbour(tune, note.pitch, note.start_beat, direction);
      if (leaning != note.pitch) {
        song::Note first = note;
        first.pitch = leaning;
        first.length_beats = note.length_beats >= 3 ? 1 : 0.5;
        note.start_beat += first.length_beats;
        note.length_beats -= first.length_beats;
        notes.push_back(first);
      }
    }
    notes.push_back(note);
  }
}

/// Phrases for a tune without words: two measures each, fewer notes where the section is calm.
std::vector<song::LinePlan> wordless_phrases(const song::Plan& plan, const song::SectionPlan& section,
                                             const Metre& metre, Seed seed) {
  const bool ends_song =
      section.kind == song::SectionKind::outro || (!plan.sections.empty() && plan.sections.back().name == section.name);
  const int measures = ends_song ? section.measures - 1 : section.measures;
  const double measure_s = metre.measure_beats * 60 / plan.tempo_bpm;
  const int span = measure_s < 1.3 ? 4 : measure_s > 4.5 ? 1 : 2;
  Random random(derive_seed(seed, {"density"}));
  std::vector<song::LinePlan> phrases;
  for (int first = 0; first < measures; first += span) {
    song::LinePlan phrase;
    phrase.first_measure = first;
    phrase.measures = std::min(span, measures - first);
    const double rate = 1.3 + 1.2 * section.energy + random.uniform(-0.2, 0.2);
    phrase.syllables = std::clamp(static_cast<int>(std::lround(rate * measure_s * phrase.measures)), 2, 18);
    for (int i = 0; i < phrase.syllables; ++i) phrase.stress += i % 2 == 0 ? 'x' : '.';
    phrases.push_back(phrase);
  }
  return phrases;
}

/// The tune's last word: the tonic on the last measure's downbeat, ringing.
void close_song(const SectionTune& tune, std::vector<song::Note>& notes) {
  const double start = (tune.section.measures - 1) * tune.metre.measure_beats;
  if (notes.empty() || tune.section.measures < 2) return;
  const song::Pitch before = notes.back().pitch;
  song::Pitch best = before;
  int distance = 99;
  for (song::Pitch p = tune.tessitura.low; p <= tune.tessitura.high; ++p) {
    if (p % 12 == tune.plan.key.tonic && std::abs(p - before) < distance) {
      best = p;
      distance = std::abs(p - before);
    }
  }
  notes.push_back({start, std::max(1.0, tune.metre.measure_beats - 1), best, std::max(40, notes.back().velocity - 6),
                   std::nullopt});
}

/// The instrument that plays the tune where nobody sings; a singer without words rests.
const song::Instrument* tune_instrument(const song::Plan& plan, const song::SectionPlan& section) {
  for (song::Role role : {song::Role::lead_synth, song::Role::lead}) {
    for (const std::string& name : section.tracks) {
      const song::TrackPlan* track = plan.find_track(name);
      if (track != nullptr && track->role == role && song::find_instrument(track->instrument) != nullptr) {
        return song::find_instrument(track->instrument);
      }
    }
  }
  return nullptr;
}

std::vector<song::Note> make_wordless(SectionTune tune, const song::Instrument& instrument) {
  tune.tessitura = played_tessitura(instrument);
  const std::vector<song::LinePlan> phrases = wordless_phrases(tune.plan, tune.section, tune.metre, tune.seed);
  tune.phrase_count = std::max<std::size_t>(1, phrases.size());
  std::vector<song::Note> notes;
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    const PhraseShape shape = phrase_shape(tune.section, i, phrases.size(), tune.seed, tune.motif_seed);
    const Seed line_seed = derive_seed(tune.seed, {"line", std::to_string(i)});
    append(tune, phrases[i], compose(tune, phrases[i], shape, i), std::nullopt, false, line_seed, notes);
  }
  const bool ends_song = tune.section.kind == song::SectionKind::outro ||
                         (!tune.plan.sections.empty() && tune.plan.sections.back().name == tune.section.name);
  if (ends_song) close_song(tune, notes);
  return notes;
}

/// A phrase of the given melody with the words under it.
void append_given(const SectionTune& tune, const std::vector<song::Note>& given, int octaves,
                  std::optional<int> syllable, std::vector<song::Note>& notes) {
  Phrase phrase;
  for (const song::Note& note : given) {
    phrase.times.push_back({note.start_beat, note.length_beats});
    phrase.pitches.push_back(note.pitch + octaves);
  }
  for (std::size_t i = 0; i < given.size(); ++i) {
    song::Note note = given[i];
    note.pitch = phrase.pitches[i];
    note.velocity = velocity_of(tune, phrase, i, 0);
    if (syllable) note.syllable = *syllable + given[i].syllable.value_or(0);
    notes.push_back(note);
  }
}

std::vector<song::Note> play_given(SectionTune tune, const song::Instrument& instrument) {
  tune.tessitura = played_tessitura(instrument);
  const int octaves = octaves_into(tune.plan, instrument.low, instrument.high);
  std::vector<song::Note> notes;
  for (const auto& phrase : tune.section.melody) append_given(tune, phrase, octaves, std::nullopt, notes);
  return notes;
}

Status check_lines(const song::SectionPlan& section, const std::vector<song::Line>& lines) {
  if (lines.size() > section.lines.size()) {
    return fail(ErrorCode::invalid_request, "Section \"" + section.name + "\" has room for " +
                                                std::to_string(section.lines.size()) + " lines, not " +
                                                std::to_string(lines.size()) + ".");
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const song::LinePlan& plan = section.lines[i];
    const int syllables = lines[i].syllable_count();
    if (syllables < 1 || syllables > static_cast<int>(limits::kLineSyllablesMax)) {
      return fail(ErrorCode::invalid_request, "A line has 1 to " + std::to_string(limits::kLineSyllablesMax) +
                                                  " syllables; \"" + lines[i].text + "\" has " +
                                                  std::to_string(syllables) + ".");
    }
    if (plan.first_measure < 0 || plan.measures < 1 || plan.first_measure + plan.measures > section.measures) {
      return fail(ErrorCode::invalid_request,
                  "A line of section \"" + section.name + "\" stands outside its measures.");
    }
  }
  return {};
}

}  // namespace

Result<std::vector<song::Note>> make_melody(const song::Plan& plan, const song::SectionPlan& section,
                                            const std::vector<song::Chord>& chords,
                                            const std::vector<song::Line>& lines, Seed seed, Seed motif_seed) {
  if (chords.empty())
    return fail(ErrorCode::invalid_request, "A melody needs chords in section \"" + section.name + "\".");
  if (Status good = check_lines(section, lines); !good) return fail(good.error());
  const std::vector<ChordSpan> spans = spans_of(chords);
  SectionTune tune{plan, section, spans, metre_of(plan.time_signature), {}, seed, motif_seed, 1};
  if (lines.empty()) {
    const song::Instrument* instrument = tune_instrument(plan, section);
    if (instrument == nullptr) return std::vector<song::Note>{};
    return section.melody.empty() ? make_wordless(tune, *instrument) : play_given(tune, *instrument);
  }
  const song::Voice* voice = song::find_voice(plan.voice);
  if (voice == nullptr) return fail(ErrorCode::invalid_request, "There is no voice \"" + plan.voice + "\".");
  tune.tessitura = sung_tessitura(*voice, section.kind);
  tune.phrase_count = section.lines.size();
  const int octaves = octaves_into(plan, voice->low, voice->high);
  std::vector<song::Note> notes;
  int syllable = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::vector<SyllableWeight> syllables = weights_of(lines[i]);
    if (i < section.melody.size()) {
      append_given(tune, set_words(section.melody[i], syllables, tune.metre), octaves, syllable, notes);
      syllable += static_cast<int>(syllables.size());
      continue;
    }
    const PhraseShape shape = phrase_shape(section, i, tune.phrase_count, seed, motif_seed);
    const Phrase wished = compose(tune, section.lines[i], shape, i);
    const Phrase sung = fit_words(tune, section.lines[i], shape, i, wished, syllables);
    const Seed line_seed = derive_seed(seed, {"line", std::to_string(i)});
    append(tune, section.lines[i], sung, syllable, syllables.back().weight >= 2, line_seed, notes);
    syllable += static_cast<int>(syllables.size());
  }
  return notes;
}

}  // namespace souls::band::music
