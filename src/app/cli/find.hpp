// From the words on the command line to what they mean, or a refusal that says what to do.
#pragma once

#include "app/cli/open.hpp"
#include "core/contact/contact.hpp"
#include "core/organisation/organisation.hpp"

namespace sallyport::app::cli {

[[nodiscard]] organisation::Organisation find_organisation(Opened&, std::int64_t number);
[[nodiscard]] Email parse_email(const std::string& typed);
/// The contact person of that organisation with that address.
[[nodiscard]] contact::Contact find_contact(Opened&, const organisation::Scope&, const std::string& email);

}  // namespace sallyport::app::cli
