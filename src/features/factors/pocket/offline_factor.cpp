#include "features/factors/pocket/offline_factor.hpp"

#include <algorithm>

#include "core/device/device.hpp"
#include "core/device/offline_code.hpp"
#include "site/page.hpp"
#include "site/visit.hpp"

namespace sallyport::pocket {
namespace {

using text::Message;

std::string typed_code(const http::Form& form) {
  std::string code{form.text("code", 64).value_or("")};
  std::erase(code, ' ');
  return code;
}

bool is_six_digits(const std::string& code) {
  return code.size() == 6 && code.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

text::Message OfflineFactor::label() const {
  return Message{"Use the code that {companion_app} shows"}.with("companion_app",
                                                                 site_.portal.companion_app);
}

bool OfflineFactor::enrolled(db::Read& db, AccountId account) const {
  return site_.pocket.offline_code && !device::offline_keys(db, site_.keys.sealer, account).empty();
}

http::Response OfflineFactor::ask(const site::Visit& visit, const site::Question& question) {
  return site::page(
      visit, "src/features/factors/pocket/ask_code.html", Message{"Verification code"},
      {{"problem", question.problem ? templates::Value{*question.problem} : std::string{}},
       {"action", question.action},
       {"back", question.back},
       {"other_way", question.other_way},
       {"start_again", question.start_again},
       {"leave", question.leave},
       {"companion_app", site_.portal.companion_app},
       {"system_manager", site_.portal.system_manager}},
      question.problem ? 422 : 200);
}

std::optional<text::Message> OfflineFactor::incomplete(const site::Answer& answer, Time) const {
  if (is_six_digits(typed_code(answer.form))) return std::nullopt;
  return Message{"Type the six digits that your app shows now."};
}

site::Checked OfflineFactor::check(const site::Answer& answer, const audit::Deed& deed,
                                   const std::optional<crypto::HashPlace>&) {
  const auto keys = site_.database.read(
      [&](db::Read& db) { return device::offline_keys(db, site_.keys.sealer, answer.account); });
  for (const device::OfflineKey& key : keys) {
    const auto step =
        device::step_of_offline_code(key.secret, typed_code(answer.form), deed.now, key.last_step);
    if (!step) continue;
    return {.right = true,
            .use = [id = key.id, used = *step](db::Write& db, const audit::Deed& by) {
              return device::use_offline_step(db, id, used, by.now);
            }};
  }
  return {};
}

text::Message OfflineFactor::wrong() const {
  return Message{
      "That code is wrong, or it has been used already. Type the code that your app shows now."};
}

std::vector<throttle::Limit> OfflineFactor::limits() const {
  return {throttle::code, throttle::consecutive_code};
}

text::Message OfflineFactor::proof() const { return Message{"verification code"}; }

}  // namespace sallyport::pocket
