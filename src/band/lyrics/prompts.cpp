#include "band/lyrics/prompts.hpp"

namespace souls::band::lyrics {
namespace {

constexpr std::size_t kSceneWords = 3;
constexpr std::size_t kThemeWords = 6;

constexpr std::array<Example, 3> kVerseExamples = {{
    {"Four in the Morning", "kitchen, coffee, letter",
     "I leave my coat beside the door,\nThe kettle starts to sing,\nYou never call me anymore,\nI wait for it to ring.\n"},
    {"Faster", "car, summer, town",
     "She drives her father's car too fast,\nHer hair is full of sun,\nAnd every town that hurries past\nIs one more race she's won.\n"},
    {"Old Photographs", "brother, river, boats",
     "We built a boat of sticks and string,\nMy brother held the rope,\nThe river took the silly thing\nAnd carried all our hope.\n"},
}};
constexpr std::array<Example, 2> kChorusExamples = {{
    {"Hold On", "morning, hand, road",
     "Hold on, the morning's on its way,\nHold on, I've got your hand,\nWe've got a long road home today,\nAnd I will understand.\n"},
    {"Stay a While", "summer, door, garden",
     "Stay a while, the door is wide,\nStay, the air is sweet,\nLeave your heavy bags outside,\nRest your tired feet.\n"},
}};
constexpr std::array<Example, 1> kBridgeExamples = {{
    {"Paper Plane", "window, sky, friend",
     "And if you ever lose your way,\nLook up, I'm flying too,\nI wrote the words I couldn't say\nAnd folded them for you.\n"},
}};

}  // namespace

const Example& example_for(song::SectionKind kind, std::size_t turn) {
  if (kind == song::SectionKind::verse) return kVerseExamples[turn % kVerseExamples.size()];
  if (kind == song::SectionKind::chorus) return kChorusExamples[turn % kChorusExamples.size()];
  return kBridgeExamples[turn % kBridgeExamples.size()];
}

std::string prompt_of(const song::Plan& plan, const song::SectionPlan& section, std::size_t turn,
                      const std::vector<std::string>& scene) {
  std::string about;
  for (std::size_t i = 0; i < plan.theme.size() && i < kThemeWords; ++i) {
    const std::string& word = plan.theme[i];
    about += (about.empty() ? "" : ", ") + word;
  }
  for (std::size_t i = 0; i < scene.size() && i < kSceneWords; ++i) about += (about.empty() ? "" : ", ") + scene[i];
  const Example& example = example_for(section.kind, turn);
  return "Title: " + std::string(example.title) + "\nAbout: " + std::string(example.about) + "\n\n" +
         std::string(example.lines) + "\nTitle: " + plan.title + "\nAbout: " + about + "\n\n";
}

std::string_view worn_openings() {
  return
    "what do\nwhat is\nwhat a\nin every\nas i\nonce upon\nhave you\n"
    "what can\nwhat are\nwhat does\nwhat if\nwhat would\nhow do\nhow does\nhow can\nhow to\ncan you\ncan i\ncould you\n"
    "if you\nwritten in\nused to\nbased on\nmade of\ninspired by\npicture of\nin a\nto make\nto be\n"
    "it is\nit was\nit's a\nit's the\nthis is\nthis was\nthere is\nthere are\nthere was\nthere were\nthere's a\nhere is\n"
    "i am\nhe is\nshe is\nhe was\nshe was\na song\na story\nthe song\nthat is\nthat was\nthese are\nthey are\nthey were";
}

const std::vector<std::string_view>& worn_words() {
  static const std::vector<std::string_view> words = {
    "song", "songs", "lyrics", "lyric", "verse", "verses", "chorus", "bridge", "title", "poem", "poems", "poet",
    "writer", "author", "melody", "tapestry", "symphony", "melancholy", "canvas", "amidst", "embrace", "theme", "story", "stories", "tale",
    "list", "style", "topic", "example", "image", "sentence", "paragraph", "category", "scene", "creatures"};
  return words;
}

}  // namespace souls::band::lyrics
