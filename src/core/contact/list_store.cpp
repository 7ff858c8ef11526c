// Every page is one walk along an index, from the cursor on. Which index it is depends on the
// order, or on the word searched for; the rows beside it are looked up, so that the work is that of
// a page and not of the organisation.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>

#include "core/contact/contact_row.hpp"
#include "core/contact/list.hpp"

namespace sallyport::contact {
namespace {

constexpr std::string_view listed_columns =
    "c.last_chosen_at, c.invited_at, c.version, a.id AS account_id";
constexpr std::string_view greatest_letter = "\xF4\x8F\xBF\xBF";  // U+10FFFF, in no word

/// Words from `from`, before `to`.
struct Range {
  std::string from;
  std::string to;
};

/// What is searched for, the rarest word first; those that are not there are empty.
struct Sought {
  std::array<Range, 4> ranges;
  std::int64_t found = 0;  // of the rarest word; counted up to a limit
};

Sought look_up(db::Read& db, const organisation::Scope& scope,
               const std::vector<std::string>& words) {
  constexpr std::int64_t most_counted = 500;
  struct Counted {
    Range range;
    std::int64_t found;
  };
  std::vector<Counted> all;
  for (const std::string& word : words) {
    const Range range{word, word + std::string{greatest_letter}};
    const auto row = db.find_one(
        "SELECT COUNT(*) AS number FROM (SELECT 1 FROM contact_word WHERE organisation_id = $1"
        " AND word >= $2 AND word < $3 LIMIT $4) AS some",
        {scope.id(), range.from, range.to, most_counted});
    check(row.has_value(), "a count answers a row");
    all.push_back({range, row->integer("number")});
  }
  std::sort(all.begin(), all.end(), [](const Counted& a, const Counted& b) {
    return std::tie(a.found, a.range.from) < std::tie(b.found, b.range.from);
  });
  Sought sought;
  check(all.size() <= sought.ranges.size(), "no more words are searched for than count");
  for (std::size_t i = 0; i < all.size(); ++i) sought.ranges.at(i) = all[i].range;
  if (!all.empty()) sought.found = all.front().found;
  return sought;
}

/// Where the rows come from, and the two columns that put them in order.
struct Walk {
  std::string_view from;  // with the conditions that only it has
  bool by_word = false;   // in the order of the words found
  std::string_view key;
  std::string_view id = "c.id";
  bool key_is_number = false;
  bool downward = false;
};

/// A place between rows.
struct Place {
  db::Value key;
  db::Value id;
};

constexpr std::string_view all_people =
    "contact c LEFT JOIN account a ON a.email = c.email WHERE c.organisation_id = $1"
    " AND ($5 = '' OR EXISTS (SELECT 1 FROM contact_word e WHERE e.organisation_id = $1"
    "  AND e.contact_id = c.id AND e.word >= $5 AND e.word < $6))";
// CROSS: the words first, then their people, whatever the engine thinks of the order asked for. Who
// is found by two words is there at the first.
constexpr std::string_view people_of_words =
    "contact_word w CROSS JOIN contact c LEFT JOIN account a ON a.email = c.email"
    " WHERE w.organisation_id = $1 AND c.organisation_id = $1 AND c.id = w.contact_id"
    " AND NOT EXISTS (SELECT 1 FROM contact_word e WHERE e.organisation_id = $1"
    "  AND e.contact_id = w.contact_id AND e.word >= $5 AND e.word < w.word)";
constexpr std::string_view further_words =
    " AND ($7 = '' OR EXISTS (SELECT 1 FROM contact_word e WHERE e.organisation_id = $1"
    "  AND e.contact_id = c.id AND e.word >= $7 AND e.word < $8))"
    " AND ($9 = '' OR EXISTS (SELECT 1 FROM contact_word e WHERE e.organisation_id = $1"
    "  AND e.contact_id = c.id AND e.word >= $9 AND e.word < $10))"
    " AND ($11 = '' OR EXISTS (SELECT 1 FROM contact_word e WHERE e.organisation_id = $1"
    "  AND e.contact_id = c.id AND e.word >= $11 AND e.word < $12))";

Walk walk_of(const Asked& asked, const Sought& sought) {
  if (sought.found >= too_many_to_sort)
    return {.from = people_of_words, .by_word = true, .key = "w.word", .id = "w.contact_id"};
  const std::string_view from = sought.found > 0 ? people_of_words : all_people;
  switch (asked.order) {
    case Order::name:
      return {.from = from, .key = "c.sort_name"};
    case Order::email:
      return {.from = from, .key = "c.email"};
    case Order::last_here:
      return {.from = from,
              .key = "COALESCE(c.last_chosen_at, 0)",
              .key_is_number = true,
              .downward = true};
  }
  throw Bug("every order has a walk");
}

std::string_view condition_of(Only only) {
  switch (only) {
    case Only::all:
      return "";
    case Only::with_access:
      return " AND c.access = 1";
    case Only::without_access:
      return " AND c.access = 0";
    case Only::not_arrived:
      return " AND c.access = 1 AND c.last_chosen_at IS NULL";
  }
  throw Bug("every filter has a condition");
}

/// One question asked of one organisation.
class List {
 public:
  List(db::Read& db, const organisation::Scope& scope, const Asked& asked, const Sought& sought)
      : db_(db), scope_(scope), only_(asked.only), sought_(sought), walk_(walk_of(asked, sought)) {}

  /// The rows beyond a place, in the order they are met in; from either end without one.
  [[nodiscard]] std::vector<db::Row> rows(bool forward, const std::optional<Place>& beyond,
                                          std::int64_t most) const {
    const bool up = forward != walk_.downward;
    const Place from = beyond ? *beyond : end_of(up);
    const std::string_view beyond_both = "({0}, {1}) {2} ($2, $3)";
    const std::string_view by_both = "{0} {3}, {1} {3}";
    if (!walk_.key_is_number || walk_.from != all_people)
      return select(up, beyond_both, by_both, from, most);
    // An index of an expression is not entered by both columns together, so in two steps.
    auto rows = select(up, "{0} = $2 AND {1} {2} $3", "{1} {3}", from, most);
    const auto missing = most - static_cast<std::int64_t>(rows.size());
    for (db::Row& row : select(up, "{0} {2} $2 AND {1} <> $3", by_both, from, missing))
      rows.push_back(std::move(row));
    return rows;
  }

  [[nodiscard]] Place place_of(const db::Row& row) const {
    if (walk_.key_is_number) return {row.integer("place_key"), row.id<ContactId>("id")};
    return {row.text("place_key"), row.id<ContactId>("id")};
  }

  /// Nothing for a contact person who is not in this organisation or was not found by the word.
  [[nodiscard]] std::optional<Place> place_of(ContactId id) const {
    if (walk_.by_word) {
      const auto row = db_.find_one(
          "SELECT MIN(word) AS word FROM contact_word WHERE organisation_id = $1"
          " AND contact_id = $2 AND word >= $3 AND word < $4",
          {scope_.id(), id, sought_.ranges[0].from, sought_.ranges[0].to});
      if (!row || row->is_null("word")) return std::nullopt;
      return Place{row->text("word"), id};
    }
    const auto row = db_.find_one(fmt::format("SELECT c.id, {} AS place_key FROM contact c"
                                              " WHERE c.organisation_id = $1 AND c.id = $2",
                                              walk_.key),
                                  {scope_.id(), id});
    if (!row) return std::nullopt;
    return place_of(*row);
  }

 private:
  /// In condition and order {0} is the walk's key, {1} its id, {2} and {3} the direction.
  [[nodiscard]] std::vector<db::Row> select(bool up, std::string_view beyond,
                                            std::string_view order, const Place& from,
                                            std::int64_t most) const {
    // An index is entered at one place: when that is the place to go on from, only the other end of
    // the words' range bounds it.
    std::string_view range = "";
    if (walk_.by_word) {
      range = up ? " AND w.word < $6" : " AND w.word >= $5";
    } else if (walk_.from == people_of_words) {
      range = " AND w.word >= $5 AND w.word < $6";
    }
    const auto filled = [&](std::string_view text) {
      return fmt::format(fmt::runtime(text), walk_.key, walk_.id, up ? ">" : "<",
                         up ? "ASC" : "DESC");
    };
    const auto& [first, second, third, fourth] = sought_.ranges;
    return db_.find_all(
        fmt::format("SELECT {}, {}, {} AS place_key FROM {}{}{}{} AND {} ORDER BY {} LIMIT $4",
                    contact_columns, listed_columns, walk_.key, walk_.from, range, further_words,
                    condition_of(only_), filled(beyond), filled(order)),
        {scope_.id(), from.key, from.id, most, first.from, first.to, second.from, second.to,
         third.from, third.to, fourth.from, fourth.to});
  }

  /// Before everybody on the way up, behind everybody on the way down.
  [[nodiscard]] Place end_of(bool up) const {
    const db::Bytes before_all{};
    if (walk_.key_is_number) {
      constexpr auto latest = std::numeric_limits<std::int64_t>::max();
      return {up ? std::int64_t{-1} : latest, before_all};
    }
    if (walk_.by_word) return {up ? sought_.ranges[0].from : sought_.ranges[0].to, before_all};
    return {up ? std::string_view{} : greatest_letter, before_all};
  }

  db::Read& db_;
  const organisation::Scope& scope_;
  Only only_;
  const Sought& sought_;
  Walk walk_;
};

Listed listed_of(db::Read& db, const organisation::Scope& scope, const db::Row& row) {
  Listed listed{.contact = contact_of(row),
                .last_here = row.maybe_time("last_chosen_at"),
                .invited_at = row.maybe_time("invited_at"),
                .version = row.integer("version"),
                .account = row.maybe_id<AccountId>("account_id")};
  listed.contact.roles = roles(db, scope, listed.contact.id);
  return listed;
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

}  // namespace

Page page(db::Read& db, const organisation::Scope& scope, const Asked& asked) {
  const auto words = words_sought(asked.search);
  if (words.empty() && !blank(asked.search)) return {};  // signs only: nobody is called that
  const Sought sought = look_up(db, scope, words);
  if (!words.empty() && sought.found == 0) return {};
  const List list(db, scope, asked, sought);

  const auto most = static_cast<std::size_t>(asked.most);
  bool forward = !asked.before;
  std::optional<Place> beyond;
  if (const auto cursor = asked.before ? asked.before : asked.after)
    beyond = list.place_of(*cursor);
  std::vector<db::Row> rows;
  if (beyond) rows = list.rows(forward, beyond, asked.most + 1);
  // Before a page there is a whole one, or the first page, which may have grown meanwhile.
  if (rows.empty() || (!forward && rows.size() < most)) {
    forward = true;
    beyond.reset();
    rows = list.rows(forward, beyond, asked.most + 1);
  }

  const bool further = rows.size() > most;
  if (further) rows.pop_back();
  const bool behind =
      beyond && !rows.empty() && !list.rows(!forward, list.place_of(rows.front()), 1).empty();
  if (!forward) std::reverse(rows.begin(), rows.end());
  Page page{.rows = {},
            .has_before = forward ? behind : further,
            .has_after = forward ? further : behind};
  for (const db::Row& row : rows) page.rows.push_back(listed_of(db, scope, row));
  return page;
}

std::vector<Listed> holders(db::Read& db, const organisation::Scope& scope, std::string_view role,
                            std::int64_t most) {
  std::vector<Listed> all;
  for (const db::Row& row :
       db.find_all(fmt::format("SELECT {}, {} FROM contact_role r CROSS JOIN contact c"
                               " LEFT JOIN account a ON a.email = c.email"
                               " WHERE r.organisation_id = $1 AND r.role = $2"
                               " AND c.organisation_id = $1 AND c.id = r.contact_id"
                               " ORDER BY c.sort_name, c.id LIMIT $3",
                               contact_columns, listed_columns),
                   {scope.id(), role, most})) {
    all.push_back(listed_of(db, scope, row));
  }
  return all;
}

std::int64_t administrators_who_can(db::Read& db, const organisation::Scope& scope,
                                    std::optional<ContactId> but) {
  const auto row = db.find_one(
      "SELECT COUNT(*) AS number FROM contact_role r CROSS JOIN contact c"
      " WHERE r.organisation_id = $1 AND r.role = $2 AND c.organisation_id = $1"
      " AND c.id = r.contact_id AND c.access = 1 AND c.last_chosen_at IS NOT NULL AND c.id <> $3",
      {scope.id(), administrator, but ? db::Value{*but} : db::Value{db::Bytes{}}});
  check(row.has_value(), "a count answers a row");
  return row->integer("number");
}

}  // namespace sallyport::contact
