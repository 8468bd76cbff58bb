#include "band/music/phrase.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace souls::band::music {
namespace {

using song::SectionKind;

struct Register {
  int low, middle, high;  ///< semitones from the voice's centre
};

Register register_of(SectionKind kind) {
  switch (kind) {
    case SectionKind::prechorus:
      return {-7, 0, 5};
    case SectionKind::chorus:
      return {-5, 3, 7};
    case SectionKind::bridge:
      return {-6, 1, 6};
    case SectionKind::solo:
    case SectionKind::interlude:
      return {-6, 0, 6};
    case SectionKind::outro:
      return {-7, -1, 5};
    case SectionKind::intro:
    case SectionKind::verse:
      break;
  }
  return {-9, -3, 4};
}

Contour draw_contour(Random& random, double size) {
  switch (random.integer(0, 4)) {
    case 0:
      return {-1.5 * size, 2.0 * size, random.uniform(0.35, 0.65), -1.0 * size};  // arch
    case 1:
      return {-2.0 * size, 1.5 * size, random.uniform(0.7, 0.95), 1.0 * size};  // rise
    case 2:
      return {2.0 * size, 1.5 * size, random.uniform(0.1, 0.3), -2.0 * size};  // fall
    case 3:
      return {1.0 * size, -2.0 * size, random.uniform(0.4, 0.6), 0.5 * size};  // valley
    default:
      return {0.5 * size, 2.2 * size, random.uniform(0.15, 0.35), -1.5 * size};  // early peak
  }
}

char letter_of(std::size_t line, int form) {
  static constexpr std::array<std::string_view, 4> kForms = {"abac", "aabc", "abab", "aaba"};
  const std::string_view pattern = kForms[static_cast<std::size_t>(form)];
  const char letter = pattern[line % 4];
  return line / 4 % 2 == 1 && letter == 'c' ? 'd' : letter;
}

}  // namespace

Tessitura sung_tessitura(const song::Voice& voice, SectionKind kind) {
  const Register r = register_of(kind);
  Tessitura t;
  t.low = std::max(voice.low, voice.centre + r.low);
  t.high = std::min(voice.high, voice.centre + r.high);
  t.middle = std::clamp<double>(voice.centre + r.middle, t.low, t.high);
  return t;
}

Tessitura played_tessitura(const song::Instrument& instrument) {
  const int centre = std::clamp((instrument.low + instrument.high) / 2, 62, 77);
  const int inside = std::clamp(centre, instrument.low + 7, std::max(instrument.low + 7, instrument.high - 7));
  return {std::max(instrument.low, inside - 8), std::min(instrument.high, inside + 9), static_cast<double>(inside)};
}

double Contour::at(double share) const {
  const double u = std::clamp(share, 0.0, 1.0);
  if (u < peak_at) return start + (peak - start) * u / std::max(peak_at, 1e-6);
  return peak + (end - peak) * (u - peak_at) / std::max(1 - peak_at, 1e-6);
}

Motif motif_of(Seed motif_seed) {
  static const std::vector<std::vector<int>> kCells = {
      {1, 1, -2}, {0, 0, 1, -1}, {2, -1, -1},     {-1, -1, 2},   {1, -1, 2, -1}, {0, 2, -1, -1}, {4, -1, -1},
      {-2, 1, 1}, {2, 1, -1},    {0, 1, 0, -1},   {1, 1, 1, -1}, {-1, 1, 2},     {2, 0, -1, -1}, {-1, 0, 1, 1},
      {3, -1, 0}, {1, 0, -1, 2}, {-1, -1, -1, 3}, {0, -1, 1, 2}, {2, 2, -1},     {-2, -1, 2, 1}};
  Random random(derive_seed(motif_seed, {"motif"}));
  Motif motif;
  motif.steps = random.pick(kCells);
  motif.contour = draw_contour(random, 1.0);
  return motif;
}

PhraseShape phrase_shape(const song::SectionPlan& section, std::size_t line, std::size_t lines, Seed seed,
                         Seed motif_seed) {
  Random section_random(derive_seed(seed, {"form"}));
  const int form = section_random.integer(0, 3);
  const bool transposes = section_random.chance(0.5);
  PhraseShape shape;
  shape.letter = letter_of(line, form);
  Random random(derive_seed(seed, {"phrase", std::string_view(&shape.letter, 1)}));
  const Motif motif = motif_of(motif_seed);
  const bool lifts = section.kind == SectionKind::chorus;
  shape.contour = draw_contour(random, lifts ? 1.2 : 1.0);
  if (shape.letter == 'a') {
    shape.motif = motif.steps;
    shape.contour = motif.contour;
    if (section.kind == SectionKind::bridge) {  // the motif upside down
      for (int& step : shape.motif) step = -step;
      std::swap(shape.contour.start, shape.contour.end);
    } else if (!lifts && transposes) {  // its head alone
      shape.motif.resize(std::min<std::size_t>(shape.motif.size(), 2));
    }
  } else if (shape.letter == 'b' && transposes) {  // answered upside down
    shape.motif = {-motif.steps[0], -motif.steps[1]};
  }
  // The height of the section comes once, in the phrase before the last or, in short sections, in the last.
  const std::size_t height = lines >= 3 ? lines - 2 : lines - 1;
  shape.climax = (lifts || section.kind == SectionKind::bridge) && line == height;
  if (shape.climax) {
    shape.contour.peak = std::max(shape.contour.peak, 0.0) + 1.5;
  }
  return shape;
}

std::array<double, 7> ending_costs(const song::Key& key, const ChordSpan& span, SectionKind kind, bool last_of_section,
                                   bool answer) {
  const std::array<int, 7> scale = chord_scale(key, span);
  const bool home = span.silent() || span.tones.root == key.tonic;
  std::array<double, 7> costs{};
  for (std::size_t d = 0; d < 7; ++d) {
    const int above_root = (scale[d] - span.tones.root + 12) % 12;
    double cost = span.silent() || span.contains(scale[d]) ? 0 : 260;
    if (last_of_section && home) {
      cost += d == 0 ? 0 : d == 2 ? (kind == SectionKind::chorus ? 420 : 120) : 460;
    } else if (home) {
      cost += answer ? (d == 0 ? 0 : 40) : (d == 0 ? 70 : 0);  // a question stays open
    } else if (above_root == 10 || above_root == 11) {
      cost += 90;  // sevenths don't rest
    }
    costs[d] = cost;
  }
  return costs;
}

}  // namespace souls::band::music
