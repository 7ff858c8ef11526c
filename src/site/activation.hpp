// What all activations of a second factor share, and all removals.
//
// Source  rulings on step-up; requirements R-SES-7, R-TOTP-5, R-REC-1. A session that lacked the
// first factor
//         ends; the one that proved it goes on, raised, under a new token.
#pragma once

#include <functional>
#include <string>

#include "kit/http/message.hpp"
#include "site/factor.hpp"
#include "site/visit.hpp"

namespace sallyport::site {

struct Activation {
  const Factor& factor;
  std::string item;  // the name given to it, for the letter
  /// Stores it and answers by what name the factor takes it back (Factor::take_back). Nothing when
  /// another request was faster: then nothing happened.
  std::function<std::optional<std::string>(db::Write&, const audit::Deed&)> store;
  /// What its owner reads at once: above the codes that a first one brings, or else on `page`,
  /// which leads on from there; empty: back to the page of two-factor authentication.
  std::optional<Notice> success = {};
  std::string page = {};
};

/// Records an activation: raises the session, ends those that lacked the factor, writes the letter.
/// The first of an account also brings what helps out (recovery codes), which the answer shows.
/// When `store` says no, the answer leads back to the page of two-factor authentication.
[[nodiscard]] http::Response activate(const MayChangeFactors&, const Activation&);

enum class Removed { done, not_there, needed };  // needed: nothing else could prove anything

/// What taking one thing away would leave the account.
struct Left {
  std::size_t usable = 0;    // that can prove something now
  std::size_t standing = 0;  // that make its sign-in two-step

  /// Nobody may be asked for what they cannot give, nor be without what is demanded of them.
  [[nodiscard]] bool is_too_little(bool required) const {
    return usable == 0 && (required || standing > 0);
  }
};
/// `is_usable`: whether that thing itself can prove something now.
[[nodiscard]] Left left_without(db::Read&, const Site&, AccountId, bool is_usable = true);

/// Records a removal: ends all other sessions, writes the letter. With the last one goes what helps
/// out.
///
///   remove     takes it away; false when it is not there.
///   is_usable  whether it can prove something now.
[[nodiscard]] Removed take_away(const MayChangeFactors&, const Factor&, const std::string& item,
                                const std::function<bool(db::Write&)>& remove,
                                bool is_usable = true);

}  // namespace sallyport::site
