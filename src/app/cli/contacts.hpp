// sallyport contact add|list|give-access|withdraw-access|invite|change-email
#pragma once

#include <vector>

#include "app/cli/open.hpp"

namespace sallyport::app::cli {

enum class Access { none, given };

struct ContactWords {
  std::int64_t organisation = 0;
  std::string email;
  std::string first_name;
  std::string last_name;
  std::vector<std::string> roles;
  Access access = Access::none;
};

void add_contact(Opened&, const ContactWords&, Form);
void list_contacts(Opened&, std::int64_t organisation, Form);

enum class AccessVerb { give, withdraw, invite };
void change_access(Opened&, AccessVerb, std::int64_t organisation, const std::string& email, Form);

void change_contact_email(Opened&, std::int64_t organisation, const std::string& email,
                          const std::string& new_email, Form);

}  // namespace sallyport::app::cli
