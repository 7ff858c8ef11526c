// By whose right something of an organisation is changed.
//
// A Scope says within which organisation; it is enough for reading, and for what people do about
// themselves. What an administrator may change takes an Authority. It can be had in two ways only:
// looked up for a member in the transaction that changes something (contact::authority), or an
// operator's command. So a role that was lost a moment ago changes nothing any more, and no page
// can make one of an address.
// Why     docs/decisions/0034-authority.md.
#pragma once

#include <optional>

#include "core/audit/audit.hpp"
#include "core/organisation/scope.hpp"

namespace sallyport::organisation {
class Authority;
}

namespace sallyport::contact {
[[nodiscard]] std::optional<organisation::Authority> authority(db::Read&, const Membership&,
                                                               AccountId);
}

namespace sallyport::organisation {

/// Of one transaction: not to be kept beyond it.
class Authority {
 public:
  /// For app/cli and the operator's own pages only.
  static Authority of_operator(OrganisationId id) {
    return Authority{Scope::of_operator(id), std::nullopt};
  }

  [[nodiscard]] const Scope& scope() const { return scope_; }
  /// The administrator's own contact person; nobody: the operator.
  [[nodiscard]] const std::optional<ContactId>& by() const { return by_; }
  /// The same deed as the audit log is to tell of it: who acted comes from here, never from a
  /// caller.
  [[nodiscard]] audit::Deed deed(const audit::Deed& deed) const {
    audit::Deed told = deed;
    if (!by_) return told;
    told.actor = audit::Actor::administrator;
    told.by = by_->text();
    return told;
  }

 private:
  friend std::optional<Authority> contact::authority(db::Read&, const contact::Membership&,
                                                     AccountId);
  Authority(Scope scope, std::optional<ContactId> by) : scope_(scope), by_(by) {}
  Scope scope_;
  std::optional<ContactId> by_;
};

}  // namespace sallyport::organisation
