#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.hpp"
#include "core/history/history.hpp"
#include "core/session/session.hpp"
#include "features/factors/pocket/api.hpp"
#include "features/factors/pocket/consequences.hpp"
#include "features/factors/pocket/context.hpp"
#include "features/factors/pocket/device_api.hpp"
#include "site/browser_name.hpp"

namespace sallyport::pocket {
namespace {

using challenge::Challenge;
using challenge::State;

constexpr std::int64_t most_entries = 50;

/// One line of the list, whatever it comes from; sorted by time, and in one second by id.
struct Line {
  Time at;
  std::string id;
  std::string written;
};

/// "1794000000.LdAL134CIs7YgmZUganB2Q", as the page before told it; the id may be left out.
std::string place_after(const Line& line) {
  return fmt::format("{}.{}", unix_seconds(line.at), to_base64url(line.id));
}

challenge::Before place_in(const http::Request& request) {
  const Time from_now = request.now + std::chrono::seconds{1};
  const http::Form query = request.query_form();
  const std::string text{query.text("before", 64).value_or("")};
  const auto dot = std::min(text.find('.'), text.size());
  const auto at = number({{"at", text.substr(0, dot)}}, "at");
  if (!at || *at < 0 || *at > unix_seconds(from_now)) return {.at = from_now};
  const auto id = dot < text.size() ? bytes(text.substr(dot + 1), 16) : std::nullopt;
  return {.at = at_unix_seconds(*at), .id = id.value_or("")};
}

/// The words that devices know.
std::string_view result_of(State state, bool is_login) {
  switch (state) {
    case State::approved:
    case State::used:
      return is_login ? "signed_in" : "confirmed";
    case State::wrong_number:
      return "wrong_number";
    case State::cancelled:
    case State::withdrawn:
      return "cancelled";
    case State::reported:
      return "reported";
    case State::open:
    case State::expired:
    case State::lapsed:
      return "expired";
  }
  throw Bug("every state of a challenge has a result");
}

bool is_alive(db::Read& db, const site::Site& site, const Challenge& challenge, Time now) {
  return challenge.state == State::used &&
         session::is_alive_of(db, AttemptId::of_bytes(challenge.asker), site.lifetimes, now);
}

/// The one that answered, whatever it said.
std::optional<std::string> phone_of(db::Read& db, const Challenge& challenge) {
  const auto device =
      challenge.answered_by ? device::find(db, *challenge.answered_by) : std::nullopt;
  return device ? std::optional{device->describes.name} : std::nullopt;
}

Line line_of(db::Read& db, const site::Site& site, const Challenge& challenge, Time now) {
  const auto context = json::read_members(challenge.context).value_or(json::Texts{});
  const auto net = json::read_members(member(context, "net")).value_or(json::Texts{});
  const std::string place = member(net, "place");
  const std::string purpose = member(context, "purpose");
  return {.at = challenge.created_at,
          .id = std::string{challenge.id.bytes()},
          .written = json::Object{}
                         .add("at", unix_seconds(challenge.created_at))
                         .add_written("browser", member(context, "browser"))
                         .add("ip", member(net, "ip"))
                         .add_maybe("place", place.empty() ? std::nullopt : std::optional{place})
                         .add("method", "pocket")
                         .add("purpose", purpose)
                         .add("result", result_of(challenge.state, purpose != "confirm"))
                         .add("still_signed_in", is_alive(db, site, challenge, now))
                         .add("challenge", text_of(challenge.id))
                         .add("can_report", challenge::can_be_reported(challenge, now))
                         .add_maybe("phone", phone_of(db, challenge))
                         .text()};
}

/// A sign-in without a phone: by a code, or refused before one was asked for.
Line line_of(const site::Site& site, const history::Entry& entry) {
  const site::BrowserName name = site::browser_name(entry.user_agent);
  const auto address = Address::parse(entry.address);
  return {
      .at = entry.at,
      .id = std::string{entry.id.bytes()},
      .written =
          json::Object{}
              .add("at", unix_seconds(entry.at))
              .add_written("browser",
                           json::Object{}.add("name", name.browser).add("os", name.system).text())
              .add("ip", entry.address)
              .add_maybe("place", address ? place_of(site, *address) : std::nullopt)
              .add("method", entry.factor.empty() ? "password" : entry.factor)
              .add("purpose", "login")
              .add("result", entry.outcome == history::Outcome::signed_in ? "signed_in" : "refused")
              .add("still_signed_in", false)
              .add_maybe("challenge", std::nullopt)
              .add("can_report", false)
              .add_maybe("phone", std::nullopt)
              .text()};
}

}  // namespace

http::Response DeviceApi::activity(const http::Request& request) {
  const auto device = caller(site_, request);
  if (!device) return device.error();
  const challenge::Before from = place_in(request);
  // Of each kind one more than fits, so that it shows whether there is another page.
  constexpr std::int64_t most_looked_at = most_entries + 1;
  std::vector<Line> lines = site_.database.read([&](db::Read& db) {
    std::vector<Line> found;
    // What still waits is told elsewhere.
    for (const Challenge& challenge :
         challenge::ended_before(db, device->account, from, most_looked_at, request.now)) {
      found.push_back(line_of(db, site_, challenge, request.now));
    }
    // Those with a press were told above.
    for (const history::Entry& entry : history::entries_before(
             db, device->account, {.at = from.at, .id = from.id}, "pocket", most_looked_at)) {
      found.push_back(line_of(site_, entry));
    }
    return found;
  });
  std::ranges::sort(lines, std::greater{},
                    [](const Line& line) { return std::pair{line.at, line.id}; });
  const bool more = lines.size() > static_cast<std::size_t>(most_entries);
  if (more) lines.resize(static_cast<std::size_t>(most_entries));
  return answer(
      json::Object{}
          .add_written("entries", json::array(lines, [](const Line& line) { return line.written; }))
          .add_maybe("before", more ? std::optional{place_after(lines.back())} : std::nullopt)
          .add("server_time", unix_seconds(request.now)));
}

http::Response DeviceApi::report(const http::Request& request) {
  const auto device = caller(site_, request, Let::suspended_too);
  if (!device) return device.error();
  const auto id = id_of<ChallengeId>(request.parts.at("challenge"));
  const auto found = site_.database.read(
      [&](db::Read& db) { return id ? challenge::find(db, *id, request.now) : std::nullopt; });
  if (!found || found->account != device->account) {
    return refuse(404, "challenge_unknown", "There is no such request.");
  }
  if (found->state == State::reported) return answer(json::Object{}.add("state", "reported"));
  const audit::Deed deed = deed_of(site_, request);
  const bool reported = site_.database.write([&](db::Write& db) {
    if (!challenge::report(db, *found, request.now)) return false;
    put_right_after_report(db, site_, deed, *found);
    return true;
  });
  site_.bell.ring(topic_of(device->account));
  if (!reported) {
    return refuse(409, "challenge_closed",
                  "This let nobody in, or longer than a day ago. Your password can be changed in"
                  " the portal.",
                  json::Object{}.add("state", challenge::name_of(found->state)));
  }
  return answer(json::Object{}.add("state", "reported"));
}

void DeviceApi::routes(site::Routes& routes) {
  const auto get = [&](const char* path, http::Response (DeviceApi::*handler)(const http::Request&),
                       const char* guard) {
    routes.get_plain(
        path, [this, handler](const http::Request& request) { return (this->*handler)(request); },
        guard);
  };
  const auto post = [&](const char* path,
                        http::Response (DeviceApi::*handler)(const http::Request&),
                        const char* guard) {
    routes.post_plain(
        path, [this, handler](const http::Request& request) { return (this->*handler)(request); },
        guard);
  };
  constexpr const char* anybody = "machines";
  constexpr const char* linking = "who holds a linking code";
  constexpr const char* device = "a linked device, by its signature";
  get("/pocket/api/v1/config", &DeviceApi::config, anybody);
  post("/pocket/api/v1/pairings/lookup", &DeviceApi::look_up, linking);
  post("/pocket/api/v1/pairings/complete", &DeviceApi::complete, linking);
  get("/pocket/api/v1/challenges", &DeviceApi::challenges, device);
  post("/pocket/api/v1/challenges/{challenge}/answer", &DeviceApi::answer_challenge, device);
  get("/pocket/api/v1/devices/self", &DeviceApi::self, device);
  post("/pocket/api/v1/devices/self/name", &DeviceApi::rename, device);
  post("/pocket/api/v1/devices/self/push", &DeviceApi::keep_push, device);
  post("/pocket/api/v1/devices/self/push/remove", &DeviceApi::remove_push, device);
  post("/pocket/api/v1/devices/self/push/test", &DeviceApi::test_push, device);
  post("/pocket/api/v1/devices/self/rotate", &DeviceApi::rotate, device);
  post("/pocket/api/v1/devices/self/unlink", &DeviceApi::unlink, device);
  post("/pocket/api/v1/devices/self/move", &DeviceApi::move, device);
  post("/pocket/api/v1/devices/self/move/cancel", &DeviceApi::cancel_move, device);
  get("/pocket/api/v1/activity", &DeviceApi::activity, device);
  post("/pocket/api/v1/activity/{challenge}/report", &DeviceApi::report, device);
}

}  // namespace sallyport::pocket
