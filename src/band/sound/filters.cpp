#include "band/sound/filters.hpp"

#include <cmath>

#include "band/sound/maths.hpp"

namespace souls::band::sound {

Coefficients design(const Band& band) {
  const double turns = std::min(band.hz, 0.49 * kRate) / kRate;
  const double c = cosine(turns);
  const double s = sine(turns);
  const double a = exp2_of(band.gain_db / 40 * 3.32192809488736235);
  const double alpha = s / (2 * band.q);
  const double root = 2 * std::sqrt(a) * alpha;
  double b0 = 1, b1 = 0, b2 = 0, a0 = 1, a1 = 0, a2 = 0;
  switch (band.kind) {
    case FilterKind::low_pass:
      b1 = 1 - c, b0 = b2 = b1 / 2, a0 = 1 + alpha, a1 = -2 * c, a2 = 1 - alpha;
      break;
    case FilterKind::high_pass:
      b0 = b2 = (1 + c) / 2, b1 = -1 - c, a0 = 1 + alpha, a1 = -2 * c, a2 = 1 - alpha;
      break;
    case FilterKind::band_pass:
      b0 = alpha, b1 = 0, b2 = -alpha, a0 = 1 + alpha, a1 = -2 * c, a2 = 1 - alpha;
      break;
    case FilterKind::peak:
      b0 = 1 + alpha * a, b1 = a1 = -2 * c, b2 = 1 - alpha * a, a0 = 1 + alpha / a, a2 = 1 - alpha / a;
      break;
    case FilterKind::low_shelf:
      b0 = a * (a + 1 - (a - 1) * c + root), b1 = 2 * a * (a - 1 - (a + 1) * c), b2 = a * (a + 1 - (a - 1) * c - root);
      a0 = a + 1 + (a - 1) * c + root, a1 = -2 * (a - 1 + (a + 1) * c), a2 = a + 1 + (a - 1) * c - root;
      break;
    case FilterKind::high_shelf:
      b0 = a * (a + 1 + (a - 1) * c + root), b1 = -2 * a * (a - 1 + (a + 1) * c), b2 = a * (a + 1 + (a - 1) * c - root);
      a0 = a + 1 - (a - 1) * c + root, a1 = 2 * (a - 1 - (a + 1) * c), a2 = a + 1 - (a - 1) * c - root;
      break;
  }
  return {b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0};
}

double response_db(const Coefficients& c, double hz) {
  const double turns = hz / kRate;
  const double c1 = cosine(turns), s1 = sine(turns), c2 = cosine(2 * turns), s2 = sine(2 * turns);
  const double top_re = c.b0 + c.b1 * c1 + c.b2 * c2, top_im = c.b1 * s1 + c.b2 * s2;
  const double low_re = 1 + c.a1 * c1 + c.a2 * c2, low_im = c.a1 * s1 + c.a2 * s2;
  return db_of_gain(std::sqrt((top_re * top_re + top_im * top_im) / (low_re * low_re + low_im * low_im)));
}

Cascade::Cascade(const Equaliser& bands) {
  for (const Band& band : bands) sections_.push_back({design(band), Pair{0, 0}, Pair{0, 0}});
}

Cascade::Cascade(const std::vector<Coefficients>& sections) {
  for (const Coefficients& c : sections) sections_.push_back({c, Pair{0, 0}, Pair{0, 0}});
}

void Cascade::reset() {
  for (Section& section : sections_) section.z1 = section.z2 = Pair{0, 0};
}

void Cascade::run(Stereo& x, Range range) {
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const Pair y = step(Pair{x.left[i], x.right[i]});
    x.left[i] = static_cast<float>(y[0]);
    x.right[i] = static_cast<float>(y[1]);
  }
}

void Cascade::run_backward(Stereo& x, Range range) {
  for (std::size_t i = range.end; i-- > range.begin;) {
    const Pair y = step(Pair{x.left[i], x.right[i]});
    x.left[i] = static_cast<float>(y[0]);
    x.right[i] = static_cast<float>(y[1]);
  }
}

void equalise(Stereo& x, const Equaliser& bands) {
  if (bands.empty()) return;
  Cascade(bands).run(x, whole(x));
}

bool equalise_zero_phase(Stereo& x, const Equaliser& bands, const Context& context) {
  Equaliser half = bands;
  for (Band& band : half) band.gain_db /= 2;
  Cascade cascade(half);
  const std::size_t n = x.frames();
  if (!in_chunks(n, context, [&](Range range) { cascade.run(x, range); })) return false;
  cascade.reset();
  return in_chunks(n, context, [&](Range range) { cascade.run_backward(x, {n - range.end, n - range.begin}); });
}

}  // namespace souls::band::sound
