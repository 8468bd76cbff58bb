#include "band/visuals/title.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace souls::band::visuals {
namespace {

constexpr int kLinesMost = 6;
constexpr std::size_t kPieceLettersMax = 15;
constexpr std::size_t kWordLettersMax = 20;
constexpr float kBadEnd = 12;  ///< how much wider a line counts that ends in a small word

bool breaks_anywhere(char32_t c) {
  return (c >= 0x2e80 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7af) || (c >= 0xf900 && c <= 0xfaff) || c >= 0x20000;
}

std::string lowered(std::string_view word) {
  std::string out;
  for (const char c : word) {
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || c == '\'' || static_cast<unsigned char>(c) >= 128) {
      out += c;
    }
  }
  return out;
}

/// Pieces of a word that is too long for a line; broken with hyphens where its script has them.
void append_pieces(const std::vector<char32_t>& letters, std::vector<std::string>& out) {
  const std::size_t pieces = (letters.size() + kPieceLettersMax - 1) / kPieceLettersMax;
  std::size_t at = 0;
  for (std::size_t i = 0; i < pieces; ++i) {
    const std::size_t end = letters.size() * (i + 1) / pieces;
    std::string piece;
    for (; at < end; ++at) piece += utf8_of(letters[at]);
    if (i + 1 < pieces) piece += '-';
    out.push_back(piece);
  }
}

/// A joined line: no space between pieces of scripts that have none.
std::string joined(const std::vector<std::string>& words, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) {
    if (!out.empty()) {
      const auto before = code_points(words[i - 1]), after = code_points(words[i]);
      if (!(breaks_anywhere(before.back()) && breaks_anywhere(after.front()))) out += ' ';
    }
    out += words[i];
  }
  return out;
}

}  // namespace

std::vector<std::string> title_words(std::string_view title) {
  std::vector<std::string> out;
  std::vector<char32_t> word;
  const auto finish = [&] {
    if (word.empty()) return;
    if (word.size() > kWordLettersMax) {
      append_pieces(word, out);
    } else {
      std::string text;
      for (const char32_t c : word) text += utf8_of(c);
      out.push_back(text);
    }
    word.clear();
  };
  for (const char32_t c : code_points(title)) {
    if (c == ' ') {
      finish();
    } else if (breaks_anywhere(c)) {
      finish();
      out.push_back(utf8_of(c));
    } else {
      word.push_back(c);
    }
  }
  finish();
  return out;
}

bool is_small_word(std::string_view word) {
  static constexpr std::array<std::string_view, 30> kSmall = {
      "a",  "an", "the", "of",  "to", "in",   "and",  "but",  "my",  "i",   "that", "who", "for",  "on", "at",
      "by", "or", "as",  "its", "we", "your", "with", "from", "our", "his", "her",  "is",  "into", "&",  "over"};
  const std::string lower = lowered(word);
  if (lower == "over") return false;
  return std::find(kSmall.begin(), kSmall.end(), lower) != kSmall.end();
}

float TypeSet::width() const {
  float widest = 0;
  for (const auto& s : shapes) widest = std::max(widest, s.ink.width * size);
  return widest;
}

std::vector<std::vector<std::string>> title_breaks(const Fonts& fonts, std::string_view title, const Face& face,
                                                   int lines_max) {
  const std::vector<std::string> words = title_words(title);
  const std::size_t n = words.size();
  std::vector<std::vector<std::string>> out;
  if (n == 0) return out;
  std::vector<float> width_to(n + 1, 0);
  const float space = fonts.shape("n n", face).ink.width - fonts.shape("nn", face).ink.width;
  for (std::size_t i = 0; i < n; ++i) {
    width_to[i + 1] = width_to[i] + fonts.shape(words[i], face).ink.width + space + face.tracking;
  }
  const auto cost = [&](std::size_t from, std::size_t to) {
    const float width = width_to[to] - width_to[from] - space;
    return to < n && is_small_word(words[to - 1]) ? width * kBadEnd + kBadEnd : width;
  };
  const std::size_t most = std::min<std::size_t>(n, static_cast<std::size_t>(lines_max));
  // best[l][i]: the smallest longest line when the first i words stand on l lines; of equals, the most even.
  std::vector<std::vector<float>> best(most + 1, std::vector<float>(n + 1, std::numeric_limits<float>::max()));
  std::vector<std::vector<std::size_t>> from(most + 1, std::vector<std::size_t>(n + 1, 0));
  best[0][0] = 0;
  for (std::size_t l = 1; l <= most; ++l) {
    for (std::size_t i = l; i <= n; ++i) {
      for (std::size_t j = l - 1; j < i; ++j) {
        if (best[l - 1][j] > 1e30f) continue;
        const float c = cost(j, i);
        const float longest = std::max(best[l - 1][j], c) + 0.02f * c;
        if (longest < best[l][i]) {
          best[l][i] = longest;
          from[l][i] = j;
        }
      }
    }
    std::vector<std::string> lines;
    for (std::size_t end = n, k = l; k > 0; --k) {
      lines.insert(lines.begin(), joined(words, from[k][end], end));
      end = from[k][end];
    }
    out.push_back(lines);
  }
  return out;
}

TypeSet fit_title(const Fonts& fonts, std::string_view title, Face face, float width, float height, float size_max,
                  int lines_max) {
  face = fonts.fitting(face, title);
  const std::size_t letters = code_points(title).size();
  const int lines = std::min(kLinesMost, lines_max + (letters > 34 ? 1 : 0) + (letters > 58 ? 1 : 0) + (letters > 84 ? 1 : 0));
  TypeSet best;
  best.face = face;
  best.cap_height = fonts.cap_height(face);
  float best_score = -1;
  for (auto& broken : title_breaks(fonts, title, face, lines)) {
    std::vector<Shape> shapes;
    float widest = 1e-3f, sum = 0, sum_squares = 0;
    for (const auto& line : broken) {
      shapes.push_back(fonts.shape(line, face));
      const float w = shapes.back().ink.width;
      widest = std::max(widest, w);
      sum += w;
      sum_squares += w * w;
    }
    const auto n = static_cast<float>(broken.size());
    const float spread = std::sqrt(std::max(0.0f, sum_squares / n - sum * sum / (n * n))) / widest;
    const float size = std::min({size_max, width / widest, height / (face.leading * (n - 1) + best.cap_height)});
    float bad = 0.10f * spread + 0.02f * n;
    for (std::size_t i = 0; i + 1 < broken.size(); ++i) {
      const auto last = broken[i].rfind(' ');
      const std::string_view end = std::string_view(broken[i]).substr(last == std::string::npos ? 0 : last + 1);
      if (is_small_word(end)) bad += 0.7f;
    }
    const float score = size * std::max(0.05f, 1 - bad);
    if (score > best_score) {
      best_score = score;
      best.size = size;
      best.lines = std::move(broken);
      best.shapes = std::move(shapes);
    }
  }
  return best;
}

TypeSet fit_line(const Fonts& fonts, std::string_view text, Face face, float size, float width) {
  TypeSet out;
  out.face = fonts.fitting(face, text);
  out.cap_height = fonts.cap_height(out.face);
  out.lines = {std::string(text)};
  out.shapes = {fonts.shape(text, out.face)};
  const float ink = std::max(out.shapes[0].ink.width, 1e-3f);
  out.size = std::min(size, width / ink);
  return out;
}

Lettering set_type(const TypeSet& type, int side, float x, float y, Align align) {
  Lettering out;
  std::vector<Point> origins;
  bool first = true;
  for (std::size_t i = 0; i < type.lines.size(); ++i) {
    const Box& ink = type.shapes[i].ink;
    const float shift = align == Align::left ? ink.x : (align == Align::right ? ink.x + ink.width : ink.x + ink.width / 2);
    const Point origin{x - shift * type.size, y + static_cast<float>(i) * type.size * type.face.leading};
    origins.push_back(origin);
    if (!out.text.empty()) out.text += ' ';
    out.text += type.lines[i];
    if (type.shapes[i].empty()) continue;
    const Box box{origin.x + ink.x * type.size, origin.y + ink.y * type.size, ink.width * type.size,
                  ink.height * type.size};
    out.box = first ? box : unite(out.box, box);
    first = false;
  }
  if (first) out.box = {x, y, 0, 0};
  out.mask = draw_mask(side, grown(out.box, 0.002f), [&](Pen& pen) {
    for (std::size_t i = 0; i < type.shapes.size(); ++i) {
      pen.save();
      pen.translate(origins[i].x, origins[i].y);
      pen.scale(type.size, type.size);
      fill_shape(pen, type.shapes[i]);
      pen.restore();
    }
  });
  return out;
}

}  // namespace souls::band::visuals
