#include <fmt/format.h>

#include "core/contact/contact_row.hpp"
#include "core/contact/list.hpp"

namespace sallyport::contact {

void write_words(db::Write& db, OrganisationId organisation, const Contact& contact) {
  for (const std::string& word : words_of(contact)) {
    db.change("INSERT INTO contact_word (organisation_id, word, contact_id) VALUES ($1, $2, $3)",
              {organisation, word, contact.id});
  }
}

void keep_words(db::Write& db, OrganisationId organisation, const Contact& contact) {
  db.change("UPDATE contact SET sort_name = $3 WHERE organisation_id = $1 AND id = $2",
            {organisation, contact.id, sort_name_of(contact)});
  db.change("DELETE FROM contact_word WHERE organisation_id = $1 AND contact_id = $2",
            {organisation, contact.id});
  write_words(db, organisation, contact);
}

bool any_unfolded(db::Read& db) {
  return db.find_one("SELECT organisation_id FROM contact WHERE sort_name = '' LIMIT 1")
      .has_value();
}

std::int64_t fold_names(db::Write& db, std::int64_t most) {
  const auto rows =
      db.find_all(fmt::format("SELECT c.organisation_id, {} FROM contact c WHERE c.sort_name = ''"
                              " LIMIT $1",
                              contact_columns),
                  {most});
  for (const db::Row& row : rows) {
    keep_words(db, row.id<OrganisationId>("organisation_id"), contact_of(row));
  }
  return static_cast<std::int64_t>(rows.size());
}

}  // namespace sallyport::contact
