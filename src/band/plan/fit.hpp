#pragma once
// Fitting a form into a length: whole measures for each section, and a tempo that makes them last as long as asked.

#include <optional>
#include <string>
#include <vector>

#include "band/plan/form.hpp"
#include "base/random.hpp"
#include "song/theory.hpp"

namespace souls::band::plan {

/// What the fit may and may not change.
struct FitTask {
  const FormFamily* family = nullptr;
  song::TimeSignature metre;
  double tempo_bpm = 100;  ///< wanted
  double tempo_low_bpm = 80;
  double tempo_high_bpm = 120;
  bool tempo_fixed = false;
  double length_s = 90;
  bool length_fixed = false;
  int intro_length = 0;  ///< −1 short, 1 long
};

/// A form with its sung sections set: what remains are the measures of sections without words.
struct FormCandidate {
  std::string skeleton;
  std::vector<int> lines;          ///< of each section
  std::vector<int> sung_measures;  ///< of each section; 0 for those that stretch
  int line_measures = 2;
  int verse_stride = 1;  ///< in lines
  double cost = 0;       ///< how far it is from what the style likes
};

struct FormFit {
  FormCandidate form;
  std::vector<int> measures;
  double tempo_bpm = 100;
  double cut_beats =
      0;  ///< that the very last measure lacks, where a fixed tempo and a fixed length leave no other way
};

/// Forms with words to be written. Seeds differ in what they like.
std::vector<FormCandidate> candidates_for(const std::vector<std::string>& skeletons, const FitTask& task,
                                          Random& random);

/// The cheapest fit; nothing when no candidate can be that short.
std::optional<FormFit> fit_form(const std::vector<FormCandidate>& candidates, const FitTask& task);

/// Seconds of a measure.
double measure_seconds(const song::TimeSignature& metre, double tempo_bpm);

}  // namespace souls::band::plan
