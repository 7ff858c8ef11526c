// Method and path to handler.
//
// A path belongs to the pattern with a written segment where another has {name}, so "/phones/new"
// never reaches "/phones/{id}", whatever the method.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kit/http/message.hpp"

namespace sallyport::http {

using Handler = std::function<Response(const Request&)>;

struct Route {
  Method method = Method::get;  // a GET route answers HEAD too
  std::string path;             // "/invitation/{token}"
  std::string guard;            // who may come in, in words: for docs/routes.md and the tests
};

class Router {
 public:
  /// Two handlers for one method and path are a Bug, and so is one for HEAD.
  void add(Method, std::string_view path, Handler, std::string_view guard = "anybody");

  enum class Miss { not_found, method_not_allowed };
  struct Match {
    const Handler* handler = nullptr;
    std::string_view route;  // the pattern, for Response::route; lives as long as the router
    std::map<std::string, std::string, std::less<>> parts;
    Miss miss = Miss::not_found;  // when there is no handler
    std::string allowed;          // then for method_not_allowed: "GET, HEAD"
  };
  /// Matches on the encoded path; a part is percent-decoded, must be UTF-8 and not empty.
  [[nodiscard]] Match match(Method, std::string_view path) const;

  /// All routes in the order they were added: docs/routes.md and the tests walk them.
  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

 private:
  struct Segment;
  struct Entry;
  std::vector<Route> routes_;
  std::vector<std::shared_ptr<const Entry>> entries_;  // written segments before {name}
};

}  // namespace sallyport::http
