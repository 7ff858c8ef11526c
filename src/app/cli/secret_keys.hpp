// sallyport keys list|status|rotate|retire
#pragma once

#include "app/cli/open.hpp"

namespace sallyport::app::cli {

/// The keys, their files and versions; of the audit and the push key the public halves
/// too.
void list_keys(Opened&, Form);
/// How many values in the database each version protects.
void tell_key_uses(Opened&, Form);
/// Gives the key a new version, which a running portal takes over by itself.
void rotate_key(Opened&, const std::string& name, Form);
/// Takes a version out that nothing needs any more.
void retire_key(Opened&, const std::string& name, std::uint32_t version, Form);

}  // namespace sallyport::app::cli
