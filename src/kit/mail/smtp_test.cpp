#include "kit/mail/smtp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <memory>

#include "kit/crypto/private_file.hpp"
#include "tests/testkit/mail_server.hpp"

namespace sallyport::mail {
namespace {

using Kind = Refusal::Kind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testkit::MailServer;

const Time morning = at_unix_seconds(1'769'850'600);
const Sender sender{"Customer Portal", *Email::parse("portal@portal.example")};

Letter letter(const std::string& to) {
  return {.message_id = "0123456789abcdef@portal.example",
          .to = *Email::parse(to),
          .subject = "Welkom – hier is je code",
          .text = "Hello,\n.\n..two dots\nFrom here on\nüml\n",
          .html = "<p>Hello</p>\n",
          .language = "en"};
}

class SmtpToAServer : public testing::Test {
 protected:
  SmtpToAServer() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "sallyport-smtp-XXXXXX").string();
    check(mkdtemp(pattern.data()) != nullptr, "a test can make a folder");
    folder = pattern;
    std::filesystem::create_directory(folder / "taken");
  }
  ~SmtpToAServer() override { std::filesystem::remove_all(folder); }

  MailServer& serve(const std::vector<std::string>& words = {}) {
    server = std::make_unique<MailServer>(folder / "taken", words);
    return *server;
  }
  /// A server that speaks TLS, with a certificate for that name.
  MailServer& serve_encrypted(const std::string& how, const std::string& name,
                              std::vector<std::string> more = {}) {
    testkit::make_certificate(folder, name);
    more.insert(more.end(),
                {"--encryption", how, "--certificate", (folder / (name + ".pem")).string(), "--key",
                 (folder / (name + ".key")).string()});
    return serve(more);
  }
  SmtpOptions options(Encryption encryption = Encryption::none) const {
    return {.server = "localhost",
            .port = server->port(),
            .encryption = encryption,
            .authorities =
                encryption == Encryption::none ? std::filesystem::path{} : folder / "authority.pem",
            .envelope_sender = *Email::parse("bounces@portal.example"),
            .own_name = "portal.example"};
  }
  void write_password(const std::string& word, mode_t mode = 0400) {
    std::ofstream{folder / "password"} << word << "\n";
    chmod((folder / "password").c_str(), mode);
  }
  SmtpOptions signing_in(Encryption encryption) const {
    auto with_user = options(encryption);
    with_user.user = "portal";
    with_user.password_file = folder / "password";
    return with_user;
  }
  /// To that address; what was refused, which has to be.
  Refusal refusal(const std::string& to) {
    const auto refused = Smtp{options(), sender}.send(letter(to), morning);
    check(refused.has_value(), "the letter is refused");
    return *refused;
  }

  std::filesystem::path folder;
  std::unique_ptr<MailServer> server;
};

TEST_F(SmtpToAServer, HandsOverExactlyTheComposedMessage) {
  serve();
  ASSERT_EQ(Smtp(options(), sender).send(letter("ann@kroon.example"), morning), std::nullopt);
  EXPECT_THAT(server->emails(), ElementsAre(compose(letter("ann@kroon.example"), sender, morning)));
  EXPECT_THAT(server->senders(), ElementsAre("bounces@portal.example"));
  EXPECT_THAT(server->recipients(), ElementsAre("ann@kroon.example"));
  EXPECT_THAT(server->emails().front(), HasSubstr("Auto-Submitted: auto-generated\r\n"));
  EXPECT_THAT(server->emails().front(),
              HasSubstr("Message-ID: <0123456789abcdef@portal.example>\r\n"));
}

TEST_F(SmtpToAServer, SendsSeveralLettersAndGoesOnAfterARefusedOne) {
  serve();
  Smtp smtp{options(), sender};
  EXPECT_EQ(smtp.send(letter("ann@kroon.example"), morning), std::nullopt);
  EXPECT_TRUE(smtp.send(letter("unknown@kroon.example"), morning));
  EXPECT_EQ(smtp.send(letter("bob@kroon.example"), morning), std::nullopt);
  EXPECT_THAT(server->recipients(), ElementsAre("ann@kroon.example", "bob@kroon.example"));
}

TEST_F(SmtpToAServer, EncryptsWithStarttlsAndSignsIn) {
  serve_encrypted("starttls", "localhost", {"--user", "portal", "--password", "s3same"});
  write_password("s3same");
  ASSERT_EQ(Smtp(signing_in(Encryption::starttls), sender)
                .send(letter("ann@kroon.example"), morning)
                .value_or(Refusal{})
                .reason,
            "");
  EXPECT_THAT(server->emails(), SizeIs(1));
}

TEST_F(SmtpToAServer, EncryptsFromTheFirstByte) {
  serve_encrypted("tls", "localhost");
  EXPECT_EQ(Smtp(options(Encryption::tls), sender).send(letter("ann@kroon.example"), morning),
            std::nullopt);
  EXPECT_THAT(server->emails(), SizeIs(1));
}

TEST_F(SmtpToAServer, SendsNothingToAServerWithTheCertificateOfAnother) {
  serve_encrypted("starttls", "other.example");
  const auto refused =
      Smtp{options(Encryption::starttls), sender}.send(letter("ann@kroon.example"), morning);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind, Kind::away);
  EXPECT_THAT(refused->reason, HasSubstr("certificate of localhost"));
  EXPECT_THAT(server->emails(), IsEmpty());
}

TEST_F(SmtpToAServer, SendsNothingToAServerWhoseAuthorityItDoesNotKnow) {
  serve_encrypted("tls", "localhost");
  auto trusting_the_machine = options(Encryption::tls);
  trusting_the_machine.authorities.clear();
  const auto refused =
      Smtp{trusting_the_machine, sender}.send(letter("ann@kroon.example"), morning);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind, Kind::away);
  EXPECT_THAT(refused->reason, HasSubstr("mail.smtp.authorities"));
  EXPECT_THAT(server->emails(), IsEmpty());
}

TEST_F(SmtpToAServer, NeverGoesOnUnencryptedWhereStarttlsIsNotOffered) {
  testkit::make_certificate(folder, "localhost");
  serve();
  const auto refused =
      Smtp{options(Encryption::starttls), sender}.send(letter("ann@kroon.example"), morning);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind, Kind::away);
  EXPECT_THAT(refused->reason, HasSubstr("offers no STARTTLS"));
  EXPECT_THAT(server->emails(), IsEmpty());
}

TEST_F(SmtpToAServer, TellsThatThePasswordIsWrongWithoutTellingIt) {
  serve_encrypted("starttls", "localhost", {"--user", "portal", "--password", "s3same"});
  write_password("wrong-word");
  const auto refused = Smtp{signing_in(Encryption::starttls), sender}.try_out();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind, Kind::away);
  EXPECT_THAT(refused->reason, HasSubstr("mail.smtp.password_file"));
  EXPECT_THAT(refused->reason, HasSubstr("535"));
  EXPECT_THAT(refused->reason, Not(HasSubstr("wrong-word")));
}

TEST_F(SmtpToAServer, TriesOutEverythingWithoutSending) {
  serve_encrypted("starttls", "localhost", {"--user", "portal", "--password", "s3same"});
  write_password("s3same");
  EXPECT_EQ(Smtp(signing_in(Encryption::starttls), sender).try_out(), std::nullopt);
  EXPECT_THAT(server->emails(), IsEmpty());
}

TEST_F(SmtpToAServer, TellsApartWhatARefusalMeans) {
  serve();
  EXPECT_EQ(refusal("unknown@kroon.example").kind, Kind::never);
  EXPECT_THAT(refusal("unknown@kroon.example").reason, HasSubstr("550 5.1.1 No such person"));
  EXPECT_EQ(refusal("spam@kroon.example").kind, Kind::never);
  EXPECT_THAT(refusal("spam@kroon.example").reason, HasSubstr("554 5.7.1"));
  EXPECT_EQ(refusal("later@kroon.example").kind, Kind::later);
  EXPECT_THAT(refusal("later@kroon.example").reason, HasSubstr("451 4.7.1"));
  EXPECT_EQ(refusal("full@kroon.example").kind, Kind::later);
  EXPECT_EQ(refusal("closing@kroon.example").kind, Kind::away);
  EXPECT_EQ(refusal("gone@kroon.example").kind, Kind::away);
  EXPECT_EQ(refusal("cut@kroon.example").kind, Kind::away);
  EXPECT_THAT(server->emails(), IsEmpty());
}

TEST_F(SmtpToAServer, TakesARefusedSenderForAMistakeInTheSettings) {
  serve();
  auto as_nobody = options();
  as_nobody.envelope_sender = *Email::parse("nobody@portal.example");
  const auto refused = Smtp{as_nobody, sender}.send(letter("ann@kroon.example"), morning);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind, Kind::away) << "or every letter would be given up";
  EXPECT_THAT(refused->reason, HasSubstr("nobody@portal.example"));
  EXPECT_THAT(refused->reason, HasSubstr("mail.smtp.envelope_sender"));
}

TEST_F(SmtpToAServer, DoesNotWaitForeverForAServerThatSaysNothing) {
  serve();
  auto impatient = options();
  impatient.whole = std::chrono::milliseconds{300};
  const auto refused = Smtp{impatient, sender}.send(letter("slow@kroon.example"), morning);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind, Kind::away);
  EXPECT_THAT(refused->reason, HasSubstr("did not answer in time"));
}

TEST_F(SmtpToAServer, TellsThatTheServerTakesNothingOrIsNotThere) {
  serve({"--greeting", "554 5.3.2 Not for you"});
  Refusal refused = refusal("ann@kroon.example");
  EXPECT_EQ(refused.kind, Kind::away);
  EXPECT_THAT(refused.reason, HasSubstr("554 5.3.2 Not for you"));

  auto gone = options();
  server.reset();
  refused = Smtp{gone, sender}.send(letter("ann@kroon.example"), morning).value_or(Refusal{});
  EXPECT_EQ(refused.kind, Kind::away);
  EXPECT_THAT(refused.reason, HasSubstr("Nobody answers at localhost port"));

  gone.server = "nowhere.invalid";
  refused = Smtp{gone, sender}.send(letter("ann@kroon.example"), morning).value_or(Refusal{});
  EXPECT_EQ(refused.kind, Kind::away);
  EXPECT_THAT(refused.reason, HasSubstr("has no address"));
}

TEST_F(SmtpToAServer, BeginsNothingOnceItWasStopped) {
  serve();
  Smtp smtp{options(), sender};
  smtp.stop();
  const auto refused = smtp.send(letter("ann@kroon.example"), morning);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind, Kind::stopped);
  EXPECT_THAT(server->emails(), IsEmpty());
}

TEST_F(SmtpToAServer, RefusesAPasswordThatOthersMayRead) {
  serve();
  write_password("s3same", 0440);
  EXPECT_THROW(Smtp(signing_in(Encryption::none), sender), crypto::PrivateFileRefused);
  EXPECT_EQ(chmod((folder / "password").c_str(), 0400), 0);
  EXPECT_NO_THROW(Smtp(signing_in(Encryption::none), sender));
  std::filesystem::remove(folder / "password");
  EXPECT_THROW(Smtp(signing_in(Encryption::none), sender), crypto::PrivateFileRefused);
}

}  // namespace
}  // namespace sallyport::mail
