#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/core_fixture.hpp"
#include "core/link/link.hpp"

namespace sallyport::contact {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view ann = "ann@kroon.example";

class ContactStore : public Core {
 protected:
  std::vector<std::string> organisations_of(std::string_view address) {
    std::vector<std::string> names;
    for (const auto& membership :
         read([&](db::Read& db) { return memberships(db, email(address)); })) {
      names.push_back(membership.organisation_name);
    }
    return names;
  }
  std::vector<outbox::Waiting> letters() {
    return read([&](db::Read& db) { return outbox::due(db, keys.sealer, now, 100); });
  }
  Result<Contact, Refused> change(const organisation::Scope& of, ContactId id,
                                  std::string_view address) {
    return write(
        [&](db::Write& db) { return change_email(db, deed(), outbox, of, id, email(address)); });
  }

  organisation::Scope kroon = organisation("Kroon");
  organisation::Scope molen = organisation("Molen");
};

using M18 = ContactStore;
using M66 = ContactStore;
using M67 = ContactStore;
using M70 = ContactStore;

TEST_F(M67, LetsNobodyInWhoIsRecordedWithoutAccess) {
  const auto may_enter = [&] {
    return read([&](db::Read& db) { return has_access(db, email(ann)); });
  };
  EXPECT_FALSE(may_enter());
  const ContactId id = contact_without_access(kroon, ann);
  EXPECT_THAT(organisations_of(ann), IsEmpty());
  EXPECT_FALSE(may_enter());
  give_access(kroon, id);
  EXPECT_THAT(organisations_of(ann), ElementsAre("Kroon"));
  EXPECT_TRUE(may_enter());
  withdraw_access(kroon, id);
  EXPECT_THAT(organisations_of(ann), IsEmpty());
  EXPECT_FALSE(may_enter());
}

TEST_F(M18, OffersTheLastChosenOrganisationFirst) {
  contact(kroon, ann);
  const ContactId at_molen = contact(molen, ann);
  const auto anker = organisation("Anker");
  const ContactId at_anker = contact(anker, ann);
  EXPECT_THAT(organisations_of(ann), ElementsAre("Anker", "Kroon", "Molen"));
  write([&](db::Write& db) { remember_chosen(db, anker, at_anker, now); });
  write(
      [&](db::Write& db) { remember_chosen(db, molen, at_molen, now + std::chrono::seconds{1}); });
  EXPECT_THAT(organisations_of(ann), ElementsAre("Molen", "Anker", "Kroon"));
}

TEST_F(M66, FindsAndChangesNothingOfAnotherOrganisation) {
  const ContactId id = contact(kroon, ann);
  read([&](db::Read& db) {
    EXPECT_FALSE(find(db, molen, id));
    EXPECT_FALSE(find(db, molen, email(ann)));
    EXPECT_TRUE(all(db, molen).empty());
  });
  write([&](db::Write& db) {
    EXPECT_EQ(contact::withdraw_access(db, deed(), outbox, molen, id).error(),
              Refused::no_such_contact);
    EXPECT_EQ(invite(db, deed(), outbox, molen, id).error(), Refused::no_such_contact);
    EXPECT_EQ(contact::give_access(db, deed(), outbox, molen, id).error(),
              Refused::no_such_contact);
    EXPECT_EQ(change_email(db, deed(), outbox, molen, id, email("x@y.example")).error(),
              Refused::no_such_contact);
    remember_chosen(db, molen, id, now);
  });
  EXPECT_THAT(organisations_of(ann), ElementsAre("Kroon"));
  EXPECT_EQ(count("contact WHERE last_chosen_at IS NOT NULL"), 0);
}

TEST_F(ContactStore, ScopesAMemberToTheirOwnOrganisation) {
  contact(kroon, ann);
  const auto mine = read([&](db::Read& db) { return memberships(db, email(ann)); });
  ASSERT_EQ(mine.size(), 1U);
  EXPECT_EQ(mine.front().scope().id(), kroon.id());
  EXPECT_EQ(mine.front().person_name, "Ann Bakker");
  EXPECT_FALSE(mine.front().is_administrator);
}

TEST_F(ContactStore, KnowsAnAdministratorByTheRoleInThatOrganisationOnly) {
  const auto add_with = [&](const organisation::Scope& to, std::vector<std::string> roles) {
    const ContactId id = write([&](db::Write& db) {
      return add(db, deed(), to,
                 {.email = email(ann), .first_name = "Ann", .last_name = "Bakker", .roles = roles})
          .value();
    });
    give_access(to, id);
  };
  add_with(kroon, {"administrator", "employee"});
  add_with(molen, {"employee"});
  const auto mine = read([&](db::Read& db) { return memberships(db, email(ann)); });
  ASSERT_EQ(mine.size(), 2U);
  EXPECT_TRUE(mine[0].is_administrator);
  EXPECT_FALSE(mine[1].is_administrator);
  const auto contacts = read([&](db::Read& db) { return all(db, kroon); });
  EXPECT_THAT(contacts.front().roles, ElementsAre("administrator", "employee"));
}

TEST_F(ContactStore, RecordsAnAddressOncePerOrganisation) {
  contact(kroon, ann);
  const auto again = write([&](db::Write& db) {
    return add(
        db, deed(), kroon,
        {.email = email("ANN@Kroon.example"), .first_name = "A", .last_name = "B", .roles = {}});
  });
  EXPECT_FALSE(again);
  contact(molen, ann);
  EXPECT_THAT(organisations_of(ann), ElementsAre("Kroon", "Molen"));
}

TEST_F(ContactStore, RefusesAnAddressThatAnotherContactHas) {
  const ContactId id = contact(kroon, ann);
  contact(kroon, "bob@kroon.example");
  EXPECT_EQ(change(kroon, id, "bob@kroon.example").error(), Refused::address_taken);
  EXPECT_THAT(organisations_of(ann), ElementsAre("Kroon"));
}

TEST_F(ContactStore, EndsTheOldAddressHereAndInvitesTheNew) {
  const ContactId id = contact(kroon, ann);
  contact(molen, ann);
  set_password(ann);
  const std::size_t before = letters().size();
  ASSERT_TRUE(change(kroon, id, "ann@new.example").has_value());
  EXPECT_THAT(organisations_of(ann), ElementsAre("Molen"));
  EXPECT_THAT(organisations_of("ann@new.example"), ElementsAre("Kroon"));
  const auto sent = letters();
  ASSERT_EQ(sent.size(), before + 2);
  EXPECT_EQ(sent[before].letter.to.text(), ann) << "the old address is told";
  EXPECT_EQ(sent[before].letter.kind, outbox::Kind::email_changed);
  EXPECT_EQ(sent.back().letter.to.text(), "ann@new.example");
  EXPECT_EQ(sent.back().letter.kind, outbox::Kind::invitation);
  EXPECT_FALSE(account("ann@new.example").password_hash) << "the old password opens nothing";
  EXPECT_THAT(events(), Contains("contact_email_changed"));
}

TEST_F(ContactStore, WritesToNobodyWhenAContactWithoutAccessMoves) {
  const ContactId id = contact_without_access(kroon, ann);
  ASSERT_TRUE(change(kroon, id, "ann@new.example").has_value());
  EXPECT_THAT(letters(), IsEmpty());
}

TEST_F(M70, InvitesAnAddressWithoutAPasswordByALink) {
  contact(kroon, ann);
  const auto sent = letters();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent.front().letter.kind, outbox::Kind::invitation);
  EXPECT_EQ(sent.front().letter.to.text(), ann);
  EXPECT_TRUE(read([&](db::Read& db) {
    return link::find(db, link::Purpose::set_password, sent.front().letter.link_token.reveal(), now)
        .has_value();
  }));
}

TEST_F(ContactStore, AnswersTheSameWhetherOrNotTheAddressIsKnownElsewhere) {
  contact(molen, ann);
  set_password(ann);
  const ContactId known = contact_without_access(kroon, ann);
  const ContactId fresh = contact_without_access(kroon, "new@kroon.example");
  const auto give = [&](ContactId id) {
    return write(
        [&](db::Write& db) { return contact::give_access(db, deed(), outbox, kroon, id); });
  };
  const auto of_known = give(known);
  const auto of_fresh = give(fresh);
  ASSERT_TRUE(of_known.has_value());
  ASSERT_TRUE(of_fresh.has_value());
  EXPECT_EQ(of_known->access, of_fresh->access);
  EXPECT_EQ(of_known->roles, of_fresh->roles);
  const auto told = read([&](db::Read& db) {
    return audit::newest(db, {.account = std::nullopt, .organisation = kroon.id()}, 4);
  });
  ASSERT_EQ(told.size(), 4U);
  EXPECT_EQ(told[0].event, told[2].event);
  EXPECT_EQ(told[1].event, told[3].event);
}

TEST_F(ContactStore, TellsWhoHasAPasswordAlreadyWithoutALinkToSetOne) {
  set_password(ann);
  contact(kroon, ann);
  const auto sent = letters();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent.front().letter.kind, outbox::Kind::access_given);
  EXPECT_EQ(count("link"), 0);
  EXPECT_EQ(count("objection"), 1) << "only one to say that it was not them";
}

TEST_F(ContactStore, GivesAndWithdrawsAccessOnce) {
  const ContactId id = contact(kroon, ann);
  write([&](db::Write& db) {
    EXPECT_EQ(contact::give_access(db, deed(), outbox, kroon, id).error(), Refused::has_access);
  });
  withdraw_access(kroon, id);
  write([&](db::Write& db) {
    EXPECT_EQ(contact::withdraw_access(db, deed(), outbox, kroon, id).error(),
              Refused::has_no_access);
    EXPECT_EQ(invite(db, deed(), outbox, kroon, id).error(), Refused::has_no_access);
  });
}

TEST_F(ContactStore, TellsTheDateOfEachOrganisationThatLetsSomebodyIn) {
  contact(kroon, ann);
  contact(organisation("Molen"), ann);
  write([&](db::Write& db) {
    organisation::set_date(db, deed(), kroon.id(), *parse_day("2027-03-01"));
  });
  for (const Membership& mine : read([&](db::Read& db) { return memberships(db, email(ann)); })) {
    EXPECT_EQ(mine.required_from,
              mine.organisation == kroon.id() ? parse_day("2027-03-01") : std::nullopt);
  }
}

TEST_F(ContactStore, CountsWhoIsLetInOnceForEachOrganisation) {
  const ContactId id = contact(kroon, ann);
  contact(organisation("Molen"), ann);
  contact_without_access(kroon, "bob@kroon.example");
  const auto let_in = [&] { return read([](db::Read& db) { return all_with_access(db); }).size(); };
  EXPECT_EQ(let_in(), 2U);
  withdraw_access(kroon, id);
  EXPECT_EQ(let_in(), 1U);
}

}  // namespace
}  // namespace sallyport::contact
