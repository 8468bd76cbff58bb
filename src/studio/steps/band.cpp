#include <nlohmann/json.hpp>

#include "studio/steps/models.hpp"

namespace souls::studio {

Band::Band(models::Registry registry) : registry_(std::move(registry)), models_(std::make_unique<Models>()) {}
Band::~Band() = default;

Result<Outputs> Band::run(const StepCall& call, const Context& context) try {
  const std::string_view name = call.capability;
  Models& models = *models_;
  if (name == "plan") return run_plan(call);
  if (name == "brief") return run_brief(call);
  if (name == "lyrics") {
    return ensure_loaded(models.lyricist, registry_, "lyrics", band::lyrics::Lyricist::load).and_then([&] {
      return run_lyrics(call, *models.lyricist, context);
    });
  }
  if (name == "words") {
    return ensure_loaded(models.lexicon, registry_, "lyrics", band::lyrics::load_lexicon).and_then([&] {
      return run_words(call, *models.lexicon);
    });
  }
  if (name == "harmony") return run_harmony(call);
  if (name == "melody") return run_melody(call);
  if (name == "arrangement") return run_arrangement(call);
  if (name == "drums") return run_drums(call);
  if (name == "hand") return run_hand(call);
  if (name == "vocals") {
    return ensure_loaded(models.singer, registry_, "vocals", band::vocals::Singer::load).and_then([&] {
      return run_vocals(call, *models.singer, context);
    });
  }
  if (name == "say") {
    return ensure_loaded(models.singer, registry_, "vocals", band::vocals::Singer::load)
        .and_then([&] { return ensure_loaded(models.lexicon, registry_, "lyrics", band::lyrics::load_lexicon); })
        .and_then([&] { return run_say(call, *models.singer, *models.lexicon, context); });
  }
  if (name == "sound") {
    return ensure_loaded(models.sound, registry_, "sound", band::sound::Studio::load).and_then([&] {
      return run_sound(call, *models.sound, context);
    });
  }
  if (name == "balance") return run_balance(call);
  if (name == "stem") return run_stem(call);
  if (name == "mix") return run_mix(call, context);
  if (name == "preview") return run_preview(call, context);
  if (name == "cover") {
    return registry_.find("visuals").and_then([&](const models::Package& package) {
      return run_cover(call, package.folder, context);
    });
  }
  if (name == "score") return run_score(call);
  if (name == "encode") return run_encode(call);
  if (name == "tag") return run_tag(call);
  return fail(ErrorCode::internal, "no step has the capability " + std::string(name));
} catch (const nlohmann::json::exception& error) {
  return fail(ErrorCode::internal, "the parameters of a step can't be read", std::string(call.capability) + ": " + error.what());
}

}  // namespace souls::studio
