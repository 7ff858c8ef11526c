// The reader's language: kept by the browser for a year, and by the account for letters and other
// browsers.
//
// Owns    POST /language; the buttons stand in the frame of every page.
#pragma once

#include "site/routes.hpp"

namespace sallyport::language {

class Language {
 public:
  explicit Language(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  http::Response choose(const site::Visitor&);

  const site::Site& site_;
};

}  // namespace sallyport::language
