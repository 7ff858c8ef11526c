#include "features/pocket_app/pocket_app.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "features/pocket_app/representation.hpp"
#include "tests/testkit/browser.hpp"

namespace sallyport::pocket_app {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testkit::Browser;
using testkit::Service;

/// Every file of the app that its page and its manifest name.
std::set<std::string> files_of(Service& service) {
  Browser browser(service);
  browser.open("/pocket/");
  std::string named = browser.html();
  browser.send(http::Method::get, "/pocket/manifest.webmanifest");
  named += browser.html();
  std::set<std::string> files{"/pocket/worker.js"};
  static const std::regex file{"/pocket/[a-z0-9-]+\\.[a-z]+"};
  for (std::sregex_iterator i{named.begin(), named.end(), file}; i != std::sregex_iterator{}; ++i)
    files.insert(i->str());
  return files;
}

TEST(PocketApp, ServesEveryFileThatItsPageAndItsManifestName) {
  Service service;
  const auto files = files_of(service);
  EXPECT_EQ(files.size(), 8U);
  for (const std::string& file : files) {
    Browser browser(service);
    browser.send(http::Method::get, file);
    EXPECT_EQ(browser.status(), 200) << file;
    EXPECT_FALSE(browser.html().empty()) << file;
    EXPECT_EQ(browser.header("Content-Type").starts_with("text/html"), false) << file;
  }
}

TEST(PocketApp, IsUnderItsOwnPolicy) {
  Service service;
  for (const char* path : {"/pocket/", "/pocket/app.js", "/pocket/worker.js"}) {
    Browser browser(service);
    browser.send(http::Method::get, path);
    EXPECT_EQ(browser.header("Content-Security-Policy"),
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
              " img-src 'self' blob:; media-src 'self' blob:; worker-src 'self'; manifest-src "
              "'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
              " require-trusted-types-for 'script'; trusted-types pocket-sw")
        << path;
    EXPECT_THAT(browser.header("Permissions-Policy"), HasSubstr("camera=(self)")) << path;
    EXPECT_EQ(browser.header("Referrer-Policy"), "no-referrer") << path;
    EXPECT_EQ(browser.header("Set-Cookie"), "") << path;
  }
}

TEST(PocketApp, IsCompressedForWhoTakesThatAndNotSentAgainToWhoHasIt) {
  Service service;
  Browser browser(service);
  browser.send(http::Method::get, "/pocket/app.js");
  const std::string plain = browser.html();
  const std::string plain_tag = browser.header("ETag");
  EXPECT_EQ(browser.header("Content-Encoding"), "");
  browser.headers["accept-encoding"] = "br, gzip";
  browser.send(http::Method::get, "/pocket/app.js");
  EXPECT_EQ(browser.header("Content-Encoding"), "gzip");
  EXPECT_EQ(browser.header("Vary"), "Accept-Encoding");
  EXPECT_EQ(browser.header("Cache-Control"), "no-cache");
  EXPECT_LT(browser.html().size(), plain.size() + 32);
  EXPECT_EQ(browser.html().substr(0, 2), "\x1f\x8b");
  EXPECT_NE(browser.header("ETag"), plain_tag) << "they are other bytes";

  browser.headers["if-none-match"] = "\"x\", W/" + browser.header("ETag");
  browser.send(http::Method::get, "/pocket/app.js");
  EXPECT_EQ(browser.status(), 304);
  EXPECT_EQ(browser.html(), "");
  browser.headers["if-none-match"] = plain_tag;
  browser.send(http::Method::get, "/pocket/app.js");
  EXPECT_EQ(browser.status(), 200);
}

TEST(PocketApp, TakesGzipByNameUnlessItsWeightIsNothing) {
  for (const char* takes : {"gzip", "br;q=1.0, gzip;q=0.8", " deflate ,gzip ; q=0.001"})
    EXPECT_TRUE(takes_gzip(takes)) << takes;
  for (const char* not_taken : {"", "br", "gzip;q=0", "gzip; q=0.000", "x-gzipped", "*"})
    EXPECT_FALSE(takes_gzip(not_taken)) << not_taken;
}

TEST(PocketApp, IsCalledAsTheOperatorCallsIt) {
  auto settings = testkit::test_settings();
  settings.portal.companion_app = "Keys & \"Co\"";
  Service service(settings);
  Browser browser(service);
  browser.open("/pocket");
  EXPECT_EQ(browser.path(), "/pocket/");
  EXPECT_THAT(browser.html(), HasSubstr("<title>Keys &amp; &#34;Co&#34;</title>"));
  browser.send(http::Method::get, "/pocket/manifest.webmanifest");
  EXPECT_EQ(browser.header("Content-Type"), "application/manifest+json");
  EXPECT_THAT(browser.html(),
              AllOf(HasSubstr(R"("name":"Keys & \"Co\"")"), HasSubstr(R"("scope":"/pocket/")"),
                    HasSubstr(R"("display":"standalone")")));
}

TEST(PocketApp, SaysInTheReadersLanguageThatItNeedsAScript) {
  Service service;
  Browser browser(service, "nl");
  browser.open("/pocket/");
  EXPECT_THAT(browser.html(),
              AllOf(HasSubstr("<html lang=\"nl\">"), HasSubstr("JavaScript nodig")));
  EXPECT_EQ(browser.header("Vary"), "Accept-Language");
}

}  // namespace
}  // namespace sallyport::pocket_app
