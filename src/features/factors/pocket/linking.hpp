// What looking a linking code up and completing it share.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>

#include "core/pairing/pairing.hpp"
#include "core/throttle/throttle.hpp"
#include "kit/http/message.hpp"
#include "site/site.hpp"

namespace sallyport::pocket {

[[nodiscard]] http::Response refuse_used();

/// Why a pairing cannot be looked up or answered (any more).
[[nodiscard]] std::optional<http::Response> refuse_pairing(const std::optional<pairing::Pairing>&);

/// A try is spent before a code is looked at, and given back when it leads somewhere; 429.
[[nodiscard]] std::optional<http::Response> spend(const site::Site&, const http::Request&,
                                                  std::initializer_list<throttle::Limit>);
void give_back(db::Write&, const site::Site&, const http::Request&);

/// What is told of whose account it is.
struct Owner {
  std::string account;
  std::optional<std::string> organisation;
};
[[nodiscard]] Owner owner_of(db::Read&, AccountId);

}  // namespace sallyport::pocket
