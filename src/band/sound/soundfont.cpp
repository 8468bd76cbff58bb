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
constexpr int kChannels = 256;
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

}  // namespace

Result<std::unique_ptr<SoundFont>> SoundFont::load(const std::filesystem::path& path) {
  fluid_set_log_function(FLUID_ERR, nullptr, nullptr);
  fluid_set_log_function(FLUID_WARN, nullptr, nullptr);
  fluid_set_log_function(FLUID_INFO, nullptr, nullptr);
  std::unique_ptr<SoundFont> font(new SoundFont);
  font->settings_ = new_fluid_settings();
  fluid_settings_setnum(font->settings_, "synth.sample-rate", kRate);
  fluid_settings_setnum(font->settings_, "synth.gain", 0.6);
  fluid_settings_setint(font->settings_, "synth.polyphony", 256);
  fluid_settings_setint(font->settings_, "synth.midi-channels", kChannels);
  fluid_settings_setint(font->settings_, "synth.cpu-cores", 1);
  fluid_settings_setint(font->settings_, "synth.reverb.active", 0);
  fluid_settings_setint(font->settings_, "synth.chorus.active", 0);
  fluid_settings_setint(font->settings_, "synth.lock-memory", 0);
  // decode only the presets that are played; nor let the font choose presets for all channels, which decodes a piano
  fluid_settings_setint(font->settings_, "synth.dynamic-sample-loading", 1);
  font->synth_ = new_fluid_synth(font->settings_);
  if (font->synth_ == nullptr) return fail(ErrorCode::unavailable, "the instrument player could not start");
  font->font_ = fluid_synth_sfload(font->synth_, path.c_str(), 0);
  if (font->font_ == FLUID_FAILED) {
    return fail(ErrorCode::corrupt, "the instruments could not be read", "soundfont " + path.string());
  }
  fluid_synth_set_interp_method(font->synth_, -1, FLUID_INTERP_7THORDER);
  return font;
}

SoundFont::~SoundFont() {
  if (synth_ != nullptr) delete_fluid_synth(synth_);
  if (settings_ != nullptr) delete_fluid_settings(settings_);
}

int SoundFont::channel_for(int bank, int program, int place) {
  const std::vector<int> key = {bank, program, place};
  if (const auto found = channels_.find(key); found != channels_.end()) return found->second;
  const int channel = static_cast<int>(channels_.size());
  if (channel >= kChannels) return -1;
  fluid_synth_set_channel_type(synth_, channel, bank == kKitBank ? CHANNEL_TYPE_DRUM : CHANNEL_TYPE_MELODIC);
  if (fluid_synth_program_select(synth_, channel, font_, bank, program) != FLUID_OK) return -1;
  fluid_synth_cc(synth_, channel, kPanController, place);
  channels_.emplace(key, channel);
  return channel;
}

Status SoundFont::play(int bank, int program, const std::vector<PlayedNote>& notes, std::size_t first_beat_frame,
                       double detune_cents, const Context& context, Stereo& out) {
  std::vector<Event> events;
  std::vector<int> used;
  for (const PlayedNote& note : notes) {
    const int channel = channel_for(bank, program, place_of(bank, note.pitch));
    if (channel < 0) return fail(ErrorCode::corrupt, "the soundfont lacks an instrument");
    const std::size_t on = block_of(note.start_s, first_beat_frame);
    const std::size_t off = std::max(on + 1, block_of(note.start_s + note.length_s, first_beat_frame));
    events.push_back({on, true, channel, note.pitch, note.velocity});
    events.push_back({off, false, channel, note.pitch, 0});
    if (std::find(used.begin(), used.end(), channel) == used.end()) used.push_back(channel);
  }
  const auto order = [](const Event& e) { return std::tuple(e.block, e.on, e.pitch, e.velocity); };
  std::sort(events.begin(), events.end(), [&](const Event& a, const Event& b) { return order(a) < order(b); });
  const double bend = 8192 + 8192 * detune_cents / 200;  // the wheel reaches two semitones
  for (const int channel : used) fluid_synth_pitch_bend(synth_, channel, static_cast<int>(bend));

  std::array<float, kBlock> left{}, right{};
  std::size_t next = 0;
  bool stopped = false;
  for (std::size_t block = 0; block * kBlock < out.frames(); ++block) {
    if (block % 512 == 0 && context.stopped()) {
      stopped = true;
      break;
    }
    for (; next < events.size() && events[next].block <= block; ++next) {
      const Event& e = events[next];
      if (e.on) fluid_synth_noteon(synth_, e.channel, e.pitch, e.velocity);
      else fluid_synth_noteoff(synth_, e.channel, e.pitch);
    }
    fluid_synth_write_float(synth_, kBlock, left.data(), 0, 1, right.data(), 0, 1);
    const std::size_t at = block * kBlock;
    for (std::size_t i = 0; i < std::min(kBlock, out.frames() - at); ++i) {
      out.left[at + i] += left[i];
      out.right[at + i] += right[i];
    }
  }
  // leave no voice behind: the next call must not hear of this one
  for (const int channel : used) {
    fluid_synth_all_sounds_off(synth_, channel);
    fluid_synth_pitch_bend(synth_, channel, 8192);
  }
  for (int i = 0; i < 4; ++i) fluid_synth_write_float(synth_, kBlock, left.data(), 0, 1, right.data(), 0, 1);
  if (stopped) return cancelled();
  return {};
}

}  // namespace souls::band::sound
