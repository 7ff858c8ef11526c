// Design T1 and T2: the statements' bytes, held against tests/vectors/pocket.json.
#include "core/statement/statement.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/encoding.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/crypto/p256.hpp"
#include "kit/json/json.hpp"

namespace sallyport::statement {
namespace {

json::Texts vectors() {
  std::ifstream file{SALLYPORT_SOURCE "/tests/vectors/pocket.json"};
  std::ostringstream text;
  text << file.rdbuf();
  return *json::read_members(text.str());
}

struct Vector {
  std::string text;
  std::string sha256;  // hex
  std::string signature;
  std::string signature_by_new_key;  // of ROTATE
};

Vector vector_of(const std::string& type) {
  const auto statements = json::read_members(vectors().at("statements"));
  auto members = *json::read_members(statements->at(type));
  EXPECT_EQ(std::to_string(members.at("text").size()), members.at("bytes"));
  return {.text = members.at("text"),
          .sha256 = members.at("sha256_hex"),
          .signature = *from_base64url(members.at("signature_b64url")),
          .signature_by_new_key = *from_base64url(members["signature_new_b64url"])};
}

crypto::P256Key key_of(const std::string& member) {
  const auto jwk = json::read_members(vectors().at(member));
  return *crypto::P256Key::of_scalar(Secret{*from_base64url(jwk->at("d"))});
}
crypto::P256Key own_key() { return key_of("private_jwk"); }
crypto::P256Key new_key() { return key_of("new_private_jwk"); }

constexpr const char* audience = "https://klant.example.nl";
constexpr const char* device = "JjpNvkFIj7hyFLADIznbuQ";
constexpr const char* nonce = "eDd7UldXtJRCf4kBT5fXmSjzk40U61HiD7XeyYNOswQ";

Pair a_pair() {
  return {.audience = audience,
          .code = hash_of(vectors().at("code")),
          .nonce = nonce,
          .key = hash_of(own_key().public_key()),
          .time = 1794000000};
}
Answer an_answer() {
  return {.audience = audience,
          .device = device,
          .challenge = "LdAL134CIs7YgmZUganB2Q",
          .nonce = nonce,
          .context = hash_of(vectors().at("context")),
          .mode = Mode::type2,
          .decision = Decision::approve,
          .value = "47",
          .counter = 17,
          .time = 1794000012};
}
Request a_request() {
  return {.audience = audience,
          .device = device,
          .method = "GET",
          .target = "/pocket/api/v1/challenges?wait=25",
          .body = hash_of(""),
          .nonce = "W4KjBpND08nsPkce6KV_MA",
          .time = 1794000010};
}
Rotate a_rotation() {
  return {.audience = audience,
          .device = device,
          .old_key = hash_of(own_key().public_key()),
          .new_key = hash_of(new_key().public_key()),
          .counter = 18,
          .time = 1794000020};
}

void expect_as_in_the_vectors(const std::string& type, const Statement& statement) {
  const Vector expected = vector_of(type);
  const auto text = text_of(statement);
  ASSERT_TRUE(text) << text.error().name;
  EXPECT_EQ(*text, expected.text);
  EXPECT_EQ(to_hex(crypto::sha256(*text)), expected.sha256);
  EXPECT_TRUE(crypto::is_signed_p256(*text, expected.signature, own_key().public_key()));
  EXPECT_TRUE(crypto::is_signed_p256(*text, own_key().sign(*text), own_key().public_key()));
  EXPECT_EQ(parse(expected.text), statement);
}

TEST(Statement, IsThatOfTheVectors) {
  const json::Texts known = vectors();
  EXPECT_EQ(to_base64url(own_key().public_key()), known.at("public_key_raw_b64url"));
  EXPECT_EQ(to_base64url(new_key().public_key()), known.at("new_public_key_raw_b64url"));
  EXPECT_EQ(hash_of(known.at("code")), known.at("code_sha256"));
  EXPECT_EQ(hash_of(known.at("context")), known.at("context_sha256"));
  expect_as_in_the_vectors("PAIR", a_pair());
  expect_as_in_the_vectors("ANSWER", an_answer());
  expect_as_in_the_vectors("REQUEST", a_request());
  expect_as_in_the_vectors("ROTATE", a_rotation());
  EXPECT_TRUE(crypto::is_signed_p256(
      vector_of("ROTATE").text, vector_of("ROTATE").signature_by_new_key, new_key().public_key()));
}

TEST(Statement, IsNotSignedByASignatureOfAnyOther) {
  for (const char* type : {"PAIR", "ANSWER", "REQUEST", "ROTATE"}) {
    const Vector own = vector_of(type);
    for (const char* other : {"PAIR", "ANSWER", "REQUEST", "ROTATE"}) {
      EXPECT_EQ(
          crypto::is_signed_p256(vector_of(other).text, own.signature, own_key().public_key()),
          std::string_view{type} == other);
    }
    // Any bit of it counts: the tag, the type, aud, the last line feed.
    for (std::size_t at = 0; at < own.text.size(); ++at) {
      std::string changed = own.text;
      changed[at] = static_cast<char>(changed[at] ^ 1);
      ASSERT_FALSE(crypto::is_signed_p256(changed, own.signature, own_key().public_key())) << at;
    }
  }
  Answer elsewhere = an_answer();
  elsewhere.audience = "https://klant.example.com";
  EXPECT_FALSE(crypto::is_signed_p256(*text_of(elsewhere), vector_of("ANSWER").signature,
                                      own_key().public_key()));
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  text.replace(text.find(what), what.size(), by);
  return text;
}

TEST(Statement, IsReadInOneSpellingOnly) {
  const std::string good = vector_of("ANSWER").text;
  ASSERT_TRUE(parse(good));
  const auto with_crlf = [&] {
    std::string text;
    for (const char letter : good) text += letter == '\n' ? "\r\n" : std::string{letter};
    return text;
  };
  const std::vector<std::string> wrong = {
      "",
      "POCKET-V1 ANSWER\n",
      with_crlf(),
      good.substr(0, good.size() - 1),  // no last line feed
      good + "\n",                      // and one too many
      good + "x",                       // trailing bytes
      good + "more=1\n",
      " " + good,
      "\xef\xbb\xbf" + good,  // a byte order mark
      replaced(good, "POCKET-V1", "POCKET-V2"),
      replaced(good, "POCKET-V1", "pocket-v1"),
      replaced(good, "POCKET-V1 ", "POCKET-V1  "),
      replaced(good, "ANSWER", "PAIR"),
      replaced(good, "ANSWER", "REPLY"),
      replaced(good, "ANSWER", "answer"),
      replaced(good, "aud=", "AUD="),  // upper-case names
      replaced(good, "aud=", "Aud="),
      replaced(good, "aud=", "aud ="),
      replaced(good, "aud=", " aud="),
      replaced(good, "aud=", "aud= "),  // spaces
      replaced(good, "value=47", "value=47 "),
      replaced(good, "value=47", "value="),
      replaced(good, "value=47\n", ""),                      // a line missing
      replaced(good, "value=47\n", "value=47\nvalue=47\n"),  // and twice
      replaced(good, "counter=17\ntime=1794000012", "time=1794000012\ncounter=17"),  // swapped
      replaced(good, "value=47", "value=4"),
      replaced(good, "value=47", "value=4\xc3\xa9"),
      replaced(good, "value=47", std::string{"value=4\0", 8}),
      replaced(good, "counter=17", "counter=017"),
      replaced(good, "counter=17", "counter=-17"),
      replaced(good, "counter=17", "counter=+17"),
      replaced(good, "counter=17", "counter=0"),
      replaced(good, "counter=17", "counter=9007199254740992"),
      replaced(good, "mode=type2", "mode=Type2"),
      replaced(good, "mode=type2", "mode=type3"),
      replaced(good, "answer=approve", "answer=yes"),
      replaced(good, "\n", "\n\n"),
      std::string(10'000, 'x'),
  };
  for (const std::string& text : wrong) {
    const auto read = parse(text);
    ASSERT_FALSE(read) << text;
    EXPECT_FALSE(read.error().empty());
  }
}

TEST(Statement, SaysWhatIsWrongWhere) {
  const std::string good = vector_of("PAIR").text;
  EXPECT_EQ(
      parse("hello").error(),
      "Line 1 should be \"POCKET-V1 \" and PAIR, ANSWER, REQUEST or ROTATE, and a line feed.");
  EXPECT_EQ(parse(replaced(good, "nonce=", "once=")).error(),
            "Line 4 should be \"nonce=\", a value and a line feed.");
  EXPECT_EQ(parse(replaced(good, "https://", "https: //")).error(),
            "The value of aud on line 2 should be printable ASCII without spaces.");
  EXPECT_EQ(parse(replaced(good, "https://", "gopher://")).error(),
            "The value of aud is not one that it can have.");
  EXPECT_EQ(parse(good + good).error(), "Nothing should follow line 6.");
}

/// The field that stands in the way, or "" when there is none.
template <class Kind, class Value>
std::string_view bad_with(Kind statement, Value Kind::* field, Value value) {
  statement.*field = std::move(value);
  const auto text = text_of(statement);
  return text ? std::string_view{} : text.error().name;
}

TEST(Statement, RefusesALineFeedInAValue) {
  const auto with = [](const std::string& value) { return value + "\nvalue=48"; };
  EXPECT_EQ(bad_with(an_answer(), &Answer::audience, with(audience)), "aud");
  EXPECT_EQ(bad_with(an_answer(), &Answer::device, with(device)), "device");
  EXPECT_EQ(bad_with(an_answer(), &Answer::challenge, with(device)), "challenge");
  EXPECT_EQ(bad_with(an_answer(), &Answer::nonce, with(nonce)), "nonce");
  EXPECT_EQ(bad_with(an_answer(), &Answer::context, with(nonce)), "context");
  EXPECT_EQ(bad_with(an_answer(), &Answer::value, with("47")), "value");
  EXPECT_EQ(bad_with(a_pair(), &Pair::code, with(nonce)), "code");
  EXPECT_EQ(bad_with(a_pair(), &Pair::key, with(nonce)), "key");
  EXPECT_EQ(bad_with(a_request(), &Request::method, with("GET")), "method");
  EXPECT_EQ(bad_with(a_request(), &Request::target, with("/")), "target");
  EXPECT_EQ(bad_with(a_request(), &Request::body, with(nonce)), "body");
  EXPECT_EQ(bad_with(a_rotation(), &Rotate::old_key, with(nonce)), "old");
  EXPECT_EQ(bad_with(a_rotation(), &Rotate::new_key, with(nonce)), "new");
}

TEST(Statement, HoldsAnOriginAndNoOtherAddress) {
  for (const char* good : {"https://pocket.example.nl", "https://pocket.example.nl:8443",
                           "http://127.0.0.1:9150", "http://localhost", "https://[2001:db8::7]",
                           "https://[::1]:8443", "https://xn--bcher-kva.example"}) {
    EXPECT_EQ(bad_with(a_request(), &Request::audience, std::string{good}), "") << good;
  }
  for (const char* bad : {"",
                          "https://",
                          "pocket.example.nl",
                          "https://pocket.example.nl/",
                          "https://Pocket.example.nl",
                          "HTTPS://pocket.example.nl",
                          "ftp://pocket.example.nl",
                          "https://a@pocket.example.nl",
                          "https://pocket.example.nl:",
                          "https://pocket.example.nl:0",
                          "https://pocket.example.nl:0443",
                          "https://pocket.example.nl:65536",
                          "https://pocket.example.nl:8443:1",
                          "https://pocket?x",
                          "https://pocket#x",
                          "https://[::1",
                          "https://::1",
                          "https://[]",
                          "https://[g::1]",
                          "https://[::1]8443",
                          "https://p\xc3\xb6.nl",
                          "https://pocket.example.nl "}) {
    EXPECT_EQ(bad_with(a_request(), &Request::audience, std::string{bad}), "aud") << bad;
  }
  EXPECT_EQ(bad_with(a_request(), &Request::audience, "https://" + std::string(250, 'a')), "aud");
}

TEST(Statement, HoldsBytesInTheirOneSpelling) {
  EXPECT_EQ(bad_with(an_answer(), &Answer::device, std::string{"JjpNvkFIj7hyFLADIznbug"}), "");
  for (const std::string& bad : std::vector<std::string>{
           "", "JjpNvkFIj7hyFLADIznbu", "JjpNvkFIj7hyFLADIznbuQQ", nonce, "JjpNvkFIj7hyFLADIznbuR",
           "JjpNvkFIj7hyFLADIznbuQ==", "JjpNvkFIj7hyFLADIzn+uQ", "JjpNvkFIj7hyFLADIzn/uQ"}) {
    EXPECT_EQ(bad_with(an_answer(), &Answer::device, bad), "device") << bad;
  }
  EXPECT_EQ(bad_with(an_answer(), &Answer::nonce, std::string{device}), "nonce");
  EXPECT_EQ(bad_with(a_request(), &Request::nonce, std::string{nonce}), "nonce");
}

TEST(Statement, HoldsTheValueThatItsModeAsksFor) {
  const auto fits = [](Mode mode, Decision decision, std::string value) {
    Answer answer = an_answer();
    answer.mode = mode;
    answer.decision = decision;
    answer.value = std::move(value);
    const auto text = text_of(answer);
    if (text) {
      EXPECT_EQ(parse(*text), Statement{answer});
    }
    return text.has_value();
  };
  EXPECT_TRUE(fits(Mode::press, Decision::approve, "-"));
  EXPECT_FALSE(fits(Mode::press, Decision::approve, "47"));
  for (const Mode mode : {Mode::choose, Mode::type2}) {
    EXPECT_TRUE(fits(mode, Decision::approve, "47"));
    EXPECT_FALSE(fits(mode, Decision::approve, "-"));
    EXPECT_FALSE(fits(mode, Decision::approve, "4"));
    EXPECT_FALSE(fits(mode, Decision::approve, "477"));
    EXPECT_FALSE(fits(mode, Decision::approve, "4a"));
  }
  EXPECT_TRUE(fits(Mode::type6, Decision::approve, "047913"));
  EXPECT_FALSE(fits(Mode::type6, Decision::approve, "47913"));
  EXPECT_TRUE(fits(Mode::local, Decision::approve, nonce));
  EXPECT_FALSE(fits(Mode::local, Decision::approve, "-"));
  for (const Mode mode : {Mode::press, Mode::choose, Mode::type2, Mode::type6, Mode::local}) {
    EXPECT_EQ(mode_of(word_of(mode)), mode);
    for (const Decision decision : {Decision::cancel, Decision::report}) {
      EXPECT_EQ(decision_of(word_of(decision)), decision);
      EXPECT_TRUE(fits(mode, decision, "-"));
      EXPECT_FALSE(fits(mode, decision, "47"));
      EXPECT_FALSE(fits(mode, decision, ""));
    }
  }
}

TEST(Statement, HoldsAPathAsItWasSent) {
  for (const char* good : {"/", "/pocket/api/v1/activity?before=12", "/a%20b", "//x", "/?a=b&c"}) {
    EXPECT_EQ(bad_with(a_request(), &Request::target, std::string{good}), "") << good;
  }
  for (const char* bad :
       {"", "pocket", "https://klant.example.nl/", "/a b", "/a#b", "/\xc3\xa9", "/a\r", "*"}) {
    EXPECT_EQ(bad_with(a_request(), &Request::target, std::string{bad}), "target") << bad;
  }
  EXPECT_EQ(bad_with(a_request(), &Request::target, "/" + std::string(2048, 'a')), "target");
  for (const char* bad : {"", "get", "PUT", "DELETE", "HEAD", "GET "}) {
    EXPECT_EQ(bad_with(a_request(), &Request::method, std::string{bad}), "method") << bad;
  }
}

TEST(Statement, HoldsNumbersFromOneOn) {
  EXPECT_EQ(bad_with(a_rotation(), &Rotate::counter, std::int64_t{1}), "");
  EXPECT_EQ(bad_with(a_rotation(), &Rotate::counter, std::int64_t{9007199254740991}), "");
  EXPECT_EQ(bad_with(a_rotation(), &Rotate::counter, std::int64_t{9007199254740992}), "counter");
  EXPECT_EQ(bad_with(a_rotation(), &Rotate::counter, std::int64_t{0}), "counter");
  EXPECT_EQ(bad_with(a_rotation(), &Rotate::time, std::int64_t{-1}), "time");
}

}  // namespace
}  // namespace sallyport::statement
