// What people can read before they log in: how every step goes, and what may be counted on.
//
// Owns    /help (M69) and /trust (M61); the pictures in web/help, taken by tools/help-pictures.mjs.
// Why     Bold words in help.html are labels: each is found on a screen of ours, in both languages,
//         or help_test.cpp fails.
#pragma once

#include "site/routes.hpp"

namespace sallyport::help {

class Help {
 public:
  explicit Help(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  [[nodiscard]] http::Response show_help(const site::Visitor&);
  [[nodiscard]] http::Response show_trust(const site::Visitor&);

  const site::Site& site_;
};

}  // namespace sallyport::help
