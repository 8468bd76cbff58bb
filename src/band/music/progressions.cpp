#include "band/music/progressions.hpp"

#include <array>
#include <span>

namespace souls::band::music {
namespace {

constexpr ProgressionPlace kVerse = ProgressionPlace::verse;
constexpr ProgressionPlace kRise = ProgressionPlace::prechorus;
constexpr ProgressionPlace kChorus = ProgressionPlace::chorus;
constexpr ProgressionPlace kBridge = ProgressionPlace::bridge;

struct Row {
  std::string_view family;
  ProgressionPlace place;
  std::string_view chords;
};

constexpr Row kMajorRows[] = {
    {"pop", kVerse, "I V vi IV"},
    {"pop", kVerse, "I vi IV V"},
    {"pop", kVerse, "I I/3 IV V"},
    {"pop", kVerse, "vi IV I V"},
    {"pop", kVerse, "I V/7 vi iii IV I/3 ii V"},
    {"pop", kRise, "ii vi IV V"},
    {"pop", kRise, "IV V vi V"},
    {"pop", kRise, "ii iii IV V"},
    {"pop", kChorus, "I V vi IV"},
    {"pop", kChorus, "IV I V vi"},
    {"pop", kChorus, "IV V iii,vi ii,V"},
    {"pop", kChorus, "I V ii IV"},
    {"pop", kBridge, "vi V IV V"},
    {"pop", kBridge, "ii IV vi V"},
    {"pop", kBridge, "bVII IV vi V"},
    {"ballad", kVerse, "I iii IV I/3,V"},
    {"ballad", kVerse, "I V/7 vi I/5 IV I/3 ii7 V7s4,V"},
    {"ballad", kVerse, "Ia9 vi7 IVM7 V7s4,V"},
    {"ballad", kRise, "ii7 iii7 IV V7s4,V"},
    {"ballad", kRise, "vi iii IV V"},
    {"ballad", kChorus, "I V vi IV"},
    {"ballad", kChorus, "IV V iii7,vi ii7,V7"},
    {"ballad", kChorus, "I iii,vi IV iv,V"},
    {"ballad", kBridge, "vi III7 vi,IV V7s4,V"},
    {"ballad", kBridge, "bVI bVII I V"},
    {"folk", kVerse, "I I IV I I vi V V I I IV I vi V I I"},
    {"folk", kVerse, "I IV I V"},
    {"folk", kVerse, "I vi IV I"},
    {"folk", kRise, "IV I ii V"},
    {"folk", kRise, "vi IV I V"},
    {"folk", kChorus, "IV I V vi"},
    {"folk", kChorus, "IV I I V"},
    {"folk", kChorus, "I IV vi V"},
    {"folk", kBridge, "vi IV vi V"},
    {"folk", kBridge, "ii vi IV V"},
    {"lullaby", kVerse, "I I V7 V7 V7 V7 I I"},
    {"lullaby", kVerse, "I IV I V7"},
    {"lullaby", kVerse, "I vi IV V7"},
    {"lullaby", kRise, "IV I ii V7"},
    {"lullaby", kChorus, "IV I V7 I"},
    {"lullaby", kChorus, "IV I ii V7"},
    {"lullaby", kChorus, "I I/3 IV V7"},
    {"lullaby", kBridge, "vi iii IV V7"},
    {"lullaby", kBridge, "IV iv I V7"},
    {"rock", kVerse, "I bVII IV I"},
    {"rock", kVerse, "I I IV V"},
    {"rock", kVerse, "I IV I bVII"},
    {"rock", kRise, "IV IV V V"},
    {"rock", kRise, "vi bVII IV V"},
    {"rock", kChorus, "I V IV V"},
    {"rock", kChorus, "I IV vi V"},
    {"rock", kChorus, "I bVII IV V"},
    {"rock", kBridge, "bVI bVII I bVII"},
    {"rock", kBridge, "vi IV vi V"},
    {"synthwave", kVerse, "I V/7 vi IV"},
    {"synthwave", kVerse, "IV I V vi"},
    {"synthwave", kRise, "IV V vi V"},
    {"synthwave", kChorus, "vi IV I V"},
    {"synthwave", kChorus, "IV V vi I"},
    {"synthwave", kBridge, "ii vi bVII IV"},
    {"synthwave", kBridge, "bVI bVII I I"},
    {"house", kVerse, "IVM7 iii7 vi7 vi7"},
    {"house", kVerse, "ii7 V iii7 vi7"},
    {"house", kRise, "IVM7 IVM7 V V"},
    {"house", kChorus, "IVM7 V iii7 vi7"},
    {"house", kChorus, "vi7 IVM7 I V"},
    {"house", kBridge, "ii7 iii7 IVM7 V"},
    {"lofi", kVerse, "ii9 V7 IM7 vi7"},
    {"lofi", kVerse, "IVM7 iii7 ii7 IM7"},
    {"lofi", kVerse, "IM7 vi7 ii9 V9"},
    {"lofi", kRise, "ii7 iii7 IVM7 V9"},
    {"lofi", kChorus, "IVM7 iii7 vi7 V9"},
    {"lofi", kChorus, "IVM7 iv6 iii7 vi7"},
    {"lofi", kBridge, "vi7 II9 ii9 V7s4"},
    {"lofi", kBridge, "bIIIM7 bVIM7 ii7 V9"},
    {"jazz", kVerse, "IM7 vi7 ii7 V7"},
    {"jazz", kVerse, "IM7 VI7 ii7 V7 iii7 VI7 ii7,V7 I6"},
    {"jazz", kVerse, "I6 #io7 ii7 V7"},
    {"jazz", kRise, "ii7 V7 iii7,VI7 ii7,V7"},
    {"jazz", kChorus, "ii7 V7 IM7 vi7"},
    {"jazz", kChorus, "IM7 IV7 iii7,VI7 ii7,V7"},
    {"jazz", kChorus, "IVM7 iv6 iii7 VI7 ii7 V7 I6 V7"},
    {"jazz", kBridge, "III7 III7 VI7 VI7 II9 II9 V7 V7"},
    {"jazz", kBridge, "v7 I7 IVM7 IVM7 vi7 II7 ii7 V7"},
    {"bossa", kVerse, "IM7 IM7 II7 II7 ii7 V7 IM7 V7"},
    {"bossa", kVerse, "IM7 VI7 ii9 V9"},
    {"bossa", kRise, "ii7 iii7 IVM7 V9"},
    {"bossa", kChorus, "IVM7 iv6 iii7 VI7 ii7 V7 I6 I6"},
    {"bossa", kChorus, "ii9 V9 IM7 vi7"},
    {"bossa", kBridge, "bIIM7 bIIM7 bV7 bV7 ii7 VI7 ii7 V7"},
    {"bossa", kBridge, "iv7 bVII9 IM7 vi7"},
    {"modal", kVerse, "Is2 Is2 IVs2 IVs2"},
    {"modal", kVerse, "I ii/1 I ii/1"},
    {"modal", kVerse, "IM7 v7 IVM7 IM7"},
    {"modal", kRise, "IVa9 IVa9 vi7 V7s4"},
    {"modal", kChorus, "IVM7 Ia9 vi7 IVM7"},
    {"modal", kChorus, "Ia9 bVII IVa9 Ia9"},
    {"modal", kBridge, "bVIM7 bVIM7 bVII bVII"},
    {"modal", kBridge, "ii7 ii7 vi7 IVa9"},
    {"epic", kVerse, "I bVII bVI bVII"},
    {"epic", kVerse, "I iii vi IV"},
    {"epic", kRise, "ii vi IV V"},
    {"epic", kChorus, "I V/7 vi IV"},
    {"epic", kChorus, "bVI bVII I I"},
    {"epic", kBridge, "iv bVII bIII bVI"},
    {"epic", kBridge, "vi iii IV V"},
    {"funk", kVerse, "I9 I9 IV9 I9"},
    {"funk", kVerse, "I7 I7 I7 IV9"},
    {"funk", kRise, "ii7 iii7 IV9 V7s4"},
    {"funk", kChorus, "ii7 V9 IM7 vi7"},
    {"funk", kChorus, "IV9 I9 bVII9 IV9"},
    {"funk", kBridge, "vi7 II9 ii7 V7s4"},
    {"blues", kVerse, "I7 IV7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7"},
    {"blues", kVerse, "I7 I7 IV7 IV7 I7 V7 I7 V7"},
    {"blues", kVerse, "I7 IV7 I7 V7"},
    {"blues", kRise, "IV7 IV7 II9 V7"},
    {"blues", kChorus, "IV7 IV7 I7 I7 V7 IV7 I7 V7"},
    {"blues", kChorus, "I7 IV7 I7,VI7 ii7,V7"},
    {"blues", kBridge, "IV7 #ivo7 I7 VI7 II9 II9 V7 V7"},
};

constexpr Row kMinorRows[] = {
    {"pop", kVerse, "i VI III VII"},
    {"pop", kVerse, "i VII VI VII"},
    {"pop", kVerse, "i iv VI V"},
    {"pop", kVerse, "i III VII iv"},
    {"pop", kRise, "iv i VI V"},
    {"pop", kRise, "VI VII i V"},
    {"pop", kChorus, "VI III VII i"},
    {"pop", kChorus, "VI VII i III"},
    {"pop", kChorus, "i VI III VII"},
    {"pop", kBridge, "iv VII III V"},
    {"pop", kBridge, "VI iv i V"},
    {"ballad", kVerse, "i i/7 VI V"},
    {"ballad", kVerse, "i v VI III,VII"},
    {"ballad", kVerse, "i iv7 VII III VI iih7 V7s4 V7"},
    {"ballad", kRise, "iv VII III V"},
    {"ballad", kChorus, "VI VII III,VII/2 i"},
    {"ballad", kChorus, "i VI iv,VII III,V"},
    {"ballad", kBridge, "iv i iv V7"},
    {"ballad", kBridge, "bII VI iv V7"},
    {"folk", kVerse, "i VII i i"},
    {"folk", kVerse, "i VII VI V"},
    {"folk", kVerse, "i III VII i"},
    {"folk", kRise, "III VII iv V"},
    {"folk", kChorus, "III VII i VII"},
    {"folk", kChorus, "VI VII i i"},
    {"folk", kChorus, "III VII iv i"},
    {"folk", kBridge, "iv i iv V"},
    {"folk", kBridge, "VI III iv V"},
    {"lullaby", kVerse, "i iv i V7"},
    {"lullaby", kVerse, "i VI iv V7"},
    {"lullaby", kRise, "III VII iv V7"},
    {"lullaby", kChorus, "III VII i V7"},
    {"lullaby", kChorus, "VI III iv V7"},
    {"lullaby", kBridge, "iv VII III V7"},
    {"rock", kVerse, "i VII VI VII"},
    {"rock", kVerse, "i i III IV"},
    {"rock", kVerse, "i IV i VII"},
    {"rock", kRise, "VI VI VII VII"},
    {"rock", kRise, "iv VI VII V"},
    {"rock", kChorus, "i III VII IV"},
    {"rock", kChorus, "VI VII i i"},
    {"rock", kBridge, "iv VI III VII"},
    {"rock", kBridge, "bII bII i V"},
    {"synthwave", kVerse, "i VI III VII"},
    {"synthwave", kVerse, "i VII VI VI"},
    {"synthwave", kVerse, "i III VI VII"},
    {"synthwave", kRise, "iv VI VII VII"},
    {"synthwave", kRise, "VI VII v V"},
    {"synthwave", kChorus, "VI VII i III"},
    {"synthwave", kChorus, "VI III VII i"},
    {"synthwave", kBridge, "iv VII III VI"},
    {"synthwave", kBridge, "bII bII VI VII"},
    {"house", kVerse, "i7 VIM7 iv7 v7"},
    {"house", kVerse, "i7 i7 iv7 VII"},
    {"house", kRise, "iv7 v7 VIM7 VII"},
    {"house", kChorus, "VIM7 VII v7 i7"},
    {"house", kChorus, "i7 IIIM7 VIM7 VII"},
    {"house", kBridge, "iv7 iv7 v7 v7"},
    {"lofi", kVerse, "i9 iv9 VIM7 v7"},
    {"lofi", kVerse, "VIM7 v7 i7 IIIM7"},
    {"lofi", kVerse, "iv9 VII9 IIIM7 VIM7"},
    {"lofi", kRise, "iv7 v7 VIM7 V7s4"},
    {"lofi", kChorus, "VIM7 VII9 i9 v7"},
    {"lofi", kChorus, "iv9 VII9 IIIM7 i7"},
    {"lofi", kBridge, "bIIM7 VIM7 iv7 V7b9"},
    {"jazz", kVerse, "i6 iih7 V7b9 i6"},
    {"jazz", kVerse, "i7 iv7 VII9 IIIM7 VIM7 iih7 V7b9 i6"},
    {"jazz", kVerse, "i7 VI7 iih7 V7b9"},
    {"jazz", kRise, "iv7 VII9 iih7 V7b9"},
    {"jazz", kChorus, "iv7 VII9 IIIM7 VIM7 iih7 V7b9 i7 i7"},
    {"jazz", kChorus, "i6 iv7 iih7,V7b9 i6"},
    {"jazz", kBridge, "v7 I7 iv7 iv7 iv7 VII9 IIIM7 V7b9"},
    {"jazz", kBridge, "bIIM7 bIIM7 VIM7 V7b9"},
    {"bossa", kVerse, "i9 i9 iih7 V7b9 i6 i6 iih7 V7b9"},
    {"bossa", kVerse, "i7 iv9 VII9 IIIM7"},
    {"bossa", kRise, "iv7 v7 VIM7 V7b9"},
    {"bossa", kChorus, "iv9 VII9 IIIM7 VIM7 iih7 V7b9 i6 i6"},
    {"bossa", kChorus, "VIM7 V7b9 i9 i9"},
    {"bossa", kBridge, "bIIM7 bIIM7 i9 i9 iih7 iih7 V7b9 V7b9"},
    {"modal", kVerse, "is2 is2 IVs2 IVs2"},
    {"modal", kVerse, "i7 IV i7 IV"},
    {"modal", kVerse, "ia9 VIIs2 VIM7 VIIs2"},
    {"modal", kRise, "iv7 iv7 VIM7 VIIs2"},
    {"modal", kChorus, "VIM7 ia9 IIIM7 VII"},
    {"modal", kChorus, "ia9 v7 VIM7 iva9"},
    {"modal", kBridge, "bIIM7 bIIM7 i7 i7"},
    {"modal", kBridge, "iv7 IIIM7 VIM7 VIIs2"},
    {"epic", kVerse, "i VI iv V"},
    {"epic", kVerse, "i i VI VII"},
    {"epic", kVerse, "i III VI iv"},
    {"epic", kRise, "iv VI VII V"},
    {"epic", kChorus, "i VI III VII"},
    {"epic", kChorus, "VI VII i V/7"},
    {"epic", kBridge, "iv bII VI V"},
    {"epic", kBridge, "VI iv bII V"},
    {"funk", kVerse, "i7 i7 IV9 IV9"},
    {"funk", kVerse, "i9 i9 i9 iv7,VII9"},
    {"funk", kRise, "iv7 v7 VIM7 V7s4"},
    {"funk", kChorus, "iv7 VII9 i9 i9"},
    {"funk", kChorus, "VIM7 VII9 i7 IV9"},
    {"funk", kBridge, "bIIM7 i7 bIIM7 V7s4"},
    {"blues", kVerse, "i7 iv7 i7 i7 iv7 iv7 i7 i7 VI7 V7 i7 V7"},
    {"blues", kVerse, "i7 i7 iv7 i7 VI7 V7 i7 V7"},
    {"blues", kVerse, "i7 iv7 i7 V7"},
    {"blues", kRise, "iv7 iv7 VI7 V7"},
    {"blues", kChorus, "iv7 iv7 i7 i7 VI7 V7 i7 V7"},
    {"blues", kChorus, "iv7 i7 VI7 V7"},
    {"blues", kBridge, "VII9 VII9 IIIM7 IIIM7 VI7 VI7 V7 V7"},
};

struct CadenceRow {
  std::string_view family;
  bool periods;
  std::string_view major_dominant, major_half, major_tonic;
  std::string_view minor_dominant, minor_half, minor_tonic;
};
constexpr CadenceRow kCadences[] = {
    {"pop", false, "V", "V", "I", "V", "VII", "i"},
    {"ballad", true, "V7", "V", "I", "V7", "V", "i"},
    {"folk", true, "V", "V", "I", "VII", "V", "i"},
    {"lullaby", true, "V7", "V7", "I", "V7", "V7", "i"},
    {"rock", false, "IV", "V", "I", "VII", "V", "i"},
    {"synthwave", false, "V", "V", "I", "VII", "VII", "i"},
    {"house", false, "V", "V", "I", "VII", "VII", "i7"},
    {"lofi", false, "V9", "V7s4", "IM7", "V7b9", "v7", "i9"},
    {"jazz", true, "V7", "V7", "I6", "V7b9", "V7b9", "i6"},
    {"bossa", true, "V9", "V7", "I6", "V7b9", "V7b9", "i6"},
    {"modal", false, "IVa9", "IVa9", "Ia9", "VIIs2", "VIIs2", "ia9"},
    {"epic", false, "bVII", "V", "I", "VII", "V", "i"},
    {"funk", false, "V7s4", "V9", "I9", "V7s4", "V7s4", "i7"},
    {"blues", true, "V7", "V7", "I7", "V7", "V7", "i7"},
};

}  // namespace

std::vector<std::string_view> progressions(std::string_view family, song::Mode mode, ProgressionPlace place) {
  std::vector<std::string_view> found;
  std::span<const Row> rows = kMinorRows;
  if (mode == song::Mode::major) rows = kMajorRows;
  for (const Row& row : rows) {
    if (row.family == family && row.place == place) found.push_back(row.chords);
  }
  return found;
}

std::vector<MeasureNumerals> read_progression(std::string_view text) {
  std::vector<MeasureNumerals> measures(1);
  measures.back().emplace_back();
  for (char c : text) {
    if (c == ' ') {
      measures.emplace_back(1);
    } else if (c == ',') {
      measures.back().emplace_back();
    } else {
      measures.back().back() += c;
    }
  }
  return measures;
}

CadenceStyle cadence_style(std::string_view family, song::Mode mode) {
  for (const CadenceRow& row : kCadences) {
    if (row.family != family) continue;
    return mode == song::Mode::major ? CadenceStyle{row.periods, row.major_dominant, row.major_half, row.major_tonic}
                                     : CadenceStyle{row.periods, row.minor_dominant, row.minor_half, row.minor_tonic};
  }
  return mode == song::Mode::major ? CadenceStyle{false, "V", "V", "I"} : CadenceStyle{false, "V", "V", "i"};
}

}  // namespace souls::band::music
