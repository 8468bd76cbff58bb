#include "gateway/header_scan.hpp"

#include <gtest/gtest.h>

#include <string>

namespace souls::gateway {
namespace {

const std::string kHeader = "GET / HTTP/1.1\r\nHost: a\r\nX: b\tc \xc3\xa4\r\n\r\n";

TEST(HeaderScan, FindsTheEndWhateverThePieces) {
  for (std::size_t size = 1; size <= kHeader.size() + 4; ++size) {
    HeaderScan scan;
    const std::string text = kHeader + "body";
    for (std::size_t upto = size; scan.end() == 0 && upto < text.size() + size; upto += size)
      scan.look(text.substr(0, upto));
    EXPECT_EQ(scan.end(), kHeader.size()) << size;
    EXPECT_EQ(scan.fields(), 2U);
    EXPECT_FALSE(scan.wrong());
  }
}

TEST(HeaderScan, WaitsForAnEnd) {
  HeaderScan scan;
  scan.look("GET / HTTP/1.1\r\nHost: a\r");
  EXPECT_EQ(scan.end(), 0U);
  EXPECT_FALSE(scan.wrong());
}

TEST(HeaderScan, RefusesWhatReadersTakeDifferently) {
  const std::string line = "GET / HTTP/1.1\r\n";
  for (const std::string& text :
       {std::string("GET / HTTP/1.1\nHost: a\n\n"), line + "Host: a\n\r\n", line + "Host: a\r\r\n",
        line + "A: b\rC: d\r\n\r\n", line + "A: b\r\n c\r\n\r\n", line + "A: b\r\n\tc\r\n\r\n", line + " A: b\r\n\r\n",
        line + std::string("A: \0b\r\n", 7), line + "A: \x7f\r\n", line + "A: \x1b[0m\r\n",
        std::string("\r\nGET / HTTP/1.1\r\n"), std::string(" GET / HTTP/1.1\r\n"), std::string("\0", 1),
        std::string("\x16\x03\x01")}) {
    HeaderScan scan;
    scan.look(text);
    EXPECT_TRUE(scan.wrong()) << text;
  }
}

}  // namespace
}  // namespace souls::gateway
