#include "site/browser_name.hpp"

#include <array>

namespace sallyport::site {
namespace {

struct Mark {
  std::string_view mark;
  std::string_view name;
};

// In this order: each browser also carries the marks of those it wants to be taken for, which stand
// below it.
constexpr std::array browsers = {
    Mark{"EdgA/", "Edge"},       Mark{"EdgiOS/", "Edge"},
    Mark{"Edg/", "Edge"},        Mark{"OPR/", "Opera"},
    Mark{"Vivaldi/", "Vivaldi"}, Mark{"SamsungBrowser/", "Samsung Internet"},
    Mark{"FxiOS/", "Firefox"},   Mark{"Firefox/", "Firefox"},
    Mark{"CriOS/", "Chrome"},    Mark{"Chrome/", "Chrome"},
    Mark{"Safari/", "Safari"},
};

constexpr std::array systems = {
    Mark{"iPhone", "iPhone"}, Mark{"iPad", "iPad"},       Mark{"Android", "Android"},
    Mark{"CrOS", "ChromeOS"}, Mark{"Windows", "Windows"}, Mark{"Macintosh", "macOS"},
    Mark{"Linux", "Linux"},
};

template <std::size_t size>
std::string first_of(const std::array<Mark, size>& marks, std::string_view user_agent) {
  for (const auto& [mark, name] : marks) {
    if (user_agent.find(mark) != std::string_view::npos) return std::string{name};
  }
  return "";
}

}  // namespace

BrowserName browser_name(std::string_view user_agent) {
  return {.browser = first_of(browsers, user_agent), .system = first_of(systems, user_agent)};
}

text::Message browser_words(std::string_view user_agent) {
  const BrowserName name = browser_name(user_agent);
  if (!name.browser.empty() && !name.system.empty()) {
    return text::Message{"{browser} on {system}"}
        .with("browser", name.browser)
        .with("system", name.system);
  }
  if (name.browser.empty() && name.system.empty()) return text::Message{"Unknown browser"};
  return text::Message{"{browser}"}.with("browser",
                                         name.browser.empty() ? name.system : name.browser);
}

}  // namespace sallyport::site
