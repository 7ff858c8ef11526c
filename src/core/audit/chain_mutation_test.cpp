// F6: whatever is done to the audit log in the database, verify finds it.
#include <fmt/format.h>

#include <array>
#include <functional>

#include "core/audit/chain_fixture.hpp"

namespace sallyport::audit {
namespace {

enum class Kind { number, bytes, text };

struct Column {
  const char* table;
  const char* name;
  Kind kind;
};

constexpr std::array columns = {
    Column{"audit_event", "id", Kind::bytes},
    Column{"audit_event", "position", Kind::number},
    Column{"audit_event", "at", Kind::number},
    Column{"audit_event", "event", Kind::text},
    Column{"audit_event", "actor", Kind::text},
    Column{"audit_event", "account_id", Kind::bytes},
    Column{"audit_event", "organisation_id", Kind::bytes},
    Column{"audit_event", "contact_id", Kind::bytes},
    Column{"audit_event", "detail", Kind::text},
    Column{"audit_event", "request", Kind::text},
    Column{"audit_event", "personal", Kind::bytes},
    Column{"audit_seal", "sequence", Kind::number},
    Column{"audit_seal", "event_id", Kind::bytes},
    Column{"audit_seal", "hash", Kind::bytes},
    Column{"audit_personal", "event_id", Kind::bytes},
    Column{"audit_personal", "at", Kind::number},
    Column{"audit_personal", "salt", Kind::bytes},
    Column{"audit_personal", "address", Kind::text},
    Column{"audit_personal", "words", Kind::text},
    Column{"audit_checkpoint", "number", Kind::number},
    Column{"audit_checkpoint", "sequence", Kind::number},
    Column{"audit_checkpoint", "hash", Kind::bytes},
    Column{"audit_checkpoint", "at", Kind::number},
    Column{"audit_checkpoint", "key_version", Kind::number},
    Column{"audit_checkpoint", "signature", Kind::bytes},
    Column{"audit_truncation", "sequence", Kind::number},
    Column{"audit_truncation", "position", Kind::number},
    Column{"audit_truncation", "number", Kind::number},
    Column{"audit_truncation", "hash", Kind::bytes},
    Column{"audit_truncation", "at", Kind::number},
    Column{"audit_truncation", "key_version", Kind::number},
    Column{"audit_truncation", "signature", Kind::bytes},
};

constexpr std::array tables = {"audit_event", "audit_seal", "audit_personal", "audit_checkpoint",
                               "audit_truncation"};

std::string_view key_of(std::string_view table) {
  if (table == "audit_event") return "id";
  if (table == "audit_personal") return "event_id";
  return table == "audit_checkpoint" ? "number" : "sequence";
}

/// A log with a beginning that was removed in its time, and checkpoints up to its end.
class Mutations : public ChainTest {
 protected:
  void SetUp() override {
    record_some(8);
    seal();
    sign();
    now += std::chrono::days{1};
    for (int part = 0; part < 4; ++part) {
      write([&](db::Write& db) {
        for (int i = 0; i < 6; ++i) {
          record(db, deed(), Event::signed_in,
                 {.account = crypto::fresh_id<AccountId>(random),
                  .organisation = crypto::fresh_id<OrganisationId>(random),
                  .contact = crypto::fresh_id<ContactId>(random),
                  .detail = "second factor " + std::to_string(i),
                  .words = "ann" + std::to_string(part) + std::to_string(i) + "@example.com"});
        }
      });
      seal();
      sign();
    }
    write([&](db::Write& db) {
      truncate(db, keys.audit_key, now - std::chrono::hours{1}, now, 100);
      // Who has the file can do without what makes the tables append only.
      for (const char* table :
           {"audit_event", "audit_seal", "audit_checkpoint", "audit_truncation"}) {
        db.change("DROP TRIGGER " + std::string{table} + "_unchanged");
        db.change("DROP TRIGGER " + std::string{table} + "_kept");
      }
      for (const char* table : tables) {
        db.change(fmt::format("CREATE TABLE copy_of_{0} AS SELECT * FROM {0}", table));
      }
    });
  }

  void restore() {
    write([&](db::Write& db) {
      for (const char* table : tables) {
        db.change(fmt::format("DELETE FROM {}", table));
        db.change(fmt::format("INSERT INTO {0} SELECT * FROM copy_of_{0}", table));
      }
    });
  }

  std::size_t below(std::size_t limit) {
    std::size_t number = 0;
    for (const char byte : random.bytes(6)) number = number << 8 | static_cast<unsigned char>(byte);
    return number % limit;
  }

  /// One bit of one column of one row.
  std::string flip(db::Write& db) {
    const Column& column = columns[below(columns.size())];
    const auto rows =
        db.find_all(fmt::format("SELECT hex({}) AS row, {} AS value FROM {} WHERE {} IS NOT NULL",
                                key_of(column.table), column.name, column.table, column.name));
    const db::Row& row = rows[below(rows.size())];
    const auto sql = fmt::format("UPDATE OR REPLACE {} SET {} = $2 WHERE hex({}) = $1",
                                 column.table, column.name, key_of(column.table));
    if (column.kind == Kind::number) {
      // Signs and large numbers too.
      const auto bit = std::uint64_t{1} << below(64);
      const auto value = static_cast<std::uint64_t>(row.integer("value")) ^ bit;
      db.change(sql, {row.text("row"), static_cast<std::int64_t>(value)});
    } else {
      std::string value = column.kind == Kind::text ? row.text("value") : row.bytes("value");
      if (value.empty()) {
        value = "x";
      } else {
        char& byte = value[below(value.size())];
        byte = static_cast<char>(byte ^ (1 << below(8)));
      }
      if (column.kind == Kind::text) {
        db.change(sql, {row.text("row"), value});
      } else {
        db.change(sql, {row.text("row"), db::Bytes{value}});
      }
    }
    return fmt::format("a bit of {}.{}", column.table, column.name);
  }

  std::string remove_row(db::Write& db) {
    const char* const table = tables[below(tables.size())];
    const auto rows =
        db.find_all(fmt::format("SELECT hex({}) AS row FROM {}", key_of(table), table));
    db.change(fmt::format("DELETE FROM {} WHERE hex({}) = $1", table, key_of(table)),
              {rows[below(rows.size())].text("row")});
    return fmt::format("a row of {} removed", table);
  }

  std::int64_t any_sequence() { return 9 + static_cast<std::int64_t>(below(24)); }

  void remove_entry(db::Write& db, std::int64_t sequence) {
    const auto of_it = "(SELECT event_id FROM audit_seal WHERE sequence = $1)";
    db.change(fmt::format("DELETE FROM audit_personal WHERE event_id = {}", of_it), {sequence});
    db.change(fmt::format("DELETE FROM audit_event WHERE id = {}", of_it), {sequence});
    db.change("DELETE FROM audit_seal WHERE sequence = $1", {sequence});
  }

  std::string take_out_and_close_the_gap(db::Write& db) {
    const std::int64_t gone = any_sequence();
    remove_entry(db, gone);
    End end{.sequence = gone - 1};
    if (gone == 9) {
      end.hash = db.find_one("SELECT hash FROM audit_truncation")->bytes("hash");
    } else {
      end.hash =
          db.find_one("SELECT hash FROM audit_seal WHERE sequence = $1", {gone - 1})->bytes("hash");
    }
    // The attacker chains the rest anew, and cannot sign it.
    std::vector<Recorded> later;
    for (const Chained& entry : entries_after(db, gone, 1000)) later.push_back(*entry.event);
    db.change("DELETE FROM audit_seal WHERE sequence > $1", {gone});
    for (const Seal& seal : seals_of(end, later)) {
      db.change("INSERT INTO audit_seal (sequence, event_id, hash) VALUES ($1, $2, $3)",
                {seal.sequence, db::Bytes{seal.event_id}, db::Bytes{seal.hash}});
    }
    return fmt::format("entry {} taken out and the rest chained anew", gone);
  }

  std::string change_and_chain_anew(db::Write& db) {
    const std::int64_t from = any_sequence();
    auto entries = entries_after(db, from - 1, 1000);
    db.change("UPDATE audit_event SET detail = 'nothing happened' WHERE id = $1",
              {db::Bytes{entries.front().event_id}});
    End end{.sequence = from - 1,
            .hash = from == 9
                        ? db.find_one("SELECT hash FROM audit_truncation")->bytes("hash")
                        : db.find_one("SELECT hash FROM audit_seal WHERE sequence = $1", {from - 1})
                              ->bytes("hash")};
    std::vector<Recorded> events;
    for (const Chained& entry : entries) events.push_back(*entry.event);
    events.front().detail = "nothing happened";
    for (const Seal& seal : seals_of(end, events)) {
      db.change("UPDATE audit_seal SET hash = $2 WHERE sequence = $1",
                {seal.sequence, db::Bytes{seal.hash}});
    }
    return fmt::format("entry {} rewritten and the rest chained anew", from);
  }

  std::string cut_tail(db::Write& db) {
    const std::int64_t last = any_sequence() - 1;
    for (std::int64_t sequence = last + 1; sequence <= 32; ++sequence) remove_entry(db, sequence);
    // With or without the checkpoints: without them it is what an older copy holds.
    if (below(2) == 0) db.change("DELETE FROM audit_checkpoint WHERE sequence > $1", {last});
    return fmt::format("everything after entry {} cut off", last);
  }

  std::string swap(db::Write& db) {
    struct Pair {
      const char* table;
      const char* column;
    };
    constexpr std::array pairs = {
        Pair{"audit_seal", "hash"},           Pair{"audit_seal", "event_id"},
        Pair{"audit_event", "detail"},        Pair{"audit_event", "account_id"},
        Pair{"audit_event", "personal"},      Pair{"audit_personal", "words"},
        Pair{"audit_personal", "salt"},       Pair{"audit_checkpoint", "hash"},
        Pair{"audit_checkpoint", "signature"}};
    const Pair& pair = pairs[below(pairs.size())];
    const auto rows = db.find_all(fmt::format("SELECT hex({2}) AS row, {1} AS value FROM {0}",
                                              pair.table, pair.column, key_of(pair.table)));
    const bool is_text =
        pair.column == std::string_view{"detail"} || pair.column == std::string_view{"words"};
    const auto value = [&](std::size_t index) {
      return is_text ? rows[index].text("value") : rows[index].bytes("value");
    };
    const auto set = [&](std::size_t index, const std::string& to) {
      const auto sql = fmt::format("UPDATE {} SET {} = $2 WHERE hex({}) = $1", pair.table,
                                   pair.column, key_of(pair.table));
      const std::string& row = rows[index].text("row");
      is_text ? db.change(sql, {row, to}) : db.change(sql, {row, db::Bytes{to}});
    };
    std::size_t one = 0;
    std::size_t other = 0;
    while (value(one) == value(other)) {
      one = below(rows.size());
      other = below(rows.size());
    }
    set(one, "between");  // some columns hold each value once
    set(other, value(one));
    set(one, value(other));
    return fmt::format("{}.{} of two rows swapped", pair.table, pair.column);
  }

  std::string put_in(db::Write& db) {
    const auto position = db.find_all("SELECT position FROM audit_event ORDER BY position");
    db.change(
        "INSERT INTO audit_event (id, position, at, event, actor, detail, request)"
        " VALUES ($1, $2, 1, 'signed_off', 'visitor', '', '')",
        {db::Bytes{random.bytes(16)}, position[below(position.size() - 1)].integer("position")});
    return "an event put in";
  }
};

TEST_F(Mutations, AreAllFound) {
  constexpr int rounds = 10'000;
  expect_whole();  // what was not touched passes
  restore();
  expect_whole();

  const std::vector<std::function<std::string(db::Write&)>> kinds = {
      [&](db::Write& db) { return flip(db); },
      [&](db::Write& db) { return flip(db); },
      [&](db::Write& db) { return flip(db); },
      [&](db::Write& db) { return remove_row(db); },
      [&](db::Write& db) {
        remove_entry(db, any_sequence());
        return std::string{"an entry taken out"};
      },
      [&](db::Write& db) { return take_out_and_close_the_gap(db); },
      [&](db::Write& db) { return change_and_chain_anew(db); },
      [&](db::Write& db) { return cut_tail(db); },
      [&](db::Write& db) { return swap(db); },
      [&](db::Write& db) { return put_in(db); },
  };
  int found = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto& kind = kinds[static_cast<std::size_t>(round) % kinds.size()];
    const std::string what = write([&](db::Write& db) { return kind(db); });
    if (first_problem().empty()) {
      ADD_FAILURE() << "not found: " << what;
    } else {
      ++found;
    }
    restore();
  }
  EXPECT_EQ(found, rounds);
  RecordProperty("mutations", rounds);
  RecordProperty("found", found);
  expect_whole();
}

}  // namespace
}  // namespace sallyport::audit
