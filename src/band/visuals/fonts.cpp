#include "band/visuals/fonts.hpp"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include <algorithm>
#include <map>

namespace souls::band::visuals {
namespace {

constexpr double kShapeSize = 256;
constexpr std::size_t kFontFilesMax = 64;

template <class T>
struct ObjectDeleter {
  void operator()(T* object) const { g_object_unref(object); }
};
template <class T>
using Object = std::unique_ptr<T, ObjectDeleter<T>>;

bool is_mark(char32_t c) {
  return c == 0x200d || c == 0x200e || c == 0x200f || (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0x1f3fb && c <= 0x1f3ff) ||
         c == 0x20e3 || c >= 0xe0000;
}

void add_path(cairo_t* context, const Shape& shape) {
  cairo_new_path(context);
  for (const auto& step : shape.steps) {
    const float* v = step.values;
    if (step.kind == 'm') cairo_move_to(context, v[0], v[1]);
    if (step.kind == 'l') cairo_line_to(context, v[0], v[1]);
    if (step.kind == 'c') cairo_curve_to(context, v[0], v[1], v[2], v[3], v[4], v[5]);
    if (step.kind == 'z') cairo_close_path(context);
  }
}

Shape read_path(cairo_t* context, double baseline) {
  Shape shape;
  const auto scale = [&](const cairo_path_data_t& p, float* to) {
    to[0] = static_cast<float>(p.point.x / kShapeSize);
    to[1] = static_cast<float>((p.point.y - baseline) / kShapeSize);
  };
  const std::unique_ptr<cairo_path_t, decltype(&cairo_path_destroy)> path(cairo_copy_path(context), cairo_path_destroy);
  for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
    const cairo_path_data_t* data = path->data + i;
    Shape::Step step;
    if (data->header.type == CAIRO_PATH_MOVE_TO) step.kind = 'm';
    if (data->header.type == CAIRO_PATH_LINE_TO) step.kind = 'l';
    if (data->header.type == CAIRO_PATH_CURVE_TO) step.kind = 'c';
    if (data->header.type == CAIRO_PATH_CLOSE_PATH) step.kind = 'z';
    for (int k = 1; k < data->header.length; ++k) scale(data[k], step.values + 2 * (k - 1));
    shape.steps.push_back(step);
  }
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
  cairo_path_extents(context, &x1, &y1, &x2, &y2);
  if (x2 <= x1 || y2 <= y1) return {};
  shape.ink = {static_cast<float>(x1 / kShapeSize), static_cast<float>((y1 - baseline) / kShapeSize),
               static_cast<float>((x2 - x1) / kShapeSize), static_cast<float>((y2 - y1) / kShapeSize)};
  return shape;
}

}  // namespace

std::vector<char32_t> code_points(std::string_view text) {
  std::vector<char32_t> out;
  const char* at = text.data();
  const char* end = at + text.size();
  while (at < end) {
    const gunichar c = g_utf8_get_char_validated(at, end - at);
    if (c >= 0x110000) {
      ++at;
      continue;
    }
    if (c != 0) out.push_back(c);
    at += std::max<std::ptrdiff_t>(1, g_utf8_skip[static_cast<unsigned char>(*at)]);
  }
  return out;
}

std::string utf8_of(char32_t letter) {
  char buffer[8] = {};
  const int length = g_unichar_to_utf8(static_cast<gunichar>(letter), buffer);
  return {buffer, static_cast<std::size_t>(length)};
}

void fill_shape(Pen& pen, const Shape& shape) {
  add_path(pen.context(), shape);
  cairo_fill(pen.context());
}

void stroke_shape(Pen& pen, const Shape& shape, float width) {
  add_path(pen.context(), shape);
  pen.stroke(width);
}

struct Fonts::Impl {
  FcConfig* config = nullptr;
  Object<PangoFontMap> map;
  Object<PangoContext> pango;
  std::map<std::string, FcCharSet*, std::less<>> families;
  FcCharSet* all = nullptr;

  ~Impl() {
    pango.reset();
    map.reset();
    for (auto& [name, set] : families) FcCharSetDestroy(set);
    if (all != nullptr) FcCharSetDestroy(all);
    if (config != nullptr) FcConfigDestroy(config);
  }
};

Fonts::Fonts(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Fonts::~Fonts() = default;

Result<std::unique_ptr<Fonts>> Fonts::load(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const auto extension = it->path().extension();
    if (extension == ".otf" || extension == ".ttf") files.push_back(it->path());
  }
  if (files.empty() || files.size() > kFontFilesMax) {
    return fail(ErrorCode::corrupt, "the package of cover art has no fonts", folder.string());
  }
  std::sort(files.begin(), files.end());
  auto impl = std::make_unique<Impl>();
  impl->config = FcConfigCreate();
  impl->all = FcCharSetCreate();
  for (const auto& file : files) {
    if (!FcConfigAppFontAddFile(impl->config, reinterpret_cast<const FcChar8*>(file.c_str()))) {
      return fail(ErrorCode::corrupt, "a font of the cover art package can't be read", file.string());
    }
  }
  const FcFontSet* set = FcConfigGetFonts(impl->config, FcSetApplication);
  for (int i = 0; set != nullptr && i < set->nfont; ++i) {
    FcCharSet* letters = nullptr;
    if (FcPatternGetCharSet(set->fonts[i], FC_CHARSET, 0, &letters) != FcResultMatch) continue;
    FcBool changed = FcFalse;
    FcCharSetMerge(impl->all, letters, &changed);
    FcChar8* family = nullptr;
    for (int k = 0; FcPatternGetString(set->fonts[i], FC_FAMILY, k, &family) == FcResultMatch; ++k) {
      auto [entry, fresh] = impl->families.try_emplace(reinterpret_cast<const char*>(family), nullptr);
      if (fresh) entry->second = FcCharSetCreate();
      FcCharSetMerge(entry->second, letters, &changed);
    }
  }
  impl->map.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  if (!impl->map || !PANGO_IS_FC_FONT_MAP(impl->map.get())) {
    return fail(ErrorCode::internal, "the type library can't be used", "no FreeType font map");
  }
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(impl->map.get()), impl->config);
  impl->pango.reset(pango_font_map_create_context(impl->map.get()));
  pango_context_set_language(impl->pango.get(), pango_language_from_string("en"));
  pango_cairo_context_set_resolution(impl->pango.get(), 72);
  const std::unique_ptr<cairo_font_options_t, decltype(&cairo_font_options_destroy)> options(
      cairo_font_options_create(), cairo_font_options_destroy);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(impl->pango.get(), options.get());
  return std::unique_ptr<Fonts>(new Fonts(std::move(impl)));
}

std::string Fonts::drawable(std::string_view text) const {
  std::string out;
  bool space = false;
  for (const char32_t c : code_points(text)) {
    if (g_unichar_isspace(c) || g_unichar_iscntrl(c)) {
      space = !out.empty();
    } else if (!is_mark(c) && FcCharSetHasChar(impl_->all, c)) {
      if (space) out += ' ';
      space = false;
      out += utf8_of(c);
    }
  }
  return out;
}

bool Fonts::covers(std::string_view family, std::string_view text) const {
  const auto found = impl_->families.find(family);
  if (found == impl_->families.end()) return false;
  for (const char32_t c : code_points(text)) {
    if (c != ' ' && !FcCharSetHasChar(found->second, c)) return false;
  }
  return true;
}

Face Fonts::fitting(Face face, std::string_view text) const {
  if (covers(face.family, text)) return face;
  const bool serif = face.family == "EB Garamond" || face.family == "GFS Didot" || face.family == "Vollkorn";
  face.italic = false;
  const std::vector<std::pair<const char*, int>> relatives =
      serif ? std::vector<std::pair<const char*, int>>{{"EB Garamond", 400}, {"Vollkorn", 900}, {"DejaVu Sans", 400}}
            : std::vector<std::pair<const char*, int>>{{"Inter Display", 700}, {"DejaVu Sans", 700}};
  for (const auto& [family, weight] : relatives) {
    if (!covers(family, text)) continue;
    face.family = family;
    face.weight = weight;
    face.tracking = std::max(face.tracking, -0.02f);
    face.leading = std::max(face.leading, 1.0f);
    return face;
  }
  face.family = covers("Droid Sans Fallback", text) ? "Droid Sans Fallback" : "DejaVu Sans";
  face.weight = 700;
  face.tracking = 0;
  face.leading = 1.15f;
  return face;
}

Shape Fonts::shape(std::string_view text, const Face& face) const {
  std::string letters(text);
  if (face.upper) {
    const std::unique_ptr<char, decltype(&g_free)> upper(
        g_utf8_strup(letters.data(), static_cast<gssize>(letters.size())), g_free);
    if (covers(face.family, upper.get())) letters = upper.get();
  }
  const std::unique_ptr<PangoFontDescription, decltype(&pango_font_description_free)> font(
      pango_font_description_new(), pango_font_description_free);
  pango_font_description_set_family(font.get(), face.family.c_str());
  pango_font_description_set_weight(font.get(), static_cast<PangoWeight>(face.weight));
  if (face.italic) pango_font_description_set_style(font.get(), PANGO_STYLE_ITALIC);
  pango_font_description_set_absolute_size(font.get(), kShapeSize * PANGO_SCALE);
  const std::unique_ptr<PangoAttrList, decltype(&pango_attr_list_unref)> attributes(pango_attr_list_new(),
                                                                                     pango_attr_list_unref);
  const auto spacing = static_cast<int>(static_cast<double>(face.tracking) * kShapeSize * PANGO_SCALE);
  pango_attr_list_insert(attributes.get(), pango_attr_letter_spacing_new(spacing));
  const bool ligatures = face.tracking > -0.02f && face.tracking < 0.02f;
  pango_attr_list_insert(attributes.get(),
                         pango_attr_font_features_new(ligatures ? "kern=1,liga=1" : "kern=1,liga=0,clig=0"));
  const Object<PangoLayout> layout(pango_layout_new(impl_->pango.get()));
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_attributes(layout.get(), attributes.get());
  pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
  pango_layout_set_text(layout.get(), letters.data(), static_cast<int>(letters.size()));
  // Cairo drops glyphs that lie more than ten sizes outside the surface: only an unbounded one keeps long lines whole.
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, nullptr), cairo_surface_destroy);
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> context(cairo_create(surface.get()), cairo_destroy);
  cairo_set_tolerance(context.get(), 0.02);
  pango_cairo_layout_path(context.get(), layout.get());
  return read_path(context.get(), static_cast<double>(pango_layout_get_baseline(layout.get())) / PANGO_SCALE);
}

float Fonts::cap_height(const Face& face) const {
  const Shape h = shape("H", face);
  return h.empty() ? 0.7f : -h.ink.y;
}

}  // namespace souls::band::visuals
