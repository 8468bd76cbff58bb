#include "band/vocals/voice_model.hpp"

extern "C" {
#include <HTS_engine.h>
}

#include "base/files.hpp"

namespace souls::band::vocals {

namespace {
constexpr std::size_t kVoiceFileBytesMax = 64 * 1024 * 1024;
constexpr std::size_t kSpectrum = 0;
constexpr std::size_t kPitch = 1;
constexpr double kSpeedMin = 0.25;
constexpr double kSpeedMax = 4;
}  // namespace

struct VoiceModel::Engine {
  HTS_Engine hts;
  Engine() { HTS_Engine_initialize(&hts); }
  ~Engine() { HTS_Engine_clear(&hts); }
};

VoiceModel::VoiceModel(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
VoiceModel::~VoiceModel() = default;

Result<std::unique_ptr<VoiceModel>> VoiceModel::load(const std::filesystem::path& file) {
  const Result<std::string> content = read_file(file, kVoiceFileBytesMax);
  if (!content) return fail(content.error());
  if (!content->starts_with("[GLOBAL]") || content->find("HTS_TTS_ENG") == std::string::npos) {
    return fail(ErrorCode::corrupt, "the singer's voice file is not an English HTS voice", file.string());
  }
  auto engine = std::make_unique<Engine>();
  std::string name = file.string();
  char* names[1] = {name.data()};
  HTS_Engine& hts = engine->hts;
  const bool loaded = HTS_Engine_load(&hts, names, 1);
  const bool fits = loaded && HTS_Engine_get_sampling_frequency(&hts) == static_cast<std::size_t>(kSourceRateHz) &&
                    HTS_Engine_get_fperiod(&hts) == static_cast<std::size_t>(kSourceRateHz * kSourceFrameS) &&
                    HTS_Engine_get_nstream(&hts) == 2 && hts.ms.stream[0][kSpectrum].vector_length == kCepstrumSize;
  if (!fits) {
    return fail(ErrorCode::corrupt, "the singer's voice file can't be used: 45 mel-cepstra at 32 kHz are expected",
                file.string());
  }
  return std::unique_ptr<VoiceModel>(new VoiceModel(std::move(engine)));
}

Result<SpokenLine> VoiceModel::speak(const std::vector<std::string>& labels, double speed) {
  HTS_Engine& hts = engine_->hts;
  HTS_Engine_set_speed(&hts, std::min(std::max(speed, kSpeedMin), kSpeedMax));
  std::vector<std::string> copies = labels;
  std::vector<char*> lines;
  for (std::string& label : copies) lines.push_back(label.data());
  const bool made = HTS_Engine_generate_state_sequence_from_strings(&hts, lines.data(), lines.size()) &&
                    HTS_Engine_generate_parameter_sequence(&hts);
  if (!made) {
    HTS_Engine_refresh(&hts);
    return fail(ErrorCode::internal, "the voice model could not speak a line");
  }
  SpokenLine spoken;
  const HTS_PStream& spectrum = hts.pss.pstream[kSpectrum];
  const HTS_PStream& pitch = hts.pss.pstream[kPitch];
  const std::size_t frames = hts.pss.total_frame;
  spoken.cepstra.reserve(frames * kCepstrumSize);
  std::size_t voiced = 0;
  for (std::size_t i = 0; i < frames; ++i) {
    for (int k = 0; k < kCepstrumSize; ++k) spoken.cepstra.push_back(static_cast<float>(spectrum.par[i][k]));
    const bool sounds = pitch.msd_flag[i];
    spoken.log_f0.push_back(sounds ? static_cast<float>(pitch.par[voiced][0]) : 0.0f);
    voiced += sounds;
  }
  const std::size_t states = HTS_Engine_get_nstate(&hts);
  int at = 0;
  for (std::size_t label = 0; label < labels.size(); ++label) {
    SourceSpan span{at, at};
    for (std::size_t s = 0; s < states; ++s) {
      span.last += static_cast<int>(HTS_Engine_get_state_duration(&hts, label * states + s));
    }
    at = span.last;
    spoken.spans.push_back(span);
  }
  HTS_Engine_refresh(&hts);
  return spoken;
}

}  // namespace souls::band::vocals
