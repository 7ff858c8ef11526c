#include "kit/dns/dns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/name_server.hpp"

namespace sallyport::dns {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(Dns, TellsAllTextsOfAName) {
  const testkit::NameServer server(
      {"portal.example=v=spf1 -all", "portal.example=other", "elsewhere.example=v=spf1 ~all"});
  const Texts found = texts_of("portal.example", server.place());
  EXPECT_TRUE(found.known);
  EXPECT_THAT(found.records, UnorderedElementsAre("v=spf1 -all", "other"));
}

TEST(Dns, PutsTogetherWhatComesInParts) {
  const std::string key = "v=DKIM1; p=" + std::string(400, 'A') + "end";
  const testkit::NameServer server({"s._domainkey.portal.example=" + key});
  EXPECT_THAT(texts_of("s._domainkey.portal.example", server.place()).records, ElementsAre(key));
}

TEST(Dns, KnowsThatThereIsNone) {
  const testkit::NameServer server({"portal.example=x"});
  const Texts found = texts_of("missing.example", server.place());
  EXPECT_TRUE(found.known);
  EXPECT_THAT(found.records, IsEmpty());
}

TEST(Dns, DoesNotTakeAFailureOrSilenceForNone) {
  const testkit::NameServer server({"portal.example=x"});
  EXPECT_FALSE(texts_of("broken.example", server.place()).known);
  EXPECT_FALSE(texts_of("silent.example", server.place()).known);
}

}  // namespace
}  // namespace sallyport::dns
