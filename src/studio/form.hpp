#pragma once
// Changes of form: sections added, removed, moved, repeated, resized.

#include "base/result.hpp"
#include "song/edits.hpp"
#include "studio/edited_plan.hpp"

namespace souls::studio {

/// Changes the sections of the song's plan, with their places in time. The edit has been checked against the plan.
Status change_form(EditedSong& song, const song::SetSection& edit);

}  // namespace souls::studio
