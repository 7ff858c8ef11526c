#include "features/factors/totp/totp_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.hpp"
#include "features/factors/totp/totp.hpp"
#include "features/factors/totp/totp_store.hpp"
#include "kit/qr/qr.hpp"
#include "site/activation.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/page.hpp"
#include "site/way.hpp"

namespace sallyport::totp {
namespace {

using text::Message;

constexpr std::size_t longest_name = 60;

templates::Value shown(const std::optional<Message>& problem) {
  return problem ? templates::Value{*problem} : templates::Value{std::string{}};
}

/// What a problem on a page is about: one of its fields, or the page itself.
enum class About { page, code, name };

/// What activate.html needs.
struct ActivatePage {
  const site::InSession& visit;
  const Secret& secret;
  std::string name;  // as typed
  std::optional<Message> problem;
  About about = About::page;

  [[nodiscard]] templates::Model model() const {
    const site::Portal& portal = visit.site.portal;
    const std::string url = otpauth_url(secret, portal.name, visit.session.email);
    const qr::Code code = qr::draw(url);
    return {{"problem", shown(problem)},
            {"page_is_wrong", about == About::page},
            {"code_is_wrong", about == About::code},
            {"name_is_wrong", about == About::name},
            {"qr_size", std::int64_t{code.size}},
            {"qr_path", code.path},
            {"otpauth_url", url},
            {"secret_in_groups", in_groups(secret)},
            {"email", visit.session.email.text()},
            {"name", name},
            {"companion_app", portal.companion_app},
            {"operator_name", portal.operator_name},
            {"help_video_url", portal.help_video_url},
            {"system_manager", portal.system_manager}};
  }

  [[nodiscard]] http::Response response() const {
    return site::page(visit, "src/features/factors/totp/activate.html",
                      Message{"Log in with a verification code"}, model(), problem ? 422 : 200);
  }
};

/// What app.html needs.
struct AppPage {
  const site::InSession& visit;
  const Authenticator& app;
  std::string name;  // as typed
  site::Left left;
  std::optional<Message> problem;
  About about = About::page;

  [[nodiscard]] templates::Model model() const {
    const auto day = [&](Time time) {
      return text::day_and_time(visit.language, time, visit.site.policy.time_zone);
    };
    return {{"problem", shown(problem)},
            {"id", app.id.text()},
            {"app_name", app.name},
            {"name", name},
            {"name_is_wrong", about == About::name},
            {"since", day(app.created_at)},
            {"last_used", app.last_used_at ? day(*app.last_used_at) : std::string{}},
            {"is_last", left.standing == 0},
            {"needed", left.is_too_little(visit.date.has_come(visit.now))}};
  }

  [[nodiscard]] http::Response response() const {
    return site::page(visit, "src/features/factors/totp/app.html", Message{"Authenticator app"},
                      model(), problem ? 422 : 200);
  }
};

/// So that the page can say what removing it means.
site::Left left_without_one(db::Read& db, const site::InSession& visit) {
  return site::left_without(db, visit.site, visit.session.account);
}

std::optional<AuthenticatorId> chosen(const http::Form& form) {
  return AuthenticatorId::parse(form.text("authenticator", 64).value_or(""));
}

std::vector<std::string> names_of(const std::vector<Authenticator>& apps) {
  std::vector<std::string> names;
  for (const Authenticator& app : apps) names.push_back(app.name);
  return names;
}

}  // namespace

std::string app_page(AuthenticatorId id) {
  return fmt::format("{}/{}", activation_page, id.text());
}

std::optional<std::string> app_name(std::string_view typed) {
  const auto first = typed.find_first_not_of(' ');
  if (first == std::string_view::npos) return std::nullopt;
  const auto name = typed.substr(first, typed.find_last_not_of(' ') - first + 1);
  const bool has_control = std::any_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
  });
  if (has_control || !is_utf8(name) || code_points(name) > longest_name) return std::nullopt;
  return std::string{name};
}

std::string free_name(const std::vector<std::string>& taken, const std::string& wanted) {
  std::string name = wanted;
  for (int number = 2; std::find(taken.begin(), taken.end(), name) != taken.end(); ++number) {
    name = fmt::format("{} {}", wanted, number);
  }
  return name;
}

void TotpPages::routes(site::Routes& routes) {
  routes.get(activation_page, this, &TotpPages::show);
  routes.post(activation_page, this, &TotpPages::activate, &TotpPages::activate_again);
  routes.get(fmt::format("{}/{{authenticator}}", activation_page), this, &TotpPages::show_app);
  routes.post("/account-security/two-factor/rename", this, &TotpPages::rename,
              &TotpPages::rename_again);
  routes.post("/account-security/two-factor/remove", this, &TotpPages::remove);
}

http::Response TotpPages::show(const site::MayChangeFactors& visit) {
  const auto full = visit.site.database.read([&](db::Read& db) {
    return authenticators(db, visit.session.account).size() >= most_authenticators;
  });
  if (full) return http::see_other(fmt::format("{}?because=full", site::two_factor_path));
  const Secret secret = visit.site.database.write([&](db::Write& db) {
    return pending_or_new(db, visit.site.keys.sealer, visit.site.random, visit.session.id,
                          visit.now, visit.now + visit.site.lifetimes.activation);
  });
  const bool renewed = visit.request.query_form().text("because", 16) == "expired";
  return ActivatePage{
      .visit = visit,
      .secret = secret,
      .name = "",
      .problem = renewed ? std::optional{Message{"The QR code was too old. Remove what your app"
                                                 " scanned, and scan this new one."}}
                         : std::nullopt}
      .response();
}

http::Response TotpPages::activate_again(const site::Outdated<site::MayChangeFactors>& outdated) {
  const site::MayChangeFactors& visit = outdated.visit;
  const auto secret = visit.site.database.read([&](db::Read& db) {
    return pending(db, visit.site.keys.sealer, visit.session.id, visit.now);
  });
  if (!secret) return http::see_other(fmt::format("{}?because=expired", activation_page));
  auto response =
      ActivatePage{visit, *secret, std::string{visit.request.form.text("name", 512).value_or("")},
                   Message{"This page was out of date, so nothing was activated yet. Make sure that"
                           " your app has this QR code, type the code that it shows now and press"
                           " Activate once more."}}
          .response();
  response.status = 403;
  return response;
}

http::Response TotpPages::activate(const site::MayChangeFactors& visit) {
  // Parse.
  const http::Form& form = visit.request.form;
  if (!site::holds_only(form, {"code"}, {"name"})) return site::failure(visit, 400);
  const std::string code = without_spaces(form.text("code", 64).value_or(""));
  const std::string typed_name{form.text("name", 512).value_or("")};
  const bool unnamed = typed_name.find_first_not_of(' ') == std::string::npos;

  // Load.
  struct Loaded {
    std::optional<Secret> secret;
    std::vector<std::string> names;
  };
  const Loaded loaded = visit.site.database.read([&](db::Read& db) {
    return Loaded{pending(db, visit.site.keys.sealer, visit.session.id, visit.now),
                  names_of(authenticators(db, visit.session.account))};
  });
  if (!loaded.secret) return http::see_other(fmt::format("{}?because=expired", activation_page));

  // Decide.
  const auto refuse = [&](About about, Message problem) {
    return ActivatePage{visit, *loaded.secret, typed_name, std::move(problem), about}.response();
  };
  const auto name = unnamed
                        ? visit.site.catalogues.say(visit.language, Message{"Authenticator app"})
                        : app_name(typed_name);
  if (!name)
    return refuse(About::name,
                  Message{"Give the app a name of at most 60 letters, or leave it empty."});
  const auto step = check_code(*loaded.secret, code, visit.now, /*last_step=*/0);
  if (!step && step.error() == CodeRefused::malformed) {
    return refuse(About::code, Message{"Type the six digits that your app shows now."});
  }
  if (!step) {
    return refuse(
        About::code,
        Message{
            "That code is not right. Wait for the next one and type it. If it keeps being wrong,"
            " let your telephone or computer set its clock by itself."});
  }

  // Record and answer.
  const std::string kept_name = free_name(loaded.names, *name);
  return site::activate(
      visit, {.factor = factor_,
              .item = kept_name,
              .store = [&](db::Write& db, const audit::Deed& deed) -> std::optional<std::string> {
                if (!take_pending(db, visit.session.id, deed.now)) return std::nullopt;
                if (authenticators(db, visit.session.account).size() >= most_authenticators)
                  return std::nullopt;
                return add(db, visit.site.keys.sealer, deed.random,
                           {.account = visit.session.account,
                            .name = kept_name,
                            .secret = *loaded.secret,
                            .last_step = *step},
                           deed.now)
                    .text();
              }});
}

http::Response TotpPages::show_app(const site::SignedIn& visit) {
  const auto id = AuthenticatorId::parse(visit.request.parts.at("authenticator"));
  if (!id) return site::failure(visit, 404);
  site::Left left;
  const auto app = visit.site.database.read([&](db::Read& db) {
    left = left_without_one(db, visit);
    return find(db, visit.session.account, *id);
  });
  if (!app) return site::failure(visit, 404);
  const bool still_needed = visit.request.query_form().text("because", 16) == "needed";
  return AppPage{
      .visit = visit,
      .app = *app,
      .name = app->name,
      .left = left,
      .problem = still_needed
                     ? std::optional{Message{"This is your only way to confirm that it is you, and"
                                             " one is required. Add another first."}}
                     : std::nullopt}
      .response();
}

http::Response TotpPages::rename_again(const site::Outdated<site::SignedIn>& outdated) {
  const site::SignedIn& visit = outdated.visit;
  const auto id = chosen(visit.request.form);
  site::Left left;
  const auto app = visit.site.database.read([&](db::Read& db) {
    left = left_without_one(db, visit);
    return id ? find(db, visit.session.account, *id) : std::nullopt;
  });
  if (!app) return site::outdated_form(visit);
  auto response =
      AppPage{visit, *app, std::string{visit.request.form.text("name", 512).value_or("")}, left,
              Message{"This page was out of date, so the name is not saved yet. Press Save once"
                      " more."}}
          .response();
  response.status = 403;
  return response;
}

http::Response TotpPages::rename(const site::SignedIn& visit) {
  const http::Form& form = visit.request.form;
  if (!site::holds_only(form, {"authenticator", "name"})) return site::failure(visit, 400);
  const auto id = chosen(form);
  const std::string typed_name{form.text("name", 512).value_or("")};
  const auto name = app_name(typed_name);

  site::Left left;
  const auto app = visit.site.database.read([&](db::Read& db) {
    left = left_without_one(db, visit);
    return id ? find(db, visit.session.account, *id) : std::nullopt;
  });
  if (!app) return site::failure(visit, 404);
  if (!name) {
    return AppPage{
        visit,      *app, typed_name, left, Message{"Give the app a name of at most 60 letters."},
        About::name}
        .response();
  }
  const bool renamed = visit.site.database.write([&](db::Write& db) {
    if (!totp::rename(db, visit.session.account, app->id, *name)) return false;
    audit::record(db, visit.deed(), audit::Event::authenticator_renamed,
                  {.account = visit.session.account, .detail = std::string{factor_.name()}});
    return true;
  });
  if (!renamed) return site::failure(visit, 404);
  return http::see_other(site::two_factor_path);
}

http::Response TotpPages::remove(const site::MayChangeFactors& visit) {
  if (!site::holds_only(visit.request.form, {"authenticator"})) {
    return site::failure(visit, 400);
  }
  const auto id = chosen(visit.request.form);
  const auto app = visit.site.database.read(
      [&](db::Read& db) { return id ? find(db, visit.session.account, *id) : std::nullopt; });
  if (!app) return site::failure(visit, 404);

  switch (site::take_away(visit, factor_, app->name, [&](db::Write& db) {
    return totp::remove(db, visit.session.account, app->id);
  })) {
    case site::Removed::done:
      return http::see_other(site::two_factor_path);
    case site::Removed::needed:
      return http::see_other(fmt::format("{}?because=needed", app_page(app->id)));
    case site::Removed::not_there:
      return site::failure(visit, 404);
  }
  throw Bug("every outcome of a removal has an answer");
}

}  // namespace sallyport::totp
