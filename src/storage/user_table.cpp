#include "storage/user_table.hpp"

#include "base/text.hpp"

namespace souls::storage {

std::string_view to_string(UserRole role) {
  switch (role) {
    case UserRole::owner:
      return "owner";
    case UserRole::member:
      return "member";
    case UserRole::listener:
      return "listener";
  }
  return "";
}

std::optional<UserRole> parse_user_role(std::string_view text) {
  for (const UserRole role : {UserRole::owner, UserRole::member, UserRole::listener}) {
    if (text == to_string(role)) return role;
  }
  return std::nullopt;
}

namespace {

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  return is_line(text) && count_letters(text) <= limits::kEmailLettersMax && text.find(' ') == std::string_view::npos &&
         at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos;
}

}  // namespace

Status check_user(const User& user) {
  if (user.id.empty()) return fail(ErrorCode::invalid_request, "a user needs an id");
  if (user.name.empty() || count_letters(user.name) > limits::kUserNameLettersMax || !is_line(user.name)) {
    return fail(ErrorCode::invalid_request,
                "a user's name must be one line of 1 to " + std::to_string(limits::kUserNameLettersMax) + " characters");
  }
  if (user.email && !is_email(*user.email)) {
    return fail(ErrorCode::invalid_request, "an e-mail address must look like name@example.org, and be at most " +
                                                std::to_string(limits::kEmailLettersMax) + " characters long");
  }
  if (user.trash_days < 0 || user.trash_days > limits::kTrashDaysMax) {
    return fail(ErrorCode::invalid_request,
                "songs stay in the trash for 0 to " + std::to_string(limits::kTrashDaysMax) + " days");
  }
  return {};
}

}  // namespace souls::storage
