// More time to finish signing in, before the attempt ends (WCAG 2.2, 2.2.1).
//
// Owns    /signin/left and /signin/more-time: for the button at the foot of every step's page, and
//         for web/session.js, the dialog that warns before the end (templates/attempt_end.html).
//
// The time can be had again ten times and then ends: an attempt has proved the password, so it must
// not wait for whoever comes to the keyboard next. It opens nothing by itself, and its five wrong
// codes are not given back.
#pragma once

#include "site/routes.hpp"

namespace sallyport::signin {

class MoreTime {
 public:
  explicit MoreTime(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  http::Response left(const site::Visitor&);
  http::Response give(const site::InSignIn&);

  const site::Site& site_;
};

}  // namespace sallyport::signin
