#include "studio/bundle.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <clocale>
#include <filesystem>
#include <map>

#include "base/limits.hpp"
#include "storage/file_blob_store.hpp"

namespace souls::studio {
namespace {

namespace fs = std::filesystem;

class BundleTest : public testing::Test {
 protected:
  BundleTest() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    blobs_ = std::move(*storage::FileBlobStore::open_folder(folder_));
  }
  ~BundleTest() override { fs::remove_all(folder_); }

  storage::Artifact file(const std::string& path, const std::string& bytes) {
    return {path, *blobs_->put(bytes), bytes.size(), "", storage::ArtifactKind::file};
  }
  /// The whole, and how large the largest piece was.
  Result<std::pair<std::string, std::size_t>> all_of(std::vector<storage::Artifact> files) {
    Bundle bundle(*blobs_, std::move(files));
    std::string all;
    std::size_t largest = 0;
    for (bool more = true; more;) {
      std::string piece;
      const auto read = bundle.read(piece);
      if (!read) return fail(read.error());
      more = *read;
      largest = std::max(largest, piece.size());
      all += piece;
    }
    return std::pair(all, largest);
  }
  std::map<std::string, std::string> unpacked(const std::string& zip) {
    std::map<std::string, std::string> files;
    std::setlocale(LC_CTYPE, "C.UTF-8");  // the reader tells names in it
    archive* reader = archive_read_new();
    archive_read_support_format_zip(reader);
    EXPECT_EQ(archive_read_open_memory(reader, zip.data(), zip.size()), ARCHIVE_OK);
    archive_entry* entry = nullptr;
    while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
      std::string bytes(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
      EXPECT_EQ(archive_read_data(reader, bytes.data(), bytes.size()), static_cast<la_ssize_t>(bytes.size()));
      files[archive_entry_pathname_utf8(entry)] = bytes;
    }
    archive_read_free(reader);
    std::setlocale(LC_CTYPE, "C");
    return files;
  }

  const fs::path folder_ = fs::path(testing::TempDir()) / ("souls.bundle." + std::to_string(::getpid()));
  std::unique_ptr<storage::FileBlobStore> blobs_;
};

TEST_F(BundleTest, HoldsAllFilesInTheSameBytes) {
  std::string sound(3'000'000, '\0');
  for (std::size_t i = 0; i < sound.size(); ++i) sound[i] = static_cast<char>(i * i >> 7);
  const auto mix = file("mix.wav", sound), words = file("lyrics.txt", std::string(10'000, 'a'));
  const auto stem = file("stems/Bass \xc3\xbc.flac", "fLaC"), nothing = file("empty.txt", "");
  const auto one = all_of({mix, words, stem, nothing});
  ASSERT_TRUE(one) << one.error().message << one.error().detail;
  EXPECT_EQ(all_of({nothing, stem, words, mix})->first, one->first);
  const auto files = unpacked(one->first);
  EXPECT_EQ(files.size(), 4);
  EXPECT_EQ(files.at("mix.wav"), sound);
  EXPECT_EQ(files.at("lyrics.txt").size(), 10'000);
  EXPECT_EQ(files.at("stems/Bass \xc3\xbc.flac"), "fLaC");
  EXPECT_NE(one->first.find(sound.substr(0, 1000)), std::string::npos) << "sound is stored as it is";
  EXPECT_LT(one->first.size(), sound.size() + 5'000) << "words are deflated";
  EXPECT_LE(one->second, 2 * limits::kBundlePieceBytes);
}

TEST_F(BundleTest, IsNamedByWhatItHolds) {
  const auto mix = file("mix.wav", "a"), words = file("lyrics.txt", "b");
  EXPECT_EQ(bundle_digest({mix, words}), bundle_digest({words, mix}));
  EXPECT_NE(bundle_digest({mix, words}), bundle_digest({mix}));
}

TEST_F(BundleTest, BreaksOffWhereAFileIsLost) {
  const auto mix = file("mix.wav", "a");
  ASSERT_TRUE(blobs_->remove(mix.digest));
  EXPECT_FALSE(all_of({mix}));
  Bundle left_unread(*blobs_, {file("a.txt", "a")});
}

}  // namespace
}  // namespace souls::studio
