#include "storage/sqlite/song_tokenizer.hpp"

#include <array>

namespace souls::storage::sqlite {
namespace {

/// unicode61, to which the work of taking words apart is left. Owned by FTS5: made and dropped through its calls.
struct Tokenizer {
  fts5_tokenizer calls{};
  Fts5Tokenizer* words = nullptr;
};

Tokenizer* own(Fts5Tokenizer* tokenizer) { return reinterpret_cast<Tokenizer*>(tokenizer); }

int create(void* context, const char**, int, Fts5Tokenizer** made) {
  const auto* api = static_cast<fts5_api*>(context);
  auto tokenizer = std::make_unique<Tokenizer>();
  void* words_context = nullptr;
  // FTS5's interface isn't const, and changes nothing.
  auto* mutable_api = const_cast<fts5_api*>(api);
  if (const int code = mutable_api->xFindTokenizer(mutable_api, "unicode61", &words_context, &tokenizer->calls);
      code != SQLITE_OK) {
    return code;
  }
  std::array<const char*, 2> options = {"remove_diacritics", "2"};
  if (const int code = tokenizer->calls.xCreate(words_context, options.data(), 2, &tokenizer->words);
      code != SQLITE_OK) {
    return code;
  }
  *made = reinterpret_cast<Fts5Tokenizer*>(tokenizer.release());
  return SQLITE_OK;
}

void drop(Fts5Tokenizer* tokenizer) {
  const std::unique_ptr<Tokenizer> dropped(own(tokenizer));
  dropped->calls.xDelete(dropped->words);
}

/// What each word of one text is handed on with.
struct Scoped {
  std::string word;  ///< the scope, and room for the word after it
  std::size_t scope_bytes = 0;
  void* context = nullptr;
  int (*take)(void*, int, const char*, int, int, int) = nullptr;
};

int take_word(void* context, int flags, const char* word, int word_bytes, int start, int end) {
  auto& scoped = *static_cast<Scoped*>(context);
  scoped.word.resize(scoped.scope_bytes);
  scoped.word.append(word, static_cast<std::size_t>(word_bytes));
  const int shift = static_cast<int>(scoped.scope_bytes);
  return scoped.take(scoped.context, flags, scoped.word.data(), static_cast<int>(scoped.word.size()), start + shift,
                     end + shift);
}

int tokenize(Fts5Tokenizer* tokenizer, void* context, int flags, const char* text, int text_bytes,
             int (*take)(void*, int, const char*, int, int, int)) {
  const std::string_view whole(text == nullptr ? "" : text, static_cast<std::size_t>(text_bytes));
  const std::size_t end = whole.find(kScopeEnd);
  if (end == std::string_view::npos) return SQLITE_OK;
  Scoped scoped{std::string(whole.substr(0, end + 1)), end + 1, context, take};
  const std::string_view rest = whole.substr(end + 1);
  return own(tokenizer)->calls.xTokenize(own(tokenizer)->words, &scoped, flags, rest.data(),
                                         static_cast<int>(rest.size()), take_word);
}

/// The interface to FTS5 as SQLite hands it out.
fts5_api* api_of(sqlite3* database) {
  fts5_api* api = nullptr;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database, "SELECT fts5(?1)", -1, &statement, nullptr) != SQLITE_OK) return nullptr;
  sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
  sqlite3_step(statement);
  sqlite3_finalize(statement);
  return api;
}

}  // namespace

Status add_song_tokenizer(Connection& connection) {
  fts5_api* const api = api_of(connection.handle());
  if (api == nullptr) {
    return fail(ErrorCode::internal, "the system's SQLite was built without full-text search (FTS5)");
  }
  fts5_tokenizer calls{create, drop, tokenize};
  const int code = api->xCreateTokenizer(api, "souls", api, &calls, nullptr);
  return code == SQLITE_OK ? Status{} : Status(fail(error_of(code, connection.handle())));
}

}  // namespace souls::storage::sqlite
