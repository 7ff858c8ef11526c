#include "features/account_security/browser_name.hpp"

#include <array>

namespace sallyport::account_security {
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

}  // namespace sallyport::account_security
