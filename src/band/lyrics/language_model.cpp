#include "band/lyrics/language_model.hpp"

#include <llama.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace souls::band::lyrics {
namespace {

constexpr int kBatchTokensMax = 512;

struct FreeModel {
  void operator()(llama_model* model) const { llama_model_free(model); }
};
struct FreeContext {
  void operator()(llama_context* context) const { llama_free(context); }
};

class LlamaModel final : public LanguageModel {
 public:
  LlamaModel(std::unique_ptr<llama_model, FreeModel> model, std::unique_ptr<llama_context, FreeContext> context)
      : model_(std::move(model)),
        context_(std::move(context)),
        vocabulary_(llama_model_get_vocab(model_.get())),
        memory_(llama_get_memory(context_.get())),
        batch_(llama_batch_init(kBatchTokensMax, 0, 1)) {}
  LlamaModel(const LlamaModel&) = delete;
  LlamaModel& operator=(const LlamaModel&) = delete;
  ~LlamaModel() override { llama_batch_free(batch_); }

  int vocabulary_size() const override { return llama_vocab_n_tokens(vocabulary_); }

  std::string piece(Token token) const override {
    std::array<char, 256> buffer{};
    const int length = llama_token_to_piece(vocabulary_, token, buffer.data(), static_cast<int>(buffer.size()), 0, false);
    return {buffer.data(), static_cast<std::size_t>(std::max(0, length))};
  }

  std::vector<Token> tokens(std::string_view text) const override {
    std::vector<Token> result(text.size() + 8);
    const int count = llama_tokenize(vocabulary_, text.data(), static_cast<int>(text.size()), result.data(),
                                     static_cast<int>(result.size()), false, false);
    result.resize(static_cast<std::size_t>(std::max(0, count)));
    return result;
  }

  void clear() override { llama_memory_clear(memory_, true); }
  void drop(int text) override { llama_memory_seq_rm(memory_, text, -1, -1); }
  void copy(int from, int to) override {
    llama_memory_seq_rm(memory_, to, -1, -1);
    llama_memory_seq_cp(memory_, from, to, -1, -1);
  }

  Status read(std::span<const Step> steps) override {
    if (steps.empty() || steps.size() > kBatchTokensMax) return fail(ErrorCode::internal, "a batch of the wrong size");
    batch_.n_tokens = 0;
    for (const Step& step : steps) {
      const int i = batch_.n_tokens++;
      batch_.token[i] = step.token;
      batch_.pos[i] = step.position;
      batch_.n_seq_id[i] = 1;
      batch_.seq_id[i][0] = step.text;
      batch_.logits[i] = 1;
    }
    if (llama_decode(context_.get(), batch_) != 0) {
      return fail(ErrorCode::internal, "the language model could not read on", "llama_decode failed");
    }
    return {};
  }

  std::span<const float> logits(std::size_t step) const override {
    return {llama_get_logits_ith(context_.get(), static_cast<int>(step)), static_cast<std::size_t>(vocabulary_size())};
  }

 private:
  std::unique_ptr<llama_model, FreeModel> model_;
  std::unique_ptr<llama_context, FreeContext> context_;
  const llama_vocab* vocabulary_;
  llama_memory_t memory_;
  llama_batch batch_;
};

}  // namespace

Result<std::unique_ptr<LanguageModel>> LanguageModel::load(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    return fail(ErrorCode::unavailable, "the lyrics package has no language model", "missing " + file.string());
  }
  llama_log_set([](ggml_log_level, const char*, void*) {}, nullptr);
  llama_backend_init();
  llama_model_params model_parameters = llama_model_default_params();
  model_parameters.n_gpu_layers = 0;
  std::unique_ptr<llama_model, FreeModel> model(llama_model_load_from_file(file.c_str(), model_parameters));
  if (!model) return fail(ErrorCode::corrupt, "the lyrics package's language model can't be read", file.string());
  llama_context_params parameters = llama_context_default_params();
  parameters.n_ctx = kPositionsMax;
  parameters.n_batch = kBatchTokensMax;
  parameters.n_ubatch = kBatchTokensMax;
  parameters.n_seq_max = kTextsMax;
  parameters.kv_unified = true;
  parameters.n_threads = 1;  // two threads on busy cores collapse, and one gives the same bytes everywhere
  parameters.n_threads_batch = 1;
  parameters.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_ENABLED;
  parameters.no_perf = true;
  std::unique_ptr<llama_context, FreeContext> context(llama_init_from_model(model.get(), parameters));
  if (!context) return fail(ErrorCode::unavailable, "there is no memory for the language model");
  return std::make_unique<LlamaModel>(std::move(model), std::move(context));
}

double log_sum(std::span<const float> logits) {
  const float highest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (float logit : logits) {
    if (logit > highest - 16) sum += static_cast<double>(std::exp(logit - highest));
  }
  return highest + std::log(sum);
}

}  // namespace souls::band::lyrics
