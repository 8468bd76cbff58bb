#pragma once
// The steps of a song: which there are, what each reads, and from where its seed comes.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "models/registry.hpp"
#include "song/document.hpp"
#include "studio/edited_plan.hpp"
#include "tasks/graph.hpp"

namespace souls::studio {

/// The step that makes the plan; its output "plan" is what the rest of the graph grows from.
Result<tasks::Graph> plan_graph(const song::Request& request, const models::Registry& packages);

/// Where a making stops, as `--until` names it.
/// `voice`: the stem of the lead singer, and of no other.
enum class Until { plan, lyrics, score, voice, stems, cover, all };
/// Reads a capability's name ("lyrics", "melody", "mix"); the error lists what there is.
Result<Until> parse_until(const std::string& text);
/// As parse_until reads it, but for `voice`, which no order asks for.
std::string_view to_string(Until until);

struct SongBrief {
  song::Request request;
  Digest plan;                    ///< blob of the plan, as the band made it
  song::Plan original;            ///< the same, as a value
  std::vector<song::Edit> edits;  ///< all edits since, in order
  EditedSong song;                ///< what they come to
  std::map<std::string, double> gains_db;  ///< of tracks that have their place in the balance already
  Until until = Until::all;
  bool previews = false;  ///< rough mixes of sections too, for who listens while the rest is made
};

/// A file of the song folder, and the output that it is.
struct FileOutput {
  std::string path;
  std::string step;
  std::string output;
  std::string track = {};  ///< of a stem
};

/// A step that is no part of the song, and its one output: "preview".
bool is_preview(const tasks::Step& step);
/// Where an output of a step can be seen or heard while the rest is made, such as "previews/Verse 1.mp3" or
/// "previews/lyrics/Verse 1.json"; nullopt where it can't.
std::optional<std::string> preview_path(const tasks::Step& step, std::string_view output);
/// The preview that stays when the song is made: its cover, small.
inline constexpr std::string_view kSmallCover = "previews/cover.png";

struct SongGraph {
  tasks::Graph graph;
  std::vector<FileOutput> files;
};

/// A track's gain in dB as the step `balance` writes it and a remake hands it in: the same bytes, so that a stem whose sound
/// stays is found again.
std::string gain_text(double gain_db);

Result<SongGraph> song_graph(const SongBrief& brief, const models::Registry& packages);

/// First sample of a beat, counted from the start of the mix.
std::size_t frame_of(const song::Plan& plan, double beat);

/// The file name of a track's stem: its own, less what file systems dislike.
std::string stem_path(const std::string& track);

}  // namespace souls::studio
