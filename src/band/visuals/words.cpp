#include "band/visuals/words.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <utility>

namespace souls::band::visuals {
namespace {

constexpr std::size_t kLyricWordsMax = 4000;

/// Motif and the lemmas that call it. A word stands once only; the first motif has it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 62> kWords = {{
    {"lighthouse", "lighthouse keeper beacon coast cape pharos"},
    {"robot", "robot machine android automaton cyborg ai mind circuit metal steel"},
    {"tree_robot", "treebot"},
    {"train", "train railway rail station locomotive subway metro platform commute track"},
    {"cradle", "lullaby cradle sleep baby crib bedtime hush slumber"},
    {"child", "newborn step child kid boy toddler son daughter little young childhood infant"},
    {"umbrella", "rain umbrella drizzle puddle downpour rainy shower monsoon"},
    {"boat", "harbour harbor boat ship sail sailor ferry dock port voyage captain marina drift"},
    {"dancer", "dance dancer ballet waltz disco tango groove move salsa samba"},
    {"letter", "letter dear envelope mail postcard message postman stamp note"},
    {"kettle", "kitchen grandmother kettle grandma cook stove recipe soup mother mama"},
    {"dish", "radio signal transmission frequency listen silence static noise"},
    {"bolt", "thunder storm lightning electric tempest voltage shock power energy"},
    {"tree", "tree oak wood orchard root branch bough willow maple birch"},
    {"pine", "pine forest fir evergreen woodland christmas spruce wild wilderness"},
    {"house", "house home cottage cabin village shelter roof neighbour"},
    {"towers", "city skyline neon downtown skyscraper town urban metropolis tower building"},
    {"figure", "alone lonely stranger walk walker wanderer girl man woman running run someone nobody lost"},
    {"couple", "couple lover together wedding marry bride friend kiss us companion"},
    {"leaf", "leaf autumn fall october november september foliage"},
    {"moon", "moon moonlight lunar crescent midnight night"},
    {"star", "star starlight wish shine sparkle glitter cosmos constellation galaxy universe"},
    {"bird", "bird sparrow swallow dove nightingale wing feather robin crow raven eagle seagull gull"},
    {"cloud", "cloud sky grey gray weather overcast heaven"},
    {"wave", "wave surf tide beach swim shore surfer"},
    {"whale", "whale ocean deep sea underwater abyss"},
    {"mountain", "mountain hill peak summit valley alps climb high everest"},
    {"rose", "rose thorn valentine"},
    {"flower", "flower bloom blossom garden spring daisy petal sunflower tulip may april meadow"},
    {"flame", "flame fire burn burning blaze campfire ember inferno hot"},
    {"fox", "fox wolf animal hunter hunt dog"},
    {"butterfly", "butterfly moth wander change caterpillar gentle"},
    {"door", "door leave open goodbye farewell gate threshold exit depart enter gone"},
    {"window", "window wait pane glass curtain cat waiting"},
    {"phone_box", "phone call telephone hello ring caller dial"},
    {"mast", "antenna mast voice broadcast wireless station internet network transmitter"},
    {"church", "church bell pray chapel hymn gospel sunday choir cathedral"},
    {"windmill", "windmill mill farm field harvest countryside turbine wheat"},
    {"castle", "castle fortress princess dragon fairytale knight kingdom palace"},
    {"tent", "tent camp circus camping nomad tribe"},
    {"swing", "swing playground yesterday innocence park"},
    {"hand", "hand hold touch finger palm reach help"},
    {"eye", "eye see watch look gaze vision sight tear cry"},
    {"heart", "heart love code beloved heartbeat darling romance passion program software"},
    {"singer", "sing singer microphone karaoke choir stage anthem chorus"},
    {"car", "car drive driver highway motor wheel automobile taxi engine"},
    {"bicycle", "bicycle bike summer ride cycle pedal"},
    {"balloon", "balloon fly float festival carnival rise flight"},
    {"kite", "kite free wind freedom breeze blow"},
    {"rocket", "rocket space astronaut mars planet launch orbit spaceship gravity"},
    {"road", "road away street path journey travel mile route desert"},
    {"plane", "plane airplane paper airport aeroplane pilot jet"},
    {"ladder", "ladder dream dreamer stair climber imagine tomorrow hope"},
    {"candle", "candle prayer vigil birthday remember memorial ghost"},
    {"lamp", "lamp lantern streetlight light evening corner dusk"},
    {"piano", "piano pianist concert sonata song music melody"},
    {"keys", "keyboard synth synthesizer chord jazz"},
    {"guitar", "guitar band folk strum blues country string rock"},
    {"cup", "coffee tea cup mug cafe morning breakfast"},
    {"snow_globe", "snow memory globe snowflake winter december january ice frozen cold"},
    {"clock", "clock time year hour minute second tick late"},
    {"key", "key secret lock unlock hidden mystery"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kMoreWords = {{
    {"hourglass", "hourglass sand forever eternity age patience"},
    {"crown", "crown king queen gold royal glory win winner champion throne"},
    {"anchor", "anchor stay navy haven"},
    {"satellite", "satellite signal telescope sputnik"},
    {"chip", "computer chip data digital algorithm byte processor silicon"},
    {"signpost", "signpost choice crossroad way direction decide"},
    {"suitcase", "suitcase luggage trip vacation holiday traveller hotel refugee"},
    {"book", "book story read page tale poem library write writer word poet diary"},
    {"record", "record vinyl dj turntable club beat techno house"},
    {"robot", "machinery mechanical bot"},
}};

const std::map<std::string_view, std::string_view>& table() {
  static const std::map<std::string_view, std::string_view> words = [] {
    std::map<std::string_view, std::string_view> out;
    const auto add = [&out](std::string_view motif, std::string_view list) {
      while (!list.empty()) {
        const auto end = std::min(list.find(' '), list.size());
        if (end > 0) out.emplace(list.substr(0, end), motif);
        list.remove_prefix(std::min(end + 1, list.size()));
      }
    };
    for (const auto& [motif, list] : kWords) add(motif, list);
    for (const auto& [motif, list] : kMoreWords) add(motif, list);
    return out;
  }();
  return words;
}

bool is_weather(std::string_view motif) {
  return motif == "bolt" || motif == "moon" || motif == "star" || motif == "cloud" || motif == "wave" || motif == "towers";
}

/// Forms of which `word` may be an inflection, likeliest first.
std::vector<std::string> lemmas(const std::string& word) {
  std::vector<std::string> out{word};
  const auto cut = [&](std::string_view end, std::string_view with) {
    if (word.size() > end.size() + 2 && word.ends_with(end)) {
      out.push_back(word.substr(0, word.size() - end.size()) + std::string(with));
    }
  };
  cut("ies", "y");
  cut("ves", "f");
  cut("ves", "fe");
  cut("es", "");
  cut("s", "");
  for (const std::string_view end : {"ing", "ed", "er", "ers"}) {
    cut(end, "");
    cut(end, "e");
    const std::size_t stem = word.size() > end.size() ? word.size() - end.size() : 0;
    if (stem > 2 && word.ends_with(end) && word[stem - 1] == word[stem - 2]) out.push_back(word.substr(0, stem - 1));
  }
  static const std::map<std::string_view, std::string_view> kIrregular = {
      {"children", "child"}, {"left", "leave"}, {"held", "hold"},   {"sang", "sing"},   {"sung", "sing"},
      {"men", "man"},        {"women", "woman"}, {"flew", "fly"},   {"flown", "fly"},   {"drove", "drive"},
      {"driven", "drive"},   {"slept", "sleep"}, {"wrote", "write"}, {"written", "write"}, {"seen", "see"},
      {"saw", "see"},        {"burnt", "burn"},  {"swam", "swim"},   {"feet", "step"},   {"kept", "keep"},
      {"ran", "run"},        {"rose", "rose"},   {"hid", "hidden"},  {"told", "story"},  {"heard", "listen"}};
  if (const auto found = kIrregular.find(word); found != kIrregular.end()) out.emplace_back(found->second);
  return out;
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  const auto finish = [&] {
    for (const std::string_view end : {"'s", "'"}) {
      if (word.ends_with(end)) word.resize(word.size() - end.size());
    }
    if (!word.empty()) out.push_back(word);
    word.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= 'A' && c <= 'Z') {
      word += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c == '\'' && !word.empty())) {
      word += c;
    } else if (text.substr(i).starts_with("\xe2\x80\x99")) {
      if (!word.empty()) word += '\'';
      i += 2;
    } else if (static_cast<unsigned char>(c) >= 128) {
      word += c;
    } else {
      finish();
    }
  }
  finish();
  return out;
}

std::string_view motif_of_word(std::string_view word) {
  const auto words = words_of(word);
  if (words.empty()) return {};
  for (const std::string& lemma : lemmas(words.front())) {
    if (const auto found = table().find(lemma); found != table().end()) return found->second;
  }
  return {};
}

std::vector<std::string_view> motifs_of(std::string_view title, const song::CoverBrief& brief,
                                        std::span<const std::string> lyrics, std::size_t count_max) {
  std::vector<std::string_view> out;
  const auto take = [&](std::string_view motif) {
    if (!motif.empty() && out.size() < count_max && std::find(out.begin(), out.end(), motif) == out.end()) {
      out.push_back(motif);
    }
  };
  for (const auto& word : words_of(brief.hero)) take(motif_of_word(word));
  const bool by_hand = !out.empty();
  for (const auto& word : words_of(title)) take(motif_of_word(word));
  for (const auto& phrase : brief.motifs) {
    for (const auto& word : words_of(phrase)) take(motif_of_word(word));
  }
  // A robot and a tree in one song are one creature.
  const auto has = [&](std::string_view name) { return std::find(out.begin(), out.end(), name) != out.end(); };
  if (!by_hand && has("robot") && has("tree")) {
    std::erase(out, "robot");
    std::erase(out, "tree");
    out.insert(out.begin(), "tree_robot");
  }
  // Weather and lights make a poor hero where there is a thing to show: they follow it.
  const auto thing = std::find_if(out.begin(), out.end(), [](std::string_view m) { return !is_weather(m); });
  if (!by_hand && thing != out.end()) std::rotate(out.begin(), thing, thing + 1);
  std::vector<std::pair<int, std::string_view>> counted;
  std::size_t seen = 0;
  for (const auto& line : lyrics) {
    for (const auto& word : words_of(line)) {
      if (++seen > kLyricWordsMax) break;
      const auto motif = motif_of_word(word);
      if (motif.empty()) continue;
      const auto found = std::find_if(counted.begin(), counted.end(), [&](const auto& c) { return c.second == motif; });
      if (found == counted.end()) {
        counted.emplace_back(1, motif);
      } else {
        ++found->first;
      }
    }
  }
  std::stable_sort(counted.begin(), counted.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const auto& [count, motif] : counted) take(motif);
  return out;
}

}  // namespace souls::band::visuals
