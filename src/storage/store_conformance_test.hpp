#pragma once
// The engines that the conformance suites run over: a new one is a line in `engines`.

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "storage/sqlite/sqlite_store.hpp"

namespace souls::storage::test {

/// Stores of one kind.
struct Engine {
  std::string name;
  /// Opens what is kept under a name, empty the first time.
  std::function<std::unique_ptr<Store>(const std::string& place)> open;
  std::function<void(const std::string& place)> remove;
};

inline std::filesystem::path sqlite_folder(const std::string& place) {
  return std::filesystem::temp_directory_path() / ("souls.store." + place + "." + std::to_string(::getpid()));
}

inline std::vector<Engine> engines() {
  const auto open = [](const std::string& place) -> std::unique_ptr<Store> {
    std::filesystem::create_directories(sqlite_folder(place));
    auto store = SqliteStore::open(sqlite_folder(place) / "souls.db");
    if (!store) ADD_FAILURE() << store.error().message << " " << store.error().detail;
    return store ? std::move(*store) : nullptr;
  };
  return {{"Sqlite", open, [](const std::string& place) { std::filesystem::remove_all(sqlite_folder(place)); }}};
}

inline std::string engine_name(const testing::TestParamInfo<Engine>& info) { return info.param.name; }

/// A test's own store, empty when it begins.
class StoreTest : public testing::TestWithParam<Engine> {
 protected:
  StoreTest() {
    GetParam().remove(place_);
    reopen();
  }
  ~StoreTest() override {
    store_.reset();
    GetParam().remove(place_);
  }
  void reopen() {
    store_.reset();
    store_ = GetParam().open(place_);
    ASSERT_TRUE(store_);
  }

  const std::string place_ = std::filesystem::path(testing::UnitTest::GetInstance()->current_test_info()->name())
                                 .parent_path().string();
  std::unique_ptr<Store> store_;
};

}  // namespace souls::storage::test
