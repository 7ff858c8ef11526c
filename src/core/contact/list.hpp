// The contact persons of an organisation as a list: a page at a time, in an order, searched by the
// beginnings of words. A page costs the same among fifty people and among fifty thousand.
//
// Owns    table `contact_word`.
// Read    list.hpp, list.cpp (words), words_store.cpp (keeps them), list_store.cpp (pages).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/contact/contact.hpp"

namespace sallyport::contact {

enum class Order {
  name,  // the last name first
  email,
  last_here  // the newest first, then those who were never here
};
enum class Only { all, with_access, without_access, not_arrived };

/// `after` and `before` are the last or first row of the page that was looked at. One of another
/// organisation, one that is gone, and one beyond which there is nobody are answered with the first
/// page.
struct Asked {
  std::string search = {};  // as typed; at most four words of it count
  Order order = Order::name;
  Only only = Only::all;
  std::optional<ContactId> after = {};
  std::optional<ContactId> before = {};
  std::int64_t most = 25;
};

struct Listed {
  Contact contact;
  std::optional<Time> last_here;   // in this organisation, whatever the account did elsewhere
  std::optional<Time> invited_at;  // the last letter that told of the access
  std::int64_t version = 0;
  std::optional<AccountId> account;  // there may be one without access here
};

struct Page {
  std::vector<Listed> rows;
  bool has_before = false;
  bool has_after = false;
};

/// What is searched for by so many or more comes in the order of the words found; putting thousands
/// into another order would take as long as there are of them.
inline constexpr std::int64_t too_many_to_sort = 100;

[[nodiscard]] Page page(db::Read&, const organisation::Scope&, const Asked&);

/// Who have the role, with access or without, by name.
[[nodiscard]] std::vector<Listed> holders(db::Read&, const organisation::Scope&,
                                          std::string_view role, std::int64_t most);

/// How many administrators have access and have been here, leaving out `but`. An invitation that
/// nobody has followed keeps no organisation running.
[[nodiscard]] std::int64_t administrators_who_can(db::Read&, const organisation::Scope&,
                                                  std::optional<ContactId> but);

enum class Invitation {
  no_access,
  waiting,  // with access, not here yet; the letter's link still works, or no letter is known of
  expired,
  arrived
};

/// By the contact alone, so that a person who is known elsewhere and one who is new look alike.
[[nodiscard]] Invitation invitation_of(const Listed&, Time now);

/// The words by which a contact person is found: those of the name, those before the @, and the
/// address whole.
[[nodiscard]] std::vector<std::string> words_of(const Contact&);
/// What has to begin one of them, each. An address is one word.
[[nodiscard]] std::vector<std::string> words_sought(std::string_view search);
/// By which people are in order: never empty.
[[nodiscard]] std::string sort_name_of(const Contact&);

/// In the transaction that adds a contact person.
void write_words(db::Write&, OrganisationId, const Contact&);
/// In each that changes the name or the address.
void keep_words(db::Write&, OrganisationId, const Contact&);

/// People from before there were words; the list shows them first and does not find them.
[[nodiscard]] bool any_unfolded(db::Read&);
/// Finds words for at most so many, and says for how many.
std::int64_t fold_names(db::Write&, std::int64_t most);

}  // namespace sallyport::contact
