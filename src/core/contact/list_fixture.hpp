// What the tests of the list share. For tests only.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/contact/list.hpp"
#include "core/core_fixture.hpp"

namespace sallyport::contact {

class ContactList : public Core {
 protected:
  ContactId add(const organisation::Scope& scope, std::string_view address,
                const std::string& first_name, const std::string& last_name,
                std::vector<std::string> roles = {}) {
    return write([&](db::Write& db) {
      return contact::add(db, deed(), scope,
                          {.email = email(address),
                           .first_name = first_name,
                           .last_name = last_name,
                           .roles = std::move(roles)})
          .value();
    });
  }
  ContactId add(const std::string& first_name, const std::string& last_name) {
    return add(kroon, fmt::format("p{}@kroon.example", ++people_), first_name, last_name);
  }
  void change_address(ContactId id, std::string_view address) {
    const bool changed = write([&](db::Write& db) {
      return change_email(db, deed(), outbox, kroon, id, email(address)).has_value();
    });
    ASSERT_TRUE(changed);
  }
  void is_here(const organisation::Scope& scope, ContactId id, Time when) {
    write([&](db::Write& db) { remember_chosen(db, scope, id, when); });
  }
  void remove(ContactId id) {
    write([&](db::Write& db) {
      db.change("DELETE FROM contact WHERE organisation_id = $1 AND id = $2", {kroon.id(), id});
    });
  }
  Page ask(const Asked& asked) { return ask(kroon, asked); }
  Page ask(const organisation::Scope& scope, const Asked& asked) {
    return read([&](db::Read& db) { return page(db, scope, asked); });
  }
  static std::vector<std::string> names(const Page& page) {
    std::vector<std::string> names;
    for (const Listed& row : page.rows) names.push_back(row.contact.name());
    return names;
  }
  std::vector<std::string> found(const std::string& search) {
    return names(ask({.search = search}));
  }
  Listed listed(ContactId id) {
    for (const Listed& row : ask({.most = 1000}).rows) {
      if (row.contact.id == id) return row;
    }
    throw std::runtime_error("not in the list");
  }
  Invitation invitation(ContactId id) { return invitation_of(listed(id), now); }

  organisation::Scope kroon = organisation("Kroon");
  organisation::Scope molen = organisation("Molen");

 private:
  int people_ = 0;
};

}  // namespace sallyport::contact
