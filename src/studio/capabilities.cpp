#include "studio/capabilities.hpp"

#include <algorithm>
#include <cassert>

namespace souls::studio {

const std::vector<Capability>& capabilities() {
  static const std::vector<Capability> kCapabilities = {{"plan", "plan", 1, 0.01, "planning the song"},
                                                        {"brief", "plan", 1, 0.01, "briefing the band"},
                                                        {"lyrics", "lyrics", 1, 5.0, "writing words"},
                                                        {"words", "lyrics", 1, 0.1, "reading the words"},
                                                        {"harmony", "music", 1, 0.01, "finding chords"},
                                                        {"melody", "music", 1, 0.05, "writing the tune"},
                                                        {"arrangement", "music", 1, 0.02, "arranging"},
                                                        {"drums", "music", 1, 0.02, "programming drums"},
                                                        {"hand", "", 1, 0.001, "laying in what a hand wrote"},
                                                        {"vocals", "vocals", 1, 1.5, "singing"},
                                                        {"say", "vocals", 1, 1.0, "reading aloud"},
                                                        {"sound", "sound", 1, 0.5, "playing"},
                                                        {"balance", "sound", 1, 0.3, "finding a part's place in the balance"},
                                                        {"stem", "sound", 1, 0.5, "laying out a stem"},
                                                        {"mix", "sound", 1, 3.0, "mixing and mastering"},
                                                        {"preview", "sound", 1, 0.5, "mixing roughly"},
                                                        {"cover", "visuals", 1, 4.0, "drawing the cover"},
                                                        {"score", "formats", 1, 0.3, "writing the score"},
                                                        {"encode", "formats", 1, 1.5, "encoding"},
                                                        {"tag", "formats", 1, 0.2, "tagging files"}};
  return kCapabilities;
}

const Capability& capability(std::string_view name) {
  const auto& all = capabilities();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Capability& c) { return c.name == name; });
  assert(found != all.end());
  return *found;
}

}  // namespace souls::studio
