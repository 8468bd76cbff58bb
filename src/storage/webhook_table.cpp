#include "storage/webhook_table.hpp"

namespace souls::storage {

std::string_view to_string(DeliveryState state) {
  switch (state) {
    case DeliveryState::waiting:
      return "waiting";
    case DeliveryState::delivered:
      return "delivered";
    case DeliveryState::given_up:
      return "given_up";
  }
  return "";
}

}  // namespace souls::storage
