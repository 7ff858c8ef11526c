// Confirming on a phone, on paper: phones, what waits on them, and how careful an account is.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace sallyport::walk {

/// One of a person's; one that was unlinked is no longer here.
struct LinkedPhone {
  std::size_t phone = 0;  // which of World::phones
  std::string id;         // in addresses
  Time linked_at;
  bool suspended = false;      // somebody may have a copy of its key
  std::int64_t counter = 0;    // of the last answer that counted
  std::string linked_by = {};  // the session whose page did
};

/// Waits for a press, or did.
struct Challenge {
  std::size_t person = 0;
  std::string asker;          // "a:" an attempt, "s:" a session, "l:" a link
  std::string known_browser;  // the id of the one it comes from
  std::string mode;
  std::string state = "open";  // as it was last written down; see Model::state_of
  Time begun_at;
  std::optional<Time> answered_at = {};
  std::size_t phone = 0;  // that answered
  std::size_t answers = 0;
  // From the program.
  std::string id = {};
  std::string number = {};
  std::vector<std::string> options = {};
};

struct Care {
  int bad = 0;
  int expired = 0;
  int unanswered = 0;
  Time careful_until = {};
  Time quiet_until = {};
  Time succeeded_at = {};

  [[nodiscard]] bool trouble(Time now) const {
    return bad >= 1 || expired >= 2 || now < careful_until;
  }
};

inline constexpr std::chrono::seconds waits_for_a_press{120};
inline constexpr std::chrono::seconds press_counts{60};
inline constexpr std::chrono::minutes link_can_be_undone{30};
/// One that came to nothing; then somebody who comes back is asked anew.
inline constexpr std::chrono::minutes over_is_shown{10};
inline constexpr std::chrono::hours sign_in_can_be_reported{24};

}  // namespace sallyport::walk
