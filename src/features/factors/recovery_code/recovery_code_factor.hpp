// Asking for a recovery code: a factor that only helps out beside another.
#pragma once

#include "features/factors/recovery_code/recovery_code_pages.hpp"
#include "site/factor.hpp"
#include "site/site.hpp"

namespace sallyport::recovery_code {

class RecoveryCodeFactor final : public site::Factor {
 public:
  explicit RecoveryCodeFactor(const site::Site& site) : site_(site) {}

  [[nodiscard]] std::string_view name() const override { return "recovery_code"; }
  [[nodiscard]] text::Message label() const override;
  [[nodiscard]] bool stands_alone() const override { return false; }
  [[nodiscard]] bool enrolled(db::Read&, AccountId) const override;

  [[nodiscard]] http::Response ask(const site::Visit&, const site::Question&) override;
  [[nodiscard]] std::optional<text::Message> incomplete(const site::Answer&,
                                                        Time now) const override;
  [[nodiscard]] std::optional<crypto::HashPlace> room() override;
  [[nodiscard]] site::Checked check(const site::Answer&, const audit::Deed&,
                                    const std::optional<crypto::HashPlace>&) override;
  [[nodiscard]] text::Message wrong() const override;
  [[nodiscard]] std::vector<throttle::Limit> limits() const override;

  [[nodiscard]] std::vector<site::Item> items(db::Read&, AccountId) const override;
  [[nodiscard]] std::optional<site::Spare> spare(AccountId) override;
  void forget(db::Write&, const audit::Deed&, AccountId) override;
  [[nodiscard]] text::Message proof() const override;
  [[nodiscard]] std::optional<site::Notice> after_sign_in(db::Read&, AccountId) const override;
  [[nodiscard]] bool take_back(db::Write&, const audit::Deed&, AccountId,
                               std::string_view part) override;
  void routes(site::Routes&) override;

 private:
  /// Counts the code and tells its owner.
  [[nodiscard]] bool use_and_tell(db::Write&, const audit::Deed&, AccountId,
                                  std::string_view lookup, std::string_view hash) const;

  const site::Site& site_;
  RecoveryCodePages pages_;
};

}  // namespace sallyport::recovery_code
