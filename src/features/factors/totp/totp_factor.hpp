// Asking for a verification code: at sign-in, and within a session.
#pragma once

#include "features/factors/totp/totp_pages.hpp"
#include "site/factor.hpp"
#include "site/site.hpp"

namespace sallyport::totp {

class TotpFactor final : public site::Factor {
 public:
  explicit TotpFactor(const site::Site& site) : site_(site), pages_(*this) {}

  [[nodiscard]] std::string_view name() const override { return "totp"; }
  [[nodiscard]] text::Message label() const override;
  [[nodiscard]] bool stands_alone() const override { return true; }
  [[nodiscard]] bool enrolled(db::Read&, AccountId) const override;

  [[nodiscard]] http::Response ask(const site::Visit&, const site::Question&) override;
  [[nodiscard]] std::optional<text::Message> incomplete(const site::Answer&,
                                                        Time now) const override;
  [[nodiscard]] site::Checked check(const site::Answer&, const audit::Deed&,
                                    const std::optional<crypto::HashPlace>&) override;
  [[nodiscard]] text::Message wrong() const override;
  [[nodiscard]] std::vector<throttle::Limit> limits() const override;

  [[nodiscard]] std::vector<site::Item> items(db::Read&, AccountId) const override;
  [[nodiscard]] std::optional<site::Method> method() const override;
  [[nodiscard]] text::Message proof() const override;
  [[nodiscard]] bool take_back(db::Write&, const audit::Deed&, AccountId,
                               std::string_view part) override;
  void routes(site::Routes&) override;

 private:
  const site::Site& site_;
  TotpPages pages_;
};

}  // namespace sallyport::totp
