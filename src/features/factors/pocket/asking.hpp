// The page that waits for a press on the phone.
//
// Source  docs/pocket-protocol.md, "Challenges"; the page goes on by itself with the script, and
//         without it by reloading every few seconds and a button.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/challenge/challenge.hpp"
#include "core/device/subscription.hpp"
#include "site/factor.hpp"
#include "site/routes.hpp"
#include "site/site.hpp"

namespace sallyport::pocket {

/// What came of asking.
struct Asked {
  std::optional<challenge::Challenge> challenge;
  std::optional<challenge::NotBegun> why_not;  // begun, or begun again
  std::optional<Time> free_at;                 // when another browser's runs out
  std::vector<device::Ringing> ringing;        // phones to be rung, after the commit
  bool may_ring_again = false;
};

class Asking {
 public:
  explicit Asking(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

  /// The page for the newest challenge of that question, which is begun when there is none.
  [[nodiscard]] http::Response page(const site::Visit&, const site::Question&);

 private:
  void ring(const std::vector<device::Ringing>&) const;
  void tell(AccountId, const std::vector<device::Ringing>&) const;
  [[nodiscard]] Asked newest_or_begin(const site::Visit&, AccountId, const std::string& asker);
  [[nodiscard]] Asked begin(db::Write&, const site::Visit&, AccountId, const std::string& asker);

  http::Response again(const site::Visitor&);
  http::Response ring_again(const site::Visitor&);
  http::Response wait(const http::Request&);

  const site::Site& site_;
};

}  // namespace sallyport::pocket
