// Routes of the features. The handler's parameter type says who may come in, so no page can forget.
#pragma once

#include <string_view>

#include "kit/http/router.hpp"
#include "site/failure.hpp"
#include "site/page.hpp"
#include "site/visit.hpp"

namespace sallyport::site {

class Routes {
 public:
  Routes(http::Router& router, const Site& site) : router_(router), site_(site) {}

  template <class Pages, class Who>
  void get(std::string_view path, Pages* pages, http::Response (Pages::*handler)(const Who&)) {
    add(http::Method::get, path, pages, handler);
  }
  template <class Pages, class Who>
  void post(std::string_view path, Pages* pages, http::Response (Pages::*handler)(const Who&)) {
    add(http::Method::post, path, pages, handler);
  }
  /// `again` answers an outdated form: it shows the page with what was typed, to be sent once more.
  /// Without it such a form gets a page that leads back to its own.
  template <class Pages, class Who>
  void post(std::string_view path, Pages* pages, http::Response (Pages::*handler)(const Who&),
            http::Response (Pages::*again)(const Outdated<Who>&)) {
    add(http::Method::post, path, pages, handler, again);
  }

  /// For machines: no cookies, no forms, nothing of a visit; `guard` says what else is looked at.
  void get_plain(std::string_view path, http::Handler handler,
                 std::string_view guard = "machines") {
    router_.add(http::Method::get, path, std::move(handler), guard);
  }
  /// The same for a POST of JSON, which is in `body` for the handler to read; a form is refused.
  void post_plain(std::string_view path, http::Handler handler,
                  std::string_view guard = "machines") {
    router_.add(
        http::Method::post, path,
        [this, handler = std::move(handler)](const http::Request& request) {
          return request.json ? handler(request) : failure(site_, 415, request);
        },
        guard);
  }

 private:
  template <class Pages, class Who>
  void add(http::Method method, std::string_view path, Pages* pages,
           http::Response (Pages::*handler)(const Who&),
           http::Response (Pages::*again)(const Outdated<Who>&) = nullptr) {
    router_.add(
        method, path,
        [this, pages, handler, again](const http::Request& request) {
          if (request.json) return failure(site_, 415, request);  // pages send forms
          const auto who = Who::admit(site_, request);
          if (!who) return who.error();
          if (who->outdated) {
            return dress(again ? (pages->*again)({*who}) : outdated_form(*who), *who);
          }
          return dress((pages->*handler)(*who), *who);
        },
        Who::guard);
  }

  http::Router& router_;
  const Site& site_;
};

}  // namespace sallyport::site
