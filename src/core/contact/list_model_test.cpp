#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/contact/list_fixture.hpp"

namespace sallyport::contact {
namespace {

/// A row of the plain model.
struct Plain {
  ContactId id;
  Contact contact;
  std::int64_t last_here = 0;  // 0: never
};

class PlainList : public ContactList {
 protected:
  std::vector<Plain> people_of(const organisation::Scope& scope) {
    const std::vector<std::string> some = {"Jan",      "jan",   "J\xC3\xA1n", "Jansen",
                                           "de Vries", "Vries", "A",          "\xF0\x9F\xAA\xBF"};
    const bool many = *rc::gen::inRange(0, 4) == 0;
    const auto number = many ? *rc::gen::inRange(95, 140) : *rc::gen::inRange(0, 14);
    struct Chosen {
      NewContact contact;
      bool access = false;
      std::int64_t last_here = 0;
    };
    std::vector<Chosen> all;
    for (int i = 0; i < number; ++i) {
      all.push_back({.contact = {.email = email(fmt::format("p{}.jan@kroon.example", i * 7 % 150)),
                                 .first_name = *rc::gen::elementOf(some),
                                 .last_name = *rc::gen::elementOf(some),
                                 .roles = {}},
                     .access = *rc::gen::element(true, false),
                     .last_here = *rc::gen::element<std::int64_t>(0, 0, 1, 2, 3)});
    }
    std::vector<Plain> people;
    write([&](db::Write& db) {
      people.clear();
      for (const Chosen& one : all) {
        const auto id = contact::add(db, deed(), scope, one.contact).value();
        db.change(
            "UPDATE contact SET access = $3, last_chosen_at = $4"
            " WHERE organisation_id = $1 AND id = $2",
            {scope.id(), id, one.access ? 1 : 0,
             one.last_here == 0 ? std::nullopt : std::optional{one.last_here}});
        people.push_back({id, find(db, scope, id).value(), one.last_here});
      }
    });
    return people;
  }

  /// Everybody asked for, in order, by looking at all of them.
  static std::vector<ContactId> answer(std::vector<Plain> people, const Asked& asked) {
    const auto sought = words_sought(asked.search);
    const auto hits = [](const Plain& person, const std::string& word) {
      std::vector<std::string> found;
      for (const std::string& its : words_of(person.contact)) {
        if (its.starts_with(word)) found.push_back(its);
      }
      return found;
    };
    std::vector<std::pair<std::size_t, std::string>> counts;
    for (const std::string& word : sought) {
      std::size_t count = 0;
      for (const Plain& person : people) count += hits(person, word).size();
      counts.emplace_back(std::min<std::size_t>(count, 500), word);
    }
    std::sort(counts.begin(), counts.end());
    const bool by_word = !counts.empty() && counts[0].first >= std::size_t{too_many_to_sort};
    std::erase_if(people, [&](const Plain& person) {
      const bool out = std::any_of(sought.begin(), sought.end(), [&](const std::string& word) {
        return hits(person, word).empty();
      });
      switch (asked.only) {
        case Only::all:
          return out;
        case Only::with_access:
          return out || !person.contact.access;
        case Only::without_access:
          return out || person.contact.access;
        case Only::not_arrived:
          return out || !person.contact.access || person.last_here != 0;
      }
      return true;
    });
    const auto key = [&](const Plain& person) -> std::string {
      if (by_word) return hits(person, counts[0].second).front();
      if (asked.order == Order::email) return std::string{person.contact.email.text()};
      if (asked.order == Order::last_here) return std::to_string(person.last_here);
      return sort_name_of(person.contact);
    };
    std::sort(people.begin(), people.end(), [&](const Plain& a, const Plain& b) {
      const bool less = std::pair{key(a), a.id.bytes()} < std::pair{key(b), b.id.bytes()};
      return a.id != b.id && (asked.order == Order::last_here && !by_word ? !less : less);
    });
    std::vector<ContactId> ids;
    for (const Plain& person : people) ids.push_back(person.id);
    return ids;
  }
};

TEST_F(PlainList, M74PagesThroughExactlyThePeopleOfAPlainListInItsOrder) {
  EXPECT_TRUE(rc::check([&] {
    const auto scope = organisation("Anker");
    const auto people = people_of(scope);
    Asked asked{
        .search = *rc::gen::element<std::string>("", "", "j", "jan", "jan j", "p", "p1", "vries p",
                                                 "de vries", "p7.jan@", "zzz", "a"),
        .order = *rc::gen::element(Order::name, Order::email, Order::last_here),
        .only = *rc::gen::element(Only::all, Only::with_access, Only::without_access,
                                  Only::not_arrived),
        .most = *rc::gen::inRange<std::int64_t>(1, 30)};
    const auto expected = answer(people, asked);

    std::vector<ContactId> forward;
    std::vector<ContactId> last_page;
    std::size_t pages = 0;
    for (bool more = true; more; ++pages) {
      const Page page = ask(scope, asked);
      RC_ASSERT(page.has_before == (pages > 0));
      last_page.clear();
      for (const Listed& row : page.rows) last_page.push_back(row.contact.id);
      forward.insert(forward.end(), last_page.begin(), last_page.end());
      RC_ASSERT(forward.size() <= expected.size());
      more = page.has_after;
      if (!forward.empty()) asked.after = forward.back();
    }
    RC_ASSERT(forward == expected);

    std::vector<ContactId> backward = last_page;
    asked.after.reset();
    for (std::size_t page_number = 1; page_number < pages; ++page_number) {
      asked.before = backward.front();
      const Page page = ask(scope, asked);
      RC_ASSERT(page.has_after);
      RC_ASSERT(page.has_before == (page_number + 1 < pages));
      std::vector<ContactId> ids;
      for (const Listed& row : page.rows) ids.push_back(row.contact.id);
      backward.insert(backward.begin(), ids.begin(), ids.end());
    }
    RC_ASSERT(backward == expected);
  }));
}

}  // namespace
}  // namespace sallyport::contact
