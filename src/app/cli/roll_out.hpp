// Rolling out to the date: sallyport organisation set-date|clear-date, exemption grant|end|list
#pragma once

#include <string>

#include "app/cli/open.hpp"

namespace sallyport::app::cli {

void set_organisation_date(Opened&, std::int64_t number, const std::string& from, Form);
void clear_organisation_date(Opened&, std::int64_t number, Form);

struct ExemptionWords {
  std::string email;
  std::string until;  // "2027-01-31"
  std::string reason;
};
void grant_exemption(Opened&, const ExemptionWords&, Form);
void end_exemption(Opened&, const std::string& email, Form);
void list_exemptions(Opened&, Form);

}  // namespace sallyport::app::cli
