#include "site/known_browser.hpp"

#include "site/cookies.hpp"

namespace sallyport::site {

std::optional<browser::Browser> known_browser(db::Read& db, const Visit& visit, AccountId account) {
  const auto cookie = visit.request.cookie(known_cookie);
  if (!cookie) return std::nullopt;
  return browser::find(db, *cookie, account, visit.now);
}

browser::Remembered remember_browser(db::Write& db, const Visit& visit, AccountId account,
                                     std::chrono::seconds lasts) {
  return browser::remember(db, visit.deed(), account, visit.request.cookie(known_cookie),
                           looks_of(visit.request), lasts);
}

http::Cookie cookie_of(const browser::Remembered& remembered) {
  // Always the whole lifetime: other accounts may know it for longer than this one.
  return {.name = known_cookie,
          .value = std::string{remembered.token.reveal()},
          .lasts = browser::lifetime};
}

browser::Looks looks_of(const http::Request& request) {
  constexpr std::size_t longest = 256;
  return {.user_agent = std::string{request.header("user-agent").value_or("").substr(0, longest)},
          .address = request.sender.text()};
}

}  // namespace sallyport::site
