// How long lists and searches of a user's songs take in a store that holds much else, beside one that holds nothing else:
//   library_scale FOLDER [SONGS TASKS]
// Two stores, each with a user of 50 songs; one of them also with SONGS (10 000) songs of 200 others, a collector with as
// many of his own, and TASKS (1 000 000) tasks. The same calls go to both by turns; medians and their ratio are printed.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>

#include "base/ids.hpp"
#include "base/random.hpp"
#include "storage/song_table.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "storage/task_table.hpp"
#include "storage/user_table.hpp"

namespace {

using namespace souls;
using namespace souls::storage;
using Clock = std::chrono::steady_clock;

constexpr int kRounds = 300;
constexpr int kOwnSongs = 50;

void must(const Status& status) {
  if (status) return;
  std::fprintf(stderr, "%s (%s)\n", status.error().message.c_str(), status.error().detail.c_str());
  std::exit(1);
}

template <class T>
Status only_status(const Result<T>& result) {
  return result ? Status{} : Status(fail(result.error()));
}

/// A word for a number: three syllables, so that beginnings are spread as those of a language are.
std::string word(int number) {
  constexpr std::string_view kConsonants = "bcdfghjklmnprstvwz", kVowels = "aeiou";
  std::string text;
  for (std::uint32_t rest = static_cast<std::uint32_t>(number) * 2654435761U; text.size() < 6; rest /= 90) {
    text += kConsonants[rest % 18];
    text += kVowels[rest / 18 % 5];
  }
  return text;
}

/// Words are spread as those of a language are: a few in every song, most in almost none.
std::string words(Random& random, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    const double u = random.uniform();
    text += word(static_cast<int>(20000 * u * u * u * u)) + " ";
  }
  return text;
}

void add_song(Transaction& t, Random& random, const std::string& user, int number) {
  Song song;
  song.id = random_id("s_");
  song.title = words(random, 3);
  song.prompt = words(random, 10);
  song.created_ms = song.updated_ms = number;
  must(t.songs().add(user, song, words(random, 150)));
  Revision revision;
  revision.who = user;
  revision.created_ms = number;
  revision.request_json = "{\"prompt\":\"" + song.prompt + "\"}";
  revision.state = MakingState::made;
  must(only_status(t.songs().add_revision(user, song.id, revision)));
  if (number % 5 == 0) must(t.songs().add_tag(user, song.id, "favourite"));
  for (int i = 0; i < 12; ++i) {
    must(t.songs().put_artifact(user, song.id, 1,
                                {"stems/" + std::to_string(i) + ".flac", sha256(song.id + std::to_string(i)), 8'000'000,
                                 "audio/flac", ArtifactKind::file}));
  }
}

void add_songs(Store& store, Random& random, const std::vector<std::string>& users, int count) {
  for (int start = 0; start < count; start += 100) {
    must(store.write([&](Transaction& t) -> Status {
      for (int i = start; i < std::min(start + 100, count); ++i) {
        add_song(t, random, users[static_cast<std::size_t>(i) % users.size()], i);
      }
      return {};
    }));
  }
}

void add_tasks(Store& store, const std::string& user, int count) {
  constexpr int kOfARun = 1000;
  for (int start = 0; start < count; start += kOfARun) {
    must(store.write([&](Transaction& t) -> Status {
      RunRow run;
      run.name = "s_run" + std::to_string(start) + "/1/song";
      run.user = user;
      run.song = "s_run" + std::to_string(start);
      run.revision = 1;
      const auto opened = t.tasks().open_run(run);
      if (!opened) return fail(opened.error());
      for (int i = 0; i < kOfARun; ++i) {
        TaskRow task;
        task.run = opened->number;
        task.share = opened->share;
        task.step = "sound/Chorus " + std::to_string(i);
        task.capability = "sound";
        task.package = "souls-sound";
        task.version = "0.1.0";
        task.inputs = {{"notes", sha256(task.step)}};
        if (auto added = t.tasks().add(task, {{}, R"({"measures":8,"section":"Chorus"})", "playing", ""}); !added) {
          return fail(added.error());
        }
      }
      return {};
    }));
  }
}

std::string add_user(Store& store, const std::string& name) {
  User user;
  user.id = random_id("u_");
  user.name = name;
  must(store.write([&](Transaction& t) { return t.users().add(user); }));
  return user.id;
}

std::unique_ptr<SqliteStore> open(const std::filesystem::path& path) {
  auto store = SqliteStore::open(path);
  must(only_status(store));
  return std::move(*store);
}

using Call = std::function<Status(Transaction&, const std::string& user)>;

double microseconds(Store& store, const std::string& user, const Call& call, bool writes) {
  const auto start = Clock::now();
  const Work work = [&](Transaction& t) { return call(t, user); };
  must(writes ? store.write(work) : store.read(work));
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

double median(std::vector<double>& values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

struct Side {
  Store& store;
  std::string user;
};

void compare(const char* what, const Side& small, const Side& large, const Call& call, bool writes = false) {
  std::vector<double> small_us, large_us;
  for (int i = 0; i < kRounds; ++i) {
    small_us.push_back(microseconds(small.store, small.user, call, writes));
    large_us.push_back(microseconds(large.store, large.user, call, writes));
  }
  const double before = median(small_us), after = median(large_us);
  std::printf("%-34s %10.0f %10.0f %8.2f\n", what, before, after, after / before);
}

void compare_all(const Side& small, const Side& large) {
  const auto list = [](const SongQuery& query) -> Call {
    return [query](Transaction& t, const std::string& user) { return only_status(t.songs().list(user, query)); };
  };
  const auto search = [](const std::string& text) -> Call {
    return [text](Transaction& t, const std::string& user) { return only_status(t.songs().search(user, {text})); };
  };
  SongQuery middle, tagged;
  middle.before = 30;
  tagged.tag = "favourite";
  compare("list, newest 20", small, large, list({}));
  compare("list, a page from the middle", small, large, list(middle));
  compare("list, by tag", small, large, list(tagged));
  compare("search, a common word", small, large, search(word(0) + " "));
  compare("search, a rare word", small, large, search(word(15000) + " "));
  compare("search, two words", small, large, search(word(1) + " " + word(7) + " "));
  compare("search, a letter", small, large, search("b"));
  compare("search, the beginning of a word", small, large, search(word(3).substr(0, 4)));
  compare("search, a phrase", small, large, search("\"" + word(0) + " " + word(1) + "\""));
  compare("usage", small, large,
          [](Transaction& t, const std::string& user) { return only_status(t.songs().usage(user)); });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "library_scale FOLDER [SONGS TASKS]\n"), 2;
  const std::filesystem::path folder = argv[1];
  const int songs = argc > 2 ? std::atoi(argv[2]) : 10'000, tasks = argc > 3 ? std::atoi(argv[3]) : 1'000'000;
  std::filesystem::create_directories(folder);
  auto small = open(folder / "small.db"), large = open(folder / "large.db");
  Random random(1);
  const std::string other = add_user(*small, "Owner");
  std::vector<std::string> others;
  for (int i = 0; i < 200; ++i) others.push_back(add_user(*large, "Other " + std::to_string(i)));
  const std::string owner = add_user(*large, "Owner"), collector = add_user(*large, "Collector");

  auto start = Clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  add_songs(*large, random, others, songs);
  add_songs(*large, random, {collector}, songs);
  Random same(2), again(2);
  add_songs(*small, same, {other}, kOwnSongs);
  add_songs(*large, again, {owner}, kOwnSongs);
  std::printf("songs added in %.1f s\n", seconds());
  start = Clock::now();
  add_tasks(*large, owner, tasks);
  std::printf("%d tasks added in %.1f s, the file is %.0f MB\n\n", tasks, seconds(),
              static_cast<double>(std::filesystem::file_size(folder / "large.db")) / 1e6);

  // As a sweep leaves it, which runs every hour.
  const auto tidy = [&] {
    start = Clock::now();
    must(small->tidy());
    must(large->tidy());
    std::printf("tidied in %.2f s\n\n", seconds());
  };
  tidy();
  std::printf("%-34s %10s %10s %8s\n", "50 songs, beside much else", "empty us", "full us", "ratio");
  compare_all({*small, other}, {*large, owner});
  const Call add = [&](Transaction& t, const std::string& user) {
    return add_song(t, random, user, 1), Status{};
  };
  compare("add a song of 12 files", {*small, other}, {*large, owner}, add, true);
  std::printf("\n%-34s %10s %10s %8s\n", "the same before the next sweep", "empty us", "full us", "ratio");
  compare_all({*small, other}, {*large, owner});
  tidy();
  std::printf("\n%-34s %10s %10s %8s\n", "a collector's, beside 50 songs", "50 us", "many us", "ratio");
  compare_all({*small, other}, {*large, collector});

  Result<std::vector<Song>> newest = std::vector<Song>{};
  must(large->read([&](Transaction& t) { return only_status(newest = t.songs().list(owner, {})); }));
  must(large->write([&](Transaction& t) { return t.songs().remove(owner, newest->front().id); }));
  std::atomic<bool> is_done = false;
  std::thread eraser([&] {
    must(large->erase_deleted());
    is_done = true;
  });
  start = Clock::now();
  double longest_s = 0;
  while (!is_done) {
    const auto begun = Clock::now();
    must(large->write([&](Transaction& t) { return t.songs().set_title(owner, newest->back().id, "Renamed", true); }));
    longest_s = std::max(longest_s, std::chrono::duration<double>(Clock::now() - begun).count());
  }
  eraser.join();
  std::printf("\nerasing what was deleted: %.2f s; a writer waits for %.0f ms at most\n", seconds(), longest_s * 1e3);
}
