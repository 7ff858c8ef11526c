// The way from Account security to an authenticator app, as a person walks it.
#pragma once

#include <string>
#include <vector>

#include "tests/testkit/browser.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport::testkit {

/// From any page of somebody signed in to the page with the QR code; `password` is asked on the
/// way.
void walk_to_qr_code(Browser&, const std::string& password);

/// An app that was given the secret under the QR code on the present page.
[[nodiscard]] Authenticator app_given_the_secret(const Browser&, const Service&);

/// Walks there and activates. The browser then shows the recovery codes.
[[nodiscard]] Authenticator activate_app(Browser&, Service&, const std::string& password);

/// The recovery codes on the present page.
[[nodiscard]] std::vector<std::string> recovery_codes_on(const Browser&);

/// Confirms with password and code, for the page that asks.
void confirm_with(Browser&, Service&, const std::string& password, const Authenticator&);

/// The code in the newest email that holds one.
[[nodiscard]] std::string code_mailed_to(Service&, const std::string& email);

/// On and after the date: from the page that asks for the password to what it was asked for.
void prove_by_password_and_mail(Browser&, Service&, const std::string& email,
                                const std::string& password);

}  // namespace sallyport::testkit
