#include "features/signin/password_page.hpp"

namespace sallyport::signin {
namespace {

templates::Value words_or_none(const std::optional<text::Message>& message) {
  if (message) return *message;
  return std::string{};
}

}  // namespace

http::Response render(const site::Visit& visit, const PasswordPage& page, int status) {
  return site::page(visit, "src/features/signin/password.html", text::Message{"Log in"},
                    {{"email", page.email},
                     {"return_to", page.return_to},
                     {"shared", page.shared},
                     {"reason", words_or_none(page.reason)},
                     {"problem", words_or_none(page.problem)},
                     {"environment", visit.site.portal.environment}},
                    status);
}

}  // namespace sallyport::signin
