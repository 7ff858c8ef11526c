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

void run(testkit::Service& service, std::string_view name) {
  for (const jobs::Job& job : service.service().jobs()) {
    if (job.name == name) job.run(service.clock.now());
  }
}
void sweep(testkit::Service& service) { run(service, "sweep"); }

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

TEST(Jobs, FoldTheNamesOfPeopleFromBeforeThereWereWords) {
  testkit::AnnBeforeTheDate ann;
  ann.service.database().write([](db::Write& db) {
    db.change("DELETE FROM contact_word");
    db.change("UPDATE contact SET sort_name = ''");
  });
  run(ann.service, "fold_names");
  EXPECT_GT(rows_in(ann.service, "contact_word"), 0);
  EXPECT_EQ(rows_in(ann.service, "contact WHERE sort_name = ''"), 0);
}

}  // namespace
}  // namespace sallyport::app
