// Design T1 and T2: the statements' bytes, held against tests/vectors/pocket.json.
#include "core/statement/statement_fixture.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::statement {
namespace {

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

}  // namespace
}  // namespace sallyport::statement
