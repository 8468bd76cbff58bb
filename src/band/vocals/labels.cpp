#include "band/vocals/labels.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/limits.hpp"

namespace souls::band::vocals {
namespace {

constexpr std::size_t kSyllablePhonesMax = 12;
constexpr std::string_view kContent = "content";

struct ContextSyllable {
  std::string vowel;
  int stress = 0;
  int accent = 0;
  int phones = 0;
  int word = 0;
  int in_word = 0;
};

struct ContextWord {
  std::string_view part = kContent;
  int syllables = 0;
};

struct Context {
  std::vector<ContextWord> words;
  std::vector<ContextSyllable> syllables;
};

struct PartOfSpeech {
  std::string_view name;
  std::vector<std::string_view> words;
};

// The classes of function words that the voice's questions know (Festival's "guess" part of speech).
std::string_view part_of_speech(std::string_view word) {
  static const std::vector<PartOfSpeech> kParts = {
      {"in", {"of", "for", "in", "on", "that", "with", "by", "at", "from", "as", "if", "against", "about", "before",
              "because", "under", "after", "over", "into", "while", "without", "through", "between", "among", "until",
              "per", "up", "down"}},
      {"to", {"to"}},
      {"det", {"the", "a", "an", "no", "some", "this", "each", "another", "those", "every", "all", "any", "these",
               "both", "neither", "many"}},
      {"md", {"will", "may", "would", "can", "could", "should", "must", "ought", "might"}},
      {"cc", {"and", "but", "or", "plus", "yet", "nor"}},
      {"wp", {"who", "what", "where", "how", "when"}},
      {"pps", {"her", "his", "their", "its", "our", "mine"}},
      {"aux", {"is", "am", "are", "was", "were", "has", "have", "had", "be"}}};
  for (const PartOfSpeech& part : kParts) {
    if (std::find(part.words.begin(), part.words.end(), word) != part.words.end()) return part.name;
  }
  return kContent;
}

std::string plain(std::string_view word) {
  std::string letters;
  for (const char c : word) {
    if (c >= 'A' && c <= 'Z') letters += static_cast<char>(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z') letters += c;
  }
  return letters;
}

std::string number(int value) { return std::to_string(value); }

/// Fields A to D, G to J and the syllable part B of a label, for syllable `index` of the line; −1 for a pause.
class ContextFields {
 public:
  explicit ContextFields(const Context& context) : context_(context) {}

  std::string of_syllable(int index) const {
    const ContextSyllable& s = context_.syllables[index];
    const int before = index, after = count() - 1 - index;
    std::string b = "/B:" + number(s.stress) + "-" + number(s.accent) + "-" + number(s.phones) + "@" +
                    number(s.in_word + 1) + "-" + number(context_.words[s.word].syllables - s.in_word) + "&" +
                    number(before + 1) + "-" + number(after + 1);
    b += "#" + number(sum(0, index, &ContextSyllable::stress)) + "-" +
         number(sum(index + 1, count(), &ContextSyllable::stress));
    b += "$" + number(sum(0, index, &ContextSyllable::accent)) + "-" +
         number(sum(index + 1, count(), &ContextSyllable::accent));
    b += "!" + number(distance(index, -1, &ContextSyllable::stress)) + "-" +
         number(distance(index, 1, &ContextSyllable::stress));
    b += ";" + number(distance(index, -1, &ContextSyllable::accent)) + "-" +
         number(distance(index, 1, &ContextSyllable::accent));
    return neighbour_a(index - 1) + b + "|" + s.vowel + neighbour_c(index + 1) + words_of(s.word) + phrase();
  }

  std::string of_pause(bool at_start) const {
    const int last_word = static_cast<int>(context_.words.size()) - 1;
    return neighbour_a(at_start ? -1 : count() - 1) + "/B:x-x-x@x-x&x-x#x-x$x-x!x-x;x-x|x" +
           neighbour_c(at_start ? 0 : count()) + word_d(at_start ? -1 : last_word) + "/E:x+x@x+x&x+x#x+x" +
           word_f(at_start ? 0 : last_word + 1) + pause_phrase(at_start);
  }

 private:
  int count() const { return static_cast<int>(context_.syllables.size()); }
  bool has_syllable(int i) const { return i >= 0 && i < count(); }
  bool has_word(int i) const { return i >= 0 && i < static_cast<int>(context_.words.size()); }

  int sum(int first, int last, int ContextSyllable::*field) const {
    int total = 0;
    for (int i = first; i < last; ++i) total += context_.syllables[i].*field;
    return total;
  }

  int distance(int from, int step, int ContextSyllable::*field) const {
    for (int i = from + step; has_syllable(i); i += step) {
      if (context_.syllables[i].*field) return (i - from) * step;
    }
    return 0;
  }

  std::string neighbour_a(int i) const {
    if (!has_syllable(i)) return "/A:0_0_0";
    const ContextSyllable& s = context_.syllables[i];
    return "/A:" + number(s.stress) + "_" + number(s.accent) + "_" + number(s.phones);
  }
  std::string neighbour_c(int i) const {
    if (!has_syllable(i)) return "/C:0+0+0";
    const ContextSyllable& s = context_.syllables[i];
    return "/C:" + number(s.stress) + "+" + number(s.accent) + "+" + number(s.phones);
  }
  std::string word_d(int w) const {
    return has_word(w) ? "/D:" + std::string(context_.words[w].part) + "_" + number(context_.words[w].syllables)
                       : "/D:0_0";
  }
  std::string word_f(int w) const {
    return has_word(w) ? "/F:" + std::string(context_.words[w].part) + "_" + number(context_.words[w].syllables)
                       : "/F:0_0";
  }

  bool content(int w) const { return context_.words[w].part == kContent; }

  int content_words(int first, int last) const {
    int total = 0;
    for (int w = first; w < last; ++w) total += content(w);
    return total;
  }

  int content_distance(int from, int step) const {
    for (int w = from + step; has_word(w); w += step) {
      if (content(w)) return (w - from) * step;
    }
    return 0;
  }

  std::string words_of(int w) const {
    const int all = static_cast<int>(context_.words.size());
    return word_d(w - 1) + "/E:" + std::string(context_.words[w].part) + "+" + number(context_.words[w].syllables) +
           "@" + number(w + 1) + "+" + number(all - w) + "&" + number(content_words(0, w)) + "+" +
           number(content_words(w + 1, all)) + "#" + number(content_distance(w, -1)) + "+" +
           number(content_distance(w, 1)) + word_f(w + 1);
  }

  std::string totals() const { return number(count()) + "+" + number(static_cast<int>(context_.words.size())) + "-1"; }

  std::string phrase() const {
    return "/G:0_0/H:" + number(count()) + "=" + number(static_cast<int>(context_.words.size())) +
           "@1=1|L-L%/I:0=0/J:" + totals();
  }
  std::string pause_phrase(bool at_start) const {
    const std::string size = number(count());
    const std::string words = number(static_cast<int>(context_.words.size()));
    return at_start ? "/G:0_0/H:x=x@1=1|0/I:" + size + "=" + words + "/J:" + totals()
                    : "/G:" + size + "_" + words + "/H:x=x@1=1|0/I:0=0/J:" + totals();
  }

  const Context& context_;
};

struct Reading {
  Context context;
  Utterance utterance;
  std::vector<int> in_syllable;  ///< place of each phone in its syllable
};

/// `full`: with the weight of a stressed word, whatever its stress.
Status read_syllable(const song::Syllable& syllable, std::string_view word, bool full, Reading& reading) {
  if (syllable.phonemes.empty() || syllable.phonemes.size() > kSyllablePhonesMax) {
    return fail(ErrorCode::invalid_request, "a syllable of \"" + std::string(word) + "\" has " +
                                                std::to_string(syllable.phonemes.size()) +
                                                " sounds; 1 to 12 are allowed");
  }
  ContextSyllable context;
  context.phones = static_cast<int>(syllable.phonemes.size());
  context.stress = syllable.stress > 0 || full;
  context.accent = (syllable.stress == 1 || full) && reading.context.words.back().part == kContent;
  context.word = static_cast<int>(reading.context.words.size()) - 1;
  context.in_word = reading.context.words.back().syllables++;
  int vowels = 0, place = 0;
  for (const song::Phoneme& phoneme : syllable.phonemes) {
    const PhoneKind* kind = find_phone(phoneme, syllable.stress);
    if (!kind) {
      return fail(ErrorCode::invalid_request,
                  "\"" + phoneme + "\" in \"" + std::string(word) + "\" is no sound of English (ARPAbet)");
    }
    if (kind->vowel()) {
      ++vowels;
      context.vowel = kind->name;
    }
    reading.utterance.phones.push_back({kind, static_cast<int>(reading.context.syllables.size())});
    reading.in_syllable.push_back(place++);
  }
  if (vowels != 1) {
    return fail(ErrorCode::invalid_request, "each syllable needs exactly one vowel, and one of \"" +
                                                std::string(word) + "\" has " + std::to_string(vowels));
  }
  reading.context.syllables.push_back(std::move(context));
  return {};
}

void join_labels(Reading& reading) {
  const std::vector<LinePhone>& phones = reading.utterance.phones;
  const int size = static_cast<int>(phones.size());
  const auto name = [&](int i) -> std::string {
    if (i == -1 || i == size) return "pau";
    return i < 0 || i > size ? "x" : std::string(phones[i].kind->name);
  };
  const ContextFields fields(reading.context);
  for (int i = -1; i <= size; ++i) {
    const bool pause = i < 0 || i == size;
    std::string label = name(i - 2) + "^" + name(i - 1) + "-" + name(i) + "+" + name(i + 1) + "=" + name(i + 2) + "@";
    if (pause) {
      label += "x_x" + fields.of_pause(i < 0);
    } else {
      const int place = reading.in_syllable[i];
      const int syllable = phones[i].syllable;
      label += number(place + 1) + "_" + number(reading.context.syllables[syllable].phones - place) +
               fields.of_syllable(syllable);
    }
    reading.utterance.labels.push_back(std::move(label));
  }
}

}  // namespace

Result<Utterance> write_labels(const song::Line& line, Delivery delivery) {
  if (line.syllable_count() > static_cast<int>(limits::kLineSyllablesMax) * 2) {
    return fail(ErrorCode::invalid_request, "a line has " + std::to_string(line.syllable_count()) + " syllables; " +
                                                std::to_string(limits::kLineSyllablesMax * 2) + " can be sung");
  }
  Reading reading;
  for (const song::Word& word : line.words) {
    if (word.syllables.empty()) continue;
    const bool sung = delivery == Delivery::sung;
    reading.context.words.push_back({sung ? kContent : part_of_speech(plain(word.text)), 0});
    const bool full = sung && word.syllables.size() == 1;
    for (const song::Syllable& syllable : word.syllables) {
      if (Status read = read_syllable(syllable, word.text, full, reading); !read) return fail(read.error());
    }
  }
  if (!reading.utterance.phones.empty()) join_labels(reading);
  return std::move(reading.utterance);
}

}  // namespace souls::band::vocals
