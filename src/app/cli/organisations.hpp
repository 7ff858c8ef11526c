// sallyport organisation add|list|show
#pragma once

#include "app/cli/open.hpp"

namespace sallyport::app::cli {

void add_organisation(Opened&, const std::string& name, Form);
void list_organisations(Opened&, Form);
void show_organisation(Opened&, std::int64_t number, Form);

}  // namespace sallyport::app::cli
