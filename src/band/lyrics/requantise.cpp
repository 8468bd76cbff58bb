// souls_requantise IN.gguf OUT.gguf: turns a model with small blocks (Q4_1 and the like) into Q8_0. Nothing is won back
// of what the first quantisation lost, but nothing more is lost, and Q8_0 multiplies faster in batches on AVX2.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <llama.h>
#include <string>

namespace {

void print_errors_only(ggml_log_level level, const char* text, void*) {
  if (level == GGML_LOG_LEVEL_ERROR) std::fputs(text, stderr);
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 3) {
    std::fputs("usage: souls_requantise IN.gguf OUT.gguf\n", stderr);
    return 2;
  }
  const std::filesystem::path source = arguments[1];
  const std::filesystem::path target = arguments[2];
  std::error_code error;
  if (!std::filesystem::is_regular_file(source, error)) {
    std::fprintf(stderr, "souls_requantise: there is no file %s\n", source.c_str());
    return 2;
  }
  llama_log_set(print_errors_only, nullptr);
  llama_backend_init();
  llama_model_quantize_params parameters = llama_model_quantize_default_params();
  parameters.nthread = 1;
  parameters.ftype = LLAMA_FTYPE_MOSTLY_Q8_0;
  parameters.allow_requantize = true;
  const std::filesystem::path partial = target.string() + ".partial";
  const bool quantised = llama_model_quantize(source.c_str(), partial.c_str(), &parameters) == 0;
  llama_backend_free();
  if (quantised) std::filesystem::rename(partial, target, error);
  if (!quantised || error) {
    std::filesystem::remove(partial, error);
    std::fprintf(stderr, "souls_requantise: could not write %s\n", target.c_str());
    return 1;
  }
  return 0;
}
