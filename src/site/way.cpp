#include "site/way.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"

namespace sallyport::site {

std::string path_of(attempt::Step step) {
  switch (step) {
    case attempt::Step::password:
      return "/signin";
    case attempt::Step::factor:
      return "/signin/factor";
    case attempt::Step::activate:
      return two_factor_path;
    case attempt::Step::organisation:
      return "/organisation";
    case attempt::Step::enter:
      return "/";
  }
  throw Bug("every step has a path");
}

std::string onward(attempt::Step step, const std::string& return_to) {
  if (step == attempt::Step::enter && is_own_path(return_to)) return return_to;
  return path_of(step);
}

std::string page_of_form(const Site& site, const http::Request& request) {
  if (const auto back = request.form.text("back", 512); back && is_own_path(*back)) {
    return std::string{*back};
  }
  std::string_view page = request.header("referer").value_or("");
  const std::string& ours = site.portal.public_address;
  if (!page.starts_with(ours + "/")) return "";
  page.remove_prefix(ours.size());
  return is_own_path(page) ? std::string{page} : "";
}

std::string confirm_path(Need need, const http::Request& request) {
  std::string back = request.path;
  if (request.method == http::Method::post) {
    // A form says by `back` which page it stands on.
    back = request.form.text("back", 512).value_or(account_security_path);
  }
  if (!is_own_path(back)) back = account_security_path;
  return fmt::format("/confirm?for={}&to={}", need == Need::recent ? "recent" : "factors",
                     percent_encode(back));
}

}  // namespace sallyport::site
