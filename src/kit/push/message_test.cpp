#include "kit/push/message.hpp"

#include <gtest/gtest.h>

namespace sallyport::push {
namespace {

TEST(PushMessage, IsOneThatABrowserShowsByItself) {
  EXPECT_EQ(message_of({.title = "Sign-in request",
                        .body = "Open Pocket to view",
                        .navigate = "https://klant.example.nl/pocket/",
                        .language = "en",
                        .tag = "signin"}),
            R"({"web_push":8030,"notification":{"title":"Sign-in request",)"
            R"("body":"Open Pocket to view","navigate":"https://klant.example.nl/pocket/",)"
            R"("lang":"en","tag":"signin"},"mutable":true})");
}

TEST(PushMessage, HasATopicThatTellsAccountsApartAndNamesNone) {
  const Secret key{std::string(32, 'k')};
  const std::string topic = topic_of(key, "account 1");
  EXPECT_EQ(topic.size(), 22U);
  EXPECT_EQ(topic, topic_of(key, "account 1"));
  EXPECT_NE(topic, topic_of(key, "account 2"));
  EXPECT_NE(topic, topic_of(Secret{std::string(32, 'l')}, "account 1"));
}

}  // namespace
}  // namespace sallyport::push
