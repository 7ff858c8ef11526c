#include "pocketctl/evidence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "kit/json/json.hpp"

namespace sallyport::pocketctl {
namespace {

using testing::HasSubstr;

json::Texts vectors() {
  std::ifstream file{SALLYPORT_SOURCE "/tests/vectors/pocket.json"};
  std::ostringstream text;
  text << file.rdbuf();
  return *json::read_members(text.str());
}

json::Texts evidence_of(const std::string& type) {
  const json::Texts known = vectors();
  const auto vector = *json::read_members(json::read_members(known.at("statements"))->at(type));
  json::Texts evidence{{"statement", vector.at("text")},
                       {"signature", vector.at("signature_b64url")},
                       {"public_key", known.at("public_key_raw_b64url")}};
  if (type == "ANSWER") evidence["context"] = known.at("context");
  if (type == "ROTATE") {
    evidence["signature_new"] = vector.at("signature_new_b64url");
    evidence["public_key_new"] = known.at("new_public_key_raw_b64url");
  }
  return evidence;
}

std::string why_not(const json::Texts& evidence) {
  const Verdict verdict = verify(json::write(evidence));
  EXPECT_FALSE(verdict.genuine);
  EXPECT_THAT(verdict.json, HasSubstr(R"("genuine":false)"));
  return verdict.why_not;
}

TEST(Evidence, SaysWhatWasShownAndAnswered) {
  const Verdict verdict = verify(json::write(evidence_of("ANSWER")));
  EXPECT_TRUE(verdict.genuine) << verdict.why_not;
  EXPECT_THAT(verdict.shown, HasSubstr("Firefox on Windows, never used before"));
  EXPECT_THAT(verdict.shown, HasSubstr("Amersfoort, NL (203.0.113.7)"));
  EXPECT_THAT(verdict.shown, HasSubstr("It is me: log in, with the number 47."));
  EXPECT_THAT(verdict.shown, HasSubstr("as answer 17 of device JjpNvkFIj7hyFLADIznbuQ"));
  const auto members = *json::read_members(verdict.json);
  EXPECT_EQ(members.at("genuine"), "true");
  EXPECT_EQ(members.at("answer"), "approve");
  EXPECT_EQ(members.at("value"), "47");
  EXPECT_EQ(members.at("context"), vectors().at("context"));
}

TEST(Evidence, IsOfEachTypeOfStatement) {
  EXPECT_THAT(verify(json::write(evidence_of("PAIR"))).shown, HasSubstr("was linked"));
  EXPECT_THAT(verify(json::write(evidence_of("ROTATE"))).shown, HasSubstr("changed its key"));
  EXPECT_THAT(verify(json::write(evidence_of("REQUEST"))).shown,
              HasSubstr("asked for GET /pocket/api/v1/challenges?wait=25"));
}

TEST(Evidence, IsNotGenuineWhenAnyOfItWasChanged) {
  auto changed = evidence_of("ANSWER");
  changed["context"].replace(changed["context"].find("Firefox"), 7, "Firefix");
  EXPECT_THAT(why_not(changed), HasSubstr("context is not what was shown"));

  changed = evidence_of("ANSWER");
  changed["statement"].replace(changed["statement"].find("value=47"), 8, "value=48");
  EXPECT_THAT(why_not(changed), HasSubstr("signature is not that of the statement"));

  changed = evidence_of("ANSWER");
  changed["signature"] = evidence_of("PAIR").at("signature");
  EXPECT_THAT(why_not(changed), HasSubstr("signature is not that of the statement"));

  changed = evidence_of("ANSWER");
  changed["public_key"] = evidence_of("ROTATE").at("public_key_new");
  EXPECT_THAT(why_not(changed), HasSubstr("signature is not that of the statement"));

  changed = evidence_of("ROTATE");
  changed["signature_new"] = changed["signature"];
  EXPECT_THAT(why_not(changed), HasSubstr("signature_new is not that of the statement"));
}

TEST(Evidence, SaysWhatIsMissing) {
  EXPECT_THAT(verify("hello").why_not, HasSubstr("JSON object"));
  EXPECT_THAT(why_not({}), HasSubstr("The statement is none: Line 1"));
  for (const auto& [name, sentence] :
       std::map<std::string, std::string>{{"signature", "signature is no signature"},
                                          {"public_key", "public_key is no public key"},
                                          {"context", "context is not what was shown"}}) {
    auto evidence = evidence_of("ANSWER");
    evidence.erase(name);
    EXPECT_THAT(why_not(evidence), HasSubstr(sentence));
  }
}

}  // namespace
}  // namespace sallyport::pocketctl
