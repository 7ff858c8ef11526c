#include "features/language/language.hpp"

#include "core/account/account.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"

namespace sallyport::language {

void Language::routes(site::Routes& routes) { routes.post("/language", this, &Language::choose); }

http::Response Language::choose(const site::Visitor& visit) {
  // Parse.
  const http::Form& form = visit.request.form;
  if (!site::holds_only(form, {"language", "back"})) return site::failure(visit, 400);
  const auto language = text::language_of_tag(form.text("language", 16).value_or(""));
  if (!language) return site::failure(visit, 400);
  const std::string back{form.text("back", 512).value_or("")};

  // Record.
  const auto cookie = visit.request.cookie(site::session_cookie);
  if (visit.signed_in && cookie) {
    site_.database.write([&](db::Write& db) {
      const auto session = session::find(db, *cookie, site_.lifetimes, visit.now);
      if (session) account::choose_language(db, session->account, *language);
    });
  }

  // Answer.
  auto response = http::see_other(site::is_own_path(back) ? back : "/");
  response.with_cookie({.name = site::language_cookie,
                        .value = std::string{text::tag(*language)},
                        .lasts = std::chrono::hours{24 * 365}});
  return response;
}

}  // namespace sallyport::language
