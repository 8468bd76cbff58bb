#include "storage/songs_fixture_test.hpp"

namespace souls::storage::test {
namespace {

using SongTableConformance = SongsTest;

TEST_P(SongTableConformance, KeepsASongAndItsRevisions) {
  const auto id = add_song(ada_, "Silver", "a river");
  Revision second = first_revision(ada_);
  second.parent = 1;
  second.created_ms = 2000;
  second.edits_json = R"([{"op":"set_title","title":"Gold"}])";
  second.seed = 7;
  EXPECT_EQ(call([&](Transaction& t) { return t.songs().add_revision(ada_, id, second); }).value(), 2);
  second.number = 2;
  second.state = MakingState::made;
  second.document = sha256("document");
  second.packages = {{"lyra", "1.2.3", sha256("lyra")}, {"vox", "0.1.0", sha256("vox")}};
  second.steps_made = 3;
  second.steps_reused = 40;
  second.finished_ms = 2500;
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().update_revision(ada_, id, second); }));
  reopen();

  EXPECT_EQ(call([&](Transaction& t) { return t.songs().find_revision(ada_, id, 2); }).value(), second);
  const auto first = call([&](Transaction& t) { return t.songs().find_revision(ada_, id, 1); }).value();
  EXPECT_EQ(first.seed, 0xfedcba9876543210);
  EXPECT_EQ(first.parent, std::nullopt);
  EXPECT_EQ(first.edits_json, "[]");
  const auto song = call([&](Transaction& t) { return t.songs().find(ada_, id); }).value();
  EXPECT_EQ(song.title, "Silver");
  EXPECT_EQ(song.prompt, "a river");
  EXPECT_EQ(song.revision, 2);
  EXPECT_EQ(song.state, MakingState::made);
  EXPECT_EQ(song.created_ms, 1000);
  EXPECT_EQ(song.updated_ms, 2500);
  const auto newest = call([&](Transaction& t) { return t.songs().list_revisions(ada_, id, std::nullopt, 1); });
  ASSERT_EQ(newest->size(), 1u);
  EXPECT_EQ(newest->front().number, 2);
  EXPECT_EQ(call([&](Transaction& t) { return t.songs().list_revisions(ada_, id, 2, 9); })->front().number, 1);
}

TEST_P(SongTableConformance, FollowsTheEditsOfAncestors) {
  const auto id = add_song(ada_, "Tree");
  const auto add = [&](int parent, const std::string& edits) {
    Revision revision = first_revision(ada_);
    revision.parent = parent;
    revision.edits_json = edits;
    return call([&](Transaction& t) { return t.songs().add_revision(ada_, id, revision); }).value();
  };
  EXPECT_EQ(add(1, "[2]"), 2);
  EXPECT_EQ(add(2, "[3]"), 3);
  EXPECT_EQ(add(2, "[]"), 4);  // back to the second
  EXPECT_EQ(add(4, "[5]"), 5);
  const auto edits = [&](int number) {
    return call([&](Transaction& t) { return t.songs().edits_up_to(ada_, id, number); }).value();
  };
  EXPECT_EQ(edits(3), (Texts{"[]", "[2]", "[3]"}));
  EXPECT_EQ(edits(5), (Texts{"[]", "[2]", "[]", "[5]"}));
  Revision future = first_revision(ada_);
  future.parent = 6;
  EXPECT_EQ(call([&](Transaction& t) { return t.songs().add_revision(ada_, id, future); }).error().code,
            ErrorCode::not_found);
}

TEST_P(SongTableConformance, TellsNothingOfAnothersSong) {
  const auto id = add_song(ada_, "Secret", "a secret wish");
  ASSERT_TRUE(write([&](Transaction& t) {
    return t.songs().put_artifact(ada_, id, 1, {"mix.wav", sha256("m"), 1, "audio/wav", ArtifactKind::file});
  }));
  Revision revision = first_revision(bob_);
  const auto as = [](auto result) { return result ? Status{} : Status(fail(result.error())); };
  const std::vector<std::function<Status(Transaction&, const std::string&)>> calls = {
      [&](Transaction& t, const std::string& song) { return as(t.songs().find(bob_, song)); },
      [&](Transaction& t, const std::string& song) { return t.songs().set_title(bob_, song, "x", true); },
      [&](Transaction& t, const std::string& song) { return t.songs().set_words(bob_, song, "x"); },
      [&](Transaction& t, const std::string& song) { return t.songs().set_trashed(bob_, song, 5); },
      [&](Transaction& t, const std::string& song) { return t.songs().remove(bob_, song); },
      [&](Transaction& t, const std::string& song) { return t.songs().add_tag(bob_, song, "x"); },
      [&](Transaction& t, const std::string& song) { return t.songs().remove_tag(bob_, song, "x"); },
      [&](Transaction& t, const std::string& song) { return as(t.songs().add_revision(bob_, song, revision)); },
      [&](Transaction& t, const std::string& song) { return as(t.songs().find_revision(bob_, song, 1)); },
      [&](Transaction& t, const std::string& song) {
        return as(t.songs().list_revisions(bob_, song, std::nullopt, 9));
      },
      [&](Transaction& t, const std::string& song) { return as(t.songs().edits_up_to(bob_, song, 1)); },
      [&](Transaction& t, const std::string& song) {
        revision.number = 1;
        return t.songs().update_revision(bob_, song, revision);
      },
      [&](Transaction& t, const std::string& song) {
        return t.songs().put_artifact(bob_, song, 1, {"x", sha256("m"), 1, "", ArtifactKind::file});
      },
      [&](Transaction& t, const std::string& song) { return as(t.songs().find_artifact(bob_, song, 1, "mix.wav")); },
      [&](Transaction& t, const std::string& song) { return as(t.songs().artifacts(bob_, song, 1)); },
      [&](Transaction& t, const std::string& song) { return t.songs().remove_previews(bob_, song, 1); },
      [&](Transaction& t, const std::string& song) {
        return t.songs().add_submission(bob_, {"key", sha256("o"), song, 1, 5});
      },
  };
  const std::string nowhere = random_id("s_");
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const Status others = write([&](Transaction& t) { return calls[i](t, id); });
    const Status none = write([&](Transaction& t) { return calls[i](t, nowhere); });
    ASSERT_FALSE(others) << i;
    ASSERT_FALSE(none) << i;
    EXPECT_EQ(others.error().code, ErrorCode::not_found) << i;
    EXPECT_EQ(none.error().code, ErrorCode::not_found) << i;
    EXPECT_EQ(others.error().message, none.error().message) << i;
  }
  EXPECT_EQ(search(bob_, "secret"), Texts{});
  EXPECT_EQ(search(bob_, ada_), Texts{});
  EXPECT_EQ(list(bob_), Texts{});
  EXPECT_EQ(search(ada_, "secret"), Texts{"Secret"});
  EXPECT_EQ(call([&](Transaction& t) { return t.songs().find(ada_, id); })->title, "Secret");
}

TEST_P(SongTableConformance, ListsNewestFirstFromACursor) {
  for (int i = 1; i <= 7; ++i) add_song(i % 3 == 0 ? bob_ : ada_, "Song " + std::to_string(i));
  const auto page = call([&](Transaction& t) { return t.songs().list(ada_, {.count = 3}); });
  EXPECT_EQ(titles(page), (Texts{"Song 7", "Song 5", "Song 4"}));
  add_song(ada_, "Later");
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().remove(ada_, page->back().id); }));
  EXPECT_EQ(list(ada_, {.before = page->back().number, .count = 3}), (Texts{"Song 2", "Song 1"}));
  EXPECT_EQ(list(ada_, {.before = 1}), Texts{});
}

TEST_P(SongTableConformance, KeepsTagsInOrderAndFindsByThem) {
  const auto first = add_song(ada_, "First"), second = add_song(ada_, "Second"), bobs = add_song(bob_, "Bob's");
  for (const auto& [user, song, tag] : std::vector<std::array<std::string, 3>>{
           {ada_, first, "sea"}, {ada_, first, "calm"}, {ada_, first, "sea"}, {ada_, second, "sea"}, {bob_, bobs, "sea"}}) {
    ASSERT_TRUE(write([&](Transaction& t) { return t.songs().add_tag(user, song, tag); }));
  }
  EXPECT_EQ(call([&](Transaction& t) { return t.songs().find(ada_, first); })->tags, (Texts{"calm", "sea"}));
  EXPECT_EQ(list(ada_, {.tag = "sea"}), (Texts{"Second", "First"}));
  EXPECT_EQ(list(ada_, {.tag = "calm"}), Texts{"First"});
  EXPECT_EQ(list(ada_, {.tag = "none"}), Texts{});
  EXPECT_EQ(call([&](Transaction& t) { return t.songs().tags(ada_); }).value(),
            (std::vector<TagCount>{{"calm", 1}, {"sea", 2}}));
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().remove_tag(ada_, first, "sea"); }));
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().remove_tag(ada_, first, "sea"); }));
  EXPECT_EQ(list(ada_, {.tag = "sea"}), Texts{"Second"});
  for (std::size_t i = 1; i < limits::kTagsPerSongMax; ++i) {
    ASSERT_TRUE(write([&](Transaction& t) { return t.songs().add_tag(ada_, first, "t" + std::to_string(i)); }));
  }
  for (const std::string& tag : {std::string("one more"), std::string(), std::string("a\x1f" "b"),
                                 std::string(limits::kTagLettersMax + 1, 't')}) {
    EXPECT_EQ(write([&](Transaction& t) { return t.songs().add_tag(ada_, first, tag); }).error().code,
              ErrorCode::invalid_request)
        << tag;
  }
}

TEST_P(SongTableConformance, HidesTheTrashUntilItIsRestored) {
  const auto id = add_song(ada_, "Lost River");
  add_song(ada_, "Other");
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().add_tag(ada_, id, "tag"); }));
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().set_trashed(ada_, id, 5000); }));
  EXPECT_EQ(list(ada_), Texts{"Other"});
  EXPECT_EQ(list(ada_, {.trash = true}), Texts{"Lost River"});
  EXPECT_EQ(list(ada_, {.tag = "tag"}), Texts{});
  EXPECT_EQ(list(ada_, {.trash = true, .tag = "tag"}), Texts{"Lost River"});
  EXPECT_EQ(search(ada_, "river"), Texts{});
  EXPECT_EQ(call([&](Transaction& t) { return t.songs().tags(ada_); })->size(), 0u);
  EXPECT_EQ(call([&](Transaction& t) { return t.songs().find(ada_, id); })->trashed_ms, 5000);
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().set_trashed(ada_, id, std::nullopt); }));
  EXPECT_EQ(list(ada_), (Texts{"Other", "Lost River"}));
  EXPECT_EQ(search(ada_, "river"), Texts{"Lost River"});
}

TEST_P(SongTableConformance, TellsWhoseTimeInTheTrashIsOver) {
  constexpr std::int64_t kDayMs = 24 * 3600 * 1000;
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().update({.id = ada_, .name = "Ada", .trash_days = 2}); }));
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().update({.id = bob_, .name = "Bob", .trash_days = 9}); }));
  const auto adas = add_song(ada_, "A"), bobs = add_song(bob_, "B");
  add_song(ada_, "not in the trash");
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().set_trashed(ada_, adas, 1000); }));
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().set_trashed(bob_, bobs, 1000); }));
  const auto expired = [&](std::int64_t now_ms) {
    return call([&](Transaction& t) { return t.songs().expired(now_ms, 10); }).value();
  };
  EXPECT_EQ(expired(1000 + 2 * kDayMs - 1), std::vector<RevisionName>{});
  EXPECT_EQ(expired(1000 + 2 * kDayMs), (std::vector<RevisionName>{{ada_, adas, 1}}));
  EXPECT_EQ(expired(1000 + 9 * kDayMs).size(), 2u);
}

TEST_P(SongTableConformance, CountsEachDigestOfAUserOnce) {
  const auto one = add_song(ada_, "One"), two = add_song(ada_, "Two"), bobs = add_song(bob_, "Bob's");
  const auto put = [&](const std::string& user, const std::string& song, const std::string& path,
                       const std::string& content, ArtifactKind kind = ArtifactKind::file) {
    ASSERT_TRUE(write([&](Transaction& t) {
      return t.songs().put_artifact(user, song, 1, {path, sha256(content), content.size(), "text/plain", kind});
    }));
  };
  const auto bytes = [&](const std::string& user) {
    return call([&](Transaction& t) { return t.songs().usage(user); })->bytes;
  };
  put(ada_, one, "a.txt", "shared");
  put(ada_, two, "b.txt", "shared");
  put(bob_, bobs, "c.txt", "shared");
  put(ada_, one, "early.txt", "a preview", ArtifactKind::preview);
  EXPECT_EQ(bytes(ada_), 15u);
  EXPECT_EQ(bytes(bob_), 6u);
  put(ada_, one, "a.txt", "own");  // in place of the other
  EXPECT_EQ(bytes(ada_), 18u);
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().remove_previews(ada_, one, 1); }));
  EXPECT_EQ(bytes(ada_), 9u);
  std::vector<Digest> expected = {sha256("own"), sha256("shared")};
  std::sort(expected.begin(), expected.end());
  const auto first = call([](Transaction& t) { return t.songs().referenced({}, 1); }).value();
  const auto rest = call([&](Transaction& t) { return t.songs().referenced(first[0], 9); }).value();
  EXPECT_EQ((std::vector<Digest>{first[0], rest[0]}), expected);
  EXPECT_EQ(rest.size(), 1u);
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().remove(ada_, two); }));
  EXPECT_EQ(bytes(ada_), 3u);
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().remove(ada_, one); }));
  const auto usage = call([&](Transaction& t) { return t.songs().usage(ada_); }).value();
  EXPECT_EQ(usage.songs, 0u);
  EXPECT_EQ(usage.unfinished, 0u);
  EXPECT_EQ(usage.bytes, 0u);
  EXPECT_EQ(call([](Transaction& t) { return t.songs().referenced({}, 9); }).value(),
            std::vector<Digest>{sha256("shared")});
}

TEST_P(SongTableConformance, FindsArtifactsByPathAndRefusesToLeaveTheFolder) {
  const auto id = add_song(ada_, "Files");
  const Artifact stem{"stems/Bass.flac", sha256("bass"), 4, "audio/flac", ArtifactKind::file};
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().put_artifact(ada_, id, 1, stem); }));
  EXPECT_EQ(call([&](Transaction& t) { return t.songs().find_artifact(ada_, id, 1, stem.path); }).value(), stem);
  EXPECT_EQ(call([&](Transaction& t) { return t.songs().artifacts(ada_, id, 1); }).value(), std::vector{stem});
  for (const char* path : {"", "/etc/passwd", "../x", "a/../x", "a//b", "./a", "a/", "a\nb"}) {
    Artifact bad = stem;
    bad.path = path;
    EXPECT_EQ(write([&](Transaction& t) { return t.songs().put_artifact(ada_, id, 1, bad); }).error().code,
              ErrorCode::invalid_request)
        << path;
  }
  for (const auto& [revision, path] : {std::pair(1, "nothing"), {2, "stems/Bass.flac"}, {0, "stems/Bass.flac"}}) {
    EXPECT_EQ(call([&, r = revision, p = path](Transaction& t) { return t.songs().find_artifact(ada_, id, r, p); })
                  .error()
                  .code,
              ErrorCode::not_found);
  }
}

TEST_P(SongTableConformance, RemembersOrdersByTheirKeyForATime) {
  const auto id = add_song(ada_, "Once");
  const Submission order{"key", sha256("order"), id, 1, 5000};
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().add_submission(ada_, order); }));
  const auto find = [&](const std::string& user) {
    return call([&](Transaction& t) { return t.songs().find_submission(user, "key"); }).value();
  };
  ASSERT_TRUE(find(ada_));
  EXPECT_EQ(find(ada_)->order, order.order);
  EXPECT_EQ(find(ada_)->song, id);
  EXPECT_FALSE(find(bob_));
  ASSERT_TRUE(write([](Transaction& t) { return t.songs().forget_submissions(5000); }));
  EXPECT_TRUE(find(ada_));
  ASSERT_TRUE(write([](Transaction& t) { return t.songs().forget_submissions(5001); }));
  EXPECT_FALSE(find(ada_));
}

TEST_P(SongTableConformance, TellsWhatIsUnfinishedOldestFirst) {
  const auto one = add_song(ada_, "One"), two = add_song(bob_, "Two"), three = add_song(ada_, "Three");
  Revision made = first_revision(ada_);
  made.number = 1;
  made.state = MakingState::failed;
  made.error = "it didn't work";
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().update_revision(ada_, three, made); }));
  EXPECT_EQ(call([](Transaction& t) { return t.songs().unfinished(10, 10); }).value(),
            (std::vector<RevisionName>{{ada_, one, 1}, {bob_, two, 1}}));
  const auto usage = call([&](Transaction& t) { return t.songs().usage(ada_); }).value();
  EXPECT_EQ(usage.songs, 2u);
  EXPECT_EQ(usage.unfinished, 1u);
  EXPECT_EQ(call([&](Transaction& t) { return t.songs().find(ada_, three); })->state, MakingState::failed);
}

TEST_P(SongTableConformance, TellsOfEachUserTheOldestThatWait) {
  std::vector<std::string> of_ada;
  for (int i = 0; i < 5; ++i) of_ada.push_back(add_song(ada_, "Song"));
  const std::string of_bob = add_song(bob_, "Late");
  const auto unfinished = [&](std::size_t per_user, std::size_t count) {
    return call([&](Transaction& t) { return t.songs().unfinished(per_user, count); }).value();
  };
  EXPECT_EQ(unfinished(2, 10),
            (std::vector<RevisionName>{{ada_, of_ada[0], 1}, {bob_, of_bob, 1}, {ada_, of_ada[1], 1}}));
  EXPECT_EQ(unfinished(2, 2), (std::vector<RevisionName>{{ada_, of_ada[0], 1}, {bob_, of_bob, 1}}));
}

TEST_P(SongTableConformance, RollsBackAllOfAWorkThatFails) {
  const std::string id = random_id("s_");
  const Status done = write([&](Transaction& t) -> Status {
    if (auto added = t.songs().add(ada_, {.id = id, .title = "Never", .prompt = "p"}, "words"); !added) return added;
    return t.songs().add_tag(ada_, id, "");
  });
  EXPECT_EQ(done.error().code, ErrorCode::invalid_request);
  EXPECT_EQ(call([&](Transaction& t) { return t.songs().find(ada_, id); }).error().code, ErrorCode::not_found);
  EXPECT_EQ(search(ada_, "never"), Texts{});
  EXPECT_EQ(call([&](Transaction& t) { return t.songs().usage(ada_); })->songs, 0u);
}

INSTANTIATE_TEST_SUITE_P(, SongTableConformance, testing::ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace souls::storage::test
