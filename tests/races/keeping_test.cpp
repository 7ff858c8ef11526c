// What administrators of one organisation do to its contact persons at the same moment: it keeps an
// administrator, a role has as many holders as it may, and of many who change one person the first
// is the one.
#include <gtest/gtest.h>

#include "core/account/account.hpp"
#include "core/contact/keeping.hpp"
#include "core/contact/list.hpp"
#include "core/core_fixture.hpp"
#include "tests/races/crowd.hpp"

namespace sallyport::races {
namespace {

class KeepingThreads : public Core {
 protected:
  /// With access and here before; acts as itself.
  contact::Membership administrator(const std::string& address) {
    return write([&](db::Write& db) {
      const ContactId id = contact::add(db, deed(), kroon,
                                        {.email = email(address),
                                         .first_name = address,
                                         .last_name = "Bakker",
                                         .roles = {std::string{contact::administrator}}})
                               .value();
      contact::give_access_quietly(db, deed(), kroon, *contact::find(db, kroon, id));
      contact::remember_chosen(db, kroon, id, now);
      return contact::memberships(db, email(address)).at(0);
    });
  }
  ContactId person(const std::string& address) {
    return write([&](db::Write& db) {
      return contact::add(
                 db, deed(), kroon,
                 {.email = email(address), .first_name = "Bo", .last_name = "Bos", .roles = {}})
          .value();
    });
  }

  /// Whether it was changed by the right that this administrator has when it is their turn.
  bool change(const contact::Membership& who, ContactId id, const contact::Change& to) {
    return write([&](db::Write& db) {
      const auto account =
          account::find(db, email(who.person_name.substr(0, who.person_name.find(' '))));
      const auto right = contact::authority(db, who, account.value().id);
      return right && contact::change(db, deed(), *right, id, to, roles).has_value();
    });
  }
  std::int64_t administrators() {
    return read(
        [&](db::Read& db) { return contact::administrators_who_can(db, kroon, std::nullopt); });
  }
  static contact::Change without_roles(const contact::Membership& who, std::int64_t version) {
    return {.first_name = who.person_name.substr(0, who.person_name.find(' ')),
            .last_name = "Bakker",
            .version = version};
  }

  organisation::Scope kroon = organisation("Kroon");
  contact::Roles roles = {{.name = "finance", .label = "F", .dutch_label = "F", .most = 5}};
};

TEST_F(KeepingThreads, TwoAdministratorsWhoDemoteEachOtherLeaveOne) {
  for (int round = 0; round < rounds(3, 50); ++round) {
    const auto one = administrator("a" + std::to_string(round) + "@kroon.example");
    const auto other = administrator("b" + std::to_string(round) + "@kroon.example");
    accepted_of_all_at_once([&](int person) {
      return person % 2 == 0 ? change(one, other.contact, without_roles(other, 2))
                             : change(other, one.contact, without_roles(one, 2));
    });
    ASSERT_EQ(administrators(), 1);
    write([&](db::Write& db) { db.change("DELETE FROM contact"); });
  }
}

TEST_F(KeepingThreads, OfAllAdministratorsWhoGiveUpTheRoleOneStays) {
  std::vector<contact::Membership> all;
  for (int i = 0; i < crowd_size; ++i) {
    all.push_back(administrator("a" + std::to_string(i) + "@kroon.example"));
  }
  EXPECT_EQ(accepted_of_all_at_once([&](int person) {
              const auto& who = all.at(static_cast<std::size_t>(person));
              return change(who, who.contact, without_roles(who, 2));
            }),
            crowd_size - 1);
  EXPECT_EQ(administrators(), 1);
}

TEST_F(KeepingThreads, TheLastPlaceOfARoleIsTakenOnce) {
  const auto ann = administrator("ann@kroon.example");
  for (int round = 0; round < rounds(3, 20); ++round) {
    roles.at(0).most = round + 1;
    std::vector<ContactId> people;
    for (int i = 0; i < crowd_size; ++i) {
      people.push_back(
          person("p" + std::to_string(round) + "." + std::to_string(i) + "@kroon.example"));
    }
    EXPECT_EQ(accepted_of_all_at_once([&](int person) {
                return change(
                    ann, people.at(static_cast<std::size_t>(person)),
                    {.first_name = "Bo", .last_name = "Bos", .roles = {"finance"}, .version = 1});
              }),
              1);
    EXPECT_EQ(count("contact_role WHERE role = 'finance'"), round + 1);
  }
}

TEST_F(KeepingThreads, OfManyWhoSaveTheSameVersionOneWins) {
  const auto ann = administrator("ann@kroon.example");
  const ContactId bo = person("bo@kroon.example");
  for (int round = 1; round <= rounds(7, 100); ++round) {
    EXPECT_EQ(accepted_of_all_at_once([&](int person) {
                return change(
                    ann, bo,
                    {.first_name = "Bo",
                     .last_name = "No" + std::to_string(round) + "." + std::to_string(person),
                     .version = round});
              }),
              1);
  }
}

}  // namespace
}  // namespace sallyport::races
