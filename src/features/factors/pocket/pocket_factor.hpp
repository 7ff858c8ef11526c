// Method 1: log in by simply pressing one button, with Pocket on the phone.
//
// Source  docs/pocket-protocol.md; M7, M24, M28 to M38.
// Read    pocket_factor.hpp (what the flow of signing in sees), asking.hpp (the page that waits),
//         link_pages.hpp and phone_pages.hpp (Account security), device_api.hpp (what phones ask),
//         consequences.hpp (what an answer brings about), site/doorbell.hpp (ringing phones),
//         offline_factor.hpp (the code that Pocket shows). The tables are in core/challenge,
//         core/device and core/pairing; the app is web/pocket.
#pragma once

#include "features/factors/pocket/asking.hpp"
#include "features/factors/pocket/device_api.hpp"
#include "features/factors/pocket/link_pages.hpp"
#include "features/factors/pocket/phone_pages.hpp"
#include "site/factor.hpp"
#include "site/site.hpp"

namespace sallyport::pocket {

class PocketFactor final : public site::Factor {
 public:
  explicit PocketFactor(const site::Site& site)
      : site_(site), asking_(site), link_pages_(*this), phone_pages_(*this), api_(site) {}

  [[nodiscard]] std::string_view name() const override { return "pocket"; }
  [[nodiscard]] text::Message label() const override;
  [[nodiscard]] bool stands_alone() const override { return true; }
  [[nodiscard]] bool enrolled(db::Read&, AccountId) const override;

  [[nodiscard]] http::Response ask(const site::Visit&, const site::Question&) override;
  [[nodiscard]] std::vector<std::string_view> fields() const override { return {}; }
  [[nodiscard]] std::optional<text::Message> incomplete(const site::Answer&,
                                                        Time now) const override;
  [[nodiscard]] site::Checked check(const site::Answer&, const audit::Deed&,
                                    const std::optional<crypto::HashPlace>&) override;
  [[nodiscard]] text::Message wrong() const override;
  /// None: each press is asked for within limits of its own (core/challenge).
  [[nodiscard]] std::vector<throttle::Limit> limits() const override { return {}; }

  [[nodiscard]] std::vector<site::Item> items(db::Read&, AccountId) const override;
  [[nodiscard]] std::optional<site::Method> method() const override;
  [[nodiscard]] text::Message proof() const override;
  [[nodiscard]] std::size_t count_usable(db::Read&, AccountId) const override;
  [[nodiscard]] bool take_back(db::Write&, const audit::Deed&, AccountId,
                               std::string_view part) override;
  [[nodiscard]] bool hold_back(db::Write&, const audit::Deed&, AccountId,
                               std::string_view part) override;
  void let_go(db::Write&, const audit::Deed&, AccountId, std::string_view asker,
              bool was_proved) override;
  void routes(site::Routes&) override;

 private:
  const site::Site& site_;
  Asking asking_;
  LinkPages link_pages_;
  PhonePages phone_pages_;
  DeviceApi api_;
};

}  // namespace sallyport::pocket
