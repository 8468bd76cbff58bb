#include "band/visuals/visuals.hpp"
#include "song/formats/formats.hpp"
#include "song/json.hpp"
#include "studio/scene_json.hpp"
#include "studio/steps/models.hpp"

namespace souls::studio {
namespace {

namespace formats = song::formats;

constexpr int kCoverSide = 3000;
constexpr int kThumbnailSide = 600;

/// The picture at a fifth of its size, for the tags of sound files: means of 5 × 5 pixels.
std::string shrink(const band::visuals::Cover& cover) {
  constexpr int kFactor = kCoverSide / kThumbnailSide;
  std::string small(static_cast<std::size_t>(kThumbnailSide) * kThumbnailSide * 3, '\0');
  for (int y = 0; y < kThumbnailSide; ++y) {
    for (int x = 0; x < kThumbnailSide; ++x) {
      for (int c = 0; c < 3; ++c) {
        int sum = 0;
        for (int dy = 0; dy < kFactor; ++dy) {
          for (int dx = 0; dx < kFactor; ++dx) {
            sum += cover.rgb[static_cast<std::size_t>(((y * kFactor + dy) * kCoverSide + x * kFactor + dx) * 3 + c)];
          }
        }
        small[static_cast<std::size_t>((y * kThumbnailSide + x) * 3 + c)] = static_cast<char>(sum / (kFactor * kFactor));
      }
    }
  }
  return small;
}

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
  auto thumbnail = formats::encode_png(kThumbnailSide, kThumbnailSide, shrink(*cover), tags);
  if (!thumbnail) return fail(thumbnail.error());
  return Outputs{{"cover", std::move(*png)}, {"thumbnail", std::move(*thumbnail)}, {"scene", scene_to_json(cover->scene)}};
}

}  // namespace souls::studio
