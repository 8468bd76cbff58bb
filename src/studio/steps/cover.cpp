#include "band/visuals/visuals.hpp"
#include "song/formats/formats.hpp"
#include "song/json.hpp"
#include "studio/scene_json.hpp"
#include "studio/steps/models.hpp"

namespace souls::studio {
namespace {

namespace formats = song::formats;

constexpr int kCoverSide = 3000;
constexpr int kThumbnailSide = 1000;  // for the tags of sound files

}  // namespace

Result<Outputs> run_cover(const StepCall& call, const std::filesystem::path& package, const Context& context) {
  const auto plan = song::plan_from_json(call.input("plan"));
  if (!plan) return fail(plan.error());
  band::visuals::CoverTask task;
  task.title = plan->title;
  task.artist = plan->artist;
  task.brief = plan->cover;
  task.side_px = kCoverSide;
  task.seed = call.seed;
  for (const auto& [name, bytes] : call.inputs) {
    if (!name.starts_with("lines/")) continue;
    const auto lines = song::lines_from_json(bytes);
    if (!lines) return fail(lines.error());
    for (const song::Line& line : *lines) task.lyrics.push_back(line.text);
  }
  const auto cover = band::visuals::make_cover(task, package, context);
  if (!cover) return fail(cover.error());
  formats::Tags tags;
  tags.title = plan->title;
  tags.artist = plan->artist;
  const auto bytes = [](const auto& pixels) { return std::string_view(reinterpret_cast<const char*>(pixels.data()), pixels.size()); };
  auto png = formats::encode_png(kCoverSide, kCoverSide, bytes(cover->rgb), tags);
  if (!png) return fail(png.error());
  auto thumbnail = formats::shrink_png(*png, kThumbnailSide, tags);
  if (!thumbnail) return fail(thumbnail.error());
  return Outputs{{"cover", std::move(*png)}, {"thumbnail", std::move(*thumbnail)}, {"scene", scene_to_json(cover->scene)}};
}

}  // namespace souls::studio
