// souls_write_lyrics PACKAGE SEED TITLE STYLE MOOD THEME…: prints the words of a song of common form (two verses, a
// chorus, a bridge), for reading and for measuring with a judge of lyrics. Seconds of processor time go to stderr.

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "band/lyrics/lyrics.hpp"

namespace {

using souls::song::LinePlan;
using souls::song::SectionKind;
using souls::song::SectionPlan;

SectionPlan section_of(const std::string& name, SectionKind kind, const std::string& rhymes, const std::string& counts) {
  SectionPlan section;
  section.name = name;
  section.words_place = name;
  section.kind = kind;
  for (std::size_t i = 0; i < rhymes.size(); ++i) {
    LinePlan line;
    line.rhyme = rhymes[i];
    line.syllables = counts[i] == 'A' ? 10 : counts[i] - '0';
    for (int s = 0; s < line.syllables; ++s) line.stress += (s + line.syllables) % 2 == 1 ? 'x' : '.';
    section.lines.push_back(line);
  }
  return section;
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 7) {
    std::fputs("usage: souls_write_lyrics PACKAGE SEED TITLE STYLE MOOD THEME…\n", stderr);
    return 2;
  }
  souls::song::Plan plan;
  const souls::Seed seed = std::strtoull(arguments[2], nullptr, 10);
  plan.title = arguments[3];
  plan.style = arguments[4];
  plan.mood = arguments[5];
  for (int i = 6; i < argument_count; ++i) plan.theme.emplace_back(arguments[i]);
  plan.sections = {section_of("Verse 1", SectionKind::verse, "ABABCDCD", "86868686"),
                   section_of("Chorus", SectionKind::chorus, "AABB", "7777"),
                   section_of("Verse 2", SectionKind::verse, "AABBCC", "888888"),
                   section_of("Bridge", SectionKind::bridge, "AABB", "A8A8")};
  auto lyricist = souls::band::lyrics::Lyricist::load(arguments[1]);
  if (!lyricist) {
    std::fprintf(stderr, "%s\n", lyricist.error().message.c_str());
    return 1;
  }
  std::fprintf(stderr, "loaded in %.2f s\n", static_cast<double>(std::clock()) / CLOCKS_PER_SEC);
  const std::clock_t start = std::clock();
  for (const SectionPlan& section : plan.sections) {
    const auto lines = (*lyricist)->write_section(plan, section, souls::derive_seed(seed, {"lyrics", section.name}), {}, {});
    if (!lines) {
      std::fprintf(stderr, "%s: %s\n", section.name.c_str(), lines.error().message.c_str());
      return 1;
    }
    std::printf("[%s]\n", section.name.c_str());
    for (const souls::song::Line& line : *lines) std::printf("%s\n", line.text.c_str());
    std::printf("\n");
  }
  std::fprintf(stderr, "written in %.1f s\n", static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  return 0;
}
