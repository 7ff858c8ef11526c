#include "site/browser_name.hpp"

#include <gtest/gtest.h>

namespace sallyport::site {
namespace {

TEST(BrowserName, SaysInPlainWordsWhatABrowserCallsItself) {
  struct Row {
    std::string_view user_agent;
    std::string_view browser;
    std::string_view system;
  };
  for (const auto& [user_agent, browser, system] : {
           Row{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
               " Chrome/140.0.0.0 Safari/537.36",
               "Chrome", "Windows"},
           Row{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
               " Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
               "Edge", "Windows"},
           Row{"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox",
               "Linux"},
           Row{"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
               "(KHTML, like Gecko)"
               " Version/17.5 Mobile/15E148 Safari/604.1",
               "Safari", "iPhone"},
           Row{"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)"
               " SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
               "Samsung Internet", "Android"},
           Row{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like "
               "Gecko)"
               " Version/17.5 Safari/605.1.15",
               "Safari", "macOS"},
           Row{"curl/7.88.1", "", ""},
           Row{"", "", ""},
       }) {
    EXPECT_EQ(browser_name(user_agent).browser, browser) << user_agent;
    EXPECT_EQ(browser_name(user_agent).system, system) << user_agent;
  }
}

}  // namespace
}  // namespace sallyport::site
