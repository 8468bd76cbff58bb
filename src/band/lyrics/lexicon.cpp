#include "band/lyrics/lexicon.hpp"

#include <algorithm>
#include <charconv>

#include "base/files.hpp"
#include "base/limits.hpp"

namespace souls::band::lyrics {
namespace {

constexpr std::string_view kSoundsHeader = "souls-lexicon 1";
constexpr std::string_view kWordsHeader = "souls-words 1";

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::string_view take_field(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view field = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return field;
}

bool read_int(std::string_view field, int& value) {
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  return error == std::errc() && end == field.data() + field.size();
}

tl::unexpected<Error> corrupt(std::string_view what, std::string_view line) {
  return fail(ErrorCode::corrupt, "the lyrics package's " + std::string(what) + " can't be read", std::string(line));
}

}  // namespace

Result<std::shared_ptr<const Lexicon>> Lexicon::read(std::string sounds_text, std::string words_text) {
  auto lexicon = std::make_shared<Lexicon>();
  lexicon->text_ = std::move(sounds_text);
  if (Status status = lexicon->read_sounds(); !status) return fail(status.error());
  if (Status status = lexicon->read_words(words_text); !status) return fail(status.error());
  return lexicon;
}

Status Lexicon::read_sounds() {
  std::string_view rest = text_;
  if (take_line(rest) != kSoundsHeader || take_line(rest) != phone_names()) return corrupt("lexicon", "header");
  std::string word;
  while (!rest.empty()) {
    std::string_view line = take_line(rest);
    const std::string_view coded = take_field(line);
    const std::size_t shared = coded.empty() ? 64 : static_cast<std::size_t>(coded[0] - '0');
    const std::string_view sounds = take_field(line);
    const bool known_phones = std::all_of(sounds.begin(), sounds.end(), [](char c) { return c >= '#' && c < '#' + 69; });
    if (shared > word.size() || !known_phones || syllable_count(sounds) == 0) return corrupt("lexicon", coded);
    const std::string previous = word;
    word.resize(shared);
    word += coded.substr(1);
    if (word <= previous || offsets_.size() >= limits::kLexiconWordsMax) return corrupt("lexicon", word);
    offsets_.push_back({static_cast<std::uint32_t>(letters_.size()), static_cast<std::uint32_t>(word.size()),
                        static_cast<std::uint32_t>(sounds.data() - text_.data()),
                        static_cast<std::uint32_t>(sounds.size())});
    letters_ += word;
  }
  return {};
}

Status Lexicon::read_words(std::string_view text) {
  if (take_line(text) != kWordsHeader) return corrupt("word list", "header");
  while (!text.empty()) {
    std::string_view line = take_line(text);
    WordInfo info;
    info.text = take_field(line);
    int valence = 0;
    const bool numbers = read_int(take_field(line), info.commonness);
    const std::string_view flags = take_field(line);
    const auto has = [&](char flag) { return flags.find(flag) != std::string_view::npos; };
    info.function = has('f');
    info.noun = has('n');
    info.verb = has('v');
    info.adjective = has('a');
    info.adverb = has('r');
    info.concrete = has('c');
    info.sounds = primary(info.text);
    if (!numbers || !read_int(take_field(line), info.end_share) || !read_int(take_field(line), valence) ||
        info.sounds.empty() || (!words_.empty() && info.text <= words_.back().text)) {
      return corrupt("word list", info.text);
    }
    if (has('x')) {
      unsung_.push_back(std::move(info.text));
      continue;
    }
    info.valence = valence / 10.0;
    words_.push_back(std::move(info));
  }
  return {};
}

std::string_view Lexicon::primary(std::string_view word) const {
  const auto found = std::lower_bound(offsets_.begin(), offsets_.end(), word,
                                      [&](const Entry& entry, std::string_view w) { return word_at(entry) < w; });
  if (found == offsets_.end() || word_at(*found) != word) return {};
  return std::string_view(text_).substr(found->sounds_start, found->sounds_length);
}

const WordInfo* Lexicon::find(std::string_view word) const {
  const auto found = std::lower_bound(words_.begin(), words_.end(), word,
                                      [](const WordInfo& info, std::string_view w) { return info.text < w; });
  return found == words_.end() || found->text != word ? nullptr : &*found;
}

bool Lexicon::is_unsung(std::string_view word) const {
  return std::find(unsung_.begin(), unsung_.end(), word) != unsung_.end();
}

Result<std::shared_ptr<const Lexicon>> load_lexicon(const std::filesystem::path& package) {
  auto sounds = read_file(package / "lexicon.txt", limits::kLexiconBytesMax);
  if (!sounds) return fail(sounds.error());
  auto words = read_file(package / "words.txt", limits::kLexiconBytesMax);
  if (!words) return fail(words.error());
  return Lexicon::read(std::move(*sounds), std::move(*words));
}

}  // namespace souls::band::lyrics
