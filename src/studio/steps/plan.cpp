#include "band/plan/plan.hpp"

#include <nlohmann/json.hpp>

#include "song/json.hpp"
#include "studio/edited_plan.hpp"
#include "studio/steps/models.hpp"

namespace souls::studio {

Result<Outputs> run_plan(const StepCall& call) {
  const auto request = song::request_from_json(nlohmann::json::parse(call.parameters).at("request").dump());
  if (!request) return fail(request.error());
  const auto plan = band::plan::make_plan(*request);
  if (!plan) return fail(plan.error());
  return Outputs{{"plan", song::to_json(*plan)}};
}

/// The views of the plan as edited that other steps read. A view holds what its readers need and nothing else,
/// so that a change elsewhere in the plan leaves their keys alone.
Result<Outputs> run_brief(const StepCall& call) {
  const auto plan = song::plan_from_json(call.input("plan"));
  if (!plan) return fail(plan.error());
  const auto edits = song::edits_from_json(nlohmann::json::parse(call.parameters).at("edits").dump());
  if (!edits) return fail(edits.error());
  const auto edited = apply_edits(*plan, *edits);
  if (!edited) return fail(edited.error());
  return Outputs{{"words", song::to_json(words_view(*plan, edited->plan))},
                 {"music", song::to_json(music_view(edited->plan))},
                 {"score", song::to_json(score_view(edited->plan))},
                 {"cover", song::to_json(cover_view(edited->plan))}};
}

}  // namespace souls::studio
