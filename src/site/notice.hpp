// What stands above a page for its reader alone: something they had better know or do.
#pragma once

#include <string>

#include "kit/text/message.hpp"

namespace sallyport::site {

/// Leads to where something can be done about it.
struct Notice {
  text::Message words;
  std::string url;
  text::Message action;
};

}  // namespace sallyport::site
