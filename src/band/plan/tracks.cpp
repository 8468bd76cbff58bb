#include "band/plan/tracks.hpp"

#include <algorithm>

#include "band/plan/lineup.hpp"

namespace souls::band::plan {
namespace {

using song::Instrument;
using song::Role;

constexpr std::size_t kBandMax = 7;  ///< players beside the singers

bool has_role(const Instrument& instrument, Role role) {
  return std::find(instrument.roles.begin(), instrument.roles.end(), role) != instrument.roles.end();
}

/// One of the ids, the first the likeliest; those that the catalogue lacks are passed over.
const Instrument* pick_instrument(std::string_view ids, Random& random) {
  std::vector<const Instrument*> found;
  std::vector<double> weights;
  for (const std::string_view id : split(ids, '|')) {
    if (const Instrument* instrument = song::find_instrument(id)) {
      found.push_back(instrument);
      weights.push_back(1.0 / static_cast<double>(found.size()));
    }
  }
  return found.empty() ? nullptr : found[random.weighted(weights)];
}

struct Seat {
  Role role;
  const Instrument* instrument;
  std::string_view comping;
  double from;
  bool wished = false;
};

bool is_banned(const Seat& seat, const std::vector<InstrumentWish>& banned) {
  for (const InstrumentWish& wish : banned) {
    if (wish.role && (seat.role == *wish.role || (*wish.role != Role::drums && *wish.role != Role::bass &&
                                                  has_role(*seat.instrument, *wish.role) && *wish.role != Role::keys)))
      return true;
    for (const std::string_view id : split(wish.ids, '|')) {
      if (seat.instrument->id == id) return true;
    }
  }
  return false;
}

/// The seat of a wished instrument: it takes over one of its kind, or gets a chair of its own.
void seat_wish(std::vector<Seat>& seats, const InstrumentWish& wish, bool leads) {
  if (wish.role) {
    const auto seat = std::find_if(seats.begin(), seats.end(), [&](const Seat& s) { return s.role == *wish.role; });
    if (seat != seats.end()) {
      seat->from = std::min(seat->from, 0.3);
      seat->wished = true;
      return;
    }
  }
  std::string_view ids = wish.ids;
  if (wish.role) {
    ids = *wish.role == Role::drums  ? "kit_acoustic"
          : *wish.role == Role::bass ? "finger_bass"
          : *wish.role == Role::keys ? "grand_piano"
                                     : "warm_pad";
  }
  for (const std::string_view id : split(ids, '|')) {
    for (Seat& seat : seats) {
      if (seat.instrument->id != id) continue;
      seat.from = std::min(seat.from, seat.role == Role::lead_synth ? 0.5 : 0.3);
      seat.wished = true;
      return;
    }
  }
  const auto first_id = split(ids, '|');
  const Instrument* instrument = first_id.empty() ? nullptr : song::find_instrument(first_id.front());
  if (!instrument) return;
  const Role role = leads && has_role(*instrument, Role::lead_synth) ? Role::lead_synth : instrument->roles.front();
  const auto same =
      std::find_if(seats.begin(), seats.end(), [&](const Seat& s) { return s.role == role && !s.wished; });
  const double from = role == Role::lead_synth ? 0.45 : role == Role::strings ? 0.44 : 0.3;
  if (same != seats.end()) {
    // A bowed or blown part keeps its way of playing; a plucked one brings its own.
    *same = {role, instrument, role == Role::strings || role == Role::pad ? "sustained" : same->comping,
             std::min(same->from, from), true};
  } else {
    seats.push_back({role, instrument, role == Role::strings || role == Role::pad ? "sustained" : "", from, true});
  }
}

std::string_view acoustic_for(const Seat& seat) {
  switch (seat.role) {
    case Role::drums:
      return "kit_brush";
    case Role::bass:
      return "upright_bass";
    case Role::keys:
      return "grand_piano";
    case Role::guitar:
      return "steel_guitar";
    case Role::pad:
      return "slow_strings";
    case Role::arp:
      return "harp";
    case Role::lead_synth:
      return "flute";
    default:
      return "string_ensemble";
  }
}

bool is_electric(const Instrument& instrument) {
  return instrument.synthetic || instrument.id.find("clean_guitar") != std::string::npos ||
         instrument.id.find("driven") != std::string::npos || instrument.id.find("distorted") != std::string::npos ||
         instrument.id.find("muted_guitar") != std::string::npos || instrument.id == "electric_piano" ||
         instrument.id == "finger_bass" || instrument.id == "pick_bass" || instrument.id == "kit_power";
}

std::vector<Seat> seats_of(const Style& style, const Wishes& wishes, Random& random) {
  std::vector<Seat> seats;
  const std::vector<PartRow>* parts = find_lineup(wishes.electronic ? "synth" : style.lineup);
  if (!parts) parts = find_lineup("pop");
  for (const PartRow& part : *parts) {
    if (const Instrument* instrument = pick_instrument(part.instruments, random))
      seats.push_back({part.role, instrument, part.comping, part.from});
  }
  if (wishes.acoustic) {
    std::erase_if(seats, [](const Seat& s) { return s.role == Role::fx; });
    for (Seat& seat : seats) {
      if (is_electric(*seat.instrument)) seat.instrument = song::find_instrument(acoustic_for(seat));
    }
  }
  if (wishes.a_cappella) seats = {{Role::pad, song::find_instrument("choir"), "sustained", 0}};
  return seats;
}

/// One part that a full song can do without is left out now and then, so that seeds differ in their bands.
void thin_out(std::vector<Seat>& seats, Random& random) {
  const auto optional = [](const Seat& s) {
    return !s.wished && s.from >= 0.55 && s.role != Role::lead_synth && s.role != Role::drums && s.role != Role::bass;
  };
  const bool drop = random.chance(0.4);
  const auto count = std::count_if(seats.begin(), seats.end(), optional);
  if (drop && count > 1 && seats.size() > 5) {
    int at = random.integer(0, static_cast<int>(count) - 1);
    const auto found =
        std::find_if(seats.begin(), seats.end(), [&](const Seat& s) { return optional(s) && at-- == 0; });
    if (found != seats.end()) seats.erase(found);
  }
  while (seats.size() > kBandMax) {
    const auto last = std::find_if(seats.rbegin(), seats.rend(), optional);
    if (last == seats.rend()) break;
    seats.erase(std::next(last).base());
  }
}

std::string titled(std::string_view name) {
  std::string out;
  for (const std::string_view word : split(name, ' ')) out += (out.empty() ? "" : " ") + to_upper_first(word);
  return out;
}

std::string unused(const std::vector<Player>& players, const std::string& name) {
  const auto taken = [&](const std::string& n) {
    return std::any_of(players.begin(), players.end(), [&](const Player& p) { return p.track.name == n; });
  };
  if (!taken(name)) return name;
  for (int i = 2;; ++i) {
    const std::string numbered = name + " " + std::to_string(i);
    if (!taken(numbered)) return numbered;
  }
}

}  // namespace

std::vector<Player> choose_players(const Style& style, const Wishes& wishes, const std::string& voice,
                                   const std::string& harmony_voice, Random& random) {
  const bool instrumental = voice.empty();
  std::vector<Seat> seats = seats_of(style, wishes, random);
  bool lead_wished = false;
  std::vector<Seat> alone;
  for (const InstrumentWish& wish : wishes.instruments) {
    if (wishes.solo_instrument) {
      seat_wish(alone, wish, false);
      continue;
    }
    const Instrument* instrument = wish.ids.empty() ? nullptr : song::find_instrument(split(wish.ids, '|').front());
    const bool leads = instrumental && !lead_wished && instrument && instrument->roles.front() == Role::lead_synth;
    seat_wish(seats, wish, leads);
    lead_wished = lead_wished || leads;
  }
  if (wishes.solo_instrument && !alone.empty()) {
    seats = alone;
    seats.front().from = 0;
    if (instrumental) {
      const Instrument* own = seats.front().instrument;
      seats.push_back({Role::lead_synth, has_role(*own, Role::lead_synth) ? own : song::find_instrument("grand_piano"),
                       "", 0, true});
    }
  }
  std::erase_if(seats, [&](const Seat& s) { return is_banned(s, wishes.banned); });
  thin_out(seats, random);
  const auto accompanies = [](const Seat& s) {
    return s.role != Role::fx && s.role != Role::lead_synth && s.role != Role::drums;
  };
  if (std::none_of(seats.begin(), seats.end(), accompanies)) {
    for (const auto& [id, role] : {std::pair("grand_piano", Role::keys), std::pair("warm_pad", Role::pad),
                                   std::pair("steel_guitar", Role::guitar), std::pair("harp", Role::arp)}) {
      const Seat seat{role, song::find_instrument(id), "", 0};
      if (is_banned(seat, wishes.banned)) continue;
      seats.push_back(seat);
      break;
    }
  }
  if (instrumental &&
      std::none_of(seats.begin(), seats.end(), [](const Seat& s) { return s.role == Role::lead_synth; })) {
    for (const char* id : {"flute", "vibraphone", "violin", "square_lead", "grand_piano", "trumpet"}) {
      const Seat seat{Role::lead_synth, song::find_instrument(id), "", 0};
      if (is_banned(seat, wishes.banned)) continue;
      seats.push_back(seat);
      break;
    }
  }
  if (seats.empty())
    seats.push_back({Role::keys, song::find_instrument("grand_piano"), "", 0});  // everything was denied
  std::vector<Player> players;
  if (!instrumental) {
    players.push_back({{"Lead Vocal", Role::lead, voice, ""}, 0});
    if (!harmony_voice.empty()) players.push_back({{"Harmony Vocal", Role::harmony, harmony_voice, ""}, 0});
  }
  for (const Seat& seat : seats) {
    std::string name = titled(seat.instrument->name);
    if (seat.role == Role::drums) name = "Drums";
    if (seat.role == Role::bass) name = "Bass";
    if (seat.role == Role::lead_synth && instrumental) name = "Lead " + name;
    if (seat.role == Role::lead_synth && !instrumental &&
        std::any_of(players.begin(), players.end(), [&](const Player& p) { return p.track.name == name; }))
      name = "Solo " + name;
    players.push_back({{unused(players, name), seat.role, seat.instrument->id, std::string(seat.comping)}, seat.from});
  }
  return players;
}

void assign_tracks(std::vector<song::SectionPlan>& sections, const std::vector<Player>& players,
                   const std::vector<double>& fullness, Harmony harmony, bool breaks_drop, Random& random) {
  using song::SectionKind;
  const bool sung = !players.empty() && players.front().track.role == Role::lead;
  const bool any_chorus = std::any_of(sections.begin(), sections.end(),
                                      [](const auto& s) { return s.kind == SectionKind::chorus && !s.lines.empty(); });
  const bool lead_in_intro = random.chance(0.35);
  std::vector<double> shift;  // a little early or late, each player once for the song
  for (std::size_t p = 0; p < players.size(); ++p) shift.push_back(random.uniform(-0.03, 0.03));
  std::size_t last_sung = 0;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    if (!sections[i].lines.empty()) last_sung = i;
  }
  const auto plays = [&](std::size_t p, std::size_t i) {
    const song::SectionPlan& section = sections[i];
    const Player& player = players[p];
    const bool break_section = section.kind == SectionKind::interlude || section.kind == SectionKind::bridge;
    switch (player.track.role) {
      case Role::lead:
        return !section.lines.empty();
      case Role::harmony:
        if (section.lines.empty() || harmony == Harmony::none) return false;
        return harmony == Harmony::throughout || section.kind == SectionKind::chorus || (!any_chorus && i == last_sung);
      case Role::fx:
        return i + 1 < sections.size() && sections[i + 1].kind == SectionKind::chorus &&
               section.kind != SectionKind::chorus;
      case Role::lead_synth:
        if (!sung) return section.kind != SectionKind::intro && section.kind != SectionKind::outro;
        if (section.kind == SectionKind::solo || section.kind == SectionKind::interlude) return true;
        if (section.kind == SectionKind::intro) return lead_in_intro;
        return section.kind == SectionKind::chorus && fullness[i] + 0.02 >= player.from;
      case Role::drums:
      case Role::bass:
        if (breaks_drop && break_section) return false;
        return fullness[i] >= player.from + shift[p];
      default:
        return player.from <= 0 || fullness[i] >= player.from + shift[p];
    }
  };
  for (std::size_t i = 0; i < sections.size(); ++i) {
    sections[i].tracks.clear();
    for (std::size_t p = 0; p < players.size(); ++p) {
      if (plays(p, i)) sections[i].tracks.push_back(players[p].track.name);
    }
  }
  const std::size_t fullest =
      static_cast<std::size_t>(std::max_element(fullness.begin(), fullness.end()) - fullness.begin());
  for (std::size_t p = 0; p < players.size(); ++p) {
    const std::string& name = players[p].track.name;
    const bool used = std::any_of(sections.begin(), sections.end(), [&](const auto& s) {
      return std::find(s.tracks.begin(), s.tracks.end(), name) != s.tracks.end();
    });
    const bool voice = players[p].track.role == Role::lead || players[p].track.role == Role::harmony;
    if (!used) sections[voice ? last_sung : fullest].tracks.push_back(name);
  }
  for (song::SectionPlan& section : sections) {
    const auto sounds = [&](const Player& p) {
      return p.track.role != Role::lead && p.track.role != Role::harmony && p.track.role != Role::fx &&
             p.track.role != Role::drums;
    };
    const bool any = std::any_of(players.begin(), players.end(), [&](const Player& p) {
      return sounds(p) && std::find(section.tracks.begin(), section.tracks.end(), p.track.name) != section.tracks.end();
    });
    if (any) continue;
    const Player* first = nullptr;
    for (const Player& player : players) {
      if (sounds(player) && player.track.role != Role::lead_synth && (!first || player.from < first->from))
        first = &player;
    }
    if (first) section.tracks.push_back(first->track.name);
  }
}

}  // namespace souls::band::plan
