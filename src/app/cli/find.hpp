// From the words on the command line to what they mean, or a refusal that says what to do.
#pragma once

#include "app/cli/open.hpp"
#include "core/contact/contact.hpp"
#include "core/organisation/organisation.hpp"

namespace sallyport::app::cli {

[[nodiscard]] organisation::Organisation find_organisation(Opened&, std::int64_t number);
/// A name as it will stand on pages and in letters: UTF-8, 1 to `most` letters, one line. Throws
/// Refused.
void check_name(const std::string& name, std::size_t most, std::string_view option);
[[nodiscard]] Email parse_email(const std::string& typed);
/// A day like 2027-01-31.
[[nodiscard]] Day parse_day_of(const std::string& typed, std::string_view option);
/// The contact person of that organisation with that address.
[[nodiscard]] contact::Contact find_contact(Opened&, const organisation::Scope&,
                                            const std::string& email);

}  // namespace sallyport::app::cli
