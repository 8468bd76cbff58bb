#pragma once
// The adapter to the HTS engine: labels in, spectra and durations of clear speech out.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace souls::band::vocals {

inline constexpr double kSourceFrameS = 0.005;
inline constexpr int kCepstrumSize = 45;
inline constexpr double kCepstrumWarp = 0.45;
inline constexpr double kSourceRateHz = 32000;

/// Where a phone lies in the source frames.
struct SourceSpan {
  int first = 0;
  int last = 0;  ///< one past its last frame
};

/// A line as the voice would speak it: mel-cepstra and log F0 every 5 ms.
struct SpokenLine {
  std::vector<float> cepstra;    ///< frames × kCepstrumSize
  std::vector<float> log_f0;     ///< natural logarithm of Hz; 0 where the voice is silent or unvoiced
  std::vector<SourceSpan> spans; ///< one per label, pauses included

  int frames() const { return static_cast<int>(log_f0.size()); }
};

/// One voice file in memory. Not safe to share between threads.
class VoiceModel {
 public:
  static Result<std::unique_ptr<VoiceModel>> load(const std::filesystem::path& file);
  VoiceModel(const VoiceModel&) = delete;
  VoiceModel& operator=(const VoiceModel&) = delete;
  ~VoiceModel();

  /// `speed` below 1 speaks slower, so that vowels reach their targets.
  Result<SpokenLine> speak(const std::vector<std::string>& labels, double speed);

 private:
  struct Engine;
  explicit VoiceModel(std::unique_ptr<Engine> engine);
  std::unique_ptr<Engine> engine_;
};

}  // namespace souls::band::vocals
