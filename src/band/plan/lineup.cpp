#include "band/plan/lineup.hpp"

#include <algorithm>

namespace souls::band::plan {
namespace {

using enum song::Role;

struct Lineup {
  std::string_view name;
  std::vector<PartRow> parts;
};

const std::vector<Lineup>& pop_lineups() {
  static const std::vector<Lineup> kLineups = {
      {"pop", {{keys, "grand_piano|electric_piano", "", 0}, {drums, "kit_acoustic|kit_909", "", .42},
               {bass, "finger_bass|round_bass|pick_bass", "", .38}, {guitar, "clean_guitar|steel_guitar", "strum", .53},
               {pad, "warm_pad|string_ensemble", "sustained", .6}, {arp, "pulse_arp|marimba", "arpeggio", .78},
               {lead_synth, "saw_lead|square_lead|clean_guitar", "", .82}}},
      {"ballad", {{keys, "grand_piano", "", 0}, {bass, "finger_bass|fretless_bass", "", .5}, {drums, "kit_acoustic|kit_room", "", .53},
                  {guitar, "nylon_guitar|clean_guitar", "fingerpick", .58}, {strings, "slow_strings|string_ensemble", "sustained", .6},
                  {pad, "warm_pad|choir", "sustained", .86}, {lead_synth, "cello|oboe|violin|flute", "", .84}}},
      {"electro", {{keys, "saw_stab|fm_piano", "", 0}, {drums, "kit_909", "", .4}, {bass, "saw_bass|round_bass", "", .42},
                   {arp, "pulse_arp|square_lead", "arpeggio", .52}, {pad, "warm_pad|glass_pad", "sustained", .3},
                   {lead_synth, "saw_lead|square_lead", "", .8}, {fx, "noise_riser", "", .62}}},
      {"disco", {{guitar, "muted_guitar|clean_guitar", "stabs", 0}, {drums, "kit_acoustic|kit_909", "", .3},
                 {bass, "finger_bass|pick_bass", "", .34}, {keys, "electric_piano|grand_piano", "stabs", .45},
                 {strings, "string_ensemble", "sustained", .6}, {strings, "brass_section", "stabs", .8},
                 {lead_synth, "alto_sax|saw_lead|trumpet", "", .84}}},
      {"funk", {{guitar, "muted_guitar|clean_guitar", "stabs", 0}, {drums, "kit_acoustic|kit_room", "", .3},
                {bass, "finger_bass|saw_bass", "", .34}, {keys, "electric_piano|organ", "", .5},
                {strings, "brass_section", "stabs", .62}, {lead_synth, "tenor_sax|trumpet|square_lead", "", .8}}},
      {"soul", {{keys, "electric_piano|grand_piano|organ", "", 0}, {drums, "kit_acoustic|kit_room", "", .4},
                {bass, "finger_bass|fretless_bass", "", .4}, {guitar, "clean_guitar|muted_guitar", "stabs", .52},
                {strings, "string_ensemble", "sustained", .6}, {strings, "brass_section", "stabs", .84},
                {lead_synth, "tenor_sax|muted_trumpet|trumpet", "", .84}}},
      {"gospel", {{keys, "organ", "sustained", 0}, {keys, "grand_piano", "", .3}, {drums, "kit_acoustic", "", .5},
                  {bass, "finger_bass", "", .5}, {pad, "choir", "sustained", .6}, {guitar, "clean_guitar", "stabs", .78},
                  {lead_synth, "tenor_sax|trumpet", "", .84}}},
      {"reggae", {{guitar, "muted_guitar|clean_guitar", "offbeat", 0}, {drums, "kit_acoustic|kit_room", "", .35},
                  {bass, "finger_bass|round_bass", "", .35}, {keys, "organ", "offbeat", .5}, {keys, "electric_piano|grand_piano", "stabs", .66},
                  {strings, "brass_section", "stabs", .8}, {lead_synth, "trombone|tenor_sax|trumpet", "", .84}}},
      {"ska", {{guitar, "clean_guitar", "offbeat", 0}, {drums, "kit_acoustic|kit_power", "", .3}, {bass, "pick_bass|finger_bass", "", .34},
               {keys, "organ", "offbeat", .5}, {strings, "brass_section", "stabs", .6}, {lead_synth, "trombone|trumpet|tenor_sax", "", .8}}},
      {"afro", {{guitar, "clean_guitar|muted_guitar", "arpeggio", 0}, {drums, "kit_room|kit_acoustic", "", .3},
                {bass, "finger_bass|round_bass", "", .35}, {keys, "organ|electric_piano", "offbeat", .5}, {keys, "marimba", "ostinato", .6},
                {strings, "brass_section", "stabs", .8}, {lead_synth, "alto_sax|tenor_sax|trumpet", "", .82}}},
      {"new_wave", {{keys, "saw_stab|fm_piano", "", .4}, {drums, "kit_909|kit_power", "", .3}, {bass, "pick_bass|saw_bass", "", .3},
                    {guitar, "clean_guitar", "arpeggio", 0}, {pad, "glass_pad|warm_pad", "sustained", .52},
                    {arp, "pulse_arp", "arpeggio", .78}, {lead_synth, "square_lead|alto_sax|saw_lead", "", .82}}},
      {"rock", {{guitar, "overdriven_guitar|distorted_guitar", "", 0}, {drums, "kit_power|kit_acoustic", "", .35},
                {bass, "pick_bass|finger_bass", "", .38}, {guitar, "clean_guitar|steel_guitar", "arpeggio", .53},
                {keys, "organ|grand_piano", "sustained", .6}, {lead_synth, "distorted_guitar|overdriven_guitar", "", .82}}},
      {"power_trio", {{guitar, "distorted_guitar|overdriven_guitar", "power", 0}, {drums, "kit_power", "", .3}, {bass, "pick_bass", "", .3},
                      {guitar, "overdriven_guitar|clean_guitar", "strum", .6}, {lead_synth, "overdriven_guitar|distorted_guitar", "", .84}}},
      {"metal", {{guitar, "distorted_guitar", "power", 0}, {drums, "kit_power", "", .3}, {bass, "pick_bass", "", .3},
                 {guitar, "overdriven_guitar", "ostinato", .52}, {pad, "choir|string_ensemble", "sustained", .78},
                 {lead_synth, "distorted_guitar", "", .82}}},
      {"post_rock", {{guitar, "clean_guitar", "arpeggio", 0}, {bass, "pick_bass|finger_bass", "", .4}, {drums, "kit_acoustic|kit_power", "", .53},
                     {pad, "glass_pad|warm_pad", "sustained", .3}, {guitar, "distorted_guitar|overdriven_guitar", "strum", .78},
                     {strings, "string_ensemble|cello", "sustained", .6}, {lead_synth, "clean_guitar|overdriven_guitar", "", .84}}},
      {"shoegaze", {{guitar, "overdriven_guitar|distorted_guitar", "strum", 0}, {pad, "warm_pad|glass_pad", "sustained", 0},
                    {drums, "kit_acoustic|kit_room", "", .42}, {bass, "pick_bass", "", .38}, {guitar, "clean_guitar", "arpeggio", .53},
                    {lead_synth, "saw_lead|clean_guitar", "", .82}}},
      {"dream", {{guitar, "clean_guitar", "arpeggio", 0}, {pad, "glass_pad|warm_pad", "sustained", .3}, {drums, "kit_909|kit_lofi|kit_room", "", .45},
                 {bass, "round_bass|finger_bass", "", .4}, {keys, "fm_piano|electric_piano", "broken", .56},
                 {arp, "pulse_arp", "arpeggio", .8}, {lead_synth, "square_lead|clean_guitar", "", .82}}},
      {"hip_hop", {{keys, "electric_piano|fm_piano|grand_piano", "", 0}, {drums, "kit_lofi|kit_909", "", .35}, {bass, "round_bass|saw_bass", "", .38},
                   {strings, "pizzicato|string_ensemble", "ostinato", .55}, {pad, "warm_pad|choir", "sustained", .6},
                   {lead_synth, "square_lead|flute|muted_trumpet", "", .82}}},
  };
  return kLineups;
}

const std::vector<Lineup>& electronic_lineups() {
  static const std::vector<Lineup> kLineups = {
      {"synth", {{pad, "warm_pad|glass_pad", "sustained", 0}, {drums, "kit_909", "", .4}, {bass, "saw_bass", "", .3},
                 {arp, "pulse_arp", "arpeggio", .44}, {keys, "saw_stab", "stabs", .6}, {lead_synth, "saw_lead|square_lead", "", .78},
                 {fx, "noise_riser", "", .62}}},
      {"lofi", {{keys, "fm_piano|electric_piano", "", 0}, {drums, "kit_lofi", "", .4}, {bass, "round_bass", "", .42},
                {pad, "warm_pad", "sustained", .53}, {guitar, "jazz_guitar|nylon_guitar", "fingerpick", .6},
                {lead_synth, "vibraphone|muted_trumpet|flute", "", .78}}},
      {"club", {{keys, "grand_piano|saw_stab", "stabs", .5}, {drums, "kit_909", "", .2}, {bass, "saw_bass|round_bass", "", .3},
                {pad, "warm_pad|glass_pad", "sustained", .0}, {arp, "pulse_arp", "arpeggio", .6}, {lead_synth, "saw_lead|square_lead", "", .78},
                {fx, "noise_riser", "", .62}}},
      {"techno", {{drums, "kit_909", "", .1}, {bass, "saw_bass", "", .2}, {arp, "pulse_arp|square_lead", "ostinato", .44},
                  {pad, "glass_pad|warm_pad", "sustained", 0}, {keys, "saw_stab", "ostinato", .6}, {lead_synth, "square_lead", "", .82},
                  {fx, "noise_riser", "", .62}}},
      {"trance", {{pad, "glass_pad|warm_pad", "sustained", 0}, {drums, "kit_909", "", .3}, {bass, "saw_bass", "", .34},
                  {arp, "pulse_arp", "arpeggio", .44}, {keys, "saw_stab", "stabs", .7}, {lead_synth, "saw_lead", "", .76},
                  {fx, "noise_riser", "", .62}}},
      {"breaks", {{pad, "warm_pad|glass_pad", "sustained", 0}, {drums, "kit_909|kit_lofi", "", .35}, {bass, "saw_bass|round_bass", "", .38},
                  {keys, "fm_piano|saw_stab", "", .53}, {arp, "pulse_arp", "arpeggio", .66}, {lead_synth, "saw_lead|square_lead", "", .82},
                  {fx, "noise_riser", "", .62}}},
      {"chip", {{arp, "square_lead", "arpeggio", 0}, {drums, "kit_909", "", .35}, {bass, "round_bass", "", .3},
                {keys, "saw_stab", "ostinato", .52}, {arp, "pulse_arp", "arpeggio", .72}, {lead_synth, "square_lead", "", .6}}},
      {"vapor", {{keys, "fm_piano|electric_piano", "", 0}, {pad, "glass_pad|warm_pad", "sustained", .3}, {drums, "kit_909|kit_lofi", "", .45},
                 {bass, "round_bass|fretless_bass", "", .45}, {keys, "vibraphone", "broken", .6}, {lead_synth, "alto_sax|tenor_sax", "", .76}}},
      {"electronica", {{pad, "warm_pad|glass_pad", "sustained", 0}, {keys, "fm_piano|electric_piano", "broken", .3},
                       {drums, "kit_lofi|kit_909", "", .45}, {bass, "round_bass", "", .42}, {arp, "pulse_arp|marimba", "arpeggio", .6},
                       {lead_synth, "square_lead|vibraphone", "", .82}}},
      {"drift", {{pad, "warm_pad", "sustained", 0}, {pad, "glass_pad|choir", "sustained", .44}, {bass, "round_bass", "", .4},
                 {keys, "fm_piano|grand_piano", "broken", .3}, {arp, "harp", "arpeggio", .55}, {lead_synth, "vibraphone|flute|cello", "", .58}}},
  };
  return kLineups;
}

const std::vector<Lineup>& folk_lineups() {
  static const std::vector<Lineup> kLineups = {
      {"folk", {{guitar, "steel_guitar|nylon_guitar", "fingerpick", 0}, {bass, "upright_bass|finger_bass", "", .45},
                {drums, "kit_brush|kit_room", "", .54}, {keys, "grand_piano|accordion|organ", "broken", .6},
                {strings, "cello|string_ensemble", "sustained", .6}, {guitar, "nylon_guitar|banjo", "strum", .78},
                {lead_synth, "flute|violin|tin_whistle|clarinet", "", .82}}},
      {"country", {{guitar, "steel_guitar", "strum", 0}, {bass, "upright_bass|finger_bass", "", .4}, {drums, "kit_brush|kit_acoustic", "", .42},
                   {guitar, "clean_guitar", "fingerpick", .53}, {keys, "grand_piano", "block", .6}, {guitar, "banjo", "fingerpick", .8},
                   {lead_synth, "violin|clean_guitar", "", .8}}},
      {"bluegrass", {{guitar, "banjo", "fingerpick", 0}, {guitar, "steel_guitar", "strum", .3}, {bass, "upright_bass", "", .4},
                     {drums, "kit_brush", "", .55}, {strings, "cello", "sustained", .7}, {lead_synth, "violin", "", .55}}},
      {"celtic", {{guitar, "steel_guitar|nylon_guitar", "", 0}, {arp, "harp", "arpeggio", .3}, {bass, "upright_bass|fretless_bass", "", .5},
                  {drums, "kit_room|kit_brush", "", .53}, {keys, "accordion", "block", .6}, {strings, "cello|violin", "sustained", .6},
                  {lead_synth, "tin_whistle|violin|flute", "", .6}}},
      {"shanty", {{keys, "accordion", "block", 0}, {guitar, "steel_guitar|banjo", "", .45}, {bass, "upright_bass", "", .5}, {drums, "kit_room", "", .55},
                  {pad, "choir", "sustained", .78}, {lead_synth, "violin|tin_whistle", "", .6}}},
      {"medieval", {{arp, "harp", "arpeggio", 0}, {guitar, "nylon_guitar", "", .3}, {strings, "cello", "sustained", .5}, {bass, "upright_bass", "", .58},
                    {drums, "kit_cinematic", "", .76}, {lead_synth, "tin_whistle|flute|oboe", "", .6}}},
      {"klezmer", {{keys, "accordion", "", 0}, {bass, "upright_bass", "", .3}, {drums, "kit_brush|kit_room", "", .45}, {strings, "violin|cello", "sustained", .6},
                   {strings, "trombone", "offbeat", .76}, {lead_synth, "clarinet", "", .55}}},
      {"polka", {{keys, "accordion", "", 0}, {bass, "upright_bass", "", .3}, {drums, "kit_acoustic", "", .35}, {strings, "brass_section", "offbeat", .6},
                 {strings, "trombone", "stabs", .76}, {lead_synth, "clarinet|trumpet", "", .55}}},
      {"mariachi", {{guitar, "nylon_guitar", "strum", 0}, {bass, "upright_bass", "", .3}, {guitar, "steel_guitar", "offbeat", .5},
                    {strings, "string_ensemble|violin", "sustained", .58}, {drums, "kit_brush", "", .8}, {lead_synth, "trumpet", "", .6}}},
      {"flamenco", {{guitar, "nylon_guitar", "fingerpick", 0}, {drums, "kit_room", "", .5}, {bass, "upright_bass|fretless_bass", "", .5},
                    {guitar, "steel_guitar", "strum", .58}, {strings, "cello", "sustained", .76}, {lead_synth, "nylon_guitar|violin", "", .7}}},
      {"tango", {{keys, "accordion", "stabs", 0}, {keys, "grand_piano", "stabs", .3}, {bass, "upright_bass", "", .4},
                 {strings, "string_ensemble|violin", "sustained", .55}, {drums, "kit_brush", "", .84}, {lead_synth, "violin|accordion", "", .6}}},
      {"bossa", {{guitar, "nylon_guitar", "bossa", 0}, {bass, "upright_bass|fretless_bass", "", .35}, {drums, "kit_brush|kit_jazz", "", .42},
                 {keys, "electric_piano|grand_piano", "bossa", .55}, {strings, "slow_strings|string_ensemble", "sustained", .76},
                 {lead_synth, "flute|tenor_sax|muted_trumpet", "", .7}}},
      {"latin", {{keys, "grand_piano", "ostinato", 0}, {bass, "upright_bass|finger_bass", "", .35}, {drums, "kit_room|kit_acoustic", "", .3},
                 {guitar, "nylon_guitar|clean_guitar", "offbeat", .5}, {strings, "brass_section", "stabs", .6}, {lead_synth, "trumpet|trombone|flute", "", .76}}},
      {"tropical", {{keys, "marimba|vibraphone", "", 0}, {bass, "finger_bass|upright_bass", "", .35}, {drums, "kit_room|kit_acoustic", "", .38},
                    {guitar, "nylon_guitar|clean_guitar", "offbeat", .3}, {keys, "organ|electric_piano", "sustained", .6}, {lead_synth, "flute|alto_sax|trumpet", "", .76}}},
      {"raga", {{pad, "warm_pad|string_ensemble", "sustained", 0}, {guitar, "nylon_guitar", "fingerpick", .3}, {drums, "kit_cinematic|kit_room", "", .5},
                {bass, "fretless_bass|round_bass", "", .45}, {arp, "harp|marimba", "ostinato", .6}, {lead_synth, "flute|violin", "", .55}}},
      {"nursery_band", {{keys, "grand_piano", "", 0}, {bass, "upright_bass", "", .4}, {drums, "kit_brush", "", .45}, {guitar, "nylon_guitar", "strum", .5},
                        {keys, "marimba|music_box", "arpeggio", .6}, {strings, "pizzicato", "offbeat", .78}, {lead_synth, "clarinet|flute", "", .8}}},
  };
  return kLineups;
}

const std::vector<Lineup>& acoustic_lineups() {
  static const std::vector<Lineup> kLineups = {
      {"nursery", {{keys, "music_box|celesta", "arpeggio", 0}, {guitar, "nylon_guitar", "fingerpick", .42}, {bass, "upright_bass", "", .5},
                   {strings, "slow_strings|string_ensemble", "sustained", .55}, {arp, "harp|music_box", "arpeggio", .76},
                   {lead_synth, "clarinet|flute|oboe", "", .7}}},
      {"jazz", {{keys, "grand_piano", "swing", 0}, {bass, "upright_bass", "", .35}, {drums, "kit_brush|kit_jazz", "", .42}, {guitar, "jazz_guitar", "swing", .54},
                {keys, "vibraphone", "sustained", .7}, {lead_synth, "tenor_sax|muted_trumpet|clarinet|alto_sax", "", .62}}},
      {"big_band", {{keys, "grand_piano", "swing", 0}, {bass, "upright_bass", "", .3}, {drums, "kit_jazz|kit_brush", "", .35}, {guitar, "jazz_guitar", "swing", .5},
                    {strings, "brass_section", "stabs", .58}, {strings, "trombone", "sustained", .78}, {lead_synth, "clarinet|trumpet|tenor_sax", "", .7}}},
      {"blues", {{guitar, "clean_guitar|overdriven_guitar|steel_guitar", "swing", 0}, {bass, "finger_bass|upright_bass", "", .4}, {drums, "kit_room|kit_acoustic", "", .42},
                 {keys, "grand_piano|organ", "swing", .52}, {strings, "brass_section", "stabs", .84}, {lead_synth, "overdriven_guitar|tenor_sax", "", .6}}},
      {"orchestra", {{strings, "string_ensemble", "ostinato", 0}, {pad, "slow_strings|choir", "sustained", .3}, {drums, "kit_cinematic", "", .53},
                     {bass, "upright_bass|saw_bass|round_bass", "", .4}, {keys, "grand_piano", "broken", .0}, {strings, "brass_section|french_horn", "sustained", .76},
                     {pad, "choir", "sustained", .9}, {lead_synth, "french_horn|violin|cello|oboe", "", .7}}},
      {"chamber", {{keys, "grand_piano", "", 0}, {strings, "cello", "sustained", .4}, {strings, "string_ensemble", "sustained", .55}, {bass, "upright_bass", "", .6},
                   {arp, "harp|pizzicato", "arpeggio", .76}, {lead_synth, "violin|flute|clarinet|oboe", "", .6}}},
      {"baroque", {{keys, "harpsichord", "", 0}, {strings, "string_ensemble", "sustained", .5}, {bass, "upright_bass", "", .3}, {strings, "cello", "sustained", .56},
                   {keys, "church_organ", "sustained", .8}, {lead_synth, "oboe|trumpet|violin", "", .6}}},
      {"opera", {{strings, "string_ensemble", "", 0}, {arp, "harp|pizzicato", "broken", .44}, {bass, "upright_bass", "", .5}, {strings, "cello", "sustained", .54},
                 {strings, "brass_section|french_horn", "sustained", .8}, {lead_synth, "clarinet|oboe|flute", "", .6}}},
      {"pit", {{keys, "grand_piano", "", 0}, {bass, "upright_bass", "", .42}, {drums, "kit_brush|kit_acoustic", "", .5}, {strings, "string_ensemble", "sustained", .54},
               {strings, "pizzicato", "offbeat", .62}, {strings, "brass_section", "stabs", .8}, {lead_synth, "clarinet|trumpet|flute", "", .7}}},
      {"church", {{keys, "church_organ", "block", 0}, {strings, "slow_strings", "sustained", .55}, {pad, "choir", "sustained", .6}, {bass, "upright_bass", "", .6},
                  {strings, "trombone", "sustained", .84}, {lead_synth, "trumpet|oboe", "", .8}}},
      {"chorale", {{pad, "choir", "sustained", 0}, {keys, "church_organ", "sustained", .5}, {strings, "cello|slow_strings", "sustained", .6},
                   {bass, "upright_bass", "", .7}, {lead_synth, "oboe|cello", "", .8}}},
      {"carol", {{keys, "grand_piano|celesta", "", 0}, {bass, "upright_bass", "", .4}, {strings, "string_ensemble", "sustained", .52}, {arp, "music_box|harp", "arpeggio", .6},
                 {drums, "kit_brush", "", .62}, {pad, "choir", "sustained", .78}, {lead_synth, "flute|trumpet|clarinet", "", .8}}},
      {"salon", {{keys, "grand_piano", "", 0}, {strings, "string_ensemble", "sustained", .5}, {bass, "upright_bass", "", .4}, {strings, "pizzicato", "offbeat", .58},
                 {drums, "kit_brush", "", .78}, {lead_synth, "violin|clarinet|accordion", "", .6}}},
      {"brass", {{strings, "brass_section", "block", 0}, {drums, "kit_acoustic|kit_cinematic", "", .2}, {bass, "upright_bass", "", .3}, {strings, "trombone", "offbeat", .44},
                 {strings, "french_horn", "sustained", .6}, {lead_synth, "trumpet", "", .6}}},
  };
  return kLineups;
}

}  // namespace

const std::vector<PartRow>* find_lineup(std::string_view name) {
  for (const auto* lineups : {&pop_lineups(), &electronic_lineups(), &folk_lineups(), &acoustic_lineups()}) {
    const auto found = std::find_if(lineups->begin(), lineups->end(), [&](const Lineup& l) { return l.name == name; });
    if (found != lineups->end()) return &found->parts;
  }
  return nullptr;
}

}  // namespace souls::band::plan
