// The one place that decides what comes next, before and after the session is opened.
//
// Steps never name one another: each records what was proved and returns, and this pure function
// picks.
#pragma once

#include <cstddef>

namespace sallyport::attempt {

/// What is known of a person on the way in.
struct Progress {
  bool password_proved = false;
  bool factor_proved = false;
  bool has_factor = false;        // activated one
  bool factor_required = false;   // the date has come
  std::size_t organisations = 0;  // that gave access; 0: the conditions of access no longer hold
  bool organisation_chosen = false;
};

enum class Step {
  password,
  factor,
  activate,  // the date has come and there is no factor yet: lead through activation
  organisation,
  enter,
};

[[nodiscard]] constexpr Step next_step(const Progress& progress) {
  if (!progress.password_proved || progress.organisations == 0) return Step::password;
  // Asked of everybody who has one, whatever the date (M6).
  if (progress.has_factor && !progress.factor_proved) return Step::factor;
  if (progress.factor_required && !progress.factor_proved) return Step::activate;
  if (!progress.organisation_chosen) return Step::organisation;
  return Step::enter;
}

}  // namespace sallyport::attempt
