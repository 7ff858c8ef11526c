#include "app/cli/doctor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "kit/tls/certificate_for_tests.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport::app::cli {
namespace {

using doctor::Finding;
using doctor::Health;
using testing::HasSubstr;

class Doctor : public testing::Test {
 protected:
  Doctor() { write_settings(""); }

  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }
  void write_settings(const std::string& more) {
    std::ofstream{folder() / "sallyport.toml"} << "public_address = \"https://portal.example\"\n"
                                                  "storage.database = \"sallyport.db\"\n"
                                                  "mail.folder = \"mail\"\n"
                                               << more;
  }
  Finding finding(std::string_view subject) {
    for (const Finding& one : examine(folder() / "sallyport.toml")) {
      if (one.subject == subject) return one;
    }
    throw Bug("a check has that name");
  }

 private:
  testkit::Folder folder_;
};

TEST_F(Doctor, LooksAtEverythingAlthoughOneThingIsWrong) {
  std::ofstream{folder() / "sallyport.db"} << "open to everybody";
  std::filesystem::permissions(folder() / "sallyport.db", std::filesystem::perms{0644});
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
  const tls::MadeCertificate made;
  write_settings("server.tls.certificate = \"" + made.files().certificate.string() +
                 "\"\nserver.tls.key = \"" + made.files().key.string() + "\"\n");
  EXPECT_EQ(finding("certificate").health, Health::remark) << "a week is not long";
  EXPECT_THAT(finding("certificate").sentence, HasSubstr(" days, on "));
  made.make("other.example");
  EXPECT_EQ(finding("certificate").health, Health::wrong);
  EXPECT_THAT(finding("certificate").sentence, HasSubstr("is for [other.example]"));
}

TEST_F(Doctor, AdvisesToKeepCheckpointsOfTheAuditLogOnAnotherDisk) {
  EXPECT_EQ(finding("audit").health, Health::remark);
  EXPECT_THAT(finding("audit").sentence, HasSubstr("same disk"));
  write_settings("audit.checkpoints = \"missing/checkpoints\"\n");
  EXPECT_EQ(finding("audit").health, Health::wrong);
  write_settings("audit.checkpoints = \"/proc/self/checkpoints\"\n");
  EXPECT_EQ(finding("audit").health, Health::good);
}

}  // namespace
}  // namespace sallyport::app::cli
