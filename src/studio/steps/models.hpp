#pragma once
// The models of the band, loaded when a step first needs them; and one function for each capability.

#include <memory>

#include "band/lyrics/lyrics.hpp"
#include "band/sound/sound.hpp"
#include "band/vocals/vocals.hpp"
#include "studio/steps/step.hpp"

namespace souls::studio {

struct Band::Models {
  std::shared_ptr<const band::lyrics::Lexicon> lexicon;
  std::unique_ptr<band::lyrics::Lyricist> lyricist;
  std::unique_ptr<band::vocals::Singer> singer;
  std::unique_ptr<band::sound::Studio> sound;
};

/// `model` as it is, or loaded by `load` from the folder of the package that offers `capability`.
template <class Pointer, class Load>
Result<void> ensure_loaded(Pointer& model, const models::Registry& registry, std::string_view capability, Load load) {
  if (model) return {};
  const auto package = registry.find(capability);
  if (!package) return fail(package.error());
  auto loaded = load(package->folder);
  if (!loaded) return fail(loaded.error());
  model = std::move(*loaded);
  return {};
}

Result<Outputs> run_plan(const StepCall& call);
Result<Outputs> run_brief(const StepCall& call);
Result<Outputs> run_lyrics(const StepCall& call, band::lyrics::Lyricist& lyricist, const Context& context);
Result<Outputs> run_words(const StepCall& call, const band::lyrics::Lexicon& lexicon);
Result<Outputs> run_harmony(const StepCall& call);
Result<Outputs> run_melody(const StepCall& call);
Result<Outputs> run_arrangement(const StepCall& call);
Result<Outputs> run_drums(const StepCall& call);
Result<Outputs> run_hand(const StepCall& call);
Result<Outputs> run_vocals(const StepCall& call, band::vocals::Singer& singer, const Context& context);
Result<Outputs> run_say(const StepCall& call, band::vocals::Singer& singer, const band::lyrics::Lexicon& lexicon,
                        const Context& context);
Result<Outputs> run_sound(const StepCall& call, band::sound::Studio& studio, const Context& context);
Result<Outputs> run_balance(const StepCall& call);
Result<Outputs> run_stem(const StepCall& call);
Result<Outputs> run_mix(const StepCall& call, const Context& context);
Result<Outputs> run_preview(const StepCall& call, const Context& context);
Result<Outputs> run_cover(const StepCall& call, const std::filesystem::path& package, const Context& context);
Result<Outputs> run_score(const StepCall& call);
Result<Outputs> run_encode(const StepCall& call);
Result<Outputs> run_tag(const StepCall& call);

}  // namespace souls::studio
