#include "site/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/notice/notice.hpp"
#include "site/assets.hpp"
#include "site/way.hpp"

namespace sallyport::site {
namespace {

constexpr const char* policy_header = "Content-Security-Policy";

std::string content_security_policy(std::string_view nonce) {
  return fmt::format(
      "default-src 'none'; script-src {}; style-src 'self'; img-src 'self'; font-src 'self';"
      " connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self';"
      " base-uri 'none'; object-src 'none'; frame-ancestors 'none';"
      " require-trusted-types-for 'script'",
      nonce.empty() ? "'none'" : fmt::format("'nonce-{}'", nonce));
}

bool has_header(const http::Response& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [&](const auto& header) { return header.first == name; });
}

std::vector<templates::Model> languages_of(const Visit& visit) {
  std::vector<templates::Model> languages;
  for (const text::Language language : text::all_languages) {
    languages.push_back(
        {{"tag", std::string{text::tag(language)}},
         {"name", std::string{language == text::Language::english ? "English" : "Nederlands"}},
         {"current", language == visit.language}});
  }
  return languages;
}

std::vector<templates::Model> rows_of(const std::vector<Notice>& notices) {
  std::vector<templates::Model> rows;
  for (const Notice& notice : notices) {
    rows.push_back({{"words", notice.words}, {"url", notice.url}, {"action", notice.action}});
  }
  return rows;
}

/// The page itself, with its query; a form that was shown again says by `back` which page it stands
/// on.
std::string path_to_come_back_to(const Visit& visit) {
  const http::Request& request = visit.request;
  std::string path = request.path;
  if (request.method == http::Method::post) {
    path = request.form.text("back", 512).value_or(request.path);
  } else if (!request.query.empty()) {
    path += "?" + request.query;
  }
  return is_own_path(path) ? path : "/";
}

/// "14:05", as a clock on the operator's wall shows: in the time zone of all other times on the
/// page.
std::string clock_of(const Visit& visit, const std::optional<Time>& end) {
  return end ? text::clock(*end, visit.site.policy.time_zone) : "";
}

/// A form that was shown again, with what was not right: the title says so first (WCAG 2.2, 2.4.2).
bool is_refusal(int status) { return status == 422 || status == 429; }

/// Ours, or the operator's own in their place.
templates::Model look_of(const white_label::Look& look) {
  const std::string icon = asset_url("icon.svg");
  return {{"own_stylesheet_url", look.style_sheet ? look.style_sheet->url : ""},
          {"icon_url", look.icon ? look.icon->url : icon},
          {"logo_url", look.logo ? look.logo->file.url : icon},
          {"logo_width", std::int64_t{look.logo ? look.logo->width : 36}},
          {"logo_is_wide", look.logo && look.logo->is_wide}};
}

/// How long the visitor stays signed in.
templates::Model session_of(const Visit& visit) {
  return {{"session_script_url", asset_url("session.js")},
          {"session_seconds", visit.session_seconds()},
          {"session_until", clock_of(visit, visit.session_ends_at)},
          {"session_until_utc", visit.session_ends_at ? rfc3339(*visit.session_ends_at) : ""}};
}

/// How long a sign-in that was begun can still be finished.
templates::Model attempt_of(const Visit& visit) {
  const auto& end = visit.attempt_ends_at;
  return {{"attempt_seconds",
           end ? std::chrono::floor<std::chrono::seconds>(*end - visit.now).count() : 0},
          {"attempt_until", clock_of(visit, end)},
          {"attempt_until_utc", end ? rfc3339(*end) : ""},
          {"attempt_can_last", visit.attempt_can_last}};
}

templates::Model frame_of(const Visit& visit, const text::Message& title, int status) {
  const Portal& portal = visit.site.portal;
  templates::Model frame{{"language", std::string{text::tag(visit.language)}},
                         {"portal_name", portal.name},
                         {"page_title", title},
                         {"is_refused", is_refusal(status)},
                         {"stylesheet_url", asset_url("site.css")},
                         {"script_url", asset_url("site.js")},
                         {"nonce", visit.nonce},
                         {"form_token", visit.form_token},
                         {"path", path_to_come_back_to(visit)},
                         {"signed_in", !visit.person_name.empty()},
                         {"person_name", visit.person_name},
                         {"organisation_name", visit.organisation_name},
                         {"several_organisations", visit.several_organisations},
                         {"privacy_url", portal.privacy_url},
                         {"terms_url", portal.terms_url},
                         {"help_url", portal.help_url},
                         {"languages", languages_of(visit)},
                         {"has_notices", !visit.notices.empty()},
                         {"notices", rows_of(visit.notices)},
                         {"success", rows_of(visit.success)}};
  frame.add(look_of(visit.site.look)).add(session_of(visit)).add(attempt_of(visit));
  return frame;
}

/// Not on the page that says that something is broken: that may be the database.
templates::Model operator_notice(const Visit& visit, int status) {
  notice::Spoken spoken{.words = {}, .language = visit.language};
  if (status < 500) {
    const auto notice = visit.site.database.read(
        [&](db::Read& db) { return notice::current(db, visit.request.now); });
    if (notice) spoken = notice->in(visit.language);
  }
  return {{"operator_notice", spoken.words},
          {"operator_notice_language", std::string{text::tag(spoken.language)}}};
}

}  // namespace

http::Response page(const Visit& visit, std::string_view file, const text::Message& title,
                    templates::Model model, int status) {
  if (model.find("refresh") == nullptr) model.set("refresh", false);
  model.add(frame_of(visit, title, status));
  model.add(operator_notice(visit, status));
  auto response = http::html(status, visit.site.templates.render(file, model, visit.language));
  response.with_header(policy_header, content_security_policy(visit.nonce));
  response.with_header("Content-Language", std::string{text::tag(visit.language)});
  return response;
}

http::Cookie cookie_of(const Visit& visit, const Arrival& arrival) {
  return {.name = arrival_cookie,
          .value = sign_arrival(arrival, visit.site.keys.form_key, visit.site.random, visit.now),
          .lasts = {}};
}

http::Response dress(http::Response response, const Visit& visit) {
  if (visit.new_arrival_cookie) {
    // A handler that set the cookie itself knows better.
    const bool is_set =
        std::any_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
          return header.first == "Set-Cookie" && header.second.starts_with(arrival_cookie);
        });
    if (!is_set) {
      response.with_cookie(
          {.name = arrival_cookie, .value = *visit.new_arrival_cookie, .lasts = {}});
    }
  }
  return response;
}

void secure(http::Response& response, const Portal& portal) {
  const auto set = [&](const char* name, std::string value) {
    if (!has_header(response, name)) response.with_header(name, std::move(value));
  };
  if (portal.is_https()) set("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  set(policy_header, content_security_policy(""));
  set("X-Content-Type-Options", "nosniff");
  set("X-Frame-Options", "DENY");
  set("Referrer-Policy", "same-origin");
  set("Cross-Origin-Opener-Policy", "same-origin");
  set("Cross-Origin-Resource-Policy", "same-origin");
  set("Permissions-Policy",
      "camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=()");
  set("X-Robots-Tag", "noindex");
  set("Cache-Control", "no-store");
}

}  // namespace sallyport::site
