// sallyport notice set|clear|show
#pragma once

#include <string>

#include "app/cli/open.hpp"

namespace sallyport::app::cli {

struct NoticeWords {
  std::string english;
  std::string dutch;
  std::string until;  // "2026-01-31 18:00" in the portal's time zone; empty: until it is cleared
};

void set_notice(Opened&, const NoticeWords&, Form);
void clear_notice(Opened&, Form);
void show_notice(Opened&, Form);

}  // namespace sallyport::app::cli
