// Design T2: what each field of a statement may hold.
#include "core/statement/statement_fixture.hpp"

namespace sallyport::statement {
namespace {

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
