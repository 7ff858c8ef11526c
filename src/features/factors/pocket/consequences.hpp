// What an answer of a phone brings about, in one transaction.
//
// Source  docs/pocket-protocol.md, "Answers"; rulings of the house: only "It's not me" has
//         consequences beyond the sign-in it is about.
#pragma once

#include <string>

#include "core/challenge/challenge.hpp"
#include "core/device/device.hpp"
#include "core/statement/statement.hpp"
#include "site/site.hpp"

namespace sallyport::pocket {

/// An answer whose signature fits.
struct SignedAnswer {
  const device::Device& device;
  const challenge::Challenge& challenge;
  challenge::State outcome;  // approved, wrong_number, cancelled or reported
  std::int64_t counter = 0;
  const std::string& statement;
  const std::string& signature;
};

enum class Recorded {
  done,
  closed,            // another answer, or time, was faster
  not_active,        // the device, any more
  counter_replayed,  // the device is suspended now
  too_often,         // answers of this device, within a minute
};

[[nodiscard]] Recorded record_answer(db::Write&, const site::Site&, const audit::Deed&,
                                     const SignedAnswer&);

/// Whether that answer can still be given: to one that is open; "It's not me" also to one that let
/// somebody in, within a day.
[[nodiscard]] bool can_be_answered(const challenge::Challenge&, statement::Decision, Time now);

/// The device's counter stepped back, so it is suspended: its owner is told.
void note_suspension(db::Write&, const site::Site&, const audit::Deed&, const device::Device&);

/// "It's not me": the password stops working, everybody is logged off, the owner and the
/// administrators of their organisations are told.
void put_right_after_report(db::Write&, const site::Site&, const audit::Deed&,
                            const challenge::Challenge&);

}  // namespace sallyport::pocket
