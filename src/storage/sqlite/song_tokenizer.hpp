#pragma once
// Words of songs, as the search index keeps them.

#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// Between the user's id and the text that follows it.
inline constexpr char kScopeEnd = '\x1f';

/// Makes the FTS5 tokenizer `souls` known to a connection. It takes "SCOPE\x1fTEXT" apart as unicode61 does (case
/// folded, accents dropped) and puts the scope before each word, in the index and in what is searched for alike: words
/// of one scope are found by no other, and their lists are as short as if there were no other. Text without a scope has
/// no words.
Status add_song_tokenizer(Connection& connection);

}  // namespace souls::storage::sqlite
