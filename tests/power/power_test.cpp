// The power goes at any moment: what was acknowledged is there afterwards, nothing is half there,
// and the database is whole. The real schema, stores and writer, on a disk that loses what was not
// synced (tests/power/crash_disk.hpp).
//
//   SALLYPORT_POWER_CUTS=200000     how many (200; every push 2,000)
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "core/account/account.hpp"
#include "core/attempt/attempt.hpp"
#include "core/contact/access.hpp"
#include "core/keyring/keyring.hpp"
#include "core/organisation/organisation.hpp"
#include "core/session/gate.hpp"
#include "core/throttle/throttle.hpp"
#include "kit/db/migrate.hpp"
#include "kit/db/sqlite.hpp"
#include "tests/power/crash_disk.hpp"

namespace sallyport::power {
namespace {

const Time now = at_unix_seconds(1'800'000'000);

std::uint64_t cuts(std::uint64_t otherwise) {
  const char* text = std::getenv("SALLYPORT_POWER_CUTS");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// What somebody was told is done.
struct Told {
  std::vector<std::string> opened;  // tokens of sessions
  std::vector<std::string> ended;
  std::int64_t tries = 0;
  std::int64_t counted = 0;  // without waiting for the disk, before something that waited
};

/// What is found afterwards.
struct Damage {
  std::size_t lost = 0;     // acknowledged and not there
  std::size_t halved = 0;   // a deed without its audit row, or the other way round
  bool unreadable = false;  // the database itself
};

class PowerCut : public testing::Test {
 protected:
  PowerCut()
      : folder_(std::filesystem::temp_directory_path() /
                fmt::format("sallyport-power-{}", ::getpid())) {
    std::filesystem::create_directories(folder_);
    const auto database = db::open_sqlite(file());
    db::migrate(*database, db::embedded_migrations(), now);
    for (const char* email : {"ann@example.com", "ben@example.com"}) {
      database->write([&](db::Write& db) {
        const auto scope = organisation::Scope::of_operator(
            organisation::add(db, deed(), std::string{"Firm of "} + email).id);
        const auto id = contact::add(db, deed(), scope,
                                     {.email = *Email::parse(email),
                                      .first_name = "Ann",
                                      .last_name = "Bakker",
                                      .roles = {}});
        check(contact::give_access(db, deed(), outbox_, scope, *id).has_value(), "access given");
      });
      people_.push_back(database->read(
          [&](db::Read& db) { return account::find(db, *Email::parse(email))->id; }));
    }
  }
  ~PowerCut() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::filesystem::path file() const { return folder_ / "portal.db"; }
  [[nodiscard]] audit::Deed deed() {
    return {.now = now, .random = random_, .address = "192.0.2.1", .request = "r1"};
  }

  /// Signs in and off until the power goes.
  void live(db::Database& database, AccountId person, Told& told) {
    const std::string subject = throttle::subject(keys_.throttle_key, person);
    try {
      for (int i = 0; i < 1000; ++i) {
        static_cast<void>(database.write([&](db::Write& db) {
          return throttle::spend(db, throttle::confirmation, subject, now);
        }));
        ++told.tries;
        static_cast<void>(database.write_unsynced(
            [&](db::Write& db) { return throttle::spend(db, throttle::mail, subject, now); }));
        auto opened = database.write([&](db::Write& db) {
          const auto account = account::find(db, person);
          const auto token = attempt::begin(
              db, deed(), {.account = person, .password_version = account->password_version},
              lifetimes_);
          const auto attempt = attempt::find(db, token.reveal(), now);
          return std::move(
              session::pass_gate(db, deed(), *attempt, false, {"browser", "192.0.2.1"}, lifetimes_)
                  ->token);
        });
        told.opened.emplace_back(opened.reveal());
        told.counted = i + 1;
        if (i % 2 == 0) continue;
        const std::string token = told.opened.back();
        told.opened.pop_back();  // in doubt from here on
        database.write([&](db::Write& db) {
          const auto session = session::find(db, token, lifetimes_, now);
          session::end(db, deed(), person, session->id, session::Ended::logged_off);
        });
        told.ended.push_back(token);
      }
    } catch (const db::Unavailable&) {
      return;
    }
  }

  Damage look(const std::vector<Told>& all_told) {
    Damage damage;
    try {
      const auto database = db::open_sqlite(file());
      database->read([&](db::Read& db) {
        const auto integrity = db.find_all("PRAGMA integrity_check");
        damage.unreadable =
            integrity.size() != 1 || integrity.front().text("integrity_check") != "ok";
        if (damage.unreadable) return;
        for (std::size_t i = 0; i < people_.size(); ++i) {
          const Told& told = all_told[i];
          // The program itself ends the oldest of more than ten.
          const std::size_t from = told.opened.size() > 5 ? told.opened.size() - 5 : 0;
          for (std::size_t session = from; session < told.opened.size(); ++session) {
            if (!session::find(db, told.opened[session], lifetimes_, now)) ++damage.lost;
          }
          for (const auto& token : told.ended) {
            if (session::find(db, token, lifetimes_, now)) ++damage.lost;
          }
          const auto tries = [&](const throttle::Limit& limit) {
            const auto row = db.find_one(
                "SELECT tries FROM throttle WHERE kind = $1 AND subject = $2",
                {limit.kind, db::Bytes{throttle::subject(keys_.throttle_key, people_[i])}});
            return row ? row->integer("tries") : 0;
          };
          if (tries(throttle::confirmation) < told.tries) ++damage.lost;
          if (tries(throttle::mail) < told.counted) ++damage.lost;
        }
        const auto count = [&](const char* sql) {
          return db.find_one(std::string{"SELECT COUNT(*) AS number FROM "} + sql)
              ->integer("number");
        };
        const auto sessions = count("session");
        const auto signed_in = count("audit_event WHERE event = 'signed_in'");
        const auto ended = count("session WHERE ended_at IS NOT NULL");
        const auto signed_off = count("audit_event WHERE event IN ('signed_off', 'session_ended')");
        if (sessions != signed_in || ended != signed_off) ++damage.halved;
        if (!db.find_all("PRAGMA foreign_key_check").empty()) ++damage.halved;
      });
      // And it goes on.
      if (!damage.unreadable) {
        database->write([&](db::Write& db) {
          static_cast<void>(throttle::spend(db, throttle::code, "x", now));
        });
      }
    } catch (const std::exception& why) {
      damage.unreadable = true;
      what_ = why.what();
    }
    return damage;
  }

  struct Report {
    std::uint64_t acknowledged = 0;
    std::uint64_t runs_with_loss = 0;
    std::uint64_t runs_halved = 0;
    std::uint64_t runs_unreadable = 0;
  };

  Report cut(std::uint64_t times, const db::SqliteOptions& options, bool disk_lies) {
    CrashDisk disk;
    disk.load(files_on_the_real_disk());
    {
      const auto database = db::open_sqlite(file());  // checkpoints and closes
    }
    const Image before = disk.image();
    Report report;
    for (std::uint64_t time = 0; time < times; ++time) {
      Chance chance(time + 1);
      disk.load(before);
      disk.lie_about_syncing(disk_lies);
      std::vector<Told> told(people_.size());
      {
        const auto database = db::open_sqlite(file(), options);
        disk.lose_power_at(1 + chance.below(300));
        std::thread other([&] { live(*database, people_[1], told[1]); });
        live(*database, people_[0], told[0]);
        other.join();
      }
      disk.lie_about_syncing(false);
      disk.load(disk.damaged(chance));
      const Damage damage = look(told);
      for (const Told& one : told) {
        report.acknowledged +=
            one.opened.size() + 2 * one.ended.size() + static_cast<std::uint64_t>(one.tries);
      }
      if (damage.lost > 0) ++report.runs_with_loss;
      if (damage.halved > 0) ++report.runs_halved;
      if (damage.unreadable) ++report.runs_unreadable;
      if (!disk_lies && options.lasting &&
          (damage.lost > 0 || damage.halved > 0 || damage.unreadable)) {
        ADD_FAILURE() << "cut " << time + 1 << ": " << damage.lost << " lost, " << damage.halved
                      << " halved, " << what_;
        break;
      }
    }
    fmt::print(
        "{} power cuts: {} acknowledged transactions; runs with loss {}, halved {}, unreadable "
        "{}\n",
        times, report.acknowledged, report.runs_with_loss, report.runs_halved,
        report.runs_unreadable);
    return report;
  }

 private:
  Image files_on_the_real_disk() const {
    Image image;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      if (entry.path().extension() == ".db-shm") continue;
      std::ifstream stream{entry.path(), std::ios::binary};
      image[entry.path().string()] = std::string{std::istreambuf_iterator<char>{stream}, {}};
    }
    return image;
  }

  std::filesystem::path folder_;
  crypto::SystemRandom random_;
  policy::Lifetimes lifetimes_;
  keyring::Keyring keys_ = keyring::fresh(random_);
  outbox::Outbox outbox_{keys_.sealer};
  std::vector<AccountId> people_;
  std::string what_;
};

using A1 = PowerCut;
using A2 = PowerCut;

TEST_F(A1, LosesNothingThatWasAcknowledged) {
  const Report report = cut(cuts(200), {}, false);
  EXPECT_GT(report.acknowledged, cuts(200) * 5);
}

// The controls: the test sees a loss where there is one.
TEST_F(A2, IsSeenToLoseWhenTheProgramDoesNotWaitForTheDisk) {
  EXPECT_GT(cut(50, {.lasting = false}, false).runs_with_loss, 25U);
}

TEST_F(A2, IsSeenToLoseWhenTheDiskLies) {
  const Report report = cut(50, {}, true);
  EXPECT_GT(report.runs_with_loss + report.runs_unreadable, 25U);
}

}  // namespace
}  // namespace sallyport::power
