#include "band/plan/lines.hpp"

#include <algorithm>
#include <cmath>

namespace souls::band::plan {
namespace {

constexpr int kSyllablesMin = 4;
constexpr int kSyllablesMax = 12;
constexpr int kLineMeasuresMax = 64;
constexpr int kVariedSyllablesMin = 7;  ///< shorter lines are all alike
constexpr double kBreathSecondsMax = 0.65;

}  // namespace

int line_measures(double measure_s, double seconds_wanted) {
  int best = 1;
  for (int measures = 1; measures <= kLineMeasuresMax; measures *= 2) {
    const auto distance = [&](int m) {
      return std::abs(m * measure_s - seconds_wanted) / (m * measure_s + seconds_wanted);
    };
    if (distance(measures) < distance(best)) best = measures;
  }
  return best;
}

int line_syllables(int measures, double measure_s, double beat_s, double syllables_per_s) {
  const double line_s = measures * measure_s;
  const double breath_s = std::min(std::clamp(beat_s, kBreathSeconds, kBreathSecondsMax), line_s * 0.3);
  const double sung_s = line_s - breath_s;
  const int wanted = static_cast<int>(std::lround(sung_s * syllables_per_s));
  const int most = static_cast<int>(std::floor(line_s * kSyllablesPerSecondMax));
  return std::clamp(wanted, std::min(kSyllablesMin, std::max(1, most)), std::min(kSyllablesMax, std::max(1, most)));
}

std::string stress_pattern(int syllables, std::string_view foot) {
  std::string stress(static_cast<std::size_t>(std::max(1, syllables)), '.');
  for (std::size_t back = 0; back < stress.size(); ++back) {
    const std::size_t place = (foot.size() - back % foot.size()) % foot.size();
    stress[stress.size() - 1 - back] = foot[place];
  }
  return stress;
}

std::string rhyme_letters(int count, const std::string& scheme) {
  // Where a letter stands once it rhymes with none.
  const auto with_gaps = [](std::string letters) {
    for (char& c : letters) {
      if (std::count(letters.begin(), letters.end(), c) == 1) c = '-';
    }
    return letters;
  };
  switch (count) {
    case 1:
      return "-";
    case 2:
      return "AA";
    case 3:
      return "AAA";
    case 5:
      return "AABBA";
    case 6:
      return scheme == "ABAB" || scheme == "ABCB" ? "ABABCC" : "AABCCB";
    default:
      break;
  }
  std::string letters;
  char base = 'A';
  for (int done = 0; done < count; done += 4) {
    const int left = std::min(4, count - done);
    std::string group = left == 4 ? scheme : std::string(static_cast<std::size_t>(left), 'A');
    for (char& c : group) c = static_cast<char>(base + (c - 'A'));
    letters += with_gaps(group);  // a line that is left over rhymes with none
    base = static_cast<char>(base == 'A' ? 'D' : base == 'D' ? 'G' : base == 'G' ? 'J' : 'A');
  }
  return letters;
}

std::vector<song::LinePlan> make_lines(const LineShape& shape, int count) {
  std::vector<song::LinePlan> lines;
  const std::string letters = rhyme_letters(count, shape.scheme);
  for (int i = 0; i < count; ++i) {
    song::LinePlan line;
    line.first_measure = i * shape.stride;
    line.measures = shape.measures;
    const int off = shape.pattern.empty() || shape.syllables < kVariedSyllablesMin
                        ? 0
                        : shape.pattern[static_cast<std::size_t>(i) % shape.pattern.size()] - '0';
    line.syllables = std::max(std::min(kSyllablesMin, shape.syllables), shape.syllables - off);
    line.stress = stress_pattern(line.syllables, shape.foot);
    line.rhyme = letters[static_cast<std::size_t>(i)];
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace souls::band::plan
