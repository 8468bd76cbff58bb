#include "band/plan/motifs.hpp"

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "band/plan/text.hpp"

namespace souls::band::plan {
namespace {

struct Motif {
  std::string_view name;
  std::string_view words;   ///< call it by name
  std::string_view nearby;  ///< bring it to mind; they are handed on as the first of its words
};

constexpr Motif kMotifs[] = {
    {"lighthouse", "lighthouse keeper beacon", ""},
    {"robot", "robot machine android", "ai code computer circuit algorithm automaton cyborg"},
    {"train", "train rails station", "railway subway locomotive commuter platform"},
    {"cradle", "cradle lullaby sleep", "bedtime slumber crib"},
    {"child", "child newborn steps", "baby infant toddler daughter son kid boy children"},
    {"umbrella", "umbrella rain streets", "raindrop drizzle puddle downpour"},
    {"boat", "boat harbour sail sea", "harbor ship sailor port anchor ferry voyage shipwreck captain canoe dock"},
    {"dancer", "dancer dance", "ballerina ballet dancing danced ballroom disco"},
    {"letter", "letter write dear", "envelope postcard mail stamp postman ink diary"},
    {"kettle", "kettle kitchen tea grandmother", "grandma coffee bread soup teapot baker bakery recipe"},
    {"dish", "radio signal", "antenna transmission satellite telescope observatory frequency"},
    {"bolt", "thunder storm lightning", "electric thunderstorm tempest hurricane"},
    {"tree", "tree leaf", "oak orchard apple branch roots willow garden maple"},
    {"leaf", "leaf leaves", "autumn fern ivy grass november october"},
    {"pine", "forest winter pine", "woods christmas evergreen snowfall wolf wilderness"},
    {"house", "house home", "cottage cabin porch attic roof village neighbour farmhouse"},
    {"towers", "city neon", "skyline tower skyscraper downtown metropolis rooftop"},
    {"figure", "figure alone running girl", "man woman stranger walker runner wanderer traveller someone"},
    {"moon", "moon", "moonlight lunar night midnight eclipse"},
    {"sun", "sun", "sunrise sunset dawn summer sunlight noon desert morning daylight"},
    {"bird", "bird", "birds sparrow swallow crow raven dove nightingale wings feather gull swan heron"},
    {"cloud", "cloud", "sky heaven weather fog mist"},
    {"wave", "wave", "tide shore beach surf coast current"},
    {"mountain", "mountain", "hill valley summit peak canyon cliff volcano glacier"},
    {"bridge", "bridge", "river crossing canal"},
    {"star", "star stars",
     "constellation galaxy cosmos comet universe space astronaut nebula orbit planet mars rocket"},
    {"door", "door leave open goodbye", "threshold farewell gate doorway"},
    {"key", "key secret", "lock hidden treasure locked"},
    {"clock", "clock time years midnight", "hour minutes watchmaker yesterday tomorrow clockwork"},
    {"candle", "candle prayer", "flame church monk chapel altar vigil"},
    {"heart", "heart love code", "lover valentine kiss romance beloved"},
    {"piano", "piano song", "pianist melody keys music"},
    {"ladder", "ladder dream climb", "dreams dreamer"},
    {"kite", "kite free wind", "freedom breeze"},
    {"balloon", "balloon fly", "flight flying circus carnival airship"},
    {"road", "road drive away", "highway journey street car miles driver motorway"},
    {"window", "window wait", "cat kitten snow glass waiting curtain"},
    {"phone", "phone call", "telephone number ringing"},
    {"bicycle", "bicycle summer", "bike cyclist pedal"},
    {"whale", "whale ocean deep", "underwater submarine mermaid"},
    {"rose", "rose", "flower petal bloom blossom tulip daisy lily thorn"},
    {"eye", "eye see watch", "eyes vision mirror gaze camera"},
    {"hand", "hand hold touch", "hands fingers palm"},
    {"swing", "swing childhood", "playground schoolyard"},
    {"mast", "antenna voice broadcast", "wires telegraph"},
    {"globe", "memory winter", "memories remember snowglobe souvenir"},
};

const std::unordered_map<std::string, std::pair<std::string_view, std::string_view>>& motif_words() {
  static const std::unordered_map<std::string, std::pair<std::string_view, std::string_view>> kMap = [] {
    std::unordered_map<std::string, std::pair<std::string_view, std::string_view>> map;
    for (const Motif& motif : kMotifs) {
      for (const std::string_view word : split(motif.words, ' ')) map.emplace(word, std::pair(motif.name, word));
    }
    for (const Motif& motif : kMotifs) {
      const std::string_view first = motif.words.substr(0, motif.words.find(' '));
      for (const std::string_view word : split(motif.nearby, ' ')) map.emplace(word, std::pair(motif.name, first));
    }
    return map;
  }();
  return kMap;
}

/// The entry of the word or of what it is without its ending; (motif, word) or two empty texts.
std::pair<std::string_view, std::string_view> look_up(std::string_view lower) {
  std::string word(lower);
  if (word.ends_with("'s")) word.resize(word.size() - 2);
  const auto& map = motif_words();
  std::vector<std::string> forms = {word};
  if (word.size() > 3 && word.ends_with('s')) forms.push_back(word.substr(0, word.size() - 1));
  if (word.size() > 4 && word.ends_with("es")) forms.push_back(word.substr(0, word.size() - 2));
  if (word.size() > 4 && word.ends_with("ies")) forms.push_back(word.substr(0, word.size() - 3) + "y");
  if (word.size() > 5 && word.ends_with("ing")) forms.push_back(word.substr(0, word.size() - 3));
  if (word.size() > 4 && word.ends_with("ed")) forms.push_back(word.substr(0, word.size() - 2));
  forms.push_back(word + 's');
  for (const std::string& form : forms) {
    if (const auto found = map.find(form); found != map.end()) return found->second;
  }
  return {};
}

}  // namespace

std::string_view motif_of(std::string_view lower) { return look_up(lower).first; }
std::string_view motif_word_of(std::string_view lower) { return look_up(lower).second; }

}  // namespace souls::band::plan
