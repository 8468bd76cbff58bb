#pragma once
// Numbers of the standard MIDI file that the writer and the reader share.

#include <cstdint>
#include <string_view>

namespace souls::song::formats::midi {

inline constexpr int kTicksPerBeat = 960;
inline constexpr int kDrumChannel = 9;

// Meta events
inline constexpr std::uint8_t kText = 0x01;
inline constexpr std::uint8_t kTrackName = 0x03;
inline constexpr std::uint8_t kInstrumentName = 0x04;
inline constexpr std::uint8_t kLyricText = 0x05;
inline constexpr std::uint8_t kMarker = 0x06;
inline constexpr std::uint8_t kPort = 0x21;
inline constexpr std::uint8_t kEndOfTrack = 0x2f;
inline constexpr std::uint8_t kTempo = 0x51;
inline constexpr std::uint8_t kTimeSignature = 0x58;
inline constexpr std::uint8_t kKeySignature = 0x59;

/// A text event of a track that keeps its role for our own reader; others show it as a remark.
inline constexpr std::string_view kRolePrefix = "role: ";

}  // namespace souls::song::formats::midi
