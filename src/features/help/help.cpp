#include "features/help/help.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "site/assets.hpp"
#include "site/page.hpp"

namespace sallyport::help {
namespace {

using text::Message;

/// "picture_sign_in" in the template is web/help/sign_in.en.webp, and the same in each language.
constexpr std::array pictures{
    "sign_in", "code",    "organisation",   "name_menu", "account_security", "two_factor", "method",
    "link",    "qr_code", "recovery_codes", "number",    "phone_link",       "phone_press"};

templates::Model pictures_in(text::Language language) {
  templates::Model model;
  for (const char* name : pictures) {
    model.set(fmt::format("picture_{}", name),
              site::asset_url(fmt::format("{}.{}.webp", name, text::tag(language))));
  }
  return model;
}

/// All of them: who reads this may not have logged in yet, so it is not known what they may open.
std::vector<templates::Model> parts_in(const site::Portal& portal, text::Language language) {
  std::vector<templates::Model> parts;
  for (const site::Part& part : portal.parts) {
    parts.push_back({{"label", part.name_in(language)}, {"address", part.address}});
  }
  return parts;
}

/// "security@portal.example" for "mailto:security@portal.example".
std::string words_of(std::string_view address) {
  constexpr std::string_view scheme = "mailto:";
  if (address.starts_with(scheme)) address.remove_prefix(scheme.size());
  return std::string{address};
}

}  // namespace

void Help::routes(site::Routes& routes) {
  routes.get("/help", this, &Help::show_help);
  routes.get("/trust", this, &Help::show_trust);
}

http::Response Help::show_help(const site::Visitor& visit) {
  const site::Portal& portal = site_.portal;
  const auto required_from = site_.policy.required_from;
  templates::Model model{
      {"operator_name", portal.operator_name},
      {"environment", portal.environment},
      {"public_address", portal.public_address},
      {"companion_app", portal.companion_app},
      {"oldest_version", site_.pocket.oldest_version},
      {"pocket_address", site_.pocket.address + "/pocket/"},
      {"offline_code", site_.pocket.offline_code},
      {"help_video_url", portal.help_video_url},
      {"system_manager", portal.system_manager},
      {"required_from", required_from ? text::long_day(visit.language, *required_from) : ""},
      {"idle_minutes",
       std::int64_t{std::chrono::floor<std::chrono::minutes>(site_.lifetimes.idle).count()}},
      {"parts", parts_in(portal, visit.language)},
      {"some_need_a_role", std::ranges::any_of(portal.parts, [](const site::Part& part) {
         return !part.roles.empty();
       })}};
  model.add(pictures_in(visit.language));
  return site::page(visit, "src/features/help/help.html", Message{"Help with logging in"},
                    std::move(model));
}

http::Response Help::show_trust(const site::Visitor& visit) {
  const site::Portal& portal = site_.portal;
  return site::page(visit, "src/features/help/trust.html", Message{"Passwords and trust"},
                    {{"public_address", portal.public_address},
                     {"security_contact", portal.security_contact},
                     {"security_contact_words", words_of(portal.security_contact)}});
}

}  // namespace sallyport::help
