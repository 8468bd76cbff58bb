#include "band/vocals/timing.hpp"

#include <algorithm>

namespace souls::band::vocals {
namespace {

constexpr double kRestS = 0.12;          // a shorter gap inside a syllable is sung through
constexpr double kVowelShareMin = 0.48;   // of a note, whatever consonants want
constexpr double kVowelShareFull = 0.62;  // of a note that is too short for
constexpr double kVowelHeardS = 0.11;     // what a vowel needs for its pitch to be heard
constexpr double kLateMax = 0.040;       // a first vowel may start this much after the first beat
constexpr double kTailMax = 0.4;
constexpr double kNoteMinS = 0.02;
constexpr double kClusterFactor = 0.85;  // consonants in clusters are shorter

double vowel_least_s(double note_s) {
  return std::max(kVowelShareMin * note_s, std::min(kVowelHeardS, kVowelShareFull * note_s));
}

struct Syllable {
  int first = 0, vowel = 0, last = 0;  ///< indices of phones, `last` one past the end
};

std::vector<Syllable> syllables_of(const Utterance& utterance) {
  std::vector<Syllable> found;
  for (int i = 0; i < static_cast<int>(utterance.phones.size()); ++i) {
    const LinePhone& phone = utterance.phones[i];
    if (phone.syllable >= static_cast<int>(found.size())) found.push_back({i, i, i});
    if (phone.kind->vowel()) found.back().vowel = i;
    found.back().last = i + 1;
  }
  return found;
}

/// The consonants of a unit's onset or coda, with the lengths that they would like.
struct Cluster {
  std::vector<int> phones;
  std::vector<double> lengths_s;

  double total() const {
    double sum = 0;
    for (const double length : lengths_s) sum += length;
    return sum;
  }
  void scale(double factor) {
    for (double& length : lengths_s) length *= factor;
  }
};

Cluster cluster_of(const Utterance& utterance, int first, int last) {
  Cluster cluster;
  const double factor = last - first > 1 ? kClusterFactor : 1.0;
  for (int i = first; i < last; ++i) {
    cluster.phones.push_back(i);
    cluster.lengths_s.push_back(utterance.phones[i].kind->length_ms / 1000 * factor);
  }
  return cluster;
}

struct Shape {
  Cluster onset, coda;
  int vowel = 0;
};

std::vector<Shape> shapes_of(const std::vector<Unit>& units, const std::vector<ModelLine>& lines) {
  std::vector<std::vector<Syllable>> syllables;
  for (const ModelLine& line : lines) syllables.push_back(syllables_of(line.utterance));
  std::vector<Shape> shapes;
  for (const Unit& unit : units) {
    const Syllable& s = syllables[unit.line][unit.syllable];
    const Utterance& utterance = lines[unit.line].utterance;
    Shape shape;
    shape.vowel = s.vowel;
    if (unit.has_onset) shape.onset = cluster_of(utterance, s.first, s.vowel);
    if (unit.has_coda) shape.coda = cluster_of(utterance, s.vowel + 1, s.last);
    shapes.push_back(std::move(shape));
  }
  return shapes;
}

void append(Timing& timing, const ModelLine& line, int unit, int phone, double start_s, double end_s, bool coda) {
  const SourceSpan& span = line.spoken.spans[phone + 1];  // the first label is a pause
  const std::vector<LinePhone>& phones = line.utterance.phones;
  const std::size_t next = static_cast<std::size_t>(phone) + 1;
  const bool before_nasal = next < phones.size() && phones[next].kind->manner == Manner::nasal;
  timing.segments.push_back({line.utterance.phones[phone].kind, unit, start_s, end_s, static_cast<double>(span.first),
                             static_cast<double>(span.last), coda, before_nasal});
}

}  // namespace

Result<std::vector<Unit>> group_notes(const std::vector<song::Note>& notes, const std::vector<ModelLine>& lines,
                                      double tempo_bpm, double end_s) {
  std::vector<int> line_of, place_of;
  for (int l = 0; l < static_cast<int>(lines.size()); ++l) {
    const std::vector<LinePhone>& phones = lines[l].utterance.phones;
    const int count = phones.empty() ? 0 : phones.back().syllable + 1;
    for (int s = 0; s < count; ++s) {
      line_of.push_back(l);
      place_of.push_back(s);
    }
  }
  std::vector<song::Note> sorted;
  for (const song::Note& note : notes) {
    if (!note.syllable) continue;
    if (*note.syllable < 0 || *note.syllable >= static_cast<int>(line_of.size())) {
      return fail(ErrorCode::invalid_request, "a note sings syllable " + std::to_string(*note.syllable) +
                                                  ", but its section has " + std::to_string(line_of.size()));
    }
    sorted.push_back(note);
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const song::Note& a, const song::Note& b) { return a.start_beat < b.start_beat; });
  std::vector<Unit> units;
  const double beat_s = 60 / tempo_bpm;
  int before = -1;  // syllable of the unit before
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const song::Note& note = sorted[i];
    SungNote sung{std::max(0.0, note.start_beat * beat_s), (note.start_beat + note.length_beats) * beat_s,
                  static_cast<double>(note.pitch), std::clamp(note.velocity, 1, 127)};
    if (i + 1 < sorted.size()) sung.end_s = std::min(sung.end_s, sorted[i + 1].start_beat * beat_s);
    sung.end_s = std::min(sung.end_s, end_s);
    if (sung.end_s - sung.start_s < kNoteMinS) continue;
    const double rest = units.empty() ? 10.0 : sung.start_s - units.back().notes.back().end_s;
    const bool same = *note.syllable == before;
    if (same && rest < kRestS) {
      units.back().notes.back().end_s = sung.start_s;
      units.back().notes.push_back(sung);
      continue;
    }
    if (same) units.back().has_coda = false;
    Unit unit;
    unit.line = line_of[*note.syllable];
    unit.syllable = place_of[*note.syllable];
    unit.notes = {sung};
    unit.has_onset = !same;
    unit.rest_before_s = rest;
    units.push_back(std::move(unit));
    before = *note.syllable;
  }
  return units;
}

Timing place_sounds(std::vector<Unit> units, const std::vector<ModelLine>& lines, double end_s) {
  std::vector<Shape> shapes = shapes_of(units, lines);
  const int size = static_cast<int>(units.size());
  for (int i = 0; i < size; ++i) {
    Unit& unit = units[i];
    const double start = unit.notes.front().start_s, end = unit.notes.back().end_s;
    unit.vowel_start_s = start;
    if (i == 0 || unit.rest_before_s > start) {
      // Nothing may sound before the lead-in: the vowel waits a little, then the consonants hurry.
      const double room = start + kLeadInS;
      const double late = std::clamp(shapes[i].onset.total() - room, 0.0, std::min(kLateMax, 0.25 * (end - start)));
      unit.vowel_start_s += late;
      if (shapes[i].onset.total() > room + late) shapes[i].onset.scale((room + late) / shapes[i].onset.total());
    }
    const bool last = i + 1 == size;
    const double next = last ? end_s + kTailMax : units[i + 1].notes.front().start_s;
    const double onset = last ? 0 : shapes[i + 1].onset.total();
    const double wanted = shapes[i].coda.total() + onset;
    const double vowel_min = vowel_least_s(end - unit.vowel_start_s);
    const double allowed = std::max(0.0, next - unit.vowel_start_s - vowel_min);
    if (wanted > allowed) {
      shapes[i].coda.scale(allowed / wanted);
      if (!last) shapes[i + 1].onset.scale(allowed / wanted);
    }
    const double coda = shapes[i].coda.total();
    const double onset_start = next - (last ? 0 : shapes[i + 1].onset.total());
    unit.vowel_end_s = std::max(unit.vowel_start_s + vowel_min, std::min(end - 0.5 * coda, onset_start - coda));
  }
  Timing timing;
  for (int i = 0; i < size; ++i) {
    const Unit& unit = units[i];
    const ModelLine& line = lines[unit.line];
    double at = unit.vowel_start_s - shapes[i].onset.total();
    for (std::size_t k = 0; k < shapes[i].onset.phones.size(); ++k) {
      const double length = shapes[i].onset.lengths_s[k];
      append(timing, line, i, shapes[i].onset.phones[k], at, at + length, false);
      at += length;
    }
    append(timing, line, i, shapes[i].vowel, unit.vowel_start_s, unit.vowel_end_s, false);
    at = unit.vowel_end_s;
    for (std::size_t k = 0; k < shapes[i].coda.phones.size(); ++k) {
      const double length = shapes[i].coda.lengths_s[k];
      append(timing, line, i, shapes[i].coda.phones[k], at, at + length, true);
      at += length;
    }
  }
  timing.units = std::move(units);
  return timing;
}

double closure_share(const Segment& segment) {
  const double length = segment.end_s - segment.start_s;
  if (segment.kind->manner == Manner::affricate) return 0.35;
  const double burst = segment.kind->voiced ? 0.020 : 0.045;
  return 1 - std::min(burst / std::max(length, 1e-3), 0.45);
}

double source_frame(const Segment& segment, double time_s) {
  const double source = segment.source_last - segment.source_first;
  const double length = std::max(segment.end_s - segment.start_s, 1e-4);
  const double x = std::clamp(time_s - segment.start_s, 0.0, length);
  const Manner manner = segment.kind->manner;
  if (manner == Manner::stop || manner == Manner::affricate) {
    const double closed = closure_share(segment);
    const double source_closed = manner == Manner::affricate ? 0.4 : 0.55;
    const double share = x / length;
    const double at = share < closed ? share / closed * source_closed
                                     : source_closed + (share - closed) / (1 - closed) * (1 - source_closed);
    return segment.source_first + at * source;
  }
  const double natural = source * kSourceFrameS;
  if (!segment.kind->vowel() || length <= natural) return segment.source_first + source * x / length;
  // Vowel longer than the model's: its edges at their own speed, the nucleus slowly.
  const bool glides = manner == Manner::diphthong;
  // A vowel is held late, when it has reached its place. Before a nasal it is held early: from there on "sun" moves
  // towards "sign"; not so the rounded back vowels, for what leads to them sounds fronted.
  const bool rounded = segment.kind->name == "uw" || segment.kind->name == "ow";
  const bool late = rounded || (!glides && !segment.before_nasal);
  const double head = (late ? 0.55 : glides ? 0.22 : 0.25) * natural;
  const double tail = (late ? 0.35 : glides ? 0.60 : 0.65) * natural;
  const double tail_slow = glides ? 1.15 : 1.0;
  const double held = natural - head - tail;
  const double middle = length - head - tail * tail_slow;
  if (middle < held) return segment.source_first + source * x / length;
  if (x < head) return segment.source_first + x / kSourceFrameS;
  if (x > length - tail * tail_slow) return segment.source_last - (length - x) / tail_slow / kSourceFrameS;
  return segment.source_first + (head + held * (x - head) / middle) / kSourceFrameS;
}

}  // namespace souls::band::vocals
