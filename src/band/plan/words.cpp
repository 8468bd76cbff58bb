#include "band/plan/words.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <utility>

#include "band/plan/text.hpp"

namespace souls::band::plan {
namespace {

constexpr std::array<std::pair<WordClass, std::string_view>, 10> kClasses = {{
    {WordClass::determiner,
     "a an the this these those some any every each no another all both two three four five six seven eight nine ten "
     "twelve hundred thousand many few several either neither"},
    {WordClass::possessive, "my your our his her their its whose"},
    {WordClass::preposition,
     "of in on at by to from with without over under through into across between beyond before after about for against "
     "along around behind below beneath beside beside near off onto out past since till toward towards until up down "
     "upon within like as inside outside underneath above among amid atop via per than concerning regarding during"},
    {WordClass::conjunction, "and or but nor so yet because while when where if though although once unless whenever"},
    {WordClass::relative, "who that which whom"},
    {WordClass::pronoun,
     "i you he she it we they me him us them someone somebody anyone everyone everybody nobody something everything "
     "anything myself yourself himself herself itself ourselves themselves there here what how why im i'm you're we're "
     "they're he's she's it's i've we've you've i'll we'll you'll i'd what's that's there's"},
    {WordClass::auxiliary,
     "is are was were be been being am has have had having do does did will would can could should may might must not "
     "never won't can't don't doesn't didn't isn't aren't wasn't weren't couldn't wouldn't cannot gets let let's lets"},
    {WordClass::verb,
     "sings sang sung learns learned learnt wants wanted becomes became goes went gone comes came finds found loses "
     "lost "
     "makes made takes took gave gives given keeps kept says said tells told asks asked knows knew known thinks "
     "thought "
     "feels felt leaves stays stayed stops stopped starts started begins began runs ran walks walked "
     "waits waited watches watched writes wrote reads sees saw seen hears heard holds held brings brought "
     "builds built grows grew grown flies flew rises rose sleeps slept wakes woke remembers remembered forgets forgot "
     "loves loved lives lived dies died meets met needs needed tries tried turns turned calls called carries carried "
     "wishes wished hopes hoped dreams dreamed dreamt misses missed follows followed "
     "moves moved opens opened closes closed burns burned breaks broke falls fell shines shone sends sent "
     "speaks spoke sits sat stands stood sailed drives drove dances danced plays played "
     "works worked sells sold buys bought eats ate drinks drank looks looked lies seems seemed belongs "
     "returned returns drifts drifted refuses refused discovers discovered realises realizes realised realized "
     "missing get got go come become find tell know think forget remember lose believe believes "
     "sing sleep wait stay keep leave meet learn feel hear see speak forgive forgives thanks thank "
     "wonders wondered celebrates celebrating describes happens happened"},
    {WordClass::adjective,
     "old new young last first little small big great long lonely silent quiet dark bright cold hot warm empty broken "
     "hidden secret forgotten abandoned golden silver blue red green black white grey gray yellow pink purple violet "
     "crimson sad happy gentle wild free sweet bitter soft hard deep high low slow fast newborn ancient final early "
     "late next other own electric digital mechanical tiny giant invisible endless infinite distant local strange "
     "beautiful lovely hopeful tired brave clever lazy drunk haunted frozen burning falling rising floating sleeping "
     "dreaming drifting singing dancing wandering dying shining glowing fading wooden neon paper plastic rusty dusty "
     "good bad best worst true real perfect holy sacred royal urban rural coastal nuclear cosmic lunar solar stellar "
     "rainy snowy stormy foggy misty sunny cloudy windy frosty moonlit starlit sunlit candlelit homesick restless "
     "nervous shy unsent unfinished unknown unspoken retired forgetful different same only"},
    {WordClass::adverb,
     "finally always still just only even again very too really quite almost already forever now then soon away back "
     "together alone home ago anymore tonight today tomorrow yesterday somewhere everywhere nowhere slowly quickly "
     "gently softly suddenly once twice later maybe perhaps ever"},
}};

constexpr std::string_view kPale =
    "thing things stuff someone something somebody everyone everything anything nothing way ways person people one "
    "ones "
    "make makes made write writes give get go song songs music tune track lyrics please want wants need create compose "
    "about really very just something like feel feels feeling feelings sort kind bit lot type style mood vibe vibes "
    "time times years year day days who that which what when where how why am is are be was were been being "
    "would could should kind story tells telling idea theme called titled named sung singing sings finally wanted was "
    "becomes became stops learns learned tries starts keeps goes comes gets makes takes generate produce should "
    "must dont it's i'm im bpm pm oclock o'clock ii iii mr mrs inspired featuring feat ft include including etc "
    "version "
    "two three four five six seven eight nine ten whose there here out up down never always ever yet "
    "again still even only also too before after first second third last ago more most less least much many few "
    "over under across through between beyond behind near while until during since into onto upon";

const std::unordered_map<std::string, WordClass>& classes() {
  static const std::unordered_map<std::string, WordClass> kMap = [] {
    std::unordered_map<std::string, WordClass> map;
    for (const auto& [word_class, words] : kClasses) {
      for (const std::string_view word : split(words, ' ')) map.emplace(word, word_class);
    }
    return map;
  }();
  return kMap;
}

}  // namespace

WordClass class_of(std::string_view lower) {
  const auto found = classes().find(std::string(lower));
  if (found != classes().end()) return found->second;
  if (lower.ends_with("'s") || lower.ends_with("s'")) return WordClass::possessive;
  if (lower.size() > 5 && lower.ends_with("ing") && lower != "spring" && lower != "string" && lower != "morning" &&
      lower != "evening" && lower != "ceiling" && lower != "wedding" && lower != "building" && lower != "lightning") {
    return WordClass::gerund;
  }
  if (lower.size() > 4 && lower.ends_with("ly") && lower != "family" && lower != "butterfly" && lower != "firefly" &&
      lower != "italy" && lower != "july" && lower != "lily" && lower != "dragonfly") {
    return WordClass::adverb;
  }
  return WordClass::content;
}

bool is_pale(std::string_view lower) {
  static const std::vector<std::string_view> kWords = [] {
    std::vector<std::string_view> words = split(kPale, ' ');
    std::sort(words.begin(), words.end());
    return words;
  }();
  return std::binary_search(kWords.begin(), kWords.end(), lower);
}

bool is_telling(std::string_view lower) {
  if (is_pale(lower) || lower.size() < 2) return false;
  switch (class_of(lower)) {
    case WordClass::content:
    case WordClass::gerund:
    case WordClass::adjective:
    case WordClass::verb:
      return true;
    case WordClass::possessive:
      return lower.ends_with("'s") || lower.ends_with("s'");
    default:
      return lower == "alone" || lower == "home" || lower == "tonight" || lower == "forever" || lower == "tomorrow" ||
             lower == "yesterday" || lower == "nobody";
  }
}

std::string_view of_mood(const OfMood& texts, std::string_view mood) {
  for (const auto& [name, text] : texts) {
    if (name == mood) return text;
  }
  return texts[1].second;
}

}  // namespace souls::band::plan
