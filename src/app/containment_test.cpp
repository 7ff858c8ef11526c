#include "app/containment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/tls/certificate_for_tests.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport::app {
namespace {

using std::filesystem::path;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

Settings ordinary_settings() {
  Settings settings = testkit::test_settings();
  settings.database = "/var/lib/sallyport/sallyport.db";
  settings.keys = "/var/lib/sallyport/keys";
  settings.mail_folder = "/var/lib/sallyport/mail";
  settings.server.port = 8080;
  return settings;
}

TEST(Containment, LeavesThePortalItsOwnFolders) {
  const auto rules = rules_of(ordinary_settings(), "/etc/sallyport.toml");
  EXPECT_THAT(rules.write,
              IsSupersetOf({path{"/var/lib/sallyport"}, path{"/var/lib/sallyport/keys"},
                            path{"/var/lib/sallyport/mail"}}));
  EXPECT_THAT(rules.read, Contains("/etc/sallyport.toml"));
  EXPECT_THAT(rules.read, Not(Contains("/etc")));
  EXPECT_THAT(rules.listen, ElementsAre(8080));
  EXPECT_THAT(rules.call, IsEmpty()) << "no mail server, so nobody to call";
}

TEST(Containment, FollowsACertificateThatIsALinkToWhereItReallyLies) {
  const tls::MadeCertificate made;
  const testkit::Folder links;
  std::filesystem::create_symlink(made.files().certificate, links.path() / "live.pem");
  Settings settings = ordinary_settings();
  settings.tls = Tls{.files = {.certificate = links.path() / "live.pem", .key = made.files().key},
                     .host = "portal.example"};
  const auto rules = rules_of(settings, "/etc/sallyport.toml");
  EXPECT_THAT(rules.read,
              IsSupersetOf({links.path(),
                            std::filesystem::canonical(made.files().certificate).parent_path()}));
}

TEST(Containment, LetsAFileOfPlacesBeReplaced) {
  Settings settings = ordinary_settings();
  settings.place_database = "/var/lib/GeoIP/GeoLite2-City.mmdb";
  EXPECT_THAT(rules_of(settings, "/etc/sallyport.toml").read, Contains("/var/lib/GeoIP"));
}

}  // namespace
}  // namespace sallyport::app
