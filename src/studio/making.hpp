#pragma once
// A request, or a song and edits, becomes a song.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "models/registry.hpp"
#include "song/document.hpp"
#include "song/edits.hpp"
#include "storage/blob_store.hpp"
#include "storage/result_memory.hpp"
#include "studio/song_graph.hpp"
#include "tasks/executor.hpp"
#include "tasks/forecast.hpp"

namespace souls::studio {

/// What is to be made.
struct Order {
  song::Request request;
  std::vector<song::Edit> edits;
  std::map<std::string, double> gains_db;  ///< of a song that is remade: its tracks keep their place in the balance
  Until until = Until::all;
  bool previews = false;  ///< rough mixes of sections while the rest is made; no part of the song
};

/// What was made. The bytes are in the blob store.
struct MadeSong {
  song::Document document;
  std::map<std::string, Digest> files;  ///< by path in the folder, without song.json
  std::size_t steps_made = 0;
  std::size_t steps_reused = 0;
};

/// What an order would make, without making it: the song's steps, and the fate of each.
struct Foreseen {
  tasks::Graph graph;
  std::vector<tasks::Forecast> steps;
  std::vector<std::string> conflicts;  ///< what would be kept as a hand left it, in words
};

/// The order to make a song again as its document says: request, edits, balance.
Result<Order> order_of(const song::Document& document);

/// Makes songs. All references outlive it. Used by one thread.
class Maker {
 public:
  Maker(tasks::Executor& executor, storage::ResultMemory& memory, storage::BlobStore& blobs, const models::Registry& packages)
      : executor_(executor), memory_(memory), blobs_(blobs), packages_(packages) {}

  /// `run` is whose run it is, and when to leave it; its name, where it has one, is lasting and names both of its phases.
  Result<MadeSong> make(const Order& order, const Context& context, const tasks::OnEvent& on_event,
                        const tasks::RunOptions& run = {});

  /// Which steps the order would make, and which are remembered; makes no more than the plan and its views,
  /// which count as `user`'s.
  Result<Foreseen> forecast(const Order& order, const Context& context, const std::string& user = {});

 private:
  Result<SongBrief> brief(const Order& order, const Context& context, const tasks::OnEvent& on_event,
                          const tasks::RunOptions& run, double early_seconds = 0);

  tasks::Executor& executor_;
  storage::ResultMemory& memory_;
  storage::BlobStore& blobs_;
  const models::Registry& packages_;
  tasks::RunOutcome planned_;
  tasks::Graph plan_graph_;
};

/// Writes the song folder, all or nothing: into a neighbour first, which then takes the folder's name.
Status write_song_folder(const MadeSong& song, storage::BlobStore& blobs, const std::filesystem::path& folder);

/// The document in a song folder.
Result<song::Document> read_song_folder(const std::filesystem::path& folder);

}  // namespace souls::studio
