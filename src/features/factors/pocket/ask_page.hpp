// What ask.html needs.
#pragma once

#include <vector>

#include "core/device/device.hpp"
#include "features/factors/pocket/asking.hpp"
#include "site/visit.hpp"

namespace sallyport::pocket {

struct AskPage {
  const site::Visit& visit;
  const site::Question& question;
  const Asked& asked;
  const std::vector<device::Device>& devices;

  [[nodiscard]] http::Response response() const;

 private:
  [[nodiscard]] templates::Model model() const;
  [[nodiscard]] std::string page_path() const;
  [[nodiscard]] std::string names_of_phones() const;
};

}  // namespace sallyport::pocket
