#include "app/cli/doctor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "kit/place/place_file_for_tests.hpp"
#include "kit/tls/certificate_for_tests.hpp"
#include "tests/testkit/name_server.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport::app::cli {
namespace {

using doctor::Finding;
using doctor::Health;
using testing::HasSubstr;

class Doctor : public testing::Test {
 protected:
  Doctor() {
    write_settings("");
    crypto::SystemRandom random;
    static_cast<void>(keyring::load(folder() / "keys", random));
  }

  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }
  void write_settings(const std::string& more,
                      const std::string& mail = "mail.folder = \"mail\"\n") {
    std::ofstream{folder() / "sallyport.toml"} << "public_address = \"https://localhost:1\"\n"
                                                  "server.listen = \"127.0.0.1:1\"\n"
                                                  "storage.database = \"sallyport.db\"\n"
                                               << mail << more;
  }
  Finding finding(std::string_view subject) { return findings(subject).at(0); }
  std::vector<Finding> findings(std::string_view subject, const doctor::Looks& looks = {}) {
    auto all = examine(folder() / "sallyport.toml", looks);
    std::erase_if(all, [&](const Finding& one) { return one.subject != subject; });
    return all;
  }
  /// Emails go over a mail server that is not there, from this address.
  void send_from(const std::string& sender, const std::string& more = "") {
    write_settings(more, "mail.smtp.server = \"localhost\"\nmail.smtp.port = 1\nmail.sender = \"" +
                             sender + "\"\n");
  }

 private:
  testkit::Folder folder_;
};

TEST_F(Doctor, LooksAtEverythingAlthoughOneThingIsWrong) {
  std::ofstream{folder() / "sallyport.db"} << "open to everybody";
  std::filesystem::permissions(folder() / "sallyport.db", std::filesystem::perms{0644});
  std::filesystem::create_directory(folder() / "mail");
  EXPECT_EQ(finding("database").health, Health::wrong);
  EXPECT_THAT(finding("database").sentence, HasSubstr("chmod 600"));
  EXPECT_EQ(finding("keys").health, Health::good);
  EXPECT_EQ(finding("mail").health, Health::good);
}

TEST_F(Doctor, FindsAKeyThatOthersMayRead) {
  EXPECT_EQ(finding("keys").health, Health::good);
  std::filesystem::permissions(folder() / "keys" / "seal.key", std::filesystem::perms{0444});
  EXPECT_EQ(finding("keys").health, Health::wrong);
  EXPECT_THAT(finding("keys").sentence, HasSubstr("chmod 400"));
}

TEST_F(Doctor, FindsAFolderForEmailsThatCannotBeMade) {
  std::ofstream{folder() / "mail"} << "a file in its place";
  EXPECT_EQ(finding("mail").health, Health::wrong);
}

TEST_F(Doctor, SaysUntilWhenTheCertificateCountsAndWhatIsWrongWithIt) {
  const tls::MadeCertificate made{"localhost"};
  write_settings("server.tls.certificate = \"" + made.files().certificate.string() +
                 "\"\nserver.tls.key = \"" + made.files().key.string() + "\"\n");
  EXPECT_EQ(finding("certificate").health, Health::remark) << "a week is not long";
  EXPECT_THAT(finding("certificate").sentence, HasSubstr(" days, on "));
  made.make("other.example");
  EXPECT_EQ(finding("certificate").health, Health::wrong);
  EXPECT_THAT(finding("certificate").sentence, HasSubstr("is for [other.example]"));
}

TEST_F(Doctor, ReadsTheFileOfPlaces) {
  EXPECT_THAT(findings("places"), testing::IsEmpty()) << "none is set";
  write_settings("place_database = \"places.mmdb\"\n");
  EXPECT_EQ(finding("places").health, Health::wrong);
  EXPECT_THAT(finding("places").sentence, HasSubstr("places.mmdb"));
  place::MadePlaces{}.write(folder() / "places.mmdb");
  EXPECT_NE(finding("places").health, Health::wrong);
  EXPECT_THAT(finding("places").sentence, HasSubstr("Made-City, of 2027-01-15"));
}

TEST_F(Doctor, AdvisesToKeepCheckpointsOfTheAuditLogOnAnotherDisk) {
  EXPECT_EQ(finding("audit").health, Health::remark);
  EXPECT_THAT(finding("audit").sentence, HasSubstr("same disk"));
  write_settings("audit.checkpoints = \"missing/checkpoints\"\n");
  EXPECT_EQ(finding("audit").health, Health::wrong);
  write_settings("audit.checkpoints = \"/proc/self/checkpoints\"\n");
  EXPECT_EQ(finding("audit").health, Health::good);
}

TEST_F(Doctor, SaysThatThePortalDoesNotRun) {
  EXPECT_EQ(finding("address").health, Health::remark);
  EXPECT_THAT(finding("address").sentence, HasSubstr("does not run"));
}

TEST_F(Doctor, CannotLookFromOutsideWithoutKeys) {
  static_cast<void>(finding("keys"));
  std::filesystem::permissions(folder() / "keys" / "form.key", std::filesystem::perms{0444});
  EXPECT_EQ(finding("address").health, Health::unknown);
  EXPECT_EQ(finding("keys").health, Health::wrong);
}

TEST_F(Doctor, FindsACopyOfTheDatabaseThatOthersMayRead) {
  const auto copy = folder() / "sallyport.db.2027-01-31T06-00-00Z.schema-12.backup";
  std::ofstream{copy} << "all accounts";
  std::filesystem::permissions(copy, std::filesystem::perms{0600});
  EXPECT_NE(finding("storage").health, Health::wrong) << finding("storage").sentence;
  std::filesystem::permissions(copy, std::filesystem::perms{0640});
  EXPECT_EQ(finding("storage").health, Health::wrong);
  EXPECT_THAT(finding("storage").sentence, HasSubstr(copy.string()));
}

TEST_F(Doctor, LooksAtTheSendingDomainInDns) {
  const testkit::NameServer server({"mail.portal.example=v=spf1 mx -all",
                                    "_dmarc.portal.example=v=DMARC1; p=quarantine",
                                    "s1._domainkey.mail.portal.example=v=DKIM1; p=MIIB"});
  send_from("portal@mail.portal.example", "mail.dkim_selector = \"s1\"\n");
  const auto found = findings("domain", {.authorities = {}, .name_server = server.place()});
  ASSERT_EQ(found.size(), 3U);
  for (const Finding& one : found) EXPECT_EQ(one.health, Health::good) << one.sentence;
  EXPECT_THAT(found.back().sentence, HasSubstr("_dmarc.portal.example")) << "of the domain above";
}

TEST_F(Doctor, SaysWhatToAddForADomainWithoutRecords) {
  const testkit::NameServer server({"unrelated.example=x"});
  send_from("portal@portal.example");
  const auto found = findings("domain", {.authorities = {}, .name_server = server.place()});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_THAT(found[0].sentence, HasSubstr("portal.example. TXT \"v=spf1 mx -all\""));
  EXPECT_EQ(found[1].health, Health::unknown);
  EXPECT_THAT(found[2].sentence, HasSubstr("_dmarc.portal.example. TXT"));
}

TEST_F(Doctor, SaysThatNoNameServerTold) {
  const testkit::NameServer server({"unrelated.example=x"});
  send_from("portal@silent.example");
  const auto found = findings("domain", {.authorities = {}, .name_server = server.place()});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].health, Health::remark);
  EXPECT_THAT(found[0].sentence, HasSubstr("No name server told about silent.example"));
}

TEST_F(Doctor, LooksAtNoDomainWhileEmailsGoNowhere) { EXPECT_TRUE(findings("domain").empty()); }

TEST(DoctorsNameServer, IsReadOrRefused) {
  EXPECT_EQ(read_name_server("127.0.0.1:5353"), (dns::Server{"127.0.0.1", 5353}));
  EXPECT_EQ(read_name_server("192.0.2.1"), (dns::Server{"192.0.2.1", 53}));
  for (const std::string_view text :
       {"", "localhost", "::1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1:53x"}) {
    EXPECT_THROW(static_cast<void>(read_name_server(text)), Refused) << text;
  }
}

}  // namespace
}  // namespace sallyport::app::cli
