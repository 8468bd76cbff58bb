#include "band/plan/vocabulary.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "band/plan/style.hpp"
#include "band/plan/text.hpp"

namespace souls::band::plan {
namespace {

/// Phrases that mean the same, '|' between; those after "~" are everyday words as well.
struct Group {
  Means means;
  std::string_view value;
  std::string_view words;
};

constexpr Group kGroups[] = {
    {Means::tempo_feel, "-2", "very slow|really slow|extremely slow|super slow|glacial|as slow as possible"},
    {Means::tempo_feel, "-1",
     "slow|slowly|slow tempo|downbeat|unhurried|slow paced|laid back|laidback|half speed|slower"},
    {Means::tempo_feel, "1",
     "fast|upbeat|up tempo|uptempo|quick|lively|fast paced|energetic|~driving|danceable|faster|high energy"},
    {Means::tempo_feel, "2",
     "very fast|really fast|super fast|extremely fast|breakneck|frantic|as fast as possible|frenetic"},
    {Means::tempo_bpm, "104", "mid tempo|midtempo|medium tempo|moderate tempo|moderato"},
    {Means::tempo_bpm, "48", "largo|grave tempo"},
    {Means::tempo_bpm, "66", "adagio|lento"},
    {Means::tempo_bpm, "84", "andante"},
    {Means::tempo_bpm, "132", "allegro"},
    {Means::tempo_bpm, "160", "vivace"},
    {Means::tempo_bpm, "180", "presto"},
    {Means::mode, "minor", "minor key|in minor|in a minor key|a minor key|dorian|aeolian|phrygian|~minor"},
    {Means::mode, "major", "major key|in major|in a major key|a major key|mixolydian|lydian|ionian|~major"},
    {Means::mood, "tender",
     "tender|gentle|soft|delicate|sweet|intimate|loving|soothing|caring|innocent|fragile|kind hearted|tenderly|gently"},
    {Means::mood, "hopeful",
     "hopeful|uplifting|optimistic|inspiring|inspirational|bright|encouraging|joyful|happy|cheerful|glad|joyous|"
     "euphoric|positive|feel good|sunny|triumphant|grateful"},
    {Means::mood, "sad",
     "sad|melancholy|melancholic|sorrowful|mournful|heartbroken|blue mood|gloomy|tearful|grieving|depressing|bleak|"
     "heartbreaking|bittersweet|somber|sombre|tragic|lonesome|sorrow|sadly"},
    {Means::mood, "stormy",
     "stormy|angry|furious|aggressive|dark|menacing|ominous|raging|violent|intense|dramatic|tense|brooding|sinister|"
     "haunting|eerie|spooky|scary|creepy|gritty|heavy"},
    {Means::mood, "playful",
     "playful|funny|silly|quirky|whimsical|humorous|cheeky|mischievous|bouncy|goofy|light hearted|lighthearted|fun|"
     "witty|sarcastic|ironic"},
    {Means::mood, "bold",
     "bold|powerful|strong|confident|defiant|rebellious|anthemic|majestic|heroic|proud|fierce|loud|grand|"
     "victorious|rousing|badass|raw|swaggering"},
    {Means::mood, "still",
     "~still|calm|peaceful|quiet|serene|tranquil|meditative|relaxing|relaxed|minimal|sparse|contemplative|hushed|"
     "sleepy|reflective|mellow|~cold|restful|spiritual mood"},
    {Means::mood, "warm",
     "warm|cozy|cosy|comforting|homely|heartfelt|romantic mood|romantic|sentimental|tender hearted|mellow and "
     "warm|sensual|sultry|soulful"},
    {Means::mood, "longing",
     "longing|nostalgic|wistful|yearning|homesick|pining|aching|lonely|regretful|missing you|nostalgia|pensive"},
    {Means::mood, "dreaming",
     "dreamy|dreaming|ethereal|hazy|floating|surreal|hypnotic|psychedelic|mysterious|magical|otherworldly|spacey|"
     "atmospheric|celestial|mystical|trippy|enchanted"},
    {Means::acoustic, "", "acoustic|unplugged|stripped down|stripped back"},
    {Means::electronic, "", "electronic sounds|synthesised|synthesized|all synths"},
    {Means::a_cappella, "",
     "a cappella|acapella|a capella|voices only|only voices|unaccompanied|without instruments|no instruments"},
    {Means::voice, "robot",
     "robot voice|robotic voice|robot vocals|robotic vocals|vocoder|android voice|machine voice|robot singer|synthetic "
     "voice|"
     "sung by a robot|robotic singing|talkbox|autotuned robot|robot vocal"},
    {Means::voice, "baritone",
     "deep male voice|deep voice|low male voice|bass voice|deep male vocals|deep male vocal|baritone|deep vocals|low "
     "voice|"
     "gravelly voice|deep man's voice|baritone voice"},
    {Means::voice, "tenor", "tenor voice|high male voice|tenor|male tenor|falsetto|young male voice|tenor vocals"},
    {Means::voice, "alto",
     "alto voice|alto|deep female voice|low female voice|contralto|smoky female voice|warm female voice|mezzo|mezzo "
     "soprano|alto vocals"},
    {Means::voice, "soprano",
     "soprano|soprano voice|high female voice|child's voice|child voice|children's voice|girl's voice|high "
     "voice|ethereal female voice|angelic voice"},
    {Means::gender, "female",
     "female voice|female vocals|female vocal|female singer|woman's voice|sung by a woman|woman singing|women's "
     "voices|female lead|"
     "female vocalist|sung by a girl|girl singing|a woman sings|female"},
    {Means::gender, "male",
     "male voice|male vocals|male vocal|male singer|man's voice|sung by a man|man singing|male lead|male vocalist|sung "
     "by a boy|"
     "a man sings|men's voices|male"},
    {Means::duet, "",
     "duet|two voices|two singers|for two voices|with two voices|in two voices|vocal harmonies|in harmony|with "
     "harmonies|close harmony|"
     "harmony vocals|two part harmony|harmonised|harmonized|two vocalists|lots of harmonies|with harmony|three part "
     "harmony|three voices"},
    {Means::choir, "", "choir|with a choir|choir vocals|backing choir|gospel choir behind|with choir"},
    {Means::solo_voice, "",
     "one voice|single voice|solo voice|solo vocal|single singer|one singer|harmonies|harmony|backing "
     "vocals|background vocals"},
    {Means::instrumental, "",
     "instrumental|instrumental only|no vocals|no vocal|without vocals|no singing|without singing|no lyrics|without "
     "lyrics|no words|"
     "without words|no voice|without voice|no singer|without a singer|no voices|without voices|wordless|no vocalist"},
    {Means::sung, "",
     "with vocals|with lyrics|with words|with a singer|sung|vocal track|with singing|not instrumental"},
    {Means::section, "intro", "intro|an intro|introduction"},
    {Means::section, "verse", "verses|~verse"},
    {Means::section, "prechorus", "pre chorus|prechorus|pre choruses"},
    {Means::section, "chorus", "chorus|choruses|refrain|~hook"},
    {Means::section, "bridge", "middle eight|middle 8|~bridge"},
    {Means::section, "solo",
     "instrumental solo|guitar solo|sax solo|piano solo|synth solo|solos|with solo|saxophone solo|violin solo|trumpet "
     "solo|flute solo"},
    {Means::section, "interlude", "interlude|instrumental break|breakdown|instrumental interlude"},
    {Means::section, "outro", "outro|~coda|~ending"},
    {Means::verses, "1", "one verse|single verse|1 verse"},
    {Means::verses, "2", "two verses|2 verses"},
    {Means::verses, "3", "three verses|3 verses"},
    {Means::verses, "4", "four verses|4 verses"},
    {Means::verses, "5", "five verses|5 verses"},
    {Means::verses, "6", "six verses|6 verses"},
    {Means::choruses, "1", "one chorus|single chorus"},
    {Means::choruses, "2", "two choruses|2 choruses"},
    {Means::choruses, "3", "three choruses|3 choruses"},
    {Means::choruses, "4", "four choruses|4 choruses"},
    {Means::loud_chorus, "1",
     "loud chorus|big chorus|huge chorus|powerful chorus|soaring chorus|massive chorus|anthemic chorus|epic "
     "chorus|explosive chorus|"
     "loud choruses|big choruses|catchy chorus|singalong chorus"},
    {Means::loud_chorus, "-1", "quiet chorus|soft chorus|gentle chorus|whispered chorus"},
    {Means::intro_length, "1", "long intro|slow intro|extended intro|long introduction|with a long intro"},
    {Means::intro_length, "-1", "short intro|brief intro|quick intro|short introduction"},
    {Means::noise, "",
     "a song about|song about|songs about|a song in which|a song where|write me a|write a|write me|write|make me "
     "a|make a|make me|"
     "make it|compose a|compose|create a|create|generate a|generate|please|i want a|i want|i would like a|i'd like a|i "
     "need a|i need|give me a|"
     "give me|sing about|sing me|a tune about|a track about|lyrics about|an anthem for|an anthem about|in the style "
     "of|a ballad about|"
     "a piece about|something about|a story about|the story of|could you|can you|would you|how about|something "
     "like|inspired by|a poem about|an ode to|"
     "ode to|a tribute to|tribute to|beats per minute|bpm|theme song|short song|long "
     "song|lyrics|vocals|vocalist|genre|produced|production|"
     "for a moment|that sounds like|sounds like|sound "
     "like|sounding|flavoured|flavored|influences|influence|influenced|by an ai|"
     "~style|~styled|~feel|~vibe|~vibes|~mood|~tempo|~beat|~beats|~groove|~version|~arrangement|~vocal|~voice|~singer|~"
     "loop|~short|~long|~banger|~sound|"
     "~song|~songs|~tune|~track|~music|~piece|~anthem|~jam|~number|~ode|~about|~elements|~touch|~backing|~rhythm|~key|~"
     "metre|~meter|~time"},
};

constexpr Group kInstrumentGroups[] = {
    {Means::instrument, "grand_piano", "piano|grand piano|pianos|upright piano|felt piano"},
    {Means::instrument, "electric_piano", "electric piano|rhodes|wurlitzer|e piano"},
    {Means::instrument, "fm_piano", "fm piano|dx7|digital piano"},
    {Means::instrument, "harpsichord", "harpsichord|clavichord"},
    {Means::instrument, "celesta", "celesta|glockenspiel|toy piano"},
    {Means::instrument, "music_box", "music box"},
    {Means::instrument, "vibraphone", "vibraphone|vibes solo|xylophone|~bells"},
    {Means::instrument, "marimba", "marimba|kalimba|steel drums|thumb piano|balafon"},
    {Means::instrument, "organ", "hammond|hammond organ|~organ"},
    {Means::instrument, "church_organ", "church organ|pipe organ"},
    {Means::instrument, "accordion", "accordion|concertina|bandoneon|squeezebox|~harmonica"},
    {Means::instrument, "nylon_guitar",
     "nylon guitar|spanish guitar|classical guitar|ukulele|fingerpicked guitar|lute"},
    {Means::instrument, "steel_guitar",
     "acoustic guitar|acoustic guitars|steel guitar|steel string guitar|twelve string "
     "guitar|guitar|guitars|mandolin|bouzouki|dulcimer"},
    {Means::instrument, "jazz_guitar", "jazz guitar|hollow body guitar"},
    {Means::instrument, "clean_guitar",
     "clean guitar|electric guitar|electric guitars|clean electric guitar|jangly guitar|jangly guitars|slide guitar"},
    {Means::instrument, "muted_guitar", "muted guitar|palm muted guitar|wah guitar|funk guitar"},
    {Means::instrument, "overdriven_guitar",
     "overdriven guitar|crunchy guitar|crunchy guitars|fuzzy guitar|fuzz guitar"},
    {Means::instrument, "distorted_guitar", "distorted guitar|distorted guitars|heavy guitar|heavy guitars|distortion"},
    {Means::instrument, "banjo", "banjo|sitar|shamisen|koto"},
    {Means::instrument, "upright_bass", "upright bass|double bass|contrabass|acoustic bass|stand up bass"},
    {Means::instrument, "finger_bass", "bass guitar|electric bass"},
    {Means::instrument, "pick_bass", "picked bass"},
    {Means::instrument, "fretless_bass", "fretless bass"},
    {Means::instrument, "saw_bass", "synth bass|saw bass|reese bass|acid bass"},
    {Means::instrument, "round_bass", "sub bass|808|808s|round bass"},
    {Means::instrument, "violin", "violin|violins|fiddle|viola"},
    {Means::instrument, "cello", "cello|cellos"},
    {Means::instrument, "string_ensemble|slow_strings",
     "string section|string orchestra|with strings|lush strings|string quartet|~strings"},
    {Means::instrument, "string_ensemble", "with orchestra|with an orchestra|full orchestra|~orchestra"},
    {Means::instrument, "pizzicato", "pizzicato|plucked strings"},
    {Means::instrument, "trumpet", "trumpet|trumpets|cornet|flugelhorn"},
    {Means::instrument, "muted_trumpet", "muted trumpet"},
    {Means::instrument, "trombone", "trombone|trombones|tuba"},
    {Means::instrument, "french_horn", "french horn|french horns"},
    {Means::instrument, "brass_section", "~brass|brass section|horn section|~horns|with horns"},
    {Means::instrument, "tenor_sax|alto_sax", "sax|saxophone|saxophones|tenor sax"},
    {Means::instrument, "alto_sax", "alto sax|alto saxophone|soprano sax"},
    {Means::instrument, "oboe", "oboe|cor anglais|bassoon|duduk"},
    {Means::instrument, "clarinet", "clarinet|bass clarinet"},
    {Means::instrument, "flute", "flute|flutes|pan flute|shakuhachi|~recorder"},
    {Means::instrument, "tin_whistle", "tin whistle|penny whistle|bagpipes|uilleann pipes|~whistle"},
    {Means::instrument, "harp", "~harp|celtic harp|harps"},
    {Means::instrument, "square_lead", "square lead|chiptune lead|theremin"},
    {Means::instrument, "saw_lead", "synth lead|saw lead|lead synth"},
    {Means::instrument, "warm_pad", "~pads|synth pad|synth pads|warm pad|warm pads|~pad"},
    {Means::instrument, "glass_pad", "glass pad|shimmering pads|glassy pads"},
    {Means::instrument, "saw_stab|warm_pad|saw_lead",
     "synth|synths|synthesizer|synthesizers|synthesiser|synthesisers|analog synths|analogue synths"},
    {Means::instrument, "pulse_arp", "arpeggio|arpeggios|arpeggiator|arpeggiated synth|arps|~arp"},
    {Means::instrument, "kit_brush", "brushes|brushed drums|brush drums|brush kit"},
    {Means::instrument, "kit_909", "drum machine|909|808 drums|electronic drums|drum machines"},
    {Means::instrument, "kit_lofi", "dusty drums|lofi drums|lo fi drums|vinyl drums"},
    {Means::instrument, "kit_cinematic", "taiko|taikos|taiko drums|war drums|tribal drums|epic drums|timpani"},
    {Means::instrument, "kit_power", "big drums|huge drums|heavy drums"},
    {Means::role, "drums", "drums|drum|percussion|drummer|beats at all"},
    {Means::role, "bass", "bass line|bassline|~bass"},
    {Means::role, "keys", "~keyboards|~keyboard|~keys"},
    {Means::role, "pad", "pad sounds"},
};

constexpr std::string_view kThemeMoods[][2] = {
    {"sad",
     "rain tears cry crying grave funeral goodbye loss lost widow broken ghost ashes november autumn grief farewell "
     "orphan "
     "died death dying dead empty abandoned alone cancer tombstone war regret wilting"},
    {"stormy",
     "thunder storm lightning hurricane wolf wolves fire rage battle revenge blood monster demon nightmare "
     "hell rebellion riot earthquake volcano shipwreck tempest flood fury"},
    {"hopeful",
     "dawn sunrise spring first newborn tomorrow rising begin beginning hope morning sunlight wings newborn seed bloom "
     "freedom free open birth future light rebuild wedding graduation"},
    {"playful",
     "cat cats dog dogs monkey penguin circus banana pizza robot toaster duck frog party bicycle balloon pancake "
     "pancakes socks "
     "holiday candy cookie dinosaur hamster goat sock summer dance danced dancing squirrel giggle"},
    {"still",
     "silence snow stars moon lake desert monastery temple fog mist void radio glacier stone night "
     "library empty zen breath candle space orbit"},
    {"warm",
     "grandmother grandfather kitchen bread tea fireplace home family coffee mother father wool hearth porch soup "
     "sister brother friend friends "
     "garden harvest quilt baker grandma grandpa love honey neighbours neighbors"},
    {"longing",
     "letter train distance ago years memory memories remember photograph photographs station road away leaving miss "
     "harbour harbor ocean sea sailor lighthouse waiting return phone childhood faraway island postcard mailbox"},
    {"dreaming",
     "dream dreams neon galaxy mermaid underwater cloud clouds mirror moonlight aurora android machines satellites "
     "satellite "
     "comet planet jellyfish fairy spell labyrinth constellation astronaut 3am"},
    {"bold",
     "anthem king queen champion fight warrior mountain gold crown victory giant army dragon lion revolution rocket "
     "hero "
     "freedom power running highway"},
    {"tender",
     "child baby cradle lullaby sleep kitten bird feather daughter son whisper petal moth blanket lamb infant mum mom"},
};

void add(std::vector<Phrase>& out, const Group& group) {
  for (std::string_view words : split(group.words, '|')) {
    const bool loose = words.starts_with('~');
    if (loose) words.remove_prefix(1);
    out.push_back({words, group.means, group.value, loose});
  }
}

constexpr std::string_view kEverydayStyles =
    "|house|rock|metal|country|soul|swing|trance|trap|march|score|mass|chant|island|western|fantasy|romantic|chill|"
    "club|dance|"
    "rave|acid|drill|industrial|jungle|prog|parade|musical|surf|reel|jig|classical|christmas|noel|pop|garage|spiritual|"
    "worship|praise|"
    "latin|irish|scottish|indian|arabic|turkish|oriental|halftime|boogie|lounge|drone|meditation|electric|epic|"
    "soundtrack|alternative|"
    "goth|mambo|tropical|disney|broadway|juju|afro|cabaret|bach|romani|gypsy|symphony|hawaiian|reel|requiem|minstrel|"
    "musical|hora|"
    "electronic|electro|electronica|prog|balkan|dub|drone|"
    "folk|gaelic|ethereal|symphonic|orchestral|ballad|cowboy song|the blues|game music|space "
    "music|hardcore|renaissance|medieval|";

std::vector<Phrase> make_phrases() {
  std::vector<Phrase> out;
  for (const Group& group : kGroups) add(out, group);
  for (const Group& group : kInstrumentGroups) add(out, group);
  static std::vector<std::string> spelled;  // phrases without hyphens must outlive this function
  std::vector<std::pair<std::string, std::string_view>> styles;
  for (const Style* style : all_styles()) {
    styles.emplace_back(style->name, style->name);
    for (const std::string_view alias : split(style->aliases, '|')) styles.emplace_back(alias, style->name);
  }
  spelled.reserve(styles.size());
  for (auto& [words, name] : styles) {
    const bool loose = kEverydayStyles.find('|' + words + '|') != std::string_view::npos;
    std::replace(words.begin(), words.end(), '-', ' ');
    spelled.push_back(words);
    out.push_back({spelled.back(), Means::style, name, loose});
  }
  const auto word_count = [](const Phrase& p) { return std::count(p.words.begin(), p.words.end(), ' '); };
  std::stable_sort(out.begin(), out.end(),
                   [&](const Phrase& a, const Phrase& b) { return word_count(a) > word_count(b); });
  return out;
}

}  // namespace

const std::vector<Phrase>& phrases() {
  static const std::vector<Phrase> kPhrases = make_phrases();
  return kPhrases;
}

std::string_view mood_of_theme(std::string_view word) {
  static const std::unordered_map<std::string, std::string_view> kMoods = [] {
    std::unordered_map<std::string, std::string_view> map;
    for (const auto& row : kThemeMoods) {
      for (const std::string_view w : split(row[1], ' ')) map.emplace(w, row[0]);
    }
    return map;
  }();
  auto found = kMoods.find(std::string(word));
  if (found == kMoods.end() && word.ends_with("'s")) found = kMoods.find(std::string(word.substr(0, word.size() - 2)));
  return found == kMoods.end() ? std::string_view() : found->second;
}

}  // namespace souls::band::plan
