#include "song/formats/notation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <tuple>

namespace souls::song::formats {
namespace {

constexpr std::size_t kVoicesMax = 4;
constexpr int kFinest = kDivisions / 16;  // a sixty-fourth
/// Gaps and overlaps up to this are articulation, not rhythm.
constexpr int kArticulation = kDivisions / 4;

struct Value {
  int length;
  std::string_view type;
  bool dotted;
};
constexpr std::array<Value, 12> kValues = {{{2880, "whole", true},
                                            {1920, "whole", false},
                                            {1440, "half", true},
                                            {960, "half", false},
                                            {720, "quarter", true},
                                            {480, "quarter", false},
                                            {360, "eighth", true},
                                            {240, "eighth", false},
                                            {180, "16th", true},
                                            {120, "16th", false},
                                            {60, "32nd", false},
                                            {30, "64th", false}}};
/// In a beat of triplets, three take the time of two.
constexpr std::array<Value, 3> kTripletValues = {{{320, "quarter", false}, {160, "eighth", false}, {80, "16th", false}}};

/// A note or chord in divisions from the song's start.
struct Group {
  int start = 0;
  int end = 0;
  std::vector<WrittenNote> notes;
};

/// A beat, or what is left of the measure after its last whole one, and the grid on which its notes stand.
struct Cell {
  int start = 0;
  int length = 0;
  int step = kDivisions / 2;

  int end() const { return start + length; }
  bool triplet() const { return step == 160 || step == 80; }
};

int divisions_of(double beat) { return static_cast<int>(std::lround(beat * kDivisions)); }

class Notator {
 public:
  Notator(const Track& track, const TimeSignature& metre, int measures)
      : track_(track), metre_(metre), measure_(divisions_of(metre.measure_beats())), alone_(track.role == Role::lead) {
    double end_beat = 0;
    for (const Note& note : track.notes) end_beat = std::max(end_beat, note.start_beat + note.length_beats);
    // One to spare: a note at the very end may be rounded into the next measure.
    measures_ = std::max(measures, divisions_of(end_beat) / measure_ + 2);
    wanted_ = measures;
    make_cells();
  }

  std::vector<WrittenMeasure> write() {
    std::vector<WrittenMeasure> score(static_cast<std::size_t>(measures_));
    for (const std::vector<Group>& voice : voices()) write_voice(voice, score);
    while (static_cast<int>(score.size()) > wanted_ && score.back().voices.empty()) score.pop_back();
    for (WrittenMeasure& measure : score) {
      if (measure.voices.empty()) measure.voices.push_back({whole_rest()});
    }
    return score;
  }

 private:
  // ---- the grid

  void make_cells() {
    for (int m = 0; m < measures_; ++m) {
      for (int at = 0; at < measure_; at += kDivisions) {
        cells_.push_back({m * measure_ + at, std::min(kDivisions, measure_ - at)});
      }
    }
    std::vector<std::vector<int>> onsets(cells_.size());
    for (const Note& note : track_.notes) {
      const int at = divisions_of(note.start_beat);
      onsets[cell_index(at)].push_back(at);
    }
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      std::sort(onsets[i].begin(), onsets[i].end());
      cells_[i].step = step_for(cells_[i], onsets[i]);
    }
  }

  std::size_t cell_index(int at) const {
    const int cells_per_measure = (measure_ + kDivisions - 1) / kDivisions;
    const int measure = at / measure_;
    const auto index = static_cast<std::size_t>(measure * cells_per_measure + (at % measure_) / kDivisions);
    return std::min(index, cells_.size() - 1);
  }

  /// The plainest grid that is near enough to all onsets of the cell and keeps different ones apart.
  int step_for(const Cell& cell, const std::vector<int>& onsets) const {
    struct Try {
      int step;
      int error_max;
    };
    constexpr std::array<Try, 8> kTries = {
        {{240, 14}, {120, 14}, {160, 14}, {240, 40}, {120, 40}, {160, 40}, {60, 20}, {80, 20}}};
    const bool triplets = cell.length == kDivisions && !metre_.compound() && track_.role != Role::drums;
    for (const Try& t : kTries) {
      const bool ternary = t.step == 160 || t.step == 80;
      if ((ternary && !triplets) || cell.length % t.step != 0) continue;
      bool good = true;
      for (std::size_t i = 0; i < onsets.size() && good; ++i) {
        const int snapped = snap(onsets[i], cell, t.step);
        good = std::abs(snapped - onsets[i]) <= t.error_max;
        const int gap = i > 0 ? onsets[i] - onsets[i - 1] : 0;
        const bool apart = gap > (alone_ ? 0 : kDivisions / 20);
        if (good && apart) good = snapped > snap(onsets[i - 1], cell, t.step);
      }
      if (good) return t.step;
    }
    return kFinest;
  }

  static int snap(int at, const Cell& cell, int step) {
    return cell.start + std::min((at - cell.start + step / 2) / step * step, cell.length);
  }

  int snapped_onset(int at) const {
    const Cell& cell = cells_[cell_index(at)];
    return snap(at, cell, cell.step);
  }

  /// Ends are rounder than onsets: how long a note rings is mostly articulation.
  int snapped_end(int at) const {
    const Cell& cell = cells_[cell_index(at)];
    const int step = cell.triplet() ? 160 : cell.length % 120 == 0 ? std::max(cell.step, 120) : cell.step;
    return snap(at, cell, step);
  }

  /// The next place of the grid after a place on it.
  int next_on_grid(int at) const {
    const Cell& cell = cells_[cell_index(at)];
    return std::min(at + cell.step, cell.end());
  }

  // ---- chords and voices

  std::vector<Group> groups() const {
    struct Sounding {
      int start;
      int end;
      WrittenNote note;
    };
    std::vector<Sounding> all;
    for (const Note& note : track_.notes) {
      const int start = snapped_onset(divisions_of(note.start_beat));
      const int end = std::max(snapped_end(divisions_of(note.start_beat + note.length_beats)), next_on_grid(start));
      all.push_back({start, end, {note.pitch, note.velocity, note.syllable}});
    }
    std::stable_sort(all.begin(), all.end(), [](const Sounding& a, const Sounding& b) {
      return std::tuple(a.start, a.end, a.note.pitch) < std::tuple(b.start, b.end, b.note.pitch);
    });
    std::vector<Group> groups;
    for (const Sounding& one : all) {
      const bool together = !alone_ && !groups.empty() && groups.back().start == one.start &&
                            (track_.role == Role::drums || one.end - groups.back().end <= 2 * kArticulation);
      if (together) {
        Group& chord = groups.back();
        chord.end = std::max(chord.end, one.end);
        const bool twice = std::any_of(chord.notes.begin(), chord.notes.end(),
                                       [&](const WrittenNote& note) { return note.pitch == one.note.pitch; });
        if (!twice) chord.notes.push_back(one.note);
      } else {
        groups.push_back({one.start, one.end, {one.note}});
      }
    }
    return groups;
  }

  std::vector<std::vector<Group>> voices() const {
    std::vector<Group> all = groups();
    if (track_.role == Role::drums) end_strokes(all);
    if (alone_) keep_apart(all);
    std::vector<std::vector<Group>> voices;
    for (Group& group : all) {
      std::vector<Group>* voice = voice_for(voices, group);
      if (!voice && voices.size() < kVoicesMax) voice = &voices.emplace_back();
      if (voice) {
        if (!voice->empty()) voice->back().end = std::min(voice->back().end, group.start);
        voice->push_back(std::move(group));
      } else {  // more lengths at once than voices: joins the chord that begins with it
        auto& notes = voices.back().back().notes;
        notes.insert(notes.end(), group.notes.begin(), group.notes.end());
      }
    }
    for (std::vector<Group>& voice : voices) join_gaps(voice);
    return voices;
  }

  /// The first voice that is free, else one whose note may be cut short; null when a new voice is due.
  std::vector<Group>* voice_for(std::vector<std::vector<Group>>& voices, const Group& group) const {
    const auto free = [&](int overlap_max) -> std::vector<Group>* {
      for (auto& voice : voices) {
        if (voice.back().start < group.start && voice.back().end - group.start <= overlap_max) return &voice;
      }
      return nullptr;
    };
    if (auto* voice = free(0)) return voice;
    if (auto* voice = free(alone_ || track_.role == Role::drums ? measure_ * measures_ : kArticulation)) return voice;
    return voices.size() < kVoicesMax ? nullptr : free(measure_ * measures_);
  }

  /// A stroke lasts to the next one or to the end of its beat.
  void end_strokes(std::vector<Group>& groups) const {
    for (std::size_t i = 0; i < groups.size(); ++i) {
      groups[i].end = cells_[cell_index(groups[i].start)].end();
      if (i + 1 < groups.size()) groups[i].end = std::min(groups[i].end, groups[i + 1].start);
    }
  }

  /// One note at a time, each at least a sixty-fourth.
  static void keep_apart(std::vector<Group>& groups) {
    for (std::size_t i = 1; i < groups.size(); ++i) {
      groups[i].start = std::max(groups[i].start, groups[i - 1].start + kFinest);
      groups[i].end = std::max(groups[i].end, groups[i].start + kFinest);
    }
  }

  static void join_gaps(std::vector<Group>& voice) {
    for (std::size_t i = 0; i + 1 < voice.size(); ++i) {
      const int gap = voice[i + 1].start - voice[i].end;
      if (gap > 0 && gap <= kArticulation && gap < voice[i].end - voice[i].start) voice[i].end = voice[i + 1].start;
    }
  }

  // ---- note values

  Piece whole_rest() const {
    Piece rest;
    rest.length = measure_;
    return rest;
  }

  void write_voice(const std::vector<Group>& voice, std::vector<WrittenMeasure>& score) const {
    std::size_t next = 0;
    for (int m = 0; m < measures_; ++m) {
      const int start = m * measure_;
      const int end = start + measure_;
      while (next < voice.size() && voice[next].end <= start) ++next;
      std::vector<Piece> pieces;
      int at = start;
      for (std::size_t i = next; i < voice.size() && voice[i].start < end; ++i) {
        const int from = std::max(voice[i].start, start);
        const int to = std::min(voice[i].end, end);
        if (from > at) split(at, from, start, nullptr, pieces);
        const std::size_t first = pieces.size();
        split(from, to, start, &voice[i], pieces);
        pieces[first].tied_from = voice[i].start < start;
        pieces.back().tied_on = voice[i].end > end;
        at = to;
      }
      if (pieces.empty()) continue;
      if (at < end) split(at, end, start, nullptr, pieces);
      mark_tuplets(pieces);
      score[static_cast<std::size_t>(m)].voices.push_back(std::move(pieces));
    }
  }

  /// Writable values for the time from `from` to `to`; all but the ends are tied when they sound.
  void split(int from, int to, int measure_start, const Group* group, std::vector<Piece>& pieces) const {
    const std::size_t first = pieces.size();
    while (from < to) {
      Piece piece = next_piece(from, to, measure_start, group == nullptr);
      piece.start = from - measure_start;
      if (group) piece.notes = group->notes;
      from += piece.length;
      pieces.push_back(std::move(piece));
    }
    for (std::size_t i = first; group && i < pieces.size(); ++i) {
      pieces[i].tied_from = i > first;
      pieces[i].tied_on = i + 1 < pieces.size();
    }
  }

  Piece next_piece(int from, int to, int measure_start, bool rest) const {
    const Cell& cell = cells_[cell_index(from)];
    const bool whole_cell = from == cell.start && to >= cell.end();
    if (cell.triplet() && !whole_cell) {
      const int room = std::min(to, cell.end()) - from;
      for (const Value& value : kTripletValues) {
        if (value.length <= room) return piece_of(value, true);
      }
    }
    int room = plain_room(from, to);
    const int pulse = metre_.compound() ? kDivisions * 3 / 2 : kDivisions;
    const int into_pulse = (from - measure_start) % pulse;
    if (into_pulse != 0) {
      const bool syncopated = !rest && pulse == kDivisions && into_pulse == pulse / 2 && room == pulse;
      if (!syncopated) room = std::min(room, pulse - into_pulse);
    }
    for (const Value& value : kValues) {
      if (value.length <= room && !(rest && value.dotted && !metre_.compound())) return piece_of(value, false);
    }
    Piece rest_of_it;  // shorter than a sixty-fourth: only where two grids meet
    rest_of_it.length = room;
    rest_of_it.type = "128th";
    return rest_of_it;
  }

  /// How far a plain value may reach: to the first beat of triplets that it doesn't fill.
  int plain_room(int from, int to) const {
    int reach = from;
    for (std::size_t i = cell_index(from); reach < to; ++i) {
      const Cell& cell = cells_[i];
      const bool filled = reach <= cell.start && to >= cell.end();
      if (cell.triplet() && !filled && reach > from) break;
      reach = std::min(to, cell.end());
      if (i + 1 == cells_.size()) break;
    }
    return reach - from;
  }

  static Piece piece_of(const Value& value, bool triplet) {
    Piece piece;
    piece.length = value.length;
    piece.type = value.type;
    piece.dotted = value.dotted;
    piece.triplet = triplet;
    return piece;
  }

  static void mark_tuplets(std::vector<Piece>& pieces) {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (!pieces[i].triplet) continue;
      const int beat = pieces[i].start / kDivisions;
      const auto same = [&](const Piece& other) { return other.triplet && other.start / kDivisions == beat; };
      pieces[i].tuplet_start = i == 0 || !same(pieces[i - 1]);
      pieces[i].tuplet_stop = i + 1 == pieces.size() || !same(pieces[i + 1]);
    }
  }

  const Track& track_;
  TimeSignature metre_;
  int measure_;
  bool alone_;
  int measures_ = 0;
  int wanted_ = 0;
  std::vector<Cell> cells_;
};

}  // namespace

std::vector<WrittenMeasure> notate(const Track& track, const TimeSignature& metre, int measures) {
  return Notator(track, metre, measures).write();
}

}  // namespace souls::song::formats
