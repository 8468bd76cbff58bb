// Sings a task from a text file, for measuring: vox_sing PACKAGE TASK SUNG.wav [READ.wav]
//
// TASK is a list of words: `voice V`, `tempo BPM`, `length BEATS`, `seed N`, `line`, `word TEXT STRESS:PH.PH …`,
// `note START LENGTH PITCH VELOCITY SYLLABLE`.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "band/vocals/vocals.hpp"

namespace {

using namespace souls;

song::Syllable parse_syllable(const std::string& text) {
  song::Syllable syllable;
  const std::size_t colon = text.find(':');
  syllable.stress = std::stoi(text.substr(0, colon));
  std::istringstream phones(text.substr(colon + 1));
  for (std::string phone; std::getline(phones, phone, '.');) syllable.phonemes.push_back(phone);
  return syllable;
}

band::vocals::SingTask parse_task(const char* path) {
  band::vocals::SingTask task;
  std::ifstream file(path);
  for (std::string row; std::getline(file, row);) {
    std::istringstream in(row);
    std::string key;
    in >> key;
    if (key == "voice") in >> task.voice;
    if (key == "tempo") in >> task.tempo_bpm;
    if (key == "length") in >> task.length_beats;
    if (key == "seed") in >> task.seed;
    if (key == "line") task.lines.emplace_back();
    if (key == "word") {
      song::Word word;
      in >> word.text;
      for (std::string syllable; in >> syllable;) word.syllables.push_back(parse_syllable(syllable));
      task.lines.back().words.push_back(word);
    }
    if (key == "note") {
      song::Note note;
      int syllable = 0;
      in >> note.start_beat >> note.length_beats >> note.pitch >> note.velocity >> syllable;
      note.syllable = syllable;
      task.notes.push_back(note);
    }
  }
  return task;
}

void write_wav(const char* path, const Audio& audio, std::size_t skip) {
  const std::vector<float>& samples = audio.channels.front();
  const auto bytes = static_cast<std::uint32_t>((samples.size() - skip) * sizeof(float));
  const std::uint32_t header[11] = {0x46464952, 36 + bytes, 0x45564157, 0x20746d66, 16, 0x00010003,
                                    kSampleRateHz, kSampleRateHz * 4, 0x00200004, 0x61746164, bytes};
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(header), sizeof header);
  out.write(reinterpret_cast<const char*>(samples.data() + skip), bytes);
}

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) return 2;
  const auto singer = band::vocals::Singer::load(arguments[1]);
  if (!singer) return std::cerr << singer.error().message << '\n', 1;
  const band::vocals::SingTask task = parse_task(arguments[2]);
  const double start = seconds();
  const auto sung = (*singer)->sing(task, {});
  if (!sung) return std::cerr << sung.error().message << '\n', 1;
  const double took = seconds() - start;
  write_wav(arguments[3], sung->audio, sung->lead_in_frames);
  std::printf("sung %.2f s in %.3f s: %.4f of real time\n", static_cast<double>(sung->audio.frames()) / kSampleRateHz,
              took, took * kSampleRateHz / static_cast<double>(sung->audio.frames()));
  if (count < 5) return 0;
  const auto read = (*singer)->say(task.lines, task.voice, {});
  if (!read) return std::cerr << read.error().message << '\n', 1;
  write_wav(arguments[4], *read, 0);
  return 0;
}
