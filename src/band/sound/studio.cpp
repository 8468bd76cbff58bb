// The instruments of the band behind the interface of sound.hpp.

#include <algorithm>

#include "band/sound/humanise.hpp"
#include "band/sound/instruments.hpp"
#include "band/sound/maths.hpp"
#include "band/sound/soundfont.hpp"
#include "band/sound/treatment.hpp"
#include "band/sound/voice.hpp"

namespace souls::band::sound {
namespace {

constexpr double kDoubleAt = 0.7;  // how far apart two takes of a guitar stand

Status check(const RenderTask& task) {
  constexpr double kSectionSecondsMax = 1200;
  const bool fine = task.tempo_bpm > 0 && task.length_beats >= 0 &&
                    task.length_beats * 60 / task.tempo_bpm <= kSectionSecondsMax;
  if (!fine) return fail(ErrorCode::internal, "a section is longer than can be played");
  return {};
}

class SoundFontStudio : public Studio {
 public:
  explicit SoundFontStudio(std::unique_ptr<SoundFont> font) : font_(std::move(font)) {}

  Result<SectionSound> render(const RenderTask& task, const Context& context) override {
    const FlushSubnormals flush;
    if (const Status fine = check(task); !fine) return fail(fine.error());
    const auto sound = find_sound(task.track.instrument, task.traits.rig);
    if (!sound) {
      return fail(ErrorCode::invalid_request, "there is no instrument \"" + task.track.instrument + "\"");
    }
    context.report(0, "playing the " + std::string(song::find_instrument(task.track.instrument)->name));
    const std::vector<PlayedNote> notes = humanise(task);
    if (notes.empty()) return SectionSound{Audio(2, kLeadInFrames), kLeadInFrames};
    const Treatment treatment = find_treatment(*sound, task.track, task.traits);
    Stereo x(frames_with_tail(task, kLeadInFrames));
    if (const Status played = play_part(*sound, treatment, notes, task, context, x); !played) {
      return fail(played.error());
    }
    context.report(0.6, "treating the " + std::string(song::to_string(task.track.role)));
    const std::size_t frames = x.frames();
    trim_end(x, 0);
    x.resize(std::min(frames, x.frames() + kInsertTailFrames));
    scale(x, gain_of_db(sound->gain_db));
    if (!treat(x, treatment, task, context)) return cancelled();
    context.report(0.8, "giving the " + std::string(song::to_string(task.track.role)) + " a room");
    x.resize(frames);
    add(x, space_of(x, treatment.reverb_db, treatment.delay_db, task, find_rig(task.traits.rig).reverb));
    finish_tail(x, task, kLeadInFrames);
    if (context.stopped()) return cancelled();
    return SectionSound{to_audio(std::move(x)), kLeadInFrames};
  }

  Result<SectionSound> treat_voice(const RenderTask& task, const Audio& dry, std::size_t lead_in_frames,
                                   const Context& context) override {
    if (const Status fine = check(task); !fine) return fail(fine.error());
    return treat_singer(task, dry, lead_in_frames, context);
  }

 private:
  Status play_part(const Sound& sound, const Treatment& treatment, const std::vector<PlayedNote>& notes,
                   const RenderTask& task, const Context& context, Stereo& x) {
    const Seed seed = derive_seed(task.seed, {"synth"});
    const double brightness_octaves = 0.8 * (task.energy - 0.5);
    switch (sound.source) {
      case Source::font: return play_font(sound, treatment, notes, task, context, x);
      case Source::patch:
        if (!play(sound.patch, notes, kLeadInFrames, brightness_octaves, seed, context, x)) return cancelled();
        return {};
      case Source::kit:
        if (!play(sound.kit, notes, kLeadInFrames, seed, context, x)) return cancelled();
        return {};
      case Source::riser: play_riser(notes, kLeadInFrames, seed, x); return {};
    }
    return {};
  }

  Status play_font(const Sound& sound, const Treatment& treatment, const std::vector<PlayedNote>& notes,
                   const RenderTask& task, const Context& context, Stereo& x) {
    if (const Status played = font_->play(sound.bank, sound.program, notes, kLeadInFrames, 0, context, x); !played) {
      return played;
    }
    if (!treatment.doubled) return {};
    Stereo second(x.frames());
    const auto take = second_take(notes, task.seed);
    if (const Status played = font_->play(sound.bank, sound.program, take, kLeadInFrames, 3, context, second); !played) {
      return played;
    }
    equalise(second, {{FilterKind::peak, 900, 1.5, 0.7}});  // another guitar
    pan(x, -kDoubleAt);
    pan(second, kDoubleAt);
    add(x, second);
    scale(x, 0.7071);
    return {};
  }

  std::unique_ptr<SoundFont> font_;
};

}  // namespace

Result<std::unique_ptr<Studio>> Studio::load(const std::filesystem::path& package) {
  for (const char* name : {"soundfont.sf2", "soundfont.sf3"}) {
    std::error_code error;
    if (!std::filesystem::exists(package / name, error)) continue;
    auto font = SoundFont::load(package / name);
    if (!font) return fail(font.error());
    return std::make_unique<SoundFontStudio>(std::move(*font));
  }
  return fail(ErrorCode::unavailable, "the instruments are not installed", "no soundfont in " + package.string());
}

}  // namespace souls::band::sound
