#include "site/failure.hpp"

#include "base/encoding.hpp"
#include "core/browser/browser.hpp"
#include "core/device/device.hpp"
#include "kit/json/json.hpp"
#include "site/cookies.hpp"
#include "site/page.hpp"
#include "site/way.hpp"

namespace sallyport::site {
namespace {

using text::Message;

struct TypedField {
  const char* name;
  Message label;
};

/// The fields of our forms that hold words of a person's own.
std::vector<TypedField> typed_fields() { return {{.name = "name", .label = Message{"Name"}}}; }

/// The phone that says it sends this. Its signature is looked at later; its id is as hard to guess
/// as a known browser's cookie.
std::optional<DeviceId> linked_phone(const http::Request& request) {
  const auto bytes = from_base64url(request.header("pocket-device").value_or(""));
  if (!bytes || bytes->size() != DeviceId::size) return std::nullopt;
  return DeviceId::of_bytes(*bytes);
}

bool is_linked(const std::optional<device::Device>& device) {
  return device &&
         (device->state == device::State::active || device->state == device::State::suspended);
}

struct Words {
  Message title;
  Message what;
  Message next;
};

Words words_for(int status) {
  switch (status) {
    case 403:
      return {Message{"This page may not do that"},
              Message{"The form was too old, or it came from another site. Nothing was changed."},
              Message{"Open the page again and send the form once more."}};
    case 404:
      return {Message{"This page does not exist"},
              Message{"The address may be mistyped, or the page is not for you."},
              Message{"Check the address, or go to the start page."}};
    case 405:
      return {Message{"This page cannot be used that way"},
              Message{"The address exists, but not for this kind of request. Nothing was changed."},
              Message{"Go to the start page and try again from there."}};
    case 413:
      return {Message{"That was too much at once"},
              Message{"What was sent is larger than this page accepts. Nothing was changed."},
              Message{"Go back and send less."}};
    case 421:
      return {Message{"This is not the right address"},
              Message{"The portal does not answer under the name that was used."},
              Message{"Use the address that you were given for the portal."}};
    case 503:
      return {Message{"The portal is busy at this moment"},
              Message{"Your request could not be handled. Nothing was changed."},
              Message{"Wait a moment and try again."}};
    case 500:
      return {Message{"Something went wrong on our side"},
              Message{"Your request could not be handled, and we have made a note of it."},
              Message{"Try again. If it keeps happening, report the number below."}};
    default:
      return {
          Message{"The portal could not read that"},
          Message{
              "What was sent is not a request that the portal understands. Nothing was changed."},
          Message{"Go to the start page and try again from there."}};
  }
}

/// What asks there are programs, which read no pages.
/// Source  docs/pocket-protocol.md, "Errors".
bool is_from_program(const http::Request& request) {
  return request.path.starts_with("/pocket/api/");
}

http::Response json_failure(int status, std::string_view error, std::string_view message,
                            json::Object more = {}) {
  http::Response response;
  response.status = status;
  response.body = std::move(more).add("error", error).add("message", message).text();
  response.with_header("Content-Type", "application/json");
  return response;
}

http::Response failure_for_program(int status) {
  switch (status) {
    case 404:
      return json_failure(status, "not_found", "There is nothing at this path.");
    case 405:
      return json_failure(status, "bad_method", "This path takes another method.");
    case 413:
      return json_failure(status, "too_large", "The body is larger than this portal reads.");
    case 415:
      return json_failure(status, "bad_type", "The body must be application/json.");
    case 421:
      return json_failure(status, "wrong_host", "This portal does not answer under that name.");
    default:
      return json_failure(status, "bad_request", "The portal could not read that.");
  }
}

http::Response failure_page(const Visit& visit, int status, const Words& words,
                            const std::string& again) {
  return page(visit, "templates/failure.html", words.title,
              {{"what", words.what},
               {"next", words.next},
               {"again", again},
               {"request_id", visit.request.id}},
              status);
}

}  // namespace

http::Response failure(const Visit& visit, int status) {
  auto response = failure_page(visit, status, words_for(status), /*again=*/"");
  if (status == 503) response.with_header("Retry-After", "5");
  return response;
}

http::Response too_many_requests(const Site& site, const http::Request& request,
                                 std::chrono::seconds wait) {
  const Visit visit{site, request};
  auto response =
      is_from_program(request)
          ? json_failure(429, "too_many", "Too many requests came from your network.",
                         json::Object{}.add("retry_after", wait.count()))
          : page(visit, "templates/failure.html",
                 Message{"Too many requests came from your network"},
                 {{"what", Message{"Your request was not handled. Nothing was changed."}},
                  {"next", Message{"Wait {count} second and try again.",
                                   "Wait {count} seconds and try again.", wait.count()}},
                  {"again", ""},
                  {"request_id", request.id}},
                 429);
  response.with_header("Retry-After", std::to_string(wait.count()));
  response.held_for = std::chrono::seconds{1};
  return response;
}

bool says_it_is_known(const http::Request& request) {
  return request.cookie(session_cookie) || request.cookie(known_cookie) || linked_phone(request);
}

bool is_exempt_from_rate(const Site& site, const http::Request& request) {
  if (!says_it_is_known(request)) return false;
  const auto session_token = request.cookie(session_cookie);
  const auto known_token = request.cookie(known_cookie);
  const auto phone = linked_phone(request);
  return site.database.read([&](db::Read& db) {
    return (session_token && session::find(db, *session_token, site.lifetimes, request.now)) ||
           (known_token && browser::is_known_to_anybody(db, *known_token, request.now)) ||
           (phone && is_linked(device::find(db, *phone)));
  });
}

std::optional<http::Response> form_after_the_end(Visit& visit) {
  std::vector<templates::Model> kept;
  for (const TypedField& field : typed_fields()) {
    const auto text = visit.request.form.text(field.name, 4096);
    if (text && !text->empty())
      kept.push_back({{"label", field.label}, {"text", std::string{*text}}});
  }
  if (kept.empty()) return std::nullopt;
  std::string back{visit.request.form.text("back", 512).value_or("/")};
  if (!is_own_path(back)) back = "/";
  visit.form_token.clear();  // it belonged to the session: no form of this page could be sent
  return page(visit, "templates/session_over.html", Message{"You were logged off"},
              {{"kept", std::move(kept)}, {"back", std::move(back)}}, 403);
}

http::Response stale_form(const Visit& visit) { return failure(visit, 403); }

http::Response outdated_form(const Visit& visit) {
  // It does nothing for anybody, so it need not say for whom.
  Visit nobody = visit;
  nobody.person_name.clear();
  nobody.organisation_name.clear();
  return failure_page(
      nobody, 403,
      {Message{"This page was out of date"},
       Message{"Since it was opened, something changed in another tab, or it was open for too long."
               " Nothing was changed now."},
       Message{"Open the page again and send the form once more."}},
      page_of_form(visit.site, visit.request));
}

http::Response failure(const Site& site, int status, const http::Request& request) {
  // Of what goes wrong on our side a program learns what it learns of a portal that is not there.
  if (status < 500 && is_from_program(request)) return failure_for_program(status);
  return failure(Visit{site, request}, status);
}

}  // namespace sallyport::site
