#pragma once
// Signals and measurements for the tests of this folder.

#include <string>
#include <vector>

#include "band/sound/sound.hpp"
#include "band/sound/stereo.hpp"

namespace souls::band::sound::test {

/// A sine on both sides.
Stereo tone(double hz, double peak, double seconds);
Stereo white_noise(double peak, double seconds);
Stereo click(double seconds);

double rms(const std::vector<float>& x, double from_s, double to_s);
double rms_db(const std::vector<float>& x, double from_s, double to_s);
/// Amplitude of a frequency under a Hann window (Goertzel).
double amplitude_at(const std::vector<float>& x, double hz, double from_s, double to_s);
/// Cents by which the first harmonics stand off a pitch, −60 to 60.
double cents_off(const std::vector<float>& x, double pitch, double from_s, double to_s);

/// A package folder made for the tests, with the distribution's soundfont.
std::string package_path();

/// A task of one measure-like section for an instrument.
RenderTask task_for(const std::string& instrument, song::Role role, const std::string& rig);
song::Note note(double start_beat, double length_beats, int pitch, int velocity = 90);

}  // namespace souls::band::sound::test
