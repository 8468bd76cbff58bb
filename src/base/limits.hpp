#pragma once
// Every bound of the system, in one place. Units come last in the names.

#include <cstddef>

namespace souls::limits {

// Requests. Letters are code points of Unicode, as the contract counts them, here and below.
inline constexpr std::size_t kPromptLettersMax = 2000;
inline constexpr std::size_t kTitleLettersMax = 120;
inline constexpr std::size_t kLyricsLettersMax = 64 * 1024;
inline constexpr std::size_t kLyricsBytesMax = 4 * kLyricsLettersMax;
inline constexpr std::size_t kLyricLinesMax = 200;
inline constexpr std::size_t kLineSyllablesMax = 24;
inline constexpr double kTempoBpmMin = 40;
inline constexpr double kTempoBpmMax = 220;
inline constexpr double kLengthSecondsMin = 15;
inline constexpr double kLengthSecondsMax = 600;
inline constexpr std::size_t kMelodyNotesMax = 512;
inline constexpr double kMelodyBeatsMax = 2000;
inline constexpr std::size_t kMelodyFileBytesMax = 16 * 1024 * 1024;
inline constexpr std::size_t kEditsMax = 1000;
inline constexpr std::size_t kEditsFileBytesMax = 4 * 1024 * 1024;

// Making
inline constexpr std::size_t kSongsMadeAtOnceMax = 128;
inline constexpr std::size_t kSongsMadeAtOncePerUser = 2;
inline constexpr double kSongSecondsMax = 24 * 3600;

// Parts of songs that someone waits for
inline constexpr std::size_t kPartsAtOnceMax = 32;
inline constexpr std::size_t kPartsAtOncePerUser = 4;
inline constexpr double kPartSecondsMax = 300;
inline constexpr std::size_t kSpokenLettersMax = 4096;

// Songs
inline constexpr std::size_t kSectionsMax = 64;
inline constexpr std::size_t kTracksMax = 24;
inline constexpr std::size_t kNotesPerTrackMax = 20000;
inline constexpr std::size_t kSongJsonBytesMax = 64 * 1024 * 1024;

// Libraries: the songs of a user
inline constexpr std::size_t kSongsPerUserMax = 100'000;
inline constexpr std::size_t kSongsAtOnceMax = 100;
inline constexpr std::size_t kSongsPerDayMax = 500;  ///< that a user asks for
inline constexpr std::size_t kRevisionsPerSongMax = 1000;
inline constexpr std::size_t kRevisionJsonBytesMax = 4 * 1024 * 1024;
inline constexpr std::size_t kArtifactsPerRevisionMax = 1000;
inline constexpr std::size_t kArtifactPathBytesMax = 400;
inline constexpr std::size_t kSongWordsBytesMax = 1024 * 1024;
inline constexpr std::size_t kBundlePieceBytes = 256 * 1024;  ///< of a bundle that are in memory
inline constexpr std::size_t kTagsPerSongMax = 32;
inline constexpr std::size_t kTagLettersMax = 60;
inline constexpr std::size_t kSearchLettersMax = 200;
inline constexpr std::size_t kSearchTermsMax = 16;
inline constexpr std::size_t kSearchResultsMax = 1000;
inline constexpr std::size_t kPageRowsMax = 200;
inline constexpr std::size_t kIdempotencyKeyBytesMax = 128;
inline constexpr int kIdempotencyHours = 24;
inline constexpr std::size_t kAnswersPerUserMax = 10'000;  ///< that are kept for those hours
inline constexpr int kTrashDays = 30;
inline constexpr int kTrashDaysMax = 3650;

// People
inline constexpr std::size_t kUsersMax = 100'000;
inline constexpr std::size_t kUserNameLettersMax = 200;
inline constexpr std::size_t kEmailLettersMax = 254;

// Who calls
inline constexpr std::size_t kKeysPerUserMax = 100;
inline constexpr std::size_t kKeyNameLettersMax = 100;
inline constexpr std::size_t kSessionsPerUserMax = 50;
inline constexpr std::size_t kSessionAgentBytesMax = 200;
inline constexpr std::size_t kDevicesPerUserMax = 20;
inline constexpr std::size_t kPasswordLettersMin = 12;
inline constexpr std::size_t kPasswordLettersMax = 1024;
inline constexpr std::size_t kPasswordBytesMax = 4 * kPasswordLettersMax;
inline constexpr std::size_t kPasswordsAtOnceMax = 2;                       ///< that are hashed
inline constexpr std::size_t kPasswordMemoryBytes = std::size_t{64} << 20;  ///< of each, while it is hashed
inline constexpr unsigned long long kPasswordPasses = 3;                    ///< over that memory

inline constexpr std::size_t kPasswordsWaitingMax = 32;  ///< to be hashed; more are sent away
// Failed tries to sign in: those that cost nothing, and how long the next one waits at most after that.
inline constexpr int kSignInFreePerPlace = 5;
inline constexpr int kSignInFreePerNetwork = 20;
inline constexpr int kSignInFreePerAccount = 100;
inline constexpr double kSignInWaitSecondsMax = 900;
inline constexpr double kSignInAccountWaitSecondsMax = 60;
inline constexpr double kSignInMemorySeconds = 3600;  ///< after the last failure
inline constexpr std::size_t kSignInTalliesMax = 10'000;
inline constexpr double kSessionIdleSecondsMax = 7 * 24 * 3600;
inline constexpr double kSessionSecondsMax = 30 * 24 * 3600;
inline constexpr double kDeviceSecondsMax = 365 * 24 * 3600;
inline constexpr double kSetupCodeSeconds = 3600;
inline constexpr std::size_t kCallersRememberedMax = 10'000;
inline constexpr double kUsesNotedSeconds = 10;  ///< how late a key's last use and failed tries are written

// Sign-in by OpenID Connect
inline constexpr std::size_t kOidcProvidersMax = 16;
inline constexpr std::size_t kOidcFlowsMax = 1000;  ///< that have begun; the oldest make room
inline constexpr double kOidcFlowSeconds = 600;
inline constexpr double kOidcDocumentSeconds = 3600;  ///< until what a provider tells of itself is read again
inline constexpr double kOidcKeysSecondsMin = 60;     ///< between two looks for a key that isn't known
inline constexpr double kOidcClockSkewSeconds = 60;
inline constexpr double kOidcSecondsMax = 10;  ///< of each question to a provider
inline constexpr std::size_t kOidcAnswerBytesMax = 256 * 1024;

// Links that share a song
inline constexpr std::size_t kSharesPerSongMax = 50;
inline constexpr int kShareDays = 30;
inline constexpr int kShareDaysMax = 366;
inline constexpr std::size_t kShareLyricsBytesMax = 64 * 1024;  ///< that its page shows

// Webhooks
inline constexpr std::size_t kWebhooksPerUserMax = 20;
inline constexpr std::size_t kWebhookUrlBytesMax = 2000;
inline constexpr std::size_t kWebhookSecretBytes = 32;
inline constexpr double kWebhookOldSecretSeconds = 24 * 3600;  ///< that a secret still signs after another took its place
inline constexpr std::size_t kWebhooksAtOnceMax = 4;           ///< messages on their way
inline constexpr double kWebhookSecondsMax = 20;               ///< for a receiver to answer
inline constexpr std::size_t kWebhookAnswerBytesMax = 16 * 1024;
inline constexpr double kWebhookFailingSecondsMax = 5 * 24 * 3600;  ///< without a success, until it is disabled
inline constexpr std::size_t kDeliveriesPerWebhookMax = 500;        ///< that are kept once they are over
inline constexpr std::size_t kDeliveriesWaitingMax = 10'000;        ///< of a webhook; more are given up at once

// Secrets
inline constexpr std::size_t kSecretsMax = 1000;
inline constexpr std::size_t kSecretNameBytesMax = 128;
inline constexpr std::size_t kSecretBytesMax = 16 * 1024;
inline constexpr std::size_t kSealedBytesMax = 64 * 1024;

// What a user's results may take up
inline constexpr std::size_t kRememberedBytesMax = std::size_t{6} << 30;

// What is kept
inline constexpr std::size_t kUserBytesMax = std::size_t{50} << 30;  ///< where an operator sets no other quota
/// How long nothing has to have named a blob before it goes; longer than any lease and any upload.
inline constexpr double kGarbageGraceSeconds = 24 * 3600;
inline constexpr std::size_t kGarbageRememberedMax = 200'000;  ///< blobs; more of it is found later
inline constexpr std::size_t kBackupManifestBytesMax = 1024 * 1024;
inline constexpr std::size_t kBackupBlobsMax = 20'000'000;
inline constexpr std::size_t kBackupFilesMax = 16;
inline constexpr std::size_t kFindingsMax = 20;
inline constexpr std::size_t kLossesToldMax = 1000;
inline constexpr std::size_t kLossUsesMax = 20;
inline constexpr std::size_t kBlobsSeenMax = 200'000;  ///< blobs of which a store remembers that they are whole

// Packages
inline constexpr std::size_t kManifestBytesMax = 1024 * 1024;

// Steps
inline constexpr int kStepTriesMax = 3;
inline constexpr std::size_t kStepsPerSongMax = 20000;
inline constexpr std::size_t kWorkersMax = 64;
inline constexpr std::size_t kMessageBytesMax = 8 * 1024 * 1024;
inline constexpr std::size_t kWorkerMessageBytesMax = 256 * 1024;
inline constexpr std::size_t kWorkerNameBytesMax = 64;
inline constexpr std::size_t kWorkerAbilitiesMax = 256;
inline constexpr double kLeaseWaitSecondsMax = 60;
inline constexpr std::size_t kPhraseBytesMax = 200;
inline constexpr std::size_t kErrorTextBytesMax = 4000;
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
inline constexpr int kUnusedResultDays = 90;

// The door
inline constexpr std::size_t kRequestHeaderBytesMax = 16 * 1024;
inline constexpr std::size_t kRequestTargetBytesMax = 4 * 1024;
inline constexpr std::size_t kRequestBodyBytesMax = 5 * 1024 * 1024;
inline constexpr std::size_t kRequestBodiesBytesMax = 64 * 1024 * 1024;  // of all that are being received
/// A body of more parts (fields, entries) that isn't as the contract wants is refused without naming the place.
inline constexpr std::size_t kExplainedPartsMax = 10'000;
inline constexpr std::size_t kRequestHeadersMax = 100;
inline constexpr std::size_t kAnonymousBodyBytesMax = 16 * 1024;
inline constexpr std::size_t kConnectionsMax = 12'000;
inline constexpr std::size_t kConnectionsPerAddressMax = 256;
inline constexpr std::size_t kLocalConnectionsMax = 512;
inline constexpr std::size_t kDescriptorsElsewhere = 512;  ///< for all but connections
inline constexpr std::size_t kListenAddressesMax = 16;
inline constexpr std::size_t kConfigurationBytesMax = 64 * 1024;
inline constexpr double kFirstByteSecondsMax = 10;
inline constexpr double kRequestsPerSecond = 20;
inline constexpr double kRequestsPerSecondUser = 40;
inline constexpr double kRequestsPerSecondAddress = 100;
inline constexpr double kRateBurstSeconds = 5;
inline constexpr double kSignInsPerMinute = 10;
inline constexpr std::size_t kRateBucketsMax = 65'536;
inline constexpr std::size_t kGatewayThreadsMax = 4;
inline constexpr double kWaitSecondsMax = 60;  ///< that a request may prefer to wait
inline constexpr double kIdleSecondsMax = 75;
inline constexpr double kHeaderSecondsMax = 10;
inline constexpr double kBodySecondsMax = 60;
inline constexpr double kWriteSecondsMax = 60;  // for a peer that takes nothing
inline constexpr double kDrainSecondsMax = 10;
inline constexpr std::size_t kEventsInMemoryMax = 4096;
inline constexpr double kEventSilenceSecondsMax = 15;
inline constexpr std::size_t kAnswerBytesMax = 64 * 1024 * 1024;  // that our own client reads

// The store
inline constexpr std::size_t kStoreReadersMax = 8;
inline constexpr int kTidyPortionsMax = 10'000;
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

static_assert(kGarbageGraceSeconds > 2 * kStepSecondsMax);

}  // namespace souls::limits
