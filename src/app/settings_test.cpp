#include "app/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sallyport::app {
namespace {

using testing::HasSubstr;

constexpr const char* three =
    "public_address = \"https://portal.example\"\n"
    "storage.database = \"sallyport.db\"\n"
    "mail.folder = \"mail\"\n";

Settings settings_from(const std::string& toml) {
  return settings_of(settings::parse(settings_table(), toml, "/etc/sallyport/sallyport.toml"));
}

std::string refusal(const std::string& toml) {
  try {
    (void)settings_from(toml);
  } catch (const settings::Refused& refused) {
    return refused.what();
  }
  return "";
}

TEST(Settings, NeedThreeLinesOnly) {
  const Settings settings = settings_from(three);
  EXPECT_EQ(settings.database, "/etc/sallyport/sallyport.db");
  EXPECT_EQ(settings.keys, "/etc/sallyport/keys");
  EXPECT_EQ(settings.mail_folder, "/etc/sallyport/mail");
  EXPECT_EQ(settings.server.listen_address, "127.0.0.1");
  EXPECT_EQ(settings.server.port, 8080);
  EXPECT_EQ(settings.portal.language, text::Language::english);
  EXPECT_EQ(settings.policy.required_from, std::nullopt);
  EXPECT_EQ(settings.policy.time_zone.name(), "Europe/Amsterdam");
  EXPECT_EQ(settings.lifetimes.idle, std::chrono::minutes{30});
  EXPECT_EQ(settings.lifetimes.overall, std::chrono::hours{12});
  EXPECT_EQ(settings.hash_cost.memory_kib, 19U * 1024);
  EXPECT_TRUE(settings.sandbox);
}

TEST(Settings, NeedEachOfTheThree) {
  EXPECT_THAT(refusal(""), HasSubstr("public_address"));
  EXPECT_THAT(refusal(""), HasSubstr("storage.database"));
  EXPECT_THAT(refusal(""), HasSubstr("mail.folder"));
}

/// Of which there may be any number, and none by default.
bool in_array(const settings::Setting& setting) {
  return setting.key.find("[]") != std::string_view::npos;
}

/// A value as text, whatever its type.
std::string shown(const settings::Values& values, const settings::Setting& setting) {
  switch (setting.type) {
    case settings::Type::text:
      return values.maybe_text(setting.key).value_or("");
    case settings::Type::path:
      return values.maybe_path(setting.key).value_or("");
    case settings::Type::whole_number:
      return std::to_string(values.maybe_whole_number(setting.key).value_or(0));
    case settings::Type::yes_or_no:
      return values.yes_or_no(setting.key) ? "yes" : "no";
    case settings::Type::day:
      return iso_day(values.maybe_day(setting.key).value_or(Day{}));
    case settings::Type::list:
      return std::to_string(values.list(setting.key).size());
  }
  return "";
}

void replace_in(std::string& text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
}

TEST(Settings, ArePrintedAsAFileThatReadsBackAsTheDefaults) {
  std::string printed = settings::print(settings_table());
  replace_in(printed, "\npublic_address = \"\"", "\npublic_address = \"https://portal.example\"");
  replace_in(printed, "\ndatabase = \"\"", "\ndatabase = \"sallyport.db\"");
  replace_in(printed, "\nfolder = \"\"", "\nfolder = \"mail\"");
  for (const settings::Setting& setting : settings_table()) {
    EXPECT_THAT(setting.sentence, testing::EndsWith(".")) << setting.key;
    if (setting.required || setting.default_value.empty() || in_array(setting)) continue;
    const std::string line = std::string{setting.key.substr(setting.key.rfind('.') + 1)} + " = " +
                             std::string{setting.default_value} + "\n";
    replace_in(printed, "\n#" + line, "\n" + line);  // what shows the default is written out
  }
  const std::string file = "/etc/sallyport/sallyport.toml";
  const auto read_back = settings::parse(settings_table(), printed, file);
  const auto defaults = settings::parse(settings_table(), three, file);
  for (const settings::Setting& setting : settings_table()) {
    if (in_array(setting)) continue;
    EXPECT_EQ(shown(read_back, setting), shown(defaults, setting)) << setting.key;
  }
}

constexpr const char* two =
    "public_address = \"https://portal.example\"\n"
    "storage.database = \"sallyport.db\"\n";

TEST(Settings, TakeAFolderOrAMailServerAndNotBoth) {
  const Settings settings = settings_from(std::string{two} +
                                          "mail.smtp.server = \"mail.portal.example\"\n"
                                          "mail.smtp.user = \"portal\"\n"
                                          "mail.smtp.password_file = \"smtp.password\"\n");
  ASSERT_TRUE(settings.smtp);
  EXPECT_TRUE(settings.mail_folder.empty());
  EXPECT_EQ(settings.smtp->port, 587);
  EXPECT_EQ(settings.smtp->encryption, mail::Encryption::starttls);
  EXPECT_EQ(settings.smtp->password_file, "/etc/sallyport/smtp.password");
  EXPECT_EQ(settings.smtp->envelope_sender, settings.sender.address);
  EXPECT_EQ(settings.smtp->own_name, "portal.example");
  EXPECT_EQ(settings_from(three).smtp, std::nullopt);

  EXPECT_THAT(refusal(two), HasSubstr("or set \"mail.smtp.server\""));
  EXPECT_THAT(refusal(std::string{three} + "mail.smtp.server = \"mail.portal.example\"\n"),
              HasSubstr("\"mail.folder\" and \"mail.smtp.server\" exclude each other"));
}

TEST(Settings, SendUnencryptedOnThisMachineOnly) {
  const auto with = [](const std::string& more) {
    return refusal(std::string{two} + "mail.smtp.tls = \"none\"\n" + more);
  };
  EXPECT_EQ(with("mail.smtp.server = \"localhost\"\n"), "");
  EXPECT_EQ(with("mail.smtp.server = \"::1\"\n"), "");
  EXPECT_THAT(with("mail.smtp.server = \"mail.portal.example\"\n"), HasSubstr("mail.smtp.tls"));
}

TEST(Settings, AskForUserAndPasswordTogether) {
  const auto with = [](const std::string& more) {
    return refusal(std::string{two} + "mail.smtp.server = \"mail.portal.example\"\n" + more);
  };
  EXPECT_THAT(with("mail.smtp.user = \"portal\"\n"), HasSubstr("mail.smtp.password_file"));
  EXPECT_THAT(with("mail.smtp.password_file = \"a\"\n"), HasSubstr("mail.smtp.user"));
}

TEST(Settings, TellEachBadValueWithItsKey) {
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"mail.sender", "\"nobody\""},
      {"mail.smtp.port", "65536"},
      {"mail.smtp.tls", "\"maybe\""},
      {"mail.smtp.envelope_sender", "\"nobody\""},
      {"portal.language", "\"fr\""},
      {"portal.help_url", "\"javascript:alert(1)\""},
      {"portal.security_contact", "\"nobody\""},
      {"second_factor.required_from", "\"2027-02-30\""},
      {"second_factor.time_zone", "\"Europe/Nowhere\""},
      {"session.idle_minutes", "61"},
      {"session.idle_minutes", "4"},
      {"session.hours", "25"},
      {"session.confirmation_minutes", "0"},
      {"password.length", "7"},
      {"password.memory_mib", "18"},
      {"password.passes", "1"},
      {"server.listen", "\"localhost:8080\""},
      {"server.listen", "\"127.0.0.1\""},
      {"server.listen", "\"127.0.0.1:65536\""},
      {"server.listen", "\"127.0.0.1:0\""},
      {"server.trusted_proxies", "[\"proxy\"]"},
      {"server.trusted_proxies", "[\"10.0.0.1/8\"]"},
      {"server.trusted_proxies", "\"127.0.0.1\""},
      {"server.workers", "7"},
      {"server.connections", "\"many\""},
  };
  for (const auto& [key, value] : bad) {
    const std::string said = refusal(three + key + " = " + value + "\n");
    EXPECT_THAT(said, HasSubstr(key)) << value;
    EXPECT_THAT(said, HasSubstr("sallyport.toml:4")) << value;
  }
}

TEST(Settings, AcceptOneFixedAddressOfASchemeAndAHostOnly) {
  const auto with = [](const std::string& address) {
    return "public_address = \"" + address + "\"\nstorage.database = \"a\"\nmail.folder = \"b\"\n";
  };
  for (const char* good : {"https://portal.example", "https://portal.example:8443",
                           "http://localhost:8080", "http://127.0.0.1:8080"}) {
    EXPECT_EQ(refusal(with(good)), "") << good;
  }
  for (const char* bad : {"portal.example", "http://portal.example", "https://portal.example/",
                          "https://portal.example/a", "https://", "https://a@portal.example",
                          "https://portal.example?a", "ftp://portal.example"}) {
    EXPECT_THAT(refusal(with(bad)), HasSubstr("public_address")) << bad;
  }
}

TEST(Settings, TellAllThatIsWrongAtOnceWithTheNearestKey) {
  const std::string said = refusal(std::string{three} + "mail.sendr = \"a\"\nsession.hours = 99\n");
  EXPECT_THAT(said, HasSubstr("sallyport.toml:4"));
  EXPECT_THAT(said, HasSubstr("\"mail.sender\""));
  EXPECT_THAT(said, HasSubstr("session.hours"));
}

TEST(Settings, ListenOnIpv6Too) {
  const Settings settings = settings_from(std::string{three} + "server.listen = \"[::1]:8443\"\n");
  EXPECT_EQ(settings.server.listen_address, "::1");
  EXPECT_EQ(settings.server.port, 8443);
}

TEST(Settings, NameThePartsOfThePortalInTheirOrder) {
  EXPECT_TRUE(settings_from(three).portal.parts.empty());
  const auto parts =
      settings_from(std::string{three} +
                    "[[portal.parts]]\nname = \"Courses\"\nname_nl = \"Cursussen\"\n"
                    "address = \"/courses/\"\nroles = [\"administrator\", \"learner\"]\n"
                    "[[portal.parts]]\nname = \"Shop\"\n"
                    "address = \"https://shop.example/\"\n")
          .portal.parts;
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].name, "Courses");
  EXPECT_EQ(parts[0].dutch_name, "Cursussen");
  EXPECT_EQ(parts[0].address, "/courses/");
  EXPECT_EQ(parts[0].roles, (std::vector<std::string>{"administrator", "learner"}));
  EXPECT_EQ(parts[1].name, "Shop");
  EXPECT_TRUE(parts[1].roles.empty());
}

TEST(Settings, TakeNoPartWhoseAddressCouldBeReadInTwoWays) {
  for (const char* bad : {"/", "courses/", "/courses", "//courses/", "/a/../b/", "/a%20b/",
                          "/a/?b=/", "http://shop.example/", "javascript:alert(1)", "/a\\\\b/"}) {
    EXPECT_THAT(
        refusal(std::string{three} + "[[portal.parts]]\nname = \"A\"\naddress = \"" + bad + "\"\n"),
        HasSubstr("\"portal.parts[].address\""))
        << bad;
  }
  EXPECT_THAT(refusal(std::string{three} + "[[portal.parts]]\nname = \"A\"\naddress = \"/a/\"\n"
                                           "roles = [\"A,B\"]\n"),
              HasSubstr("\"portal.parts[].roles\""));
}

TEST(Settings, TrustTheProxiesThatTheyName) {
  const Address proxy = *Address::parse("10.1.2.3");
  EXPECT_FALSE(http::is_trusted(proxy, settings_from(three).server.trusted_proxies));
  const Settings settings = settings_from(
      std::string{three} + "server.trusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]\n");
  EXPECT_TRUE(http::is_trusted(proxy, settings.server.trusted_proxies));
  EXPECT_FALSE(http::is_trusted(*Address::parse("192.0.2.1"), settings.server.trusted_proxies));
}

TEST(Settings, OfTlsBelongTogetherAndNeedHttps) {
  const std::string certificate = "server.tls.certificate = \"tls/portal.pem\"\n";
  const std::string key = "server.tls.key = \"tls/portal.key\"\n";
  EXPECT_FALSE(settings_from(three).tls);
  const auto tls = settings_from(three + certificate + key).tls;
  ASSERT_TRUE(tls);
  EXPECT_EQ(tls->files.certificate, "/etc/sallyport/tls/portal.pem");
  EXPECT_EQ(tls->host, "portal.example");
  EXPECT_THAT(refusal(three + certificate), HasSubstr("belong together"));
  EXPECT_THAT(refusal(three + key), HasSubstr("belong together"));
  EXPECT_THAT(refusal("public_address = \"http://localhost:8080\"\nstorage.database = \"a\"\n"
                      "mail.folder = \"b\"\n" +
                      certificate + key),
              HasSubstr("https"));
}

TEST(Settings, SayWhatToDoWhenTheFileIsNotThere) {
  try {
    (void)read_settings("/nowhere/sallyport.toml");
    FAIL() << "a file that is not there was read";
  } catch (const settings::Refused& refused) {
    EXPECT_THAT(refused.what(), HasSubstr("--config"));
  }
}

}  // namespace
}  // namespace sallyport::app
