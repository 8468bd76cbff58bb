#include <gtest/gtest.h>
#include <png.h>

#include <map>
#include <pugixml.hpp>

#include "song/formats/formats.hpp"

namespace souls::song::formats {
namespace {

std::string picture(int width, int height) {
  std::string rgb;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      rgb += static_cast<char>(x * 255 / width);
      rgb += static_cast<char>(y * 255 / height);
      rgb += static_cast<char>((x * 7 + y * 13) & 0xff);
    }
  }
  return rgb;
}

const Tags kTags{"Silver <River> & \"Sea\" 🌊", "Synthetic Souls", "", "", "made by AI"};

TEST(Png, KeepsEveryPixel) {
  const std::string rgb = picture(301, 207);
  const Result<std::string> encoded = encode_png(301, 207, rgb, kTags);
  ASSERT_TRUE(encoded);
  EXPECT_TRUE(*encode_png(301, 207, rgb, kTags) == *encoded);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  ASSERT_TRUE(png_image_begin_read_from_memory(&image, encoded->data(), encoded->size()));
  EXPECT_EQ(image.width, 301u);
  EXPECT_EQ(image.height, 207u);
  EXPECT_EQ(image.format & PNG_FORMAT_FLAG_ALPHA, 0u);
  image.format = PNG_FORMAT_RGB;
  std::string back(rgb.size(), '\0');
  ASSERT_TRUE(png_image_finish_read(&image, nullptr, back.data(), 0, nullptr));
  EXPECT_TRUE(back == rgb);
}

/// Names of the chunks in order, and the text of iTXt chunks by keyword.
std::map<std::string, std::string> texts_of(const std::string& png, std::string& names) {
  std::map<std::string, std::string> texts;
  for (std::size_t at = 8; at + 8 <= png.size();) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<unsigned char>(png[at + i]);
    const std::string name = png.substr(at + 4, 4);
    names += name + " ";
    if (name == "iTXt") {
      const std::string content = png.substr(at + 8, length);
      const std::string key = content.c_str();
      texts[key] = content.substr(key.size() + 5);  // flag, method, empty language and translated keyword
    }
    at += 12 + length;
  }
  return texts;
}

TEST(Png, CarriesTitleArtistAndMark) {
  std::string names;
  auto texts = texts_of(*encode_png(16, 16, picture(16, 16), kTags), names);
  EXPECT_EQ(texts["Title"], kTags.title);
  EXPECT_EQ(texts["Author"], kTags.artist);
  EXPECT_EQ(texts["DigitalSourceType"], kDigitalSourceType);
  EXPECT_NE(names.find("sRGB"), std::string::npos);
  EXPECT_EQ(names.find("tIME"), std::string::npos);
  pugi::xml_document xmp;
  ASSERT_TRUE(xmp.load_string(texts["XML:com.adobe.xmp"].c_str()));
  const pugi::xml_node about = xmp.child("x:xmpmeta").child("rdf:RDF").child("rdf:Description");
  EXPECT_EQ(about.child("Iptc4xmpExt:DigitalSourceType").text().get(), kDigitalSourceType);
  EXPECT_EQ(about.child("dc:title").child("rdf:Alt").child("rdf:li").text().get(), kTags.title);
}

TEST(Png, RefusesPixelsThatDoNotFit) {
  EXPECT_FALSE(encode_png(0, 10, "", kTags));
  EXPECT_FALSE(encode_png(-1, 10, "", kTags));
  EXPECT_FALSE(encode_png(10, 10, std::string(299, ' '), kTags));
  EXPECT_FALSE(encode_png(100000, 1, std::string(300000, ' '), kTags));
}

TEST(Png, ShrinksByWholeFractions) {
  std::string rgb;  // squares of 3 × 3 pixels whose mean is known
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 60; ++x) {
      for (int c = 0; c < 3; ++c) rgb += static_cast<char>(x / 3 * 10 + 5 + c + (x % 3 + y % 3 - 2));
    }
  }
  const Result<std::string> small = shrink_png(*encode_png(60, 30, rgb, kTags), 25, kTags);
  ASSERT_TRUE(small);
  std::string wanted;
  for (int i = 0; i < 20 * 10 * 3; ++i) wanted += static_cast<char>(i / 3 % 20 * 10 + 5 + i % 3);
  EXPECT_TRUE(*small == *encode_png(20, 10, wanted, kTags));
  EXPECT_TRUE(*shrink_png(*small, 25, kTags) == *small);
  EXPECT_FALSE(shrink_png("not a picture", 25, kTags));
  EXPECT_FALSE(shrink_png(*small, 0, kTags));
  EXPECT_FALSE(shrink_png(small->substr(0, small->size() - 40), 10, kTags));
}

}  // namespace
}  // namespace souls::song::formats
