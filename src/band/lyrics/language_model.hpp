#pragma once
// A small language model in libllama: texts that share beginnings, and what may come next.

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace souls::band::lyrics {

using Token = int;

/// One token to be read by a text (a sequence of the model).
struct Step {
  int text = 0;
  Token token = 0;
  int position = 0;
};

/// Owner of the weights and of the memory of up to kTextsMax texts. One thread; not safe to share.
class LanguageModel {
 public:
  static constexpr int kTextsMax = 64;
  static constexpr int kPositionsMax = 2048;  ///< tokens of all texts together, shared ones counted once

  static Result<std::unique_ptr<LanguageModel>> load(const std::filesystem::path& file);
  virtual ~LanguageModel() = default;

  virtual int vocabulary_size() const = 0;
  virtual std::string piece(Token token) const = 0;
  virtual std::vector<Token> tokens(std::string_view text) const = 0;

  /// Forgets all texts.
  virtual void clear() = 0;
  virtual void drop(int text) = 0;
  /// Makes `to` the same as `from`.
  virtual void copy(int from, int to) = 0;
  /// Reads the steps in one batch.
  virtual Status read(std::span<const Step> steps) = 0;
  /// After read(): the logits that follow the step with this index. Valid until the next read().
  virtual std::span<const float> logits(std::size_t step) const = 0;
};

/// log Σ exp of the logits.
double log_sum(std::span<const float> logits);

}  // namespace souls::band::lyrics
