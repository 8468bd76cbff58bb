#include "band/plan/fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "band/plan/lines.hpp"
#include "base/limits.hpp"

namespace souls::band::plan {
namespace {

constexpr double kLengthTolerance = 0.02;
/// How far beyond its usual range a style's tempo may be pushed to meet a length.
constexpr double kTempoStretch = 1.04;
constexpr int kMeasuresMax = 8000;
/// A verse and a chorus that come once fill no more than this.
constexpr double kOnePassSecondsMax = 55;
/// An intro or outro takes at most this part of a song.
constexpr double kStretchShareMax = 0.16;

/// What a form costs whose new lines are a smaller part of all that is sung.
constexpr double kNewLinesLiked = 0.65;
constexpr double kRepetitionCost = 8;

struct MeasureChoice {
  int measures = 0;
  double tempo_bpm = 0;
  double cut_beats = 0;
  double cost = 0;
};

double rounded_tempo(double bpm) { return std::round(bpm * 100) / 100; }

/// A fixed tempo and a fixed length: as many measures as come near, or a last one that is cut short.
std::vector<MeasureChoice> fixed_choices(const FitTask& task) {
  const double measure_s = measure_seconds(task.metre, task.tempo_bpm);
  std::vector<MeasureChoice> choices;
  const int nearest = static_cast<int>(std::lround(task.length_s / measure_s));
  const int reach = static_cast<int>(std::ceil(task.length_s * kLengthTolerance / measure_s));
  for (int m = std::max(1, nearest - reach); m <= nearest + reach; ++m) {
    const double error = std::abs(m * measure_s / task.length_s - 1);
    if (error <= kLengthTolerance) choices.push_back({m, task.tempo_bpm, 0, error * 20});
  }
  if (!choices.empty()) return choices;
  const int measures = static_cast<int>(std::ceil(task.length_s / measure_s));
  const double unit = 4.0 / task.metre.denominator;
  const double surplus = measures * task.metre.measure_beats() - task.length_s * task.tempo_bpm / 60;
  const double cut = std::min(std::round(surplus / unit) * unit, task.metre.measure_beats() - unit);
  choices.push_back({measures, task.tempo_bpm, std::max(0.0, cut), 0});
  return choices;
}

std::vector<MeasureChoice> measure_choices(const FitTask& task) {
  const double beats = task.metre.measure_beats();
  if (task.length_fixed && task.tempo_fixed) return fixed_choices(task);
  std::vector<MeasureChoice> choices;
  if (!task.length_fixed) {
    const double measure_s = measure_seconds(task.metre, task.tempo_bpm);
    const int from = std::max(1, static_cast<int>(std::ceil(task.length_s * 0.94 / measure_s)));
    const int to = std::max(from, static_cast<int>(std::floor(task.length_s * 1.06 / measure_s)));
    for (int m = from; m <= to; ++m) {
      choices.push_back({m, task.tempo_bpm, 0, 3 * std::abs(m * measure_s / task.length_s - 1)});
    }
    return choices;
  }
  const auto add = [&](int m) {
    const double tempo = rounded_tempo(m * beats * 60 / task.length_s);
    if (m < 1 || m > kMeasuresMax || tempo < limits::kTempoBpmMin || tempo > limits::kTempoBpmMax) return;
    choices.push_back({m, tempo, 0, 8 * std::abs(std::log(tempo / task.tempo_bpm))});
  };
  const int from = static_cast<int>(std::ceil(task.length_s * task.tempo_low_bpm / kTempoStretch / 60 / beats));
  const int to = static_cast<int>(std::floor(task.length_s * task.tempo_high_bpm * kTempoStretch / 60 / beats));
  for (int m = from; m <= to; ++m) add(m);
  if (choices.size() < 2) {  // very short, or very long measures: further away is better than not at all
    const int nearest = std::max(1, static_cast<int>(std::lround(task.length_s * task.tempo_bpm / 60 / beats)));
    for (int m = std::max(1, nearest - 1); m <= nearest + 3; ++m) add(m);
  }
  return choices;
}

struct Stretch {
  std::size_t section = 0;
  double wanted = 1;
  int least = 1;
};

std::vector<Stretch> stretches_of(const FormCandidate& form, const FitTask& task) {
  const double measure_s = measure_seconds(task.metre, task.tempo_bpm);
  std::vector<Stretch> out;
  for (std::size_t i = 0; i < form.skeleton.size(); ++i) {
    if (form.sung_measures[i] > 0) continue;
    double seconds = task.family->interlude_s;
    if (form.skeleton[i] == 'I')
      seconds = task.family->intro_s * (task.intro_length > 0 ? 2.4 : task.intro_length < 0 ? 0.4 : 1);
    if (form.skeleton[i] == 'S') seconds = task.family->solo_s;
    if (form.skeleton[i] == 'O') seconds = task.family->outro_s;
    if (form.skeleton[i] != 'S')
      seconds = std::min(seconds, kStretchShareMax * task.length_s);  // short songs come to the point
    const double measures = seconds / measure_s;
    const double even = measures < 1.5 ? 1 : std::max(2.0, std::round(measures / 2) * 2);
    const bool longer_end = measure_s < 2 || (measure_s < 3.5 && task.length_s > 40);
    out.push_back({i, even, form.skeleton[i] == 'O' && longer_end ? 2 : 1});
  }
  return out;
}

/// A last measure that is cut short leaves no time to ring out, so another goes before it where measures are short.
bool needs_longer_end(const MeasureChoice& choice, const FitTask& task) {
  return choice.cut_beats > 0 && measure_seconds(task.metre, task.tempo_bpm) < 3;
}

/// Shares `measures` out among the sections that stretch, near their wishes and even where it can be.
void spread(std::vector<int>& lengths, const std::vector<Stretch>& stretches, int measures) {
  double wanted = 0;
  for (const Stretch& s : stretches) wanted += s.wanted;
  int sum = 0;
  for (const Stretch& s : stretches) {
    int share = static_cast<int>(s.wanted * measures / wanted);
    if (share > 2) share -= share % 2;
    lengths[s.section] = std::max(s.least, share);
    sum += lengths[s.section];
  }
  const auto fill = [&](const Stretch& s) { return lengths[s.section] / s.wanted; };
  while (sum < measures) {
    if (measures - sum == 1) {  // an odd measure is heard least at the end
      ++lengths[stretches.back().section];
      break;
    }
    const auto least = std::min_element(stretches.begin(), stretches.end(),
                                        [&](const Stretch& a, const Stretch& b) { return fill(a) < fill(b); });
    const int step = measures - sum >= 2 && lengths[least->section] >= 2 ? 2 : 1;
    lengths[least->section] += step;
    sum += step;
  }
  while (sum > measures) {
    const Stretch* most = nullptr;
    for (const Stretch& s : stretches) {
      if (lengths[s.section] > s.least && (!most || fill(s) > fill(*most))) most = &s;
    }
    if (!most) return;
    --lengths[most->section];
    --sum;
  }
}

}  // namespace

double measure_seconds(const song::TimeSignature& metre, double tempo_bpm) {
  return metre.measure_beats() * 60 / tempo_bpm;
}

std::vector<FormCandidate> candidates_for(const std::vector<std::string>& skeletons, const FitTask& task,
                                          Random& random) {
  const FormFamily& family = *task.family;
  const double measure_s = measure_seconds(task.metre, task.tempo_bpm);
  const int unit = line_measures(measure_s, family.line_s);
  const std::vector<int> verse_options = family.verse_lines == 3 ? std::vector{3, 6, 2, 1} : std::vector{4, 6, 8, 2, 1};
  const std::vector<int> chorus_options = {4, 6, 8, 2, 1};
  // What counts is how long a section takes: short lines may be more of them.
  const auto off = [&](int measures, int liked) {
    return std::abs(std::log(measures * measure_s / (liked * family.line_s)));
  };
  // One line is no stanza, and two are a short one.
  const auto lonely = [](int lines, int liked) { return lines == 1 ? 3.0 : lines == 2 && liked > 2 ? 0.9 : 0.0; };
  std::vector<FormCandidate> out;
  for (const std::string& skeleton : skeletons) {
    const double taste = random.uniform(0, 0.5);
    const bool sings_verse = skeleton.find('V') != std::string::npos;
    const bool sings_chorus = skeleton.find('C') != std::string::npos;
    for (int u = unit; u >= 1; u /= 2) {
      for (int stride = family.verse_stride; stride >= 1; --stride) {
        for (const int verse : verse_options) {
          for (const int chorus : chorus_options) {
            if ((!sings_verse && verse != verse_options.front()) || (!sings_chorus && chorus != 4)) continue;
            FormCandidate form;
            form.skeleton = skeleton;
            form.line_measures = u;
            form.verse_stride = stride;
            form.cost = taste + 1.4 * off(verse * u, family.verse_lines) + 1.5 * off(chorus * u, family.chorus_lines) +
                        2.2 * std::log2(static_cast<double>(unit) / u) + 1.2 * (family.verse_stride - stride) +
                        lonely(verse, family.verse_lines) + lonely(chorus, family.chorus_lines);
            for (const char letter : skeleton) {
              const int lines = letter == 'V'   ? verse
                                : letter == 'C' ? chorus
                                : letter == 'P' ? 2
                                : letter == 'B' ? std::min(verse, family.bridge_lines)
                                                : 0;
              form.lines.push_back(lines);
              form.sung_measures.push_back(lines * u * (letter == 'V' ? stride : 1));
            }
            int words = 0;
            for (const int lines : form.lines) words += lines;
            const int choruses = static_cast<int>(std::ranges::count(skeleton, 'C'));
            const double repeated = static_cast<double>(std::max(choruses - 1, 0) * chorus) / std::max(words, 1);
            form.cost += kRepetitionCost * std::max(0.0, kNewLinesLiked - (1 - repeated));
            if (skeleton.size() <= 4 && task.length_s > kOnePassSecondsMax) form.cost += 2.5;
            if (words < 4) form.cost += 3;  // too little to be a song
            out.push_back(std::move(form));
          }
        }
      }
    }
  }
  return out;
}

std::optional<FormFit> fit_form(const std::vector<FormCandidate>& candidates, const FitTask& task) {
  const std::vector<MeasureChoice> choices = measure_choices(task);
  const FormCandidate* best = nullptr;
  MeasureChoice best_choice;
  double best_cost = std::numeric_limits<double>::infinity();
  for (const FormCandidate& form : candidates) {
    const std::vector<Stretch> stretches = stretches_of(form, task);
    int sung = 0, least = 0;
    double wanted = 0;
    for (const int m : form.sung_measures) sung += m;
    for (const Stretch& s : stretches) {
      least += s.least;
      wanted += s.wanted;
    }
    if (stretches.empty()) continue;
    for (const MeasureChoice& choice : choices) {
      const int rest = choice.measures - sung;
      if (rest < least + (needs_longer_end(choice, task) ? 1 : 0)) continue;
      const double stretch = std::abs(std::log(rest / wanted));
      const double cost = form.cost + choice.cost + 1.6 * stretch + (stretch > 0.7 ? 2 * (stretch - 0.7) : 0) +
                          (rest % 2 != 0 ? 0.05 : 0);
      if (cost < best_cost) {
        best_cost = cost;
        best = &form;
        best_choice = choice;
      }
    }
  }
  if (!best) return std::nullopt;
  FormFit fit;
  fit.form = *best;
  fit.tempo_bpm = best_choice.tempo_bpm;
  fit.cut_beats = best_choice.cut_beats;
  fit.measures = best->sung_measures;
  int sung = 0;
  for (const int m : fit.measures) sung += m;
  std::vector<Stretch> stretches = stretches_of(*best, task);
  if (needs_longer_end(best_choice, task)) ++stretches.back().least;
  spread(fit.measures, stretches, best_choice.measures - sung);
  return fit;
}

}  // namespace souls::band::plan
