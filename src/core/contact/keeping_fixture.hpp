// What the tests of keeping contact persons share. For tests only.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/contact/keeping.hpp"
#include "core/contact/list.hpp"
#include "core/core_fixture.hpp"

namespace sallyport::contact {

class Keeping : public Core {
 protected:
  using Kept = Result<Contact, Refusal>;
  using Names = std::vector<std::string>;

  /// With access, and here before: may act, and counts as an administrator who can.
  ContactId administrator_of(const organisation::Scope& scope, std::string_view address,
                             const std::string& first_name) {
    const ContactId id = invited_administrator(scope, address, first_name);
    write([&](db::Write& db) { remember_chosen(db, scope, id, now); });
    return id;
  }
  /// With access, and never here.
  ContactId invited_administrator(const organisation::Scope& scope, std::string_view address,
                                  const std::string& first_name) {
    const ContactId id = write([&](db::Write& db) {
      return add(db, deed(), scope,
                 {.email = email(address),
                  .first_name = first_name,
                  .last_name = "Bakker",
                  .roles = {std::string{administrator}}})
          .value();
    });
    give_access(scope, id);
    return id;
  }

  std::optional<organisation::Authority> authority_of(db::Read& db, const Membership& member,
                                                      std::string_view address) {
    return authority(db, member, account::find(db, email(address)).value().id);
  }
  Membership member(std::string_view address) {
    return read([&](db::Read& db) { return memberships(db, email(address)); }).at(0);
  }
  /// One transaction by the right that this person has at its beginning; they must have it.
  template <class F>
  Kept as(std::string_view address, F&& f) {
    const Membership of = member(address);
    return write([&](db::Write& db) -> Kept { return f(db, *authority_of(db, of, address)); });
  }
  template <class F>
  Kept as_operator(F&& f) {
    return write([&](db::Write& db) -> Kept {
      return f(db, organisation::Authority::of_operator(kroon.id()));
    });
  }

  Contact found(ContactId id) {
    return read([&](db::Read& db) { return find(db, kroon, id); }).value();
  }
  Listed listed(ContactId id) {
    for (const Listed& row :
         read([&](db::Read& db) { return page(db, kroon, {.most = 1000}); }).rows) {
      if (row.contact.id == id) return row;
    }
    throw std::runtime_error("not in the list");
  }
  std::int64_t version(ContactId id) { return listed(id).version; }
  /// A form about this person, filled with what is saved now.
  Change form(ContactId id) {
    const Listed now_saved = listed(id);
    return {.first_name = now_saved.contact.first_name,
            .last_name = now_saved.contact.last_name,
            .telephone = now_saved.contact.telephone,
            .position = now_saved.contact.position,
            .roles = now_saved.contact.roles,
            .version = now_saved.version};
  }
  Change form(ContactId id, Names held) {
    Change filled = form(id);
    filled.roles = std::move(held);
    return filled;
  }

  Kept change_as(std::string_view who, ContactId id, const Change& to) {
    return as(who, [&](db::Write& db, const organisation::Authority& right) {
      return change(db, deed(), right, id, to, roles);
    });
  }
  Kept record_as(std::string_view who, const NewContact& contact, Access access = Access::none) {
    return as(who, [&](db::Write& db, const organisation::Authority& right) {
      return record(db, deed(), outbox, right, contact, access, roles);
    });
  }
  Kept remove_as(std::string_view who, ContactId id, std::int64_t version) {
    return as(who, [&](db::Write& db, const organisation::Authority& right) {
      return remove(db, deed(), outbox, right, id, version);
    });
  }
  Kept withdraw_as(std::string_view who, ContactId id) {
    return as(who, [&](db::Write& db, const organisation::Authority& right) {
      return contact::withdraw_access(db, deed(), outbox, right, id);
    });
  }
  Kept change_email_as(std::string_view who, ContactId id, std::string_view address,
                       std::int64_t version) {
    return as(who, [&](db::Write& db, const organisation::Authority& right) {
      return change_email(db, deed(), outbox, right, id, email(address), version);
    });
  }
  NewContact new_contact(std::string_view address, Names held = {}) {
    return {.email = email(address),
            .first_name = "Bo",
            .last_name = "de Vries",
            .telephone = "0612",
            .position = "Buyer",
            .roles = std::move(held)};
  }

  std::vector<audit::Entry> log() {
    return read([](db::Read& db) { return audit::newest(db, {}, 1000); });
  }
  static std::string why(const Kept& kept) {
    if (kept) return "done";
    switch (kept.error().why) {
      case Refused::no_such_contact:
        return "no_such_contact";
      case Refused::has_access:
        return "has_access";
      case Refused::has_no_access:
        return "has_no_access";
      case Refused::address_taken:
        return "address_taken";
      case Refused::last_administrator:
        return "last_administrator";
      case Refused::oneself:
        return "oneself";
      case Refused::role_full:
        return "role_full";
      case Refused::no_such_role:
        return "no_such_role";
      case Refused::changed_meanwhile:
        return "changed_meanwhile";
    }
    return "unknown";
  }

  static constexpr std::string_view ann = "ann@kroon.example";
  static constexpr std::string_view eve = "eve@kroon.example";
  static constexpr std::string_view bo = "bo@kroon.example";

  organisation::Scope kroon = organisation("Kroon");
  organisation::Scope molen = organisation("Molen");
  Roles roles = {
      {.name = "finance", .label = "Finance", .dutch_label = "Financiën", .most = 2},
      {.name = "courses", .label = "Courses", .dutch_label = "Cursussen"},
  };
  ContactId ann_id = administrator_of(kroon, ann, "Ann");
};

}  // namespace sallyport::contact
