// Whether a value of the file fits its row of the table. For this folder only: it includes toml++.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "kit/settings/settings.hpp"

#include "kit/settings/toml.hpp"

namespace sallyport::settings {

/// A value as text; one element, except for a list.
using Texts = std::vector<std::string>;

/// Why a value is not taken, without its line and key.
struct Unfit {
  std::string reason;
};

[[nodiscard]] Result<Texts, Unfit> fitting(const Setting&, const toml::node&);
/// A default that breaks its own row is a Bug.
[[nodiscard]] Texts default_of(const Setting&);
/// What may stand there, as written in TOML.
[[nodiscard]] std::string_view example_of(const Setting&);

}  // namespace sallyport::settings
