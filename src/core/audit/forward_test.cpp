#include "core/audit/forward.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/core_fixture.hpp"

namespace sallyport::audit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AuditForward : public Core {
 protected:
  void happen(Event event) {
    write([&](db::Write& db) { record(db, deed(), event, {.detail = "a few words"}); });
  }
  std::vector<std::string> names(std::int64_t most = 100) {
    std::vector<std::string> all;
    for (const auto& one : write([&](db::Write& db) { return to_forward(db, most); })) {
      all.push_back(one.event);
      last = one;
    }
    return all;
  }
  Forwarded last;
};

TEST_F(AuditForward, HandsOnWhatHappensFromNowOnInOrderUntilItWasTaken) {
  happen(Event::organisation_added);
  EXPECT_THAT(names(), IsEmpty()) << "what happened before anybody asked stays here";
  happen(Event::signed_in);
  happen(Event::signed_off);
  happen(Event::password_refused);
  EXPECT_THAT(names(2), ElementsAre("signed_in", "signed_off"));
  EXPECT_THAT(names(2), ElementsAre("signed_in", "signed_off")) << "nobody took them";
  write([&](db::Write& db) { mark_forwarded(db, last.position); });
  EXPECT_THAT(names(), ElementsAre("password_refused"));
  EXPECT_THAT(last.body, HasSubstr("\"detail\":\"a few words\""));
  EXPECT_EQ(last.body.find("192.0.2.1"), std::string::npos) << "no sender's address";
  write([&](db::Write& db) { mark_forwarded(db, last.position); });
  EXPECT_THAT(names(), IsEmpty());
}

}  // namespace
}  // namespace sallyport::audit
