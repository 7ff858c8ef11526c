// No response may make a browser throw away what it stores: on an origin that Pocket shares with
// the portal that would be a phone's key.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

using testing::AnyOf;
using testing::SizeIs;

/// With something in each of its {parts}.
std::string filled_in(std::string path) {
  for (auto from = path.find('{'); from != std::string::npos; from = path.find('{')) {
    path.replace(from, path.find('}') - from + 1, std::string(32, '0'));
  }
  return path;
}

TEST(PocketKeys, OutliveEveryAnswerOfThePortal) {
  PersonWithPhone ann;
  ann.link();
  Browser signed_in = ann.known_browser();
  ann.sign_in_wholly(signed_in);
  const auto& routes = ann.service.service().router().routes();
  ASSERT_GT(routes.size(), 80U);
  for (const http::Route& route : routes) {
    for (const Browser& who : {Browser(ann.service), signed_in}) {
      Browser browser = who;
      const std::string path = filled_in(route.path);
      browser.send(route.method, path);
      EXPECT_THAT(browser.header("Clear-Site-Data"), AnyOf("", "\"cache\"")) << path;
    }
  }
  signed_in.open("/logoff");
  signed_in.follows = false;
  signed_in.press("Log off");
  EXPECT_EQ(signed_in.header("Clear-Site-Data"), "\"cache\"");
  EXPECT_EQ(ann.phone.get("/pocket/api/v1/devices/self").status, 200);
}

TEST(PocketKeys, AndWhatWasConfirmedByThemAreForgottenInTime) {
  PersonWithPhone ann;
  ann.link();
  Browser known = ann.known_browser();
  ann.sign_in_wholly(known);
  const auto sweep = [&] {
    for (const jobs::Job& job : ann.service.service().jobs()) {
      if (job.name == "sweep") job.run(ann.service.clock.now());
    }
  };
  const auto count = [&](const std::string& table) {
    return ann.service.database().read([&](db::Read& db) {
      return db.find_one("SELECT COUNT(*) AS rows FROM " + table)->integer("rows");
    });
  };
  ASSERT_EQ(count("challenge"), 1);
  ASSERT_GT(count("device_nonce"), 0);
  ann.service.clock.advance(std::chrono::minutes{5});
  sweep();
  EXPECT_EQ(count("device_nonce"), 0);
  EXPECT_EQ(count("pairing"), 1);
  ann.service.clock.advance(std::chrono::days{2});
  sweep();
  EXPECT_EQ(count("pairing"), 0);
  ann.service.clock.advance(std::chrono::days{90});
  sweep();
  EXPECT_EQ(count("challenge"), 0);
  EXPECT_EQ(count("challenge_answer"), 1) << "what was signed can be shown for longer";
  EXPECT_EQ(ann.phone.get("/pocket/api/v1/devices/self").status, 200);
  ann.service.clock.advance(std::chrono::days{401});
  sweep();
  EXPECT_EQ(count("challenge_answer"), 0);
  EXPECT_EQ(ann.phone.get("/pocket/api/v1/devices/self").error(), "device_unknown")
      << "not seen for 400 days";
}

}  // namespace
}  // namespace sallyport::testkit
