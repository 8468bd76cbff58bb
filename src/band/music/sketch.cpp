// Developer's tool: `band_music_sketch STYLE SEED` prints a hand-made plan's song as JSON in the shape of song.json;
// without arguments it lists the styles.

#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>

#include "band/music/fixture.hpp"

namespace {

using namespace souls;

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return out + "\"";
}

std::string number(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return std::string(text, end);
}

template <class Range, class F>
std::string list(const Range& range, F each) {
  std::string out = "[";
  for (const auto& item : range) {
    if (out.size() > 1) out += ",";
    out += each(item);
  }
  return out + "]";
}

std::string notes_json(const song::Plan& plan, const std::vector<band::music::fixture::SectionNotes>& sections,
                       std::size_t track) {
  std::string out = "[";
  int syllables = 0;
  for (std::size_t s = 0; s < sections.size(); ++s) {
    for (const song::Note& note : sections[s].parts[track]) {
      out += out.size() > 1 ? ",\n" : "";
      out += "{\"start_beat\":" + number(plan.sections[s].start_beat + note.start_beat) +
             ",\"length_beats\":" + number(note.length_beats) + ",\"pitch\":" + std::to_string(note.pitch) +
             ",\"velocity\":" + std::to_string(note.velocity);
      if (note.syllable) out += ",\"syllable\":" + std::to_string(*note.syllable + syllables);
      out += "}";
    }
    for (const song::Line& line : sections[s].lines) syllables += line.syllable_count();
  }
  return out + "]";
}

std::string lines_json(const std::vector<band::music::fixture::SectionNotes>& sections) {
  std::string out = "[";
  for (const auto& section : sections) {
    for (const song::Line& line : section.lines) {
      out += out.size() > 1 ? ",\n" : "";
      out += "{\"section\":" + quoted(line.section) + ",\"text\":" + quoted(line.text) +
             ",\"syllables\":" + std::to_string(line.syllable_count()) + ",\"rhyme_group\":\"\",\"words\":" +
             list(line.words,
                  [](const song::Word& word) {
                    return "{\"text\":" + quoted(word.text) +
                           ",\"start_s\":0,\"end_s\":0,\"syllables\":" + std::to_string(word.syllables.size()) + "}";
                  }) +
             "}";
    }
  }
  return out + "]";
}

void print_song(const song::Plan& plan, Seed seed) {
  const auto sections = band::music::fixture::make_song(plan, seed);
  std::string out = "{\"title\":" + quoted(plan.title) + ",\"seed\":" + std::to_string(seed) +
                    ",\"language\":\"en\",\"request\":{\"prompt\":\"\"},\n";
  out += "\"plan\":{\"tempo_bpm\":" + number(plan.tempo_bpm) + ",\"key\":" + quoted(song::to_string(plan.key)) +
         ",\"time_signature\":" + quoted(song::to_string(plan.time_signature)) + ",\"style\":" + quoted(plan.style) +
         ",\"voice\":" + quoted(plan.voice) + ",\"sections\":" +
         list(plan.sections,
              [](const song::SectionPlan& s) {
                return "{\"name\":" + quoted(s.name) + ",\"kind\":" + quoted(song::to_string(s.kind)) +
                       ",\"start_beat\":" + number(s.start_beat) + ",\"length_beats\":" + number(s.length_beats) + "}";
              }) +
         "},\n\"lyrics\":{\"lines\":" + lines_json(sections) + "},\n\"score\":{\"tracks\":[";
  for (std::size_t t = 0; t < plan.tracks.size(); ++t) {
    const song::Instrument* instrument = song::find_instrument(plan.tracks[t].instrument);
    out += (t > 0 ? ",\n" : "") + ("{\"name\":" + quoted(plan.tracks[t].name)) +
           ",\"role\":" + quoted(song::to_string(plan.tracks[t].role)) +
           ",\"program\":" + std::to_string(instrument == nullptr ? 0 : instrument->program) +
           ",\"notes\":" + notes_json(plan, sections, t) + "}";
  }
  out += "],\"chords\":[";
  bool first = true;
  for (std::size_t s = 0; s < sections.size(); ++s) {
    for (const song::Chord& chord : sections[s].chords) {
      out += std::string(first ? "" : ",") +
             "{\"start_beat\":" + number(plan.sections[s].start_beat + chord.start_beat) +
             ",\"length_beats\":" + number(chord.length_beats) + ",\"symbol\":" + quoted(chord.symbol) + "}";
      first = false;
    }
  }
  out += "]}}\n";
  std::fputs(out.c_str(), stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    for (const std::string& name : band::music::fixture::style_names()) std::puts(name.c_str());
    return 0;
  }
  Seed seed = 0;
  const std::string_view digits = argv[2];
  std::from_chars(digits.data(), digits.data() + digits.size(), seed);
  print_song(band::music::fixture::plan_of(argv[1]), seed);
  return 0;
}
