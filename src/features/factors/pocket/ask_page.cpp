#include "features/factors/pocket/ask_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "features/factors/pocket/api.hpp"
#include "kit/qr/qr.hpp"
#include "site/page.hpp"

namespace sallyport::pocket {
namespace {

using challenge::Challenge;
using challenge::Mode;
using challenge::NotBegun;
using challenge::State;
using text::Message;

/// "047 913": read aloud in two halves.
std::string in_halves(const std::string& six) { return six.substr(0, 3) + " " + six.substr(3); }

std::string shown_number(const Challenge& challenge) {
  return challenge.mode == Mode::type6 ? in_halves(challenge.number) : challenge.number;
}

/// As the page tells them apart.
templates::Model states(const Asked& asked) {
  const auto& challenge = asked.challenge;
  const auto is = [&](State state) { return challenge && challenge->state == state; };
  // What came of the last one matters only to who may begin another.
  const bool may_try = !asked.why_not;
  return {{"is_open", is(State::open)},
          {"is_approved", is(State::approved)},
          {"is_stopped", may_try && (is(State::wrong_number) || is(State::cancelled))},
          {"is_withdrawn", may_try && is(State::withdrawn)},
          {"is_reported", is(State::reported)},
          {"is_late", may_try && is(State::expired)},
          {"is_lapsed", may_try && is(State::lapsed)},
          {"is_taken", asked.why_not == NotBegun::taken},
          {"is_too_many", asked.why_not == NotBegun::too_many},
          {"is_suspended", !challenge && !asked.why_not}};
}

templates::Model modes(const std::optional<Challenge>& challenge) {
  const auto is = [&](Mode mode) { return challenge && challenge->mode == mode; };
  return {{"is_press", is(Mode::press)},
          {"is_choose", is(Mode::choose)},
          {"is_type2", is(Mode::type2)},
          {"is_type6", is(Mode::type6)}};
}

}  // namespace

std::string AskPage::page_path() const {
  return question.back.empty() ? question.action : question.back;
}

std::string AskPage::names_of_phones() const {
  const bool can_confirm = std::ranges::any_of(
      devices, [](const auto& device) { return device.state == device::State::active; });
  std::string names;
  for (const device::Device& device : devices) {
    if (can_confirm && device.state != device::State::active) continue;
    if (!names.empty()) names += ", ";
    names += device.describes.name;
  }
  return names;
}

templates::Model AskPage::model() const {
  const auto& challenge = asked.challenge;
  const bool scans = challenge && challenge->mode == Mode::type6 && challenge->state == State::open;
  const qr::Code code =
      scans ? qr::draw(fmt::format("{}/pocket/#login={}.{}", visit.site.pocket.address,
                                   text_of(challenge->id), challenge->number))
            : qr::Code{};
  const bool waits = challenge && challenge->state == State::open;
  const auto left = asked.free_at.value_or(visit.now) - visit.now;
  const std::string base =
      challenge ? fmt::format("/two-factor/pocket/{}", challenge->id.text()) : std::string{};
  templates::Model model{
      {"problem", question.problem ? templates::Value{*question.problem} : std::string{}},
      {"action", question.action},
      {"page_path", page_path()},
      {"back", question.back},
      {"other_way", question.other_way},
      {"start_again", question.start_again},
      {"leave", question.leave},
      {"system_manager", visit.site.portal.system_manager},
      {"companion_app", visit.site.portal.companion_app},
      {"phones", names_of_phones()},
      {"was_rung", challenge && challenge->pushes > 0},
      {"may_ring_again", asked.may_ring_again},
      {"number", challenge ? shown_number(*challenge) : std::string{}},
      {"scans", scans},
      {"qr_size", std::int64_t{code.size}},
      {"qr_path", code.path},
      {"over_path", question.leave.empty() ? "/signin?because=stopped" : question.leave},
      {"wait_path", base + "/wait"},
      {"again_path", base + "/again"},
      {"ring_path", base + "/ring"},
      {"free_in", std::chrono::ceil<std::chrono::seconds>(left).count()},
      {"refresh", waits && visit.request.method == http::Method::get}};
  model.add(states(asked)).add(modes(challenge));
  return model;
}

http::Response AskPage::response() const {
  return site::page(visit, "src/features/factors/pocket/ask.html", Message{"Confirm on your phone"},
                    model(), question.problem ? 422 : 200);
}

}  // namespace sallyport::pocket
