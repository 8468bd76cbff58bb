#include "band/plan/plan.hpp"

#include <algorithm>
#include <optional>

#include "band/plan/choices.hpp"
#include "band/plan/fit.hpp"
#include "band/plan/form.hpp"
#include "band/plan/own_words.hpp"
#include "band/plan/request_check.hpp"
#include "band/plan/sections.hpp"
#include "band/plan/song_melody.hpp"
#include "band/plan/style.hpp"
#include "band/plan/text.hpp"
#include "band/plan/theme.hpp"
#include "band/plan/title.hpp"
#include "band/plan/tracks.hpp"
#include "band/plan/wishes.hpp"
#include "base/limits.hpp"

namespace souls::band::plan {
namespace {

/// Each decision has a seed of its own, so that fixing one thing doesn't move another. Styles don't share their
/// chances.
Random random_for(const song::Request& request, std::string_view decision, std::string_view style = {}) {
  return Random(derive_seed(request.seed, {"plan", request.prompt, style, decision}));
}

/// Songs up to this length are a verse and a chorus.
constexpr double kShortSeconds = 30;

std::string kinds_text(const std::vector<song::SectionPlan>& sections) {
  std::string text;
  for (const song::SectionPlan& section : sections) text += (text.empty() ? "" : ", ") + section.name;
  return text;
}

/// What the options of the request fixed, said in the plan as well.
void note_request(const song::Request& request, std::vector<std::string>& decisions) {
  if (request.style) decisions.push_back("style as asked: " + *request.style);
  if (request.tempo_bpm) decisions.push_back("tempo as asked: " + number_text(*request.tempo_bpm));
  if (request.key) decisions.push_back("key as asked: " + song::to_string(*request.key));
  if (request.time_signature) decisions.push_back("metre as asked: " + song::to_string(*request.time_signature));
  if (request.length_s) decisions.push_back("length as asked: " + number_text(*request.length_s) + " s");
  if (request.voice) decisions.push_back("voice as asked: " + *request.voice);
  if (request.lyrics) decisions.push_back("the asker's own words");
  if (request.instrumental) decisions.push_back("no singer, as asked");
}

/// Everything that the form is built from.
struct FormTask {
  const song::Request& request;
  const Wishes& wishes;
  const Style& style;
  std::string_view mood;
  bool instrumental;
  const SongMelody* melody;  ///< null where the band composes all
  bool tempo_fixed;
};

/// Forms with words to be written, and the measures of a melody that was given.
std::vector<FormCandidate> written_forms(const FormTask& task, const std::vector<std::string>& skeletons,
                                         const FitTask& fit_task, Random& random) {
  std::vector<FormCandidate> forms = candidates_for(skeletons, fit_task, random);
  if (task.melody) task.melody->set_measures(forms);
  return forms;
}

Result<void> build_form(const FormTask& task, const TempoRange& range, song::Plan& plan,
                        std::vector<double>& fullness) {
  const FormFamily& family = form_family(task.style.form);
  Random random = random_for(task.request, "form", task.style.name);
  FitTask fit_task;
  fit_task.family = &family;
  fit_task.metre = plan.time_signature;
  fit_task.tempo_bpm = plan.tempo_bpm;
  fit_task.tempo_low_bpm = std::min(range.low_bpm, plan.tempo_bpm);
  fit_task.tempo_high_bpm = std::max(range.high_bpm, plan.tempo_bpm);
  fit_task.tempo_fixed = task.tempo_fixed;
  const auto length = task.request.length_s ? task.request.length_s : task.wishes.length_s;
  fit_task.length_fixed = length.has_value();
  fit_task.length_s = length.value_or(random.uniform(family.length_low_s, family.length_high_s));
  if (task.melody && !length)
    fit_task.length_s = std::clamp(task.melody->natural_seconds(family), fit_task.length_s, limits::kLengthSecondsMax);
  fit_task.intro_length = task.wishes.intro_length.value_or(0);

  std::optional<FormFit> fit;
  OwnForm own;
  if (task.request.lyrics) {
    const auto stanzas = read_own_words(*task.request.lyrics);
    if (!stanzas) return fail(stanzas.error());
    const bool wants_intro = std::find(task.wishes.without.begin(), task.wishes.without.end(),
                                       song::SectionKind::intro) == task.wishes.without.end();
    own = forms_around(*stanzas, fit_task, wants_intro, task.melody);
    if (!fit_task.length_fixed) {
      // The words set the length: as long as they take at an easy pace, with a little music around them.
      const double measure_s = measure_seconds(plan.time_signature, plan.tempo_bpm);
      double sung = 0;
      for (const int m : own.candidates.empty() ? std::vector<int>{}
                                                : own.candidates[own.candidates.size() > 3 ? 3 : 0].sung_measures)
        sung += m * measure_s;
      fit_task.length_s =
          std::clamp(sung + family.intro_s + family.outro_s, limits::kLengthSecondsMin, limits::kLengthSecondsMax);
    }
    fit = fit_form(own.candidates, fit_task);
    if (!fit) {
      return fail(ErrorCode::invalid_request, "The lyrics don't fit into " + number_text(fit_task.length_s) + " s at " +
                                                  number_text(plan.tempo_bpm) + " bpm; ask for a longer song (up to " +
                                                  number_text(limits::kLengthSecondsMax) +
                                                  " s), a faster tempo or give fewer lines.");
    }
    const std::size_t at = static_cast<std::size_t>(std::find_if(own.candidates.begin(), own.candidates.end(),
                                                                 [&](const FormCandidate& c) {
                                                                   return c.skeleton == fit->form.skeleton &&
                                                                          c.sung_measures == fit->form.sung_measures &&
                                                                          c.cost == fit->form.cost;
                                                                 }) -
                                                    own.candidates.begin());
    plan.sections = make_own_sections(*fit, family, plan.time_signature, own.stanzas[at], own.lines[at]);
    if (task.melody) task.melody->set_own_sections(fit->form.skeleton, plan.sections);
  } else {
    const bool tiny = fit_task.length_fixed && fit_task.length_s <= kShortSeconds;
    const auto skeletons =
        tiny ? short_skeletons(task.wishes, task.instrumental) : skeletons_for(family, task.wishes, task.instrumental);
    fit = fit_form(written_forms(task, skeletons, fit_task, random), fit_task);
    if (!fit) fit = fit_form(written_forms(task, {"VCO", "CO"}, fit_task, random), fit_task);
    if (!fit && task.melody) {
      return fail(ErrorCode::invalid_request, "The melody doesn't fit into " + number_text(fit_task.length_s) +
                                                  " s at " + number_text(plan.tempo_bpm) +
                                                  " bpm; ask for a longer song or a faster tempo.");
    }
    if (!fit) {
      return fail(ErrorCode::invalid_request, number_text(fit_task.length_s) + " s hold too few measures of " +
                                                  song::to_string(plan.time_signature) + " at " +
                                                  number_text(plan.tempo_bpm) +
                                                  " bpm; ask for a longer song, a faster tempo or a shorter metre.");
    }
    Random shape_random = random_for(task.request, "lines", task.style.name);
    plan.sections =
        make_sections(*fit, family, plan.time_signature,
                      choose_shapes(task.style, family, plan.time_signature, *fit, shape_random), task.instrumental);
    const auto schemes = split(task.style.schemes, '|');
    if (task.melody) task.melody->set_sections(fit->form.skeleton, schemes.back(), task.instrumental, plan.sections);
  }
  if (task.melody && std::all_of(plan.sections.begin(), plan.sections.end(),
                                 [](const song::SectionPlan& section) { return section.melody.empty(); })) {
    return fail(ErrorCode::invalid_request, "Nothing would sing the melody: the song has neither verse nor chorus.");
  }
  plan.tempo_bpm = fit->tempo_bpm;
  fullness = fullness_of(fit->form.skeleton, task.wishes, random.chance(0.4));
  set_energy(plan.sections, fullness, family, task.wishes, task.mood);
  if (fit->cut_beats > 0) {
    plan.decisions.push_back("tempo and length are both fixed → the last measure is " + number_text(fit->cut_beats) +
                             " beats short");
  }
  return {};
}

}  // namespace

std::vector<StyleInfo> styles() {
  std::vector<StyleInfo> infos;
  for (const Style* style : all_styles()) infos.push_back({style->name, describe(*style), style->composed});
  return infos;
}

Result<song::Plan> make_plan(const song::Request& request) {
  if (auto status = check_request(request); !status) return fail(status.error());
  std::vector<Token> tokens = tokenize(request.prompt);
  calm_shouting(tokens);
  const Wishes wishes = read_wishes(tokens);
  song::Plan plan;
  plan.decisions = wishes.decisions;
  note_request(request, plan.decisions);

  std::string mood = mood_of(wishes);
  Random style_random = random_for(request, "style");
  const Style style = choose_style(request, wishes, mood, style_random, plan.decisions);
  mood = mood_of(wishes, style.moods);
  if (mood.empty()) {
    Random random = random_for(request, "mood", style.name);
    const auto moods = split(style.moods, '|');
    mood = random.chance(0.5) ? moods.front()
                              : moods[static_cast<std::size_t>(random.integer(0, static_cast<int>(moods.size()) - 1))];
  }
  plan.style = style.name;
  plan.mood = mood;

  const bool instrumental = (request.instrumental || wishes.instrumental) && !request.lyrics && !request.voice;
  Random metre_random = random_for(request, "metre", style.name);
  std::optional<Tune> tune;
  if (request.melody) {
    auto read = read_tune(*request.melody, request.time_signature ? request.time_signature : wishes.metre);
    if (!read) return fail(read.error());
    tune = std::move(*read);
  }
  plan.time_signature = tune ? tune->metre : choose_metre(request, wishes, style, metre_random);
  const TempoRange range = tempo_range(style, plan.time_signature);
  Random tempo_random = random_for(request, "tempo", style.name);
  const auto tempo_bpm = request.tempo_bpm  ? request.tempo_bpm
                         : wishes.tempo_bpm ? wishes.tempo_bpm
                         : tune             ? tune->tempo_bpm
                                            : std::nullopt;
  plan.tempo_bpm = tempo_bpm ? *tempo_bpm : choose_tempo(range, wishes, mood, tempo_random);
  Random voice_random = random_for(request, "voice", style.name);
  const Singers singers = instrumental ? Singers{} : choose_singers(request, wishes, style.name, voice_random);
  plan.voice = singers.lead;
  plan.harmony_voice = singers.harmony;
  Random key_random = random_for(request, "key", style.name);
  std::optional<SongMelody> melody;
  if (tune) {
    if (!tune->key_stated)
      plan.decisions.push_back("melody without a key → " + song::to_string(tune->key) + ", by its notes");
    const auto key = set_for_voice(*tune, request.key ? request.key : wishes.key, plan.voice, plan.decisions);
    if (!key) return fail(key.error());
    plan.key = *key;
    melody.emplace(*tune, PhraseFrame{plan.time_signature, plan.tempo_bpm});
    plan.decisions.push_back("melody: " + melody->description());
  } else {
    plan.key = choose_key(request, wishes, style, mood, plan.voice, key_random);
  }
  plan.traits = traits_of(style, plan.time_signature, wishes);

  std::vector<double> fullness;
  if (auto built =
          build_form({request, wishes, style, mood, instrumental, melody ? &*melody : nullptr, tempo_bpm.has_value()},
                     range, plan, fullness);
      !built)
    return fail(built.error());
  Random band_random = random_for(request, "band", style.name);
  const std::vector<Player> players = choose_players(style, wishes, plan.voice, plan.harmony_voice, band_random);
  for (const Player& player : players) plan.tracks.push_back(player.track);
  const bool breaks_drop = style.form == "house" || style.form == "club";
  assign_tracks(plan.sections, players, fullness, wishes.harmony.value_or(Harmony::chorus), breaks_drop, band_random);

  Random title_random = random_for(request, "title");
  plan.title = request.title ? *request.title : make_title(tokens, plan.style, mood, title_random);
  plan.theme = make_theme(tokens, mood);
  Random cover_random = random_for(request, "cover", style.name);
  plan.cover = {choose_cover_style(style, mood, cover_random), mood, make_motifs(plan.title, plan.theme)};
  plan.decisions.push_back("form: " + kinds_text(plan.sections));
  return plan;
}

}  // namespace souls::band::plan
