#include "app/jobs.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "features/account_security/account_security_fixture.hpp"

namespace sallyport::app {
namespace {

std::int64_t rows_in(testkit::Service& service, std::string_view table) {
  return service.database().read([&](db::Read& db) {
    return db.find_one(fmt::format("SELECT count(*) AS count FROM {}", table))->integer("count");
  });
}

void sweep(testkit::Service& service) {
  for (const jobs::Job& job : service.service().jobs()) {
    if (job.name == "sweep") job.run(service.clock.now());
  }
}

TEST(Jobs, SweepAwayMailedCodesThatExpired) {
  testkit::AnnOnTheDate ann;
  sign_in(ann.browser, testkit::email, testkit::password);
  ann.browser.press("Activate");
  ann.browser.press("Verify", {{"password", testkit::password}});
  ann.browser.press("Send the code");
  ann.service.clock.advance(std::chrono::minutes{29});
  sweep(ann.service);
  EXPECT_EQ(rows_in(ann.service, "mailed_code"), 1) << "it can still be used";
  ann.service.clock.advance(std::chrono::minutes{1});
  sweep(ann.service);
  EXPECT_EQ(rows_in(ann.service, "mailed_code"), 0);
}

TEST(Jobs, SweepAwaySecretsThatWereNeverActivated) {
  testkit::AnnBeforeTheDate ann;
  sign_in(ann.browser, testkit::email, testkit::password);
  testkit::walk_to_qr_code(ann.browser, testkit::password);
  ann.service.clock.advance(std::chrono::minutes{9});
  sweep(ann.service);
  EXPECT_EQ(rows_in(ann.service, "authenticator_pending"), 1) << "the page can still be used";
  ann.service.clock.advance(std::chrono::minutes{1});
  sweep(ann.service);
  EXPECT_EQ(rows_in(ann.service, "authenticator_pending"), 0);
}

}  // namespace
}  // namespace sallyport::app
