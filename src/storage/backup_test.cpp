#include "storage/backup.hpp"

#include <atomic>
#include <fstream>
#include <thread>

#include "base/files.hpp"
#include "storage/blob_store_conformance_test.hpp"
#include "storage/result_table.hpp"
#include "storage/songs_fixture_test.hpp"
#include "storage/sqlite/check.hpp"

namespace souls::storage::test {
namespace {

namespace fs = std::filesystem;

class BackupTest : public SongsTest {
 protected:
  ~BackupTest() override {
    blobs_.reset();
    fs::remove_all(place_of_all_);
  }

  BackupSource source() {
    BackupSource source;
    source.store = store_.get();
    source.blobs = blobs_.get();
    source.roots = {roots_of_songs_and_results()};
    source.copy_database = [this](const fs::path& path) {
      return dynamic_cast<SqliteStore&>(*store_).copy_to(path);
    };
    source.check_database = sqlite::check_file;
    source.files = {place_of_all_ / "audit-checkpoints", place_of_all_ / "not there"};
    source.secret_key_id = "key-1";
    source.secret_key_note = "the file secret.key or the variable SOULS_SECRET_KEY";
    source.clock = [] { return 12345; };
    return source;
  }
  Result<BackupReport> run() { return backup(source(), backup_); }
  Result<RestoreReport> bring_back() { return restore(backup_, restored_, sqlite::check_file); }

  /// A song of whose one file the bytes are kept.
  std::string make_song(const std::string& title, const std::string& content) {
    const std::string song = add_song(ada_, title);
    const auto digest = blobs_->put(content);
    EXPECT_TRUE(write([&](Transaction& t) {
      return t.songs().put_artifact(ada_, song, 1, {"mix.wav", *digest, content.size(), "audio/wav"});
    }));
    return song;
  }

  std::vector<std::string> restored_titles() {
    auto opened = SqliteStore::open(Folder{restored_}.database());
    EXPECT_TRUE(opened) << opened.error().detail;
    std::vector<std::string> titles;
    EXPECT_TRUE((*opened)->read([&](Transaction& t) -> Status {
      const auto songs = t.songs().list(ada_, {});
      if (!songs) return fail(songs.error());
      for (const auto& song : *songs) titles.push_back(song.title);
      return {};
    }));
    return titles;
  }

  const fs::path place_of_all_ = fs::path(testing::TempDir()) / ("backup." + std::to_string(::getpid()));
  const fs::path root_ = place_of_all_ / "root";
  const fs::path backup_ = place_of_all_ / "backup";
  const fs::path restored_ = place_of_all_ / "restored";
  std::unique_ptr<FileBlobStore> blobs_ = std::move(*FileBlobStore::open_folder(root_, {false}));
};

TEST_P(BackupTest, BringsBackAllThatIsKept) {
  make_song("One", "the mix of one");
  ASSERT_TRUE(write_file_atomically(place_of_all_ / "audit-checkpoints", "signed\n"));
  ASSERT_TRUE(write_file_atomically(place_of_all_ / "secret.key", "the very secret key"));
  const auto made = run();
  ASSERT_TRUE(made) << made.error().message << " " << made.error().detail;
  EXPECT_EQ(made->copied, 1u);
  EXPECT_TRUE(made->missing.empty());
  const auto verified = verify_backup(backup_, sqlite::check_file);
  ASSERT_TRUE(verified) << verified.error().message << " " << verified.error().detail;
  EXPECT_TRUE(verified->damaged.empty());

  std::vector<double> fractions;
  Context context;
  context.report = [&](double fraction, std::string_view) { fractions.push_back(fraction); };
  const auto back = restore(backup_, restored_, sqlite::check_file, context);
  ASSERT_TRUE(back) << back.error().message << " " << back.error().detail;
  EXPECT_FALSE(fractions.empty());
  EXPECT_EQ(back->manifest.made_ms, 12345);
  EXPECT_EQ(back->manifest.secret_key_id, "key-1");
  EXPECT_EQ(back->manifest.secret_key_note, "the file secret.key or the variable SOULS_SECRET_KEY");
  EXPECT_EQ(restored_titles(), std::vector<std::string>{"One"});
  EXPECT_EQ((*FileBlobStore::open_folder(restored_))->read(sha256("the mix of one"), 100).value(), "the mix of one");
  EXPECT_EQ(read_file(restored_ / "audit-checkpoints", 100).value(), "signed\n");
  for (const auto& entry : fs::recursive_directory_iterator(backup_)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    EXPECT_EQ(bytes.find("the very secret key"), std::string::npos) << entry.path();
    EXPECT_EQ(entry.status().permissions() & (fs::perms::group_all | fs::perms::others_all),
              entry.path().filename() == "manifest.json" ? fs::perms::group_read | fs::perms::others_read
                                                         : fs::perms::none)
        << entry.path();
  }
}

TEST_P(BackupTest, CopiesOnlyWhatIsNewAndDropsWhatIsGone) {
  const std::string old_song = make_song("Old", "the mix of old");
  ASSERT_TRUE(run());
  make_song("New", "the mix of new");
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().remove(ada_, old_song); }));
  ASSERT_TRUE(blobs_->remove(sha256("the mix of old")));
  const auto second = run();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->copied, 1u);
  EXPECT_EQ(second->blobs, 1u);
  EXPECT_EQ(second->removed, 1u);
  EXPECT_EQ(run()->copied, 0u);
  std::size_t databases = 0;
  for (const auto& entry : fs::directory_iterator(backup_)) {
    databases += entry.path().filename().string().starts_with("souls.db") ? 1 : 0;
  }
  EXPECT_EQ(databases, 1u);
  ASSERT_TRUE(bring_back());
  EXPECT_EQ(restored_titles(), std::vector<std::string>{"New"});
}

TEST_P(BackupTest, KeepsWhatTheStoreHasLostAndSaysWhatNobodyHas) {
  make_song("One", "in the backup");
  ASSERT_TRUE(run());
  ASSERT_TRUE(blobs_->remove(sha256("in the backup")));
  make_song("Two", "nowhere");
  damage_file(root_, sha256("nowhere"));
  const auto report = run();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->missing, std::vector<Digest>{sha256("nowhere")});
  EXPECT_EQ(report->removed, 0u);
  ASSERT_TRUE(bring_back());
  EXPECT_TRUE((*FileBlobStore::open_folder(restored_))->read(sha256("in the backup"), 100));
}

TEST_P(BackupTest, FindsDamageInABackup) {
  make_song("One", "the mix of one");
  make_song("Two", "the mix of two");
  ASSERT_TRUE(run());
  damage_file(backup_, sha256("the mix of one"));
  EXPECT_EQ(verify_backup(backup_, sqlite::check_file)->damaged, std::vector<Digest>{sha256("the mix of one")});
  const auto back = bring_back();
  ASSERT_TRUE(back);
  EXPECT_EQ(back->damaged, std::vector<Digest>{sha256("the mix of one")});
  EXPECT_EQ(restored_titles().size(), 2u);
  fs::remove_all(restored_);

  const auto manifest = read_manifest(backup_);
  for (const auto& name : {manifest->database.file, manifest->blob_list.file, std::string("manifest.json")}) {
    const auto path = backup_ / name;
    const std::string whole = read_file(path, 100'000'000).value();
    std::string changed = whole;
    changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
    fs::permissions(path, fs::perms::owner_all);
    std::ofstream(path, std::ios::binary) << changed;
    EXPECT_EQ(verify_backup(backup_, sqlite::check_file).error().code, ErrorCode::corrupt) << name;
    EXPECT_EQ(bring_back().error().code, ErrorCode::corrupt) << name;
    EXPECT_FALSE(fs::exists(restored_)) << "nothing is left half";
    std::ofstream(path, std::ios::binary) << whole;
  }
  EXPECT_TRUE(bring_back());
}

TEST_P(BackupTest, MendsWhatIsDamagedInAnOlderOne) {
  make_song("One", "the mix of one");
  make_song("Two", "the mix of two");
  ASSERT_TRUE(run());
  damage_file(backup_, sha256("the mix of one"));
  const auto report = run();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->renewed, 1u);
  EXPECT_EQ(report->copied, 1u);
  EXPECT_TRUE(verify_backup(backup_, sqlite::check_file)->damaged.empty());
}

TEST_P(BackupTest, LeavesWhatOthersPutBesideIt) {
  make_song("One", "the mix of one");
  ASSERT_TRUE(run());
  for (const char* name : {"secret.key", "souls.db-notes", "blobs.txt"}) ASSERT_TRUE(write_file_atomically(backup_ / name, "x"));
  make_song("Two", "the mix of two");
  ASSERT_TRUE(run());
  for (const char* name : {"secret.key", "souls.db-notes", "blobs.txt"}) EXPECT_TRUE(fs::exists(backup_ / name)) << name;
}

TEST_P(BackupTest, OverwritesNothing) {
  make_song("One", "the mix of one");
  ASSERT_TRUE(run());
  ASSERT_TRUE(make_folder(restored_));
  ASSERT_TRUE(write_file_atomically(restored_ / "precious", "x"));
  EXPECT_EQ(bring_back().error().code, ErrorCode::conflict);
  EXPECT_EQ(read_file(restored_ / "precious", 10).value(), "x");
  fs::remove(restored_ / "precious");
  EXPECT_TRUE(bring_back()) << "an empty folder will do";
  EXPECT_EQ(backup(source(), place_of_all_).error().code, ErrorCode::invalid_request) << "it holds something else";
  EXPECT_EQ(restore(root_, place_of_all_ / "other", sqlite::check_file).error().code, ErrorCode::not_found);
}

TEST_P(BackupTest, LeavesTheOlderOneStandingWhenItIsStopped) {
  make_song("One", "the mix of one");
  ASSERT_TRUE(run());
  const auto before = read_manifest(backup_).value();
  make_song("Two", "the mix of two");
  Context context;
  context.should_stop = [] { return true; };
  EXPECT_EQ(backup(source(), backup_, context).error().code, ErrorCode::cancelled);
  EXPECT_EQ(read_manifest(backup_).value(), before);
  ASSERT_TRUE(verify_backup(backup_, sqlite::check_file));
  ASSERT_TRUE(bring_back());
  EXPECT_EQ(restored_titles(), std::vector<std::string>{"One"});
}

/// While songs are made, a backup holds for each song in its database all of the song's files.
TEST_P(BackupTest, IsConsistentWhileSongsAreMade) {
  make_song("First", "the mix of first");
  std::atomic<bool> stop{false};
  std::thread maker([&] {
    for (int i = 0; !stop; ++i) make_song("Song " + std::to_string(i), "mix " + std::to_string(i));
  });
  for (int i = 0; i < 3; ++i) {
    const auto report = run();
    EXPECT_TRUE(report && report->missing.empty());
  }
  stop = true;
  maker.join();
  ASSERT_TRUE(bring_back());
  const auto blobs = std::move(*FileBlobStore::open_folder(restored_));
  auto opened = SqliteStore::open(Folder{restored_}.database());
  ASSERT_TRUE(opened);
  std::size_t named = 0;
  ASSERT_TRUE((*opened)->read([&](Transaction& t) {
    return roots_of_songs_and_results()(t, [&](const Digest& digest) {
      ++named;
      EXPECT_TRUE(blobs->verify(digest));
    });
  }));
  EXPECT_GT(named, 0u);
}

INSTANTIATE_TEST_SUITE_P(, BackupTest, testing::ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace souls::storage::test
