// Within which organisation something is done.
//
// Every function that reads or changes what belongs to an organisation takes a Scope, and a Scope
// can be had in two ways only: a member who is in (contact::Membership::scope), or an operator's
// command. So no page can ask for another organisation's rows by an id from an address.
#pragma once

#include "base/id.hpp"

namespace sallyport::contact {
struct Membership;
}

namespace sallyport::organisation {

class Scope {
 public:
  /// For app/cli and the operator's own pages only.
  static Scope of_operator(OrganisationId id) { return Scope{id}; }

  [[nodiscard]] OrganisationId id() const { return id_; }

 private:
  friend struct contact::Membership;
  explicit Scope(OrganisationId id) : id_(id) {}
  OrganisationId id_;
};

}  // namespace sallyport::organisation
