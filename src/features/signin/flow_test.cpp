#include "features/signin/flow.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/account/account.hpp"
#include "site/proving.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport::signin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A factor that everybody has, to look at the order of several.
class SomeFactor final : public site::Factor {
 public:
  SomeFactor(std::string_view name, bool stands_alone, bool enrolled = true)
      : name_(name), stands_alone_(stands_alone), enrolled_(enrolled) {}

  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] text::Message label() const override { return text::Message{"Password"}; }
  [[nodiscard]] bool stands_alone() const override { return stands_alone_; }
  [[nodiscard]] bool enrolled(db::Read&, AccountId) const override { return enrolled_; }
  [[nodiscard]] http::Response ask(const site::Visit&, const site::Question&) override {
    return {};
  }
  [[nodiscard]] std::optional<text::Message> incomplete(const site::Answer&, Time) const override {
    return std::nullopt;
  }
  [[nodiscard]] site::Checked check(const site::Answer&, const audit::Deed&,
                                    const std::optional<crypto::HashPlace>&) override {
    return {};
  }
  [[nodiscard]] text::Message wrong() const override { return text::Message{"Password"}; }
  [[nodiscard]] std::vector<throttle::Limit> limits() const override { return {}; }
  [[nodiscard]] std::vector<site::Item> items(db::Read&, AccountId) const override { return {}; }
  void routes(site::Routes&) override {}

 private:
  std::string_view name_;
  bool stands_alone_;
  bool enrolled_;
};

/// The names of the ways that are offered after `last` was used.
std::vector<std::string> offered_after(std::string_view last,
                                       const std::vector<site::Factor*>& factors) {
  testkit::Service service;
  service.add_person("ann@company.example", "correct horse battery");
  site::Site site = service.service().site();
  site.factors = factors;
  std::vector<std::string> names;
  service.database().write([&](db::Write& db) {
    const auto account = account::find(db, *Email::parse("ann@company.example"));
    account::remember_factor(db, account->id, last);
    names.clear();
    for (const site::Factor* way : site::ways_of(db, site, account->id))
      names.emplace_back(way->name());
  });
  return names;
}

TEST(M9, TheLastUsedWayIsOfferedFirst) {
  SomeFactor one{"one", true};
  SomeFactor two{"two", true};
  SomeFactor three{"three", true};
  EXPECT_THAT(offered_after("", {&one, &two, &three}), ElementsAre("one", "two", "three"));
  EXPECT_THAT(offered_after("three", {&one, &two, &three}), ElementsAre("three", "one", "two"));
}

TEST(M9, WhatOnlyHelpsOutComesLastEvenAfterItWasUsed) {
  SomeFactor code{"recovery", false};
  SomeFactor app{"app", true};
  EXPECT_THAT(offered_after("recovery", {&code, &app}), ElementsAre("app", "recovery"));
}

TEST(M9, WhatIsNotActivatedIsNotOffered) {
  SomeFactor code{"recovery", false};
  SomeFactor app{"app", true, /*enrolled=*/false};
  SomeFactor other{"other", true};
  EXPECT_THAT(offered_after("app", {&code, &app, &other}), ElementsAre("other", "recovery"));
  EXPECT_THAT(offered_after("", {&code, &app}), IsEmpty()) << "a helper alone is no second factor";
}

}  // namespace
}  // namespace sallyport::signin
