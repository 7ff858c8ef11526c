// The code that Pocket shows where the phone has no connection: a way beside the press.
//
// Source  docs/pocket-protocol.md, "Offline code". It counts as a verification code, with the same
//         limits.
#pragma once

#include "site/factor.hpp"
#include "site/site.hpp"

namespace sallyport::pocket {

class OfflineFactor final : public site::Factor {
 public:
  explicit OfflineFactor(const site::Site& site) : site_(site) {}

  [[nodiscard]] std::string_view name() const override { return "pocket_code"; }
  [[nodiscard]] text::Message label() const override;
  [[nodiscard]] bool stands_alone() const override { return false; }
  [[nodiscard]] bool enrolled(db::Read&, AccountId) const override;

  [[nodiscard]] http::Response ask(const site::Visit&, const site::Question&) override;
  [[nodiscard]] std::optional<text::Message> incomplete(const site::Answer&,
                                                        Time now) const override;
  [[nodiscard]] site::Checked check(const site::Answer&, const audit::Deed&,
                                    const std::optional<crypto::HashPlace>&) override;
  [[nodiscard]] text::Message wrong() const override;
  [[nodiscard]] std::vector<throttle::Limit> limits() const override;

  /// It is part of a phone, which is shown already.
  [[nodiscard]] std::vector<site::Item> items(db::Read&, AccountId) const override { return {}; }
  [[nodiscard]] text::Message proof() const override;
  void routes(site::Routes&) override {}

 private:
  const site::Site& site_;
};

}  // namespace sallyport::pocket
