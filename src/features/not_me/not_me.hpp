// "This was not me": from a letter's link, and from the history of sign-ins.
//
// Owns    the pages /not-me/{token}, /not-me/done and those under /account-security/sign-ins.
// Source  rulings, "Sign-in and second factors"; NIST SP 800-63B-4 §4.2.3.
// Read    put_right (what is done), letter_page.cpp, sign_ins_page.cpp.
//
// Looking changes nothing; a button acts, and lets nobody in.
#pragma once

#include "site/routes.hpp"
#include "site/site.hpp"

namespace sallyport::not_me {

inline constexpr const char* sign_ins_path = "/account-security/sign-ins";

class NotMe {
 public:
  explicit NotMe(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  // letter_page.cpp
  http::Response ask(const site::Visitor&);
  http::Response object(const site::Visitor&);
  http::Response show_done(const site::Visitor&);

  // sign_ins_page.cpp
  http::Response list(const site::SignedIn&);
  http::Response ask_about_one(const site::RecentlySignedIn&);
  http::Response object_to_one(const site::RecentlySignedIn&);

  const site::Site& site_;
};

}  // namespace sallyport::not_me
