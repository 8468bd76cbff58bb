#include "gateway/range.hpp"

#include <gtest/gtest.h>

namespace souls::gateway {
namespace {

constexpr std::uint64_t kAll = 1000;
const std::string kTag = "\"abc\"";

Range part(std::uint64_t first, std::uint64_t bytes) { return {Range::Kind::part, first, bytes}; }

TEST(Range, IsOnePartOfTheWhole) {
  EXPECT_EQ(read_range("bytes=0-0", kAll), part(0, 1));
  EXPECT_EQ(read_range("bytes=0-999", kAll), part(0, 1000));
  EXPECT_EQ(read_range("bytes=500-", kAll), part(500, 500));
  EXPECT_EQ(read_range("bytes=999-5000", kAll), part(999, 1));
  EXPECT_EQ(read_range("bytes=-1", kAll), part(999, 1));
  EXPECT_EQ(read_range("bytes=-5000", kAll), part(0, 1000));
  EXPECT_EQ(read_range("Bytes= 1-2 ", kAll), part(1, 2));
  EXPECT_EQ(read_range("bytes=1-99999999999999999999999", kAll), part(1, 999));
}

TEST(Range, CanBeWhereNothingIs) {
  for (const char* header : {"bytes=1000-", "bytes=1000-2000", "bytes=-0", "bytes=99999999999999999999999-"}) {
    EXPECT_EQ(read_range(header, kAll).kind, Range::Kind::unsatisfiable) << header;
  }
}

TEST(Range, DoesNotCountWhereItIsNoneThatIsUnderstood) {
  for (const char* header :
       {"", "bytes", "bytes=", "bytes=-", "bytes=--1", "bytes=2-1", "bytes=a-b", "bytes=+1-2", "bytes=0x1-2",
        "bytes=0-1,5-6", "bytes=1 - 2", "lines=0-1", "bytes=1-2-3", "bytes=\xc3\xa4-"}) {
    EXPECT_EQ(read_range(header, kAll).kind, Range::Kind::whole) << header;
  }
  EXPECT_EQ(read_range("bytes=0-", 0).kind, Range::Kind::whole);
}

Response ask(std::vector<Field> headers, bool is_head = false) {
  Request request;
  request.headers = std::move(headers);
  request.is_head = is_head;
  return answer_file(request, {storage::Descriptor(), kAll}, "audio/mpeg", kTag);
}

std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [field, value] : response.headers) {
    if (field == name) return value;
  }
  return {};
}

TEST(Range, IsAnsweredByThatPart) {
  const Response answer = ask({{"range", "bytes=10-19"}});
  EXPECT_EQ(answer.status, 206);
  EXPECT_EQ(header_of(answer, "Content-Range"), "bytes 10-19/1000");
  EXPECT_EQ(header_of(answer, "ETag"), kTag);
  ASSERT_TRUE(answer.file);
  EXPECT_EQ(answer.file->first, 10);
  EXPECT_EQ(answer.file->bytes, 10);
  const Response beyond = ask({{"range", "bytes=1000-"}});
  EXPECT_EQ(beyond.status, 416);
  EXPECT_EQ(header_of(beyond, "Content-Range"), "bytes */1000");
  EXPECT_FALSE(beyond.file);
  EXPECT_EQ(ask({{"range", "bytes=10-19"}}, true).status, 200) << "HEAD knows no ranges";
  EXPECT_EQ(ask({}).file->bytes, kAll);
}

TEST(Range, IsOfTheFileThatTheRestIsOf) {
  EXPECT_EQ(ask({{"range", "bytes=1-"}, {"if-range", kTag}}).status, 206);
  EXPECT_EQ(ask({{"range", "bytes=1-"}, {"if-range", "\"other\""}}).status, 200);
  EXPECT_EQ(ask({{"range", "bytes=1-"}, {"if-range", "W/" + kTag}}).status, 200);
  EXPECT_EQ(ask({{"range", "bytes=1-"}, {"if-range", "Sat, 29 Oct 1994 19:43:31 GMT"}}).status, 200);
}

TEST(Range, IsNotSentOfWhatTheCallerHas) {
  for (const char* known : {"\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*"}) {
    const Response answer = ask({{"if-none-match", known}, {"range", "bytes=1-"}});
    EXPECT_EQ(answer.status, 304) << known;
    EXPECT_EQ(header_of(answer, "ETag"), kTag);
    EXPECT_FALSE(answer.file);
  }
  EXPECT_EQ(ask({{"if-none-match", "\"x\""}}).status, 200);
}

TEST(ContentDisposition, IsANameThatNothingBreaksOutOf) {
  EXPECT_EQ(content_disposition("stems/Bass.flac"),
            Field("Content-Disposition", "attachment; filename=\"Bass.flac\"; filename*=UTF-8''Bass.flac"));
  EXPECT_EQ(content_disposition("a\"; x=\"b\r\nSet-Cookie: c%22\\.zip").second,
            "attachment; filename=\"a_; x=_b__Set-Cookie: c_22_.zip\"; "
            "filename*=UTF-8''a%22%3B%20x%3D%22b%0D%0ASet-Cookie%3A%20c%2522%5C.zip");
  EXPECT_EQ(content_disposition("\xc3\x9c"
                                "ber.zip")
                .second,
            "attachment; filename=\"__ber.zip\"; filename*=UTF-8''%C3%9Cber.zip");
}

}  // namespace
}  // namespace souls::gateway
