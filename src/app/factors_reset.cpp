#include "app/factors_reset.hpp"

#include "app/features.hpp"
#include "core/attempt/attempt.hpp"
#include "core/objection/objection.hpp"
#include "core/session/session.hpp"

namespace sallyport::app {

std::optional<FactorsReset> reset_factors(db::Write& db, const audit::Deed& deed,
                                          const outbox::Outbox& outbox, const Secret& throttle_key,
                                          const Settings& settings, const account::Account& account,
                                          const std::string& reason) {
  const auto factors = remove_factors(db, throttle_key, account.id, deed.now);
  if (factors == 0) return std::nullopt;
  account::demand_factor(db, account.id, deed.now);
  audit::record(db, deed, audit::Event::factors_reset, {.account = account.id, .words = reason});
  attempt::end_all(db, account.id, deed.now);
  const auto sessions = session::end_others(db, deed, account.id, /*kept=*/std::nullopt,
                                            session::Ended::factors_reset);
  const auto language = account.language.value_or(settings.portal.language);
  outbox.post(
      db, deed,
      {.kind = outbox::Kind::factors_reset,
       .to = account.email,
       .account = account.id,
       .language = account.language,
       .texts = {{"when", text::day_and_time(language, deed.now, settings.policy.time_zone)}},
       .link_token = objection::make(
           db, deed, {.told = objection::Told::factors_reset, .account = account.id})});
  return FactorsReset{.factors = factors, .sessions = sessions};
}

}  // namespace sallyport::app
