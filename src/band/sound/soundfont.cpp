#include "band/sound/soundfont.hpp"

#include <fluidsynth.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "band/sound/kit.hpp"
#include "band/sound/maths.hpp"

namespace souls::band::sound {
namespace {

constexpr std::size_t kBlock = 64;  // FluidSynth's own
constexpr int kKeptMax = 128;       // presets held in memory
constexpr int kPlayerChannels = 16;
constexpr int kKitBank = 128;
constexpr int kCentre = 64;
constexpr int kPanController = 10;

struct Event {
  std::size_t block = 0;
  bool on = false;
  int channel = 0;
  int pitch = 0;
  int velocity = 0;
};

std::size_t block_of(double seconds, std::size_t first_beat_frame) {
  const double frame = seconds * kRate + static_cast<double>(first_beat_frame);
  return static_cast<std::size_t>(std::max(0.0, std::floor(frame / kBlock + 0.5)));
}

/// Pieces of a kit share few places, so that a kit needs few channels.
int place_of(int bank, int pitch) {
  if (bank != kKitBank) return kCentre;
  constexpr int kStep = 16;
  return kCentre + kStep * static_cast<int>(std::floor(drum_position(pitch) * 64 * 0.9 / kStep + 0.5));
}

/// A synth for one part. It borrows the font.
class Player {
 public:
  Player(fluid_settings_t* settings, fluid_sfont_t* font) : synth_(new_fluid_synth(settings)), font_(font) {
    if (synth_ == nullptr) return;
    // else taking the font makes every channel select, and so decode, a piano or a drum kit
    for (int channel = 0; channel < kPlayerChannels; ++channel) {
      fluid_synth_set_channel_type(synth_, channel, CHANNEL_TYPE_MELODIC);
      fluid_synth_unset_program(synth_, channel);
    }
    fluid_synth_add_sfont(synth_, font_);
    fluid_synth_set_interp_method(synth_, -1, FLUID_INTERP_4THORDER);
  }
  ~Player() {
    if (synth_ == nullptr) return;
    std::array<float, kBlock> left{}, right{};
    fluid_synth_all_sounds_off(synth_, -1);
    for (int i = 0; i < 4; ++i) fluid_synth_write_float(synth_, kBlock, left.data(), 0, 1, right.data(), 0, 1);
    fluid_synth_remove_sfont(synth_, font_);
    delete_fluid_synth(synth_);
  }
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  fluid_synth_t* get() const { return synth_; }

  /// The channel of a place between left and right, set up with the preset; −1 when that fails.
  int channel_for(int bank, int program, int place, double detune_cents) {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i] == place) return static_cast<int>(i);
    }
    const auto channel = static_cast<int>(places_.size());
    if (channel >= kPlayerChannels) return -1;
    if (bank == kKitBank) fluid_synth_set_channel_type(synth_, channel, CHANNEL_TYPE_DRUM);
    if (fluid_synth_program_select(synth_, channel, fluid_sfont_get_id(font_), bank, program) != FLUID_OK) return -1;
    fluid_synth_cc(synth_, channel, kPanController, place);
    const double bend = 8192 + 8192 * detune_cents / 200;  // the wheel reaches two semitones
    fluid_synth_pitch_bend(synth_, channel, static_cast<int>(bend));
    places_.push_back(place);
    return channel;
  }

 private:
  fluid_synth_t* synth_;
  fluid_sfont_t* font_;
  std::vector<int> places_;
};

Result<std::vector<Event>> events_of(Player& player, int bank, int program, const std::vector<PlayedNote>& notes,
                                     std::size_t first_beat_frame, double detune_cents) {
  std::vector<Event> events;
  for (const PlayedNote& note : notes) {
    const int channel = player.channel_for(bank, program, place_of(bank, note.pitch), detune_cents);
    if (channel < 0) return fail(ErrorCode::corrupt, "the soundfont lacks an instrument");
    const std::size_t on = block_of(note.start_s, first_beat_frame);
    const std::size_t off = std::max(on + 1, block_of(note.start_s + note.length_s, first_beat_frame));
    events.push_back({on, true, channel, note.pitch, note.velocity});
    events.push_back({off, false, channel, note.pitch, 0});
  }
  const auto order = [](const Event& e) { return std::tuple(e.block, e.on, e.pitch, e.velocity); };
  std::sort(events.begin(), events.end(), [&](const Event& a, const Event& b) { return order(a) < order(b); });
  return events;
}

fluid_settings_t* make_settings(int channels) {
  fluid_settings_t* settings = new_fluid_settings();
  fluid_settings_setnum(settings, "synth.sample-rate", kRate);
  fluid_settings_setnum(settings, "synth.gain", 0.6);
  fluid_settings_setint(settings, "synth.polyphony", 256);
  fluid_settings_setint(settings, "synth.midi-channels", channels);
  fluid_settings_setint(settings, "synth.cpu-cores", 1);
  fluid_settings_setint(settings, "synth.reverb.active", 0);
  fluid_settings_setint(settings, "synth.chorus.active", 0);
  fluid_settings_setint(settings, "synth.lock-memory", 0);
  fluid_settings_setint(settings, "synth.dynamic-sample-loading", 1);  // decode only the presets that are played
  return settings;
}

}  // namespace

Result<std::unique_ptr<SoundFont>> SoundFont::load(const std::filesystem::path& path) {
  fluid_set_log_function(FLUID_ERR, nullptr, nullptr);
  fluid_set_log_function(FLUID_WARN, nullptr, nullptr);
  fluid_set_log_function(FLUID_INFO, nullptr, nullptr);
  std::unique_ptr<SoundFont> font(new SoundFont);
  font->settings_ = make_settings(kKeptMax);
  font->keeper_ = new_fluid_synth(font->settings_);
  if (font->keeper_ == nullptr) return fail(ErrorCode::unavailable, "the instrument player could not start");
  // no presets for the channels: that decodes a piano and a drum kit
  font->font_ = fluid_synth_sfload(font->keeper_, path.c_str(), 0);
  if (font->font_ == FLUID_FAILED) {
    return fail(ErrorCode::corrupt, "the instruments could not be read", "soundfont " + path.string());
  }
  fluid_settings_setint(font->settings_, "synth.midi-channels", kPlayerChannels);
  return font;
}

SoundFont::~SoundFont() {
  if (keeper_ != nullptr) delete_fluid_synth(keeper_);
  if (settings_ != nullptr) delete_fluid_settings(settings_);
}

bool SoundFont::keep(int bank, int program) {
  const std::pair<int, int> preset(bank, program);
  if (std::find(kept_.begin(), kept_.end(), preset) != kept_.end()) return true;
  const auto channel = static_cast<int>(kept_.size());
  if (channel >= kKeptMax) return true;  // played from the file each time
  fluid_synth_set_channel_type(keeper_, channel, bank == kKitBank ? CHANNEL_TYPE_DRUM : CHANNEL_TYPE_MELODIC);
  if (fluid_synth_program_select(keeper_, channel, font_, bank, program) != FLUID_OK) return false;
  kept_.push_back(preset);
  return true;
}

Status SoundFont::play(int bank, int program, const std::vector<PlayedNote>& notes, std::size_t first_beat_frame,
                       double detune_cents, const Context& context, Stereo& out) {
  if (!keep(bank, program)) return fail(ErrorCode::corrupt, "the soundfont lacks an instrument");
  Player player(settings_, fluid_synth_get_sfont_by_id(keeper_, font_));
  if (player.get() == nullptr) return fail(ErrorCode::unavailable, "the instrument player could not start");
  const auto events = events_of(player, bank, program, notes, first_beat_frame, detune_cents);
  if (!events) return fail(events.error());
  std::array<float, kBlock> left{}, right{};
  std::size_t next = 0;
  for (std::size_t block = 0; block * kBlock < out.frames(); ++block) {
    if (block % 512 == 0 && context.stopped()) return cancelled();
    if (next == events->size() && fluid_synth_get_active_voice_count(player.get()) == 0) break;
    for (; next < events->size() && (*events)[next].block <= block; ++next) {
      const Event& e = (*events)[next];
      if (e.on) fluid_synth_noteon(player.get(), e.channel, e.pitch, e.velocity);
      else fluid_synth_noteoff(player.get(), e.channel, e.pitch);
    }
    fluid_synth_write_float(player.get(), kBlock, left.data(), 0, 1, right.data(), 0, 1);
    const std::size_t at = block * kBlock;
    for (std::size_t i = 0; i < std::min(kBlock, out.frames() - at); ++i) {
      out.left[at + i] += left[i];
      out.right[at + i] += right[i];
    }
  }
  return {};
}

}  // namespace souls::band::sound
