#include "kit/http/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bug.hpp"

namespace sallyport::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Handler says(std::string text) {
  return [text](const Request&) { return plain_text(200, text); };
}

std::string answer_of(const Router& router, Method method, std::string_view path) {
  const auto match = router.match(method, path);
  if (match.handler != nullptr) return (*match.handler)(Request{}).body;
  return match.miss == Router::Miss::not_found ? "404" : "405 " + match.allowed;
}

Router portal() {
  Router router;
  router.add(Method::get, "/", says("home"));
  router.add(Method::get, "/signin", says("signin"));
  router.add(Method::post, "/signin", says("submit"));
  router.add(Method::post, "/signin/password", says("password"));
  router.add(Method::get, "/phones/{id}", says("phone"));
  router.add(Method::post, "/phones/{id}/remove", says("remove"));
  router.add(Method::get, "/phones/new", says("new"));
  router.add(Method::get, "/o/{organisation}/people/{person}", says("person"));
  return router;
}

TEST(Router, FindsTheHandlerOfAMethodAndPath) {
  const Router router = portal();
  EXPECT_EQ(answer_of(router, Method::get, "/"), "home");
  EXPECT_EQ(answer_of(router, Method::get, "/signin"), "signin");
  EXPECT_EQ(answer_of(router, Method::post, "/signin"), "submit");
  EXPECT_EQ(answer_of(router, Method::post, "/signin/password"), "password");
}

TEST(Router, AnswersHeadWhereItAnswersGet) {
  const Router router = portal();
  EXPECT_EQ(answer_of(router, Method::head, "/signin"), "signin");
  EXPECT_EQ(answer_of(router, Method::head, "/signin/password"), "405 POST");
}

TEST(Router, SaysWhichMethodsAPathHas) {
  const Router router = portal();
  EXPECT_EQ(answer_of(router, Method::post, "/"), "405 GET, HEAD");
  EXPECT_EQ(answer_of(router, Method::get, "/signin/password"), "405 POST");
  EXPECT_EQ(answer_of(router, Method::get, "/phones/7/remove"), "405 POST");
  Router one;
  one.add(Method::post, "/a", says("p"));
  one.add(Method::get, "/a", says("g"));
  EXPECT_EQ(answer_of(one, Method::head, "/a"), "g");
}

TEST(Router, FindsNothingUnderAnotherSpelling) {
  const Router router = portal();
  for (const std::string_view path :
       {"", "signin", "/Signin", "/signin/", "//signin", "/signin//password", "/%73ignin",
        "/nothing", "/phones", "/phones/1/2/3", "*"}) {
    EXPECT_EQ(answer_of(router, Method::get, path), "404") << path;
  }
}

TEST(Router, GivesTheDecodedPartsAndThePattern) {
  const Router router = portal();
  const auto match = router.match(Method::get, "/o/a%20b%C3%A9/people/%2B+");
  ASSERT_NE(match.handler, nullptr);
  EXPECT_THAT(match.parts, ElementsAre(Pair("organisation", "a bé"), Pair("person", "++")));
  EXPECT_EQ(match.route, "/o/{organisation}/people/{person}");
}

TEST(Router, DoesNotTakeAPartThatIsEmptyOrNotUtf8) {
  const Router router = portal();
  for (const std::string_view path : {"/phones/", "/phones/%", "/phones/%4", "/phones/%zz",
                                      "/phones/%FF", "/phones/%C3", "/phones/%ED%A0%80"}) {
    EXPECT_EQ(answer_of(router, Method::get, path), "404") << path;
  }
}

TEST(Router, PrefersWhatIsWrittenToAPartWhateverTheMethod) {
  Router router;
  router.add(Method::get, "/phones/{id}", says("phone"));
  router.add(Method::post, "/phones/{id}", says("rename"));
  router.add(Method::get, "/phones/new", says("new"));
  router.add(Method::get, "/{a}/old", says("old"));
  router.add(Method::get, "/phones/{id}/{part}", says("deep"));
  EXPECT_EQ(answer_of(router, Method::get, "/phones/new"), "new");
  EXPECT_EQ(answer_of(router, Method::post, "/phones/new"), "405 GET, HEAD");
  EXPECT_EQ(answer_of(router, Method::post, "/phones/7"), "rename");
  EXPECT_EQ(answer_of(router, Method::get, "/phones/old"), "phone");
  EXPECT_EQ(answer_of(router, Method::get, "/tablets/old"), "old");
  EXPECT_EQ(answer_of(router, Method::get, "/phones/new/x"), "deep");
}

TEST(Router, NamesPartsAsTheMatchedMethodDoes) {
  Router router;
  router.add(Method::get, "/phones/{id}", says("get"));
  router.add(Method::post, "/phones/{phone}", says("post"));
  EXPECT_THAT(router.match(Method::get, "/phones/7").parts, ElementsAre(Pair("id", "7")));
  EXPECT_THAT(router.match(Method::post, "/phones/7").parts, ElementsAre(Pair("phone", "7")));
  EXPECT_THAT(router.match(Method::get, "/nothing").parts, IsEmpty());
}

TEST(Router, DoesNotTakeTwoHandlersForOnePath) {
  Router router = portal();
  EXPECT_THROW(router.add(Method::get, "/signin", says("again")), Bug);
  EXPECT_THROW(router.add(Method::get, "/phones/{phone}", says("again")), Bug);
  EXPECT_THROW(router.add(Method::head, "/new", says("head")), Bug);
  EXPECT_THROW(router.add(Method::get, "new", says("no slash")), Bug);
  EXPECT_THROW(router.add(Method::get, "/a{id}", says("half a segment")), Bug);
  EXPECT_THROW(router.add(Method::get, "/{id}/{id}", says("a name twice")), Bug);
}

TEST(Router, ListsItsRoutesInTheOrderAdded) {
  const Router router = portal();
  ASSERT_EQ(router.routes().size(), 8U);
  EXPECT_EQ(router.routes().front().path, "/");
  EXPECT_EQ(router.routes()[2].method, Method::post);
  EXPECT_EQ(router.routes().back().path, "/o/{organisation}/people/{person}");
}

}  // namespace
}  // namespace sallyport::http
