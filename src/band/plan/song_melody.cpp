#include "band/plan/song_melody.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "band/plan/lines.hpp"
#include "band/plan/text.hpp"
#include "base/limits.hpp"
#include "song/catalogue.hpp"

namespace souls::band::plan {
namespace {

/// Melodies from this length on are a verse and a chorus.
constexpr double kTwoPartsSeconds = 40;
constexpr std::size_t kTwoPartsPhrases = 4;
/// How far a singer goes from an easy register before another key is better than another octave.
constexpr double kKeyChangeCost = 24;
constexpr double kAboveCentre = 2;
constexpr double kPlayedCentre = 72;
/// More syllables than notes divide notes; from here on the melody comes once more instead.
constexpr double kSyllablesPerNoteMax = 1.5;

struct Range {
  int low = 0, high = 127;
  double centre = 0;
};

Range range_of(std::string_view voice) {
  if (const song::Voice* singer = song::find_voice(voice)) {
    return {singer->low, singer->high, singer->centre + kAboveCentre};
  }
  return {36, 96, kPlayedCentre};
}

double mean_pitch(const Tune& tune) {
  double sum = 0, beats = 0;
  for (const song::MelodyNote& note : tune.notes) {
    sum += note.pitch * note.length_beats;
    beats += note.length_beats;
  }
  return sum / beats;
}

/// The tonic that the key's signature has in the other mode.
int tonic_in_mode(const song::Key& key, song::Mode mode) {
  if (key.mode == mode) return key.tonic;
  return (key.tonic + (mode == song::Mode::major ? 3 : 9)) % 12;
}

std::string octaves_text(int semitones) {
  const int octaves = std::abs(semitones) / 12;
  return (octaves == 1 ? "an octave" : std::to_string(octaves) + " octaves") + (semitones > 0 ? " up" : " down");
}

/// Notes from the first measure that they touch.
MelodyPart part_from(std::vector<Phrase> phrases, const PhraseFrame& frame) {
  const double measure = frame.metre.measure_beats();
  MelodyPart part;
  const double from = std::floor(phrases.front().front().start_beat / measure + 1e-9) * measure;
  double end = 0;
  for (Phrase& phrase : phrases) {
    for (song::Note& note : phrase) {
      note.start_beat -= from;
      end = std::max(end, note.start_beat + note.length_beats);
    }
  }
  part.measures = std::max(1, static_cast<int>(std::ceil(end / measure - 1e-9)));
  part.phrases = std::move(phrases);
  return part;
}

double seconds_of(const MelodyPart& part, const PhraseFrame& frame) {
  return part.measures * measure_seconds(frame.metre, frame.tempo_bpm);
}

}  // namespace

Result<Tune> read_tune(const song::Melody& melody, std::optional<song::TimeSignature> metre) {
  Tune tune;
  tune.metre = metre ? *metre : melody.time_signature.value_or(song::TimeSignature{});
  tune.notes = song::one_voice(melody.notes, tune.metre);
  tune.tempo_bpm = melody.tempo_bpm;
  if (tune.notes.size() < 2)
    return fail(ErrorCode::invalid_request, "The melody holds no tune; give at least two notes.");
  if (tune.notes.size() > limits::kMelodyNotesMax) {
    return fail(ErrorCode::invalid_request, "The melody has " + std::to_string(tune.notes.size()) + " notes; at most " +
                                                std::to_string(limits::kMelodyNotesMax) + " are allowed.");
  }
  tune.key_stated = melody.key.has_value();
  tune.key = tune.key_stated ? *melody.key : song::estimate_key(tune.notes);
  return tune;
}

Result<song::Key> set_for_voice(Tune& tune, std::optional<song::Key> wanted, std::string_view voice,
                                std::vector<std::string>& decisions) {
  const auto [lowest, highest] = std::minmax_element(tune.notes.begin(), tune.notes.end(),
                                                     [](const auto& a, const auto& b) { return a.pitch < b.pitch; });
  const int low = lowest->pitch, high = highest->pitch;
  const double mean = mean_pitch(tune);
  const Range range = range_of(voice);
  const int into_key = wanted ? tonic_in_mode(*wanted, tune.key.mode) - tune.key.tonic : 0;
  std::optional<int> best;
  double least = 0;
  for (int shift = range.low - low; high + shift <= range.high; ++shift) {
    const int off = ((shift - into_key) % 12 + 12) % 12;
    if (wanted && off != 0) continue;
    const song::Key key{(tune.key.tonic + shift % 12 + 12) % 12, tune.key.mode};
    const double cost =
        std::abs(mean + shift - range.centre) + (off == 0 ? 0 : kKeyChangeCost + 0.5 * std::abs(song::key_fifths(key)));
    if (best && cost >= least) continue;
    best = shift;
    least = cost;
  }
  if (!best) {
    const std::string who = voice.empty() ? "an instrument" : "the " + std::string(voice);
    if (high - low > range.high - range.low) {
      return fail(ErrorCode::invalid_request, "The melody spans " + std::to_string(high - low) + " semitones; " + who +
                                                  " reaches over " + std::to_string(range.high - range.low) + ".");
    }
    return fail(ErrorCode::invalid_request, "In " + song::to_string(*wanted) + " the melody goes beyond what " + who +
                                                " can sing; leave out the key or name another voice.");
  }
  for (song::MelodyNote& note : tune.notes) note.pitch += *best;
  const song::Key key{(tune.key.tonic + *best % 12 + 12) % 12, tune.key.mode};
  if (*best % 12 == 0) {
    if (*best != 0) decisions.push_back("melody → sung " + octaves_text(*best));
  } else {
    decisions.push_back("melody → from " + song::to_string(tune.key) + " to " + song::to_string(key) +
                        (wanted ? ", as asked" : ", to suit the " + std::string(voice)));
  }
  tune.key = key;
  return wanted.value_or(key);
}

SongMelody::SongMelody(const Tune& tune, const PhraseFrame& frame) : frame_(frame) {
  Phrase notes;
  for (const song::MelodyNote& note : tune.notes)
    notes.push_back({note.start_beat, note.length_beats, note.pitch, 80, std::nullopt});
  std::vector<Phrase> phrases = cut_phrases(notes, frame);
  two_parts_ = phrases.size() >= kTwoPartsPhrases && notes.back().start_beat * 60 / frame.tempo_bpm >= kTwoPartsSeconds;
  if (two_parts_) {
    // The middle of the time, between phrases.
    const auto half = std::find_if(phrases.begin() + 1, phrases.end() - 1, [&](const Phrase& phrase) {
      return phrase.front().start_beat * 2 >=
             notes.back().start_beat + notes.back().length_beats - 2 * frame.metre.measure_beats();
    });
    first_ = part_from({phrases.begin(), half}, frame);
    second_ = part_from({half, phrases.end()}, frame);
  }
  whole_ = part_from(std::move(phrases), frame);
}

const MelodyPart* SongMelody::part_of(char letter, std::string_view skeleton) const {
  const char last = skeleton.find('C') != std::string_view::npos                 ? 'C'
                    : skeleton.find('V') == std::string_view::npos               ? 'S'
                    : two_parts_ && skeleton.find('B') != std::string_view::npos ? 'B'
                                                                                 : 'V';
  const bool parted = two_parts_ && last != 'V' && skeleton.find('V') != std::string_view::npos;
  if (letter == last) return parted ? &second_ : &whole_;
  return letter == 'V' && parted ? &first_ : nullptr;
}

MelodyPart SongMelody::part_for(const MelodyPart& part, const std::vector<int>& syllables) const {
  int sung = 0;
  for (const int count : syllables) sung += count;
  std::size_t notes = 0;
  for (const Phrase& phrase : part.phrases) notes += phrase.size();
  const double by_lines = static_cast<double>(syllables.size()) / static_cast<double>(part.phrases.size());
  const double by_notes = sung / (kSyllablesPerNoteMax * static_cast<double>(notes));
  const int times = std::max({1, static_cast<int>(std::lround(by_lines)), static_cast<int>(std::ceil(by_notes)),
                              static_cast<int>((syllables.size() + notes - 1) / notes)});
  Phrase all;
  for (int time = 0; time < times; ++time) {
    for (const Phrase& phrase : part.phrases) {
      for (song::Note note : phrase) {
        note.start_beat += time * part.measures * frame_.metre.measure_beats();
        all.push_back(note);
      }
    }
  }
  MelodyPart out;
  out.measures = times * part.measures;
  out.phrases = cut_phrases(all, frame_, std::min(syllables.size(), all.size()));
  return out;
}

void SongMelody::set_measures(std::vector<FormCandidate>& forms) const {
  for (FormCandidate& form : forms) {
    for (std::size_t i = 0; i < form.skeleton.size(); ++i) {
      const MelodyPart* part = part_of(form.skeleton[i], form.skeleton);
      if (!part) continue;
      form.lines[i] = static_cast<int>(part->phrases.size());
      form.sung_measures[i] = part->measures;
    }
  }
  std::erase_if(forms, [](const FormCandidate& form) {
    int lines = 0;
    for (const int count : form.lines) lines += count;
    return lines > static_cast<int>(limits::kLyricLinesMax);
  });
}

void SongMelody::set_sections(std::string_view skeleton, std::string_view scheme, bool instrumental,
                              std::vector<song::SectionPlan>& sections) const {
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const MelodyPart* part = part_of(skeleton[i], skeleton);
    song::SectionPlan& section = sections[i];
    if (!part) continue;
    section.melody = part->phrases;
    section.lines.clear();
    const std::string rhymes = rhyme_letters(static_cast<int>(part->phrases.size()), std::string(scheme));
    for (std::size_t line = 0; line < part->phrases.size() && !instrumental; ++line) {
      section.lines.push_back(line_of(part->phrases[line], frame_));
      section.lines.back().rhyme = rhymes[line];
    }
  }
}

void SongMelody::set_own_sections(std::string_view skeleton, std::vector<song::SectionPlan>& sections) const {
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const MelodyPart* part = part_of(skeleton[i], skeleton);
    if (!part || sections[i].words.empty()) continue;
    std::vector<int> syllables;
    for (const song::LinePlan& line : sections[i].lines) syllables.push_back(line.syllables);
    sections[i].melody = part_for(*part, syllables).phrases;
  }
}

double SongMelody::natural_seconds(const FormFamily& family) const {
  const double verse_s = two_parts_ ? 0 : family.verse_lines * family.line_s;
  return family.intro_s + family.outro_s + 2 * (verse_s + seconds_of(whole_, frame_));
}

std::string SongMelody::description() const {
  std::size_t notes = 0;
  for (const Phrase& phrase : whole_.phrases) notes += phrase.size();
  return std::to_string(notes) + " notes in " + std::to_string(whole_.phrases.size()) + " phrases, " +
         number_text(std::round(seconds_of(whole_, frame_))) + " s" +
         (two_parts_ ? ", the first half for the verse and the second for the chorus" : ", for the chorus");
}

}  // namespace souls::band::plan
