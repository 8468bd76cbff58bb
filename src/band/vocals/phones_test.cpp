#include "band/vocals/phones.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace souls::band::vocals {
namespace {

constexpr const char* kArpabet[] = {"AA", "AE", "AH", "AO", "AW", "AY", "B",  "CH", "D",  "DH", "EH", "ER", "EY",
                                    "F",  "G",  "HH", "IH", "IY", "JH", "K",  "L",  "M",  "N",  "NG", "OW", "OY",
                                    "P",  "R",  "S",  "SH", "T",  "TH", "UH", "UW", "V",  "W",  "Y",  "Z",  "ZH"};

TEST(Phones, KnowEverySoundOfCmudict) {
  std::set<std::string_view> names;
  for (const char* phone : kArpabet) {
    const PhoneKind* kind = find_phone(phone, 1);
    ASSERT_NE(kind, nullptr) << phone;
    EXPECT_EQ(kind->arpabet, phone);
    EXPECT_EQ(kind->vowel(), kind->length_ms == 0) << phone;
    names.insert(kind->name);
  }
  EXPECT_EQ(names.size(), std::size(kArpabet));
}

TEST(Phones, UnstressedAhIsSchwa) {
  EXPECT_EQ(find_phone("AH", 0)->name, "ax");
  EXPECT_EQ(find_phone("AH", 1)->name, "ah");
  EXPECT_EQ(find_phone("IH", 0)->name, "ih");
}

TEST(Phones, RefusesWhatIsNoSound) {
  for (const char* phone : {"", "X", "AH0", "ah", "Q", "AHH"}) EXPECT_EQ(find_phone(phone, 1), nullptr) << phone;
}

}  // namespace
}  // namespace souls::band::vocals
