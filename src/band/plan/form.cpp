#include "band/plan/form.hpp"

#include <algorithm>
#include <array>

#include "base/limits.hpp"

namespace souls::band::plan {
namespace {

const std::vector<FormFamily>& families() {
  static const std::vector<FormFamily> kFamilies = [] {
    std::vector<FormFamily> all;
    const auto add = [&](std::string_view name, std::string_view skeletons, std::string_view cycles) -> FormFamily& {
      FormFamily family;
      family.name = name;
      family.skeletons = skeletons;
      family.cycles = cycles;
      all.push_back(family);
      return all.back();
    };
    add("pop", "IVCVCO|IVPCVPCO|IVCVCBCO|IVPCVPCBCO", "VPC|SC|VC|NVC");
    {
      FormFamily& f = add("ballad", "IVCVCO|IVVCVCO|IVCVCBCO|IVVCVCBCO", "VC|SC|VVC");
      f.intro_s = 9, f.outro_s = 9, f.line_s = 4.4, f.length_low_s = 88, f.length_high_s = 108;
      f.energy_low = .18, f.energy_high = .82, f.curve = 1.2, f.patterns = "0000|0202|0020";
    }
    {
      FormFamily& f = add("folk", "IVCVCO|IVCNVCO|IVVCVCO|IVCVCNVCO", "VC|NVC|VVC");
      f.interlude_s = 8, f.energy_low = .25, f.energy_high = .72, f.patterns = "0202|0202|0101";
    }
    {
      FormFamily& f = add("strophic", "IVCVCO|IVCVCVCO|IVCNVCVCO|IVCVCNVCVCO", "VC|NVC|VCVC");
      f.chorus_lines = 2, f.intro_s = 6, f.energy_low = .3, f.energy_high = .8, f.patterns = "0000|0202";
    }
    {
      FormFamily& f = add("lullaby", "IVCVO|IVCVCO|IVCNVCO", "NVC|VC|NV");
      f.chorus_lines = 2, f.intro_s = 8, f.outro_s = 9, f.interlude_s = 8, f.line_s = 4.6, f.length_low_s = 76,
      f.length_high_s = 94;
      f.energy_low = .1, f.energy_high = .42, f.patterns = "0202|0101|0000";
    }
    {
      FormFamily& f = add("synthwave", "IVCNVCO|IVCVCSCO|IVPCNVPCO|IVPCVPCSCO", "NVC|SC|VPC");
      f.intro_s = 15, f.outro_s = 10, f.interlude_s = 8, f.length_low_s = 88, f.length_high_s = 110, f.energy_low = .35,
      f.energy_high = .88;
    }
    {
      FormFamily& f = add("lofi", "IVCO|IVNVCO|IVCNVCO|IVCNVCNO", "NVC|NV");
      f.intro_s = 12, f.outro_s = 12, f.interlude_s = 12, f.length_low_s = 88, f.length_high_s = 108;
      f.energy_low = .25, f.energy_high = .55, f.line_s = 5.0, f.interlude_name = "Break";
    }
    {
      FormFamily& f = add("house", "IVPCO|IVPCNPCO|IVPCNVPCO|IVPCBPCO", "NVPC|NPC");
      f.chorus_lines = 4, f.intro_s = 15, f.outro_s = 12, f.interlude_s = 15, f.line_s = 3.9, f.length_low_s = 86,
      f.length_high_s = 106;
      f.energy_low = .35, f.energy_high = 1, f.bridge_lines = 2;
      f.chorus_name = "Drop", f.prechorus_name = "Build", f.interlude_name = "Break", f.bridge_name = "Breakdown",
      f.patterns = "0000|0101";
    }
    {
      FormFamily& f = add("club", "ICNCO|INVCNCO|INVCNVCO|INCNVCNCO", "NVC|NC");
      f.chorus_lines = 2, f.verse_lines = 4, f.intro_s = 18, f.outro_s = 14, f.interlude_s = 16, f.line_s = 4.0;
      f.length_low_s = 90, f.length_high_s = 110, f.energy_low = .45, f.energy_high = 1, f.chorus_name = "Drop",
      f.interlude_name = "Break";
    }
    {
      FormFamily& f = add("rock", "IVCVCO|IVCVCSCO|IVVCVCSCO|IVPCVPCSCO|IVCVCBSCO", "VC|SC|VPC");
      f.solo_s = 15, f.energy_low = .45, f.energy_high = 1, f.patterns = "0000|0101|0202";
    }
    {
      FormFamily& f = add("punk", "IVCVCO|IVCVCBCO|IVCVCSCO", "VC|SC|BC");
      f.intro_s = 5, f.outro_s = 4, f.solo_s = 9, f.line_s = 3.1, f.length_low_s = 66, f.length_high_s = 84;
      f.energy_low = .7, f.energy_high = 1, f.bridge_lines = 2;
    }
    {
      FormFamily& f = add("funk", "IVCVCO|IVCVCNCO|IVPCVPCSCO", "NC|VC|SC");
      f.intro_s = 9, f.energy_low = .45, f.energy_high = .9, f.line_s = 3.9, f.interlude_name = "Break";
    }
    {
      FormFamily& f = add("aaba", "IVVBVO|IVVBVSVO|IVVBVSBVO", "SBV|VBV");
      f.solo_s = 18, f.intro_s = 8, f.outro_s = 7, f.energy_low = .3, f.energy_high = .7, f.patterns = "0000|0020";
      f.length_low_s = 86, f.length_high_s = 108;
    }
    {
      FormFamily& f = add("cinematic", "IVCNCO|IVCVNCO|IVVCNBCO|IVCNVBCCO", "NVC|VBC|NC");
      f.intro_s = 16, f.outro_s = 11, f.interlude_s = 12, f.line_s = 5.2, f.length_low_s = 90, f.length_high_s = 110;
      f.energy_low = .08, f.energy_high = 1, f.curve = 1.5, f.bridge_lines = 2;
    }
    {
      FormFamily& f = add("ambient", "IVO|IVNVO|IVNVNO|INVNVNO", "VN|NV");
      f.intro_s = 18, f.outro_s = 16, f.interlude_s = 16, f.line_s = 4.6, f.length_low_s = 90, f.length_high_s = 110;
      f.energy_low = .08, f.energy_high = .42, f.verse_stride = 2, f.verse_lines = 4;
    }
    {
      FormFamily& f = add("blues", "IVVO|IVVSVO|IVVSVVO", "SV|VV");
      f.verse_lines = 3, f.verse_stride = 2, f.solo_s = 30, f.intro_s = 9, f.outro_s = 8, f.energy_low = .35,
      f.energy_high = .75;
      f.length_low_s = 84, f.length_high_s = 106, f.patterns = "000";
    }
    {
      FormFamily& f = add("hymn", "IVVO|IVVVO|IVVNVO", "VV|NV");
      f.intro_s = 9, f.outro_s = 7, f.line_s = 4.8, f.energy_low = .25, f.energy_high = .75,
      f.patterns = "0202|0000|0220";
      f.length_low_s = 76, f.length_high_s = 100;
    }
    {
      FormFamily& f = add("aria", "IVBVO|IVVBVO|IVBNVO", "NVBV|VB");
      f.intro_s = 11, f.outro_s = 9, f.line_s = 4.6, f.energy_low = .2, f.energy_high = .75, f.curve = 1.2;
      f.length_low_s = 86, f.length_high_s = 108;
    }
    {
      FormFamily& f = add("dream", "IVCNVCO|IVVCNCO|IVCVCNO", "NVC|NC");
      f.intro_s = 13, f.outro_s = 12, f.interlude_s = 11, f.line_s = 4.5, f.energy_low = .3, f.energy_high = .75;
      f.length_low_s = 90, f.length_high_s = 112;
    }
    return all;
  }();
  return kFamilies;
}

void insert_before_tail(std::string& skeleton, std::string_view letters) {
  // Before the bridge or solo that leads to the last chorus, else before the outro.
  std::size_t at = skeleton.find_last_of("BS");
  if (at == std::string::npos || skeleton.find('C', at) == std::string::npos) at = skeleton.rfind('O');
  skeleton.insert(at == std::string::npos ? skeleton.size() : at, letters);
}

void insert_before_last_chorus(std::string& skeleton, char letter) {
  std::size_t at = skeleton.rfind('C');
  if (at != std::string::npos && at > 0 && skeleton[at - 1] == 'P') --at;
  if (at == std::string::npos || at == skeleton.find('C')) at = skeleton.rfind('O');
  skeleton.insert(at == std::string::npos ? skeleton.size() : at, 1, letter);
}

void set_count(std::string& skeleton, char letter, int wanted) {
  const auto count = [&] { return static_cast<int>(std::count(skeleton.begin(), skeleton.end(), letter)); };
  while (count() > wanted) {
    const std::size_t at = skeleton.rfind(letter);
    skeleton.erase(at, 1);
    if (letter == 'V' && at < skeleton.size() && skeleton[at] == 'P') skeleton.erase(at, 1);
  }
  while (count() < wanted) {
    if (letter == 'V' && skeleton.find('C') != std::string::npos)
      insert_before_tail(skeleton, "VC");
    else
      insert_before_tail(skeleton, std::string_view(&letter, 1));
  }
  std::size_t twice;
  while (letter == 'V' && (twice = skeleton.find("CCC")) != std::string::npos) skeleton.erase(twice, 1);
}

std::string as_wished(std::string skeleton, const Wishes& wishes, bool instrumental) {
  using enum song::SectionKind;
  const auto denied = [&](song::SectionKind kind) {
    return std::find(wishes.without.begin(), wishes.without.end(), kind) != wishes.without.end();
  };
  const auto wanted = [&](song::SectionKind kind) {
    return !denied(kind) && std::find(wishes.with.begin(), wishes.with.end(), kind) != wishes.with.end();
  };
  const auto has = [&](char letter) { return skeleton.find(letter) != std::string::npos; };
  if (wanted(chorus) && !has('C')) {
    const std::size_t first = skeleton.find('V');
    skeleton.insert(first == std::string::npos ? 0 : first + 1, 1, 'C');
    insert_before_tail(skeleton, "C");
  }
  if (wishes.verses) set_count(skeleton, 'V', *wishes.verses);
  if (wishes.choruses) set_count(skeleton, 'C', *wishes.choruses);
  if (wanted(bridge) && !has('B')) insert_before_last_chorus(skeleton, 'B');
  if (wanted(solo) && !has('S')) insert_before_last_chorus(skeleton, 'S');
  if (wanted(interlude) && !has('N')) insert_before_last_chorus(skeleton, 'N');
  if (wanted(intro) && !has('I')) skeleton.insert(0, "I");
  if (wanted(prechorus) && !has('P')) {
    for (std::size_t at = skeleton.find('C'); at != std::string::npos; at = skeleton.find('C', at + 2))
      skeleton.insert(at, 1, 'P');
  }
  const auto remove = [&](char letter) { std::erase(skeleton, letter); };
  if (denied(intro)) remove('I');
  if (denied(bridge)) remove('B');
  if (denied(solo)) remove('S');
  if (denied(interlude)) remove('N');
  if (denied(prechorus) || denied(chorus)) remove('P');
  if (denied(chorus)) remove('C');
  if (denied(verse)) remove('V');
  if (!instrumental && !has('V') && !has('C')) skeleton.insert(has('I') ? 1 : 0, denied(verse) ? "C" : "VV");
  if (!has('O')) skeleton += 'O';
  return skeleton;
}

}  // namespace

const FormFamily& form_family(std::string_view name) {
  const auto found =
      std::find_if(families().begin(), families().end(), [&](const FormFamily& f) { return f.name == name; });
  return found == families().end() ? families().front() : *found;
}

song::SectionKind kind_of_letter(char letter) {
  using enum song::SectionKind;
  switch (letter) {
    case 'I':
      return intro;
    case 'V':
      return verse;
    case 'P':
      return prechorus;
    case 'C':
      return chorus;
    case 'B':
      return bridge;
    case 'S':
      return solo;
    case 'N':
      return interlude;
    default:
      return outro;
  }
}

std::vector<std::string> skeletons_for(const FormFamily& family, const Wishes& wishes, bool instrumental) {
  std::vector<std::string> all;
  const auto add = [&](const std::string& skeleton) {
    const std::string wished = as_wished(skeleton, wishes, instrumental);
    if (wished.size() <= limits::kSectionsMax && std::find(all.begin(), all.end(), wished) == all.end())
      all.push_back(wished);
  };
  const auto bases = split(family.skeletons, '|');
  for (const std::string_view base : bases) add(std::string(base));
  auto cycles = split(family.cycles, '|');
  if (wishes.verses) cycles = {"SC", "NC"};
  for (std::size_t b = bases.size() >= 2 ? bases.size() - 2 : 0; b < bases.size(); ++b) {
    std::string longer(bases[b]);
    for (std::size_t k = 0; longer.size() < limits::kSectionsMax; ++k) {
      insert_before_tail(longer, cycles[k % cycles.size()]);
      add(longer);
    }
  }
  add("IVCO");
  add("VCO");
  return all;
}

std::vector<std::string> short_skeletons(const Wishes& wishes, bool instrumental) {
  std::vector<std::string> all = {as_wished("VCO", wishes, instrumental)};
  if (const std::string longer = as_wished("IVCO", wishes, instrumental); longer != all.front()) all.push_back(longer);
  return all;
}

std::vector<double> fullness_of(std::string_view skeleton, const Wishes& wishes, bool bridge_lifts) {
  std::vector<double> fullness;
  int verse = 0, chorus = 0;
  const auto choruses = std::count(skeleton.begin(), skeleton.end(), 'C');
  const auto verses = std::count(skeleton.begin(), skeleton.end(), 'V');
  for (const char letter : skeleton) {
    double value = .35;
    switch (letter) {
      case 'V':
        ++verse;
        // Songs without a chorus have their peak in the last verse.
        value = choruses == 0 ? .45 + .4 * (verses > 1 ? (verse - 1.0) / (static_cast<double>(verses) - 1) : 1)
                : verse == 1  ? .45
                : verse == 2  ? .56
                              : .6;
        break;
      case 'C':
        ++chorus;
        value = chorus == choruses && choruses > 1 ? 1 : .8 + .03 * std::min(chorus, 4);
        if (wishes.loud_chorus && *wishes.loud_chorus > 0) value = 1;
        if (wishes.loud_chorus && *wishes.loud_chorus < 0) value = .5;
        break;
      case 'P':
        value = .64;
        break;
      case 'B':
        value = bridge_lifts ? .72 : .41;
        break;
      case 'S':
        value = .86;
        break;
      case 'N':
        value = .47;
        break;
      case 'O':
        value = .32;
        break;
      default:
        break;
    }
    fullness.push_back(value);
  }
  return fullness;
}

}  // namespace souls::band::plan
