#include "core/throttle/throttle.hpp"
#include "features/password/password.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/page.hpp"

namespace sallyport::password {
namespace {

using text::Message;

http::Response show(const site::Visitor& visit, const std::string& email,
                    const std::optional<Message>& problem) {
  return site::page(visit, "src/features/password/forgotten.html",
                    Message{"Forgotten your password?"},
                    {{"email", email},
                     {"problem", problem ? templates::Value{*problem} : std::string{}},
                     {"environment", visit.site.portal.environment}},
                    problem ? 422 : 200);
}

}  // namespace

http::Response Password::show_forgotten(const site::Visitor& visit) {
  return show(visit, "", std::nullopt);
}

/// Looks at no account: what the address is known for is the job's business (link_request.hpp).
http::Response Password::ask(const site::Visitor& visit) {
  const http::Form& form = visit.request.form;
  if (!site::holds_only(form, {"email"})) return site::failure(visit, 400);
  const std::string typed{form.text("email", 254).value_or("")};
  if (typed.empty()) return show(visit, typed, Message{"Type your email address."});
  const auto email = Email::parse(typed);
  if (!email) {
    return show(visit, typed,
                Message{"That is not a whole email address. It looks like name@company.example."});
  }
  return accept(visit, {.email = *email, .link = std::nullopt});
}

http::Response Password::accept(const site::Visitor& visit, const LinkRequest& asked) {
  const std::string subject = throttle::subject(site_.keys.throttle_key, visit.request.sender);
  site_.database.write([&](db::Write& db) {
    if (!throttle::spend(db, throttle::link_network, subject, visit.deed(), std::nullopt)) return;
    ask_for_link(db, visit.deed(), asked);
    audit::record(db, visit.deed(), audit::Event::reset_requested);
  });
  return http::see_other("/forgotten/sent");
}

http::Response Password::show_sent(const site::Visitor& visit) {
  return site::page(visit, "src/features/password/sent.html", Message{"Look in your email"}, {});
}

}  // namespace sallyport::password
