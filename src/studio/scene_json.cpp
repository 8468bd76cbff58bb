#include "studio/scene_json.hpp"

#include <nlohmann/json.hpp>

namespace souls::studio {

using nlohmann::json;

std::string scene_to_json(const song::CoverScene& scene) {
  json boxes = json::array();
  for (const auto& box : scene.text_boxes) {
    boxes.push_back({{"text", box.text},
                     {"x", box.x},
                     {"y", box.y},
                     {"width", box.width},
                     {"height", box.height},
                     {"contrast", box.contrast}});
  }
  return json{{"style", scene.style}, {"hero", scene.hero}, {"palette", scene.palette}, {"text_boxes", boxes}}.dump();
}

song::CoverScene scene_from_json(std::string_view text) {
  const json j = json::parse(text);
  song::CoverScene scene;
  scene.style = j.at("style");
  scene.hero = j.at("hero");
  scene.palette = j.at("palette").get<std::vector<std::string>>();
  for (const json& box : j.at("text_boxes")) {
    scene.text_boxes.push_back(
        {box.at("text"), box.at("x"), box.at("y"), box.at("width"), box.at("height"), box.at("contrast")});
  }
  return scene;
}

}  // namespace souls::studio
