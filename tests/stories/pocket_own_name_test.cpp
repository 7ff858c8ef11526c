// Pocket under a host name of its own: each name leads to what lives there, and to nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/phone.hpp"

namespace sallyport::testkit {
namespace {

using testing::HasSubstr;

constexpr const char* email = "ann@example.com";
constexpr const char* password = "correct horse battery";
constexpr const char* pocket = "https://pocket.portal.example";

app::Settings with_own_name() {
  app::Settings settings = test_settings();
  settings.pocket.address = pocket;
  return settings;
}

http::Response asked(Service& service, const std::string& host, const std::string& path) {
  http::Request request;
  request.path = path;
  request.headers = {{"host", host}};
  request.id = "0123456789abcdef";
  return service.answer(std::move(request));
}

std::string location_of(const http::Response& response) {
  for (const auto& [name, value] : response.headers) {
    if (name == "Location") return value;
  }
  return "";
}

TEST(PocketsOwnName, LeadsToPocketAlone) {
  Service service(with_own_name());
  EXPECT_EQ(asked(service, "pocket.portal.example", "/pocket/").status, 200);
  EXPECT_EQ(location_of(asked(service, "pocket.portal.example", "/")),
            "https://pocket.portal.example/pocket/");
  for (const char* path : {"/signin", "/account-security", "/assets/site.css", "/help"}) {
    EXPECT_EQ(asked(service, "pocket.portal.example", path).status, 421) << path;
  }
  EXPECT_EQ(asked(service, "elsewhere.example", "/pocket/").status, 421);
}

TEST(PocketsOwnName, IsWhereThePortalsNameLeadsWhoLooksForPocketThere) {
  Service service(with_own_name());
  const auto response = asked(service, "portal.example", "/pocket/");
  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(location_of(response), "https://pocket.portal.example/pocket/");
  EXPECT_EQ(asked(service, "portal.example", "/signin").status, 200);
}

TEST(PocketsOwnName, StandsInTheQrCodeAndInWhatPhonesSign) {
  Service service(with_own_name());
  service.add_person(email, password);
  Browser browser(service);
  sign_in(browser, email, password);
  browser.open("/account-security/two-factor/method");
  browser.press("Verify", {{"password", password}});
  browser.click("Log in by simply pressing one button");

  Phone wrong(service);
  EXPECT_EQ(wrong.link(code_on(browser)).status, 303) << "the portal's name is not Pocket's";
  Phone phone(service);
  phone.audience = pocket;
  EXPECT_EQ(phone.link(code_on(browser)).status, 201);
  browser.open("/account-security/two-factor/pocket");
  browser.press("Yes, that is my phone");
  EXPECT_THAT(browser.text(), HasSubstr("The link is successful"));

  Browser other(service);
  sign_in(other, email, password);
  const auto request = phone.waiting();
  ASSERT_TRUE(request);
  EXPECT_THAT(request->context, HasSubstr("\"origin\":\"https://portal.example\""));
}

}  // namespace
}  // namespace sallyport::testkit
