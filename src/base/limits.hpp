#pragma once
// Every bound of the system, in one place. Units come last in the names.

#include <cstddef>

namespace souls::limits {

// Requests
inline constexpr std::size_t kPromptBytesMax = 2000;
inline constexpr std::size_t kTitleBytesMax = 120;
inline constexpr std::size_t kLyricsFileBytesMax = 64 * 1024;
inline constexpr std::size_t kLyricLinesMax = 200;
inline constexpr std::size_t kLineSyllablesMax = 24;
inline constexpr double kTempoBpmMin = 40;
inline constexpr double kTempoBpmMax = 220;
inline constexpr double kLengthSecondsMin = 15;
inline constexpr double kLengthSecondsMax = 600;
inline constexpr std::size_t kEditsMax = 1000;
inline constexpr std::size_t kEditsFileBytesMax = 4 * 1024 * 1024;

// Songs
inline constexpr std::size_t kSectionsMax = 64;
inline constexpr std::size_t kTracksMax = 24;
inline constexpr std::size_t kNotesPerTrackMax = 20000;
inline constexpr std::size_t kSongJsonBytesMax = 64 * 1024 * 1024;

// What a user's results may take up
inline constexpr std::size_t kRememberedBytesMax = std::size_t{6} << 30;

// Packages
inline constexpr std::size_t kManifestBytesMax = 1024 * 1024;

// Steps
inline constexpr int kStepTriesMax = 3;
inline constexpr std::size_t kStepsPerSongMax = 20000;
inline constexpr std::size_t kWorkersMax = 64;
inline constexpr std::size_t kMessageBytesMax = 8 * 1024 * 1024;
inline constexpr std::size_t kBlobBytesMax = std::size_t{4} << 30;

// The engine
inline constexpr std::size_t kStepInputsMax = 4096;
inline constexpr std::size_t kStepOutputsMax = 256;
inline constexpr std::size_t kStepNameBytesMax = 200;
inline constexpr std::size_t kStepParametersBytesMax = 4 * 1024 * 1024;
inline constexpr double kStepSecondsMax = 900;
inline constexpr std::size_t kQueueChangesMax = 65536;
inline constexpr std::size_t kChangesAtOnceMax = 1000;
/// Of a step, that is written: what comes in between is left out, but for the last.
inline constexpr double kProgressSecondsMin = 0.25;
inline constexpr std::size_t kResultRecordBytesMax = 1024 * 1024;

// The store
inline constexpr std::size_t kStoreReadersMax = 8;
/// From a quarter of it on, the log is moved into the database whenever that holds up no reader.
inline constexpr std::size_t kLogBytesMax = 64 * 1024 * 1024;
inline constexpr std::size_t kEventsMax = 200'000;
inline constexpr std::size_t kAuditRowsAtOnceMax = 1000;
inline constexpr std::size_t kAuditFindingsMax = 100;
inline constexpr std::size_t kAuditCheckpointsBytesMax = 256 * 1024 * 1024;
/// How long an entry may stand without a signature.
inline constexpr double kAuditCheckpointSeconds = 10;

// Lyrics
inline constexpr std::size_t kLexiconBytesMax = 16 * 1024 * 1024;
inline constexpr std::size_t kLexiconWordsMax = 1'000'000;
inline constexpr std::size_t kWordBytesMax = 64;
inline constexpr std::size_t kLyricLineBytesMax = 400;
inline constexpr std::size_t kSectionLinesMax = 32;

// Files of other programs
inline constexpr std::size_t kMidiBytesMax = 16 * 1024 * 1024;
inline constexpr std::size_t kMidiTracksMax = 256;
inline constexpr std::size_t kAudioFramesMax = std::size_t{48000} * 1800;
inline constexpr std::size_t kAudioChannelsMax = 8;
inline constexpr std::size_t kPictureSideMax = 16384;

}  // namespace souls::limits
