#include "core/notice/notice.hpp"

namespace sallyport::notice {

Spoken Notice::in(text::Language language) const {
  const bool wants_dutch = language == text::Language::dutch;
  if (english.empty() || (wants_dutch && !dutch.empty())) return {dutch, text::Language::dutch};
  return {english, text::Language::english};
}

std::optional<Notice> current(db::Read& db, Time now) {
  const auto row = db.find_one(
      "SELECT english, dutch, ends_at FROM notice WHERE id = 1 AND (ends_at IS NULL OR ends_at > "
      "$1)",
      {now});
  if (!row) return std::nullopt;
  return Notice{.english = row->text("english"),
                .dutch = row->text("dutch"),
                .ends_at = row->maybe_time("ends_at")};
}

void set(db::Write& db, const audit::Deed& deed, const Notice& notice) {
  db.change(
      "INSERT INTO notice (id, english, dutch, ends_at) VALUES (1, $1, $2, $3)"
      " ON CONFLICT (id) DO UPDATE SET english = $1, dutch = $2, ends_at = $3",
      {notice.english, notice.dutch, notice.ends_at});
  audit::record(db, deed, audit::Event::notice_set);
}

bool clear(db::Write& db, const audit::Deed& deed) {
  if (db.change("DELETE FROM notice WHERE id = 1") == 0) return false;
  audit::record(db, deed, audit::Event::notice_cleared);
  return true;
}

}  // namespace sallyport::notice
