// The operator tells everybody something on every page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/notice/notice.hpp"
#include "tests/testkit/browser.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport {
namespace {

using testing::HasSubstr;
using testing::Not;

class NoticeStory : public testing::Test {
 protected:
  void set(const notice::Notice& notice) {
    service.database().write([&](db::Write& db) { notice::set(db, service.deed(), notice); });
  }
  std::string sign_in_page(const std::string& language) {
    testkit::Browser browser{service, language};
    browser.open("/");
    return browser.text();
  }

  testkit::Service service;
};

TEST_F(NoticeStory, StandsOnTheNextPageInsideAndOutsideInTheReadersLanguage) {
  service.add_person("ann@kroon.example", "purple walrus on a ferry");
  testkit::Browser inside{service};
  testkit::sign_in(inside, "ann@kroon.example", "purple walrus on a ferry");
  EXPECT_THAT(inside.text(), Not(HasSubstr("Sunday")));
  set({.english = "Down on Sunday <b>from 6</b>.", .dutch = "Zondag vanaf 6 uur dicht."});
  inside.open("/");
  EXPECT_THAT(inside.text(), HasSubstr("Down on Sunday <b>from 6</b>."));
  EXPECT_THAT(sign_in_page("en"), HasSubstr("Down on Sunday"));
  EXPECT_THAT(sign_in_page("nl"), HasSubstr("Zondag vanaf 6 uur dicht."));
  inside.open("/no-such-page");
  EXPECT_EQ(inside.status(), 404);
  EXPECT_THAT(inside.text(), HasSubstr("Down on Sunday"));
}

TEST_F(NoticeStory, SaysWhichLanguageItIsInWhereThereIsOnlyOne) {
  testkit::Browser dutch{service, "nl"};
  set({.english = "Down for an hour.", .dutch = ""});
  dutch.open("/");
  EXPECT_THAT(dutch.html(), HasSubstr(R"(<html lang="nl">)"));
  EXPECT_THAT(dutch.html(), HasSubstr(R"(<span lang="en">Down for an hour.</span>)"));
  set({.english = "Down for an hour.", .dutch = "Een uur dicht."});
  dutch.open("/");
  EXPECT_THAT(dutch.html(), HasSubstr(R"(<span lang="nl">Een uur dicht.</span>)"));
}

TEST_F(NoticeStory, EndsByItself) {
  set({.english = "Down for an hour.",
       .dutch = "",
       .ends_at = service.clock.now() + std::chrono::hours{1}});
  EXPECT_THAT(sign_in_page("nl"), HasSubstr("Down for an hour.")) << "the only text there is";
  service.clock.advance(std::chrono::hours{1});
  EXPECT_THAT(sign_in_page("en"), Not(HasSubstr("Down for an hour.")));
}

}  // namespace
}  // namespace sallyport
