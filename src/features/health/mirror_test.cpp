#include "features/health/mirror.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::health {
namespace {

using testing::HasSubstr;
using testing::Not;
using testkit::Browser;
using testkit::Service;

class MirrorOfTheService : public testing::Test {
 protected:
  const Secret& key() { return service.service().site().keys.form_key.newest().key; }
  std::string ask() {
    crypto::SystemRandom random;
    return ask_mirror(key(), random, service.clock.now());
  }
  std::string open(const std::string& question) {
    browser.open(std::string{mirror_path} + "?question=" + question);
    return browser.html();
  }

  Service service;
  Browser browser{service};
};

TEST_F(MirrorOfTheService, TellsItsOperatorWhatArrived) {
  browser.headers["host"] = "10.0.0.7:8080";
  browser.headers["x-forwarded-for"] = "192.0.2.66";
  const std::string question = ask();
  const auto seen = read_mirror(open(question), key(), question);
  EXPECT_EQ(browser.status(), 200);
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->host, "10.0.0.7:8080");
  EXPECT_EQ(seen->forwarded, "192.0.2.66");
  EXPECT_EQ(seen->public_address, service.service().site().portal.public_address);
  EXPECT_FALSE(seen->peer.empty());
}

TEST_F(MirrorOfTheService, IsNotThereForAnybodyElse) {
  crypto::SystemRandom random;
  const Secret other{random.bytes(32)};
  for (const std::string& question :
       {std::string{}, std::string{"1.2.3"}, std::string{".."}, std::string(500, '.'),
        ask_mirror(other, random, service.clock.now())}) {
    EXPECT_THAT(open(question), Not(HasSubstr("peer")));
    EXPECT_EQ(browser.status(), 404) << question;
  }
}

TEST_F(MirrorOfTheService, AQuestionCountsForTwoMinutes) {
  const std::string question = ask();
  service.clock.advance(std::chrono::seconds{120});
  open(question);
  EXPECT_EQ(browser.status(), 200);
  service.clock.advance(std::chrono::seconds{1});
  open(question);
  EXPECT_EQ(browser.status(), 404);
}

TEST_F(MirrorOfTheService, AnAnswerBelongsToItsQuestionAndItsKey) {
  const std::string question = ask();
  const std::string answer = open(question);
  crypto::SystemRandom random;
  EXPECT_TRUE(read_mirror(answer, key(), question));
  EXPECT_FALSE(read_mirror(answer, key(), ask())) << "an earlier answer";
  EXPECT_FALSE(read_mirror(answer, Secret{random.bytes(32)}, question)) << "another installation's";
  std::string changed = answer;
  changed.replace(changed.find("host"), 4, "hast");
  EXPECT_FALSE(read_mirror(changed, key(), question)) << "changed on the way";
  EXPECT_FALSE(read_mirror("<html>welcome</html>\n", key(), question));
  EXPECT_FALSE(read_mirror("", key(), question));
}

}  // namespace
}  // namespace sallyport::health
