#include "app/cli/overrides.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "app/cli/open.hpp"
#include "kit/embedded/embedded.hpp"
#include "site/white_label/white_label.hpp"

namespace sallyport::app::cli {

void list_overrides() {
  for (const std::string& name : white_label::replaceable()) print(name);
}

void print_overridable(const std::string& name) {
  // Colours and rules are read behind ours, which stand here.
  const std::string_view file =
      name == "colours.toml" || name == "style.css" ? "web/site.css" : std::string_view{name};
  const bool known = white_label::can_be_replaced(name);
  const auto ours = known ? embedded::find(file) : std::nullopt;
  if (!ours) {
    throw Refused(
        fmt::format("\"{}\" has nothing of ours to print. `sallyport overrides list` shows "
                    "all names.",
                    name));
  }
  std::fwrite(ours->data(), 1, ours->size(), stdout);
}

}  // namespace sallyport::app::cli
