// People by the hundred thousand, written straight into the tables: hashing each one's password
// would take hours. All have the same hash; ids count upward, so that the indexes grow in order.
#include <fmt/format.h>

#include <algorithm>

#include "app/cli/open.hpp"
#include "base/id.hpp"
#include "core/device/device.hpp"
#include "core/keyring/key_use.hpp"
#include "core/organisation/organisation.hpp"
#include "features/factors/totp/totp.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/db/migrate.hpp"
#include "kit/db/sqlite.hpp"
#include "tests/bench/portal.hpp"

namespace sallyport::bench {
namespace {

constexpr std::size_t at_once = 10'000;
constexpr std::size_t in_an_organisation = 1'000;

db::Bytes id_of(std::size_t number) { return db::Bytes{fmt::format("{:016}", number)}; }

/// What all people share.
struct Shared {
  app::cli::Opened& opened;
  std::string hash;
  Time now;
};

void add_person(db::Write& db, const Shared& shared, OrganisationId organisation,
                std::size_t person) {
  const std::string email = email_of(person);
  const db::Bytes id = id_of(person);
  db.change(
      "INSERT INTO account (id, email, password_hash, password_version, password_set_at, "
      "created_at)"
      " VALUES ($1, $2, $3, 1, $4, $4)",
      {id, email, shared.hash, shared.now});
  db.change(
      "INSERT INTO contact (organisation_id, id, email, first_name, last_name, access, created_at,"
      " sort_name)"
      " VALUES ($1, $2, $3, 'Ann', 'Bakker', 1, $4, 'bakker ann')",
      {organisation, id, email, shared.now});
  const auto sealed = shared.opened.keys.sealer.seal(
      secret_of(person), {.table = "authenticator", .column = "secret", .row = id.bytes},
      shared.opened.random);
  db.change(
      "INSERT INTO authenticator (id, account_id, name, secret, last_step, created_at)"
      " VALUES ($1, $1, 'Phone', $2, 0, $3)",
      {id, db::Bytes{sealed}, shared.now});
}

void add_session(db::Write& db, const Shared& shared, std::size_t person) {
  const std::string token = crypto::sha256(fmt::format("session {}", person));
  db.change(
      "INSERT INTO session (id, token_hash, account_id, password_version, level, factor, return_to,"
      " user_agent, address, created_at, last_seen_at, expires_at)"
      " VALUES ($1, $2, $1, 1, 2, 'totp', '', 'Mozilla/5.0', $3, $4, $4, $5)",
      {id_of(person), db::Bytes{token}, address_of(person), shared.now,
       shared.now + std::chrono::hours{8}});
}

}  // namespace

Secret secret_of(std::size_t person) {
  return Secret{crypto::sha256(fmt::format("secret {}", person)).substr(0, totp::secret_size)};
}

void Installation::populate(std::size_t sessions) const {
  app::cli::Opened opened{folder_.path() / "sallyport.toml"};
  crypto::PasswordHasher hasher{opened.settings.hash_cost, opened.keys.peppers, opened.random};
  const auto deed = opened.deed();
  const Shared shared{opened, hasher.hash(Secret{password}), deed.now};
  const auto database = db::open_sqlite(opened.settings.database, {.lasting = false});
  for (std::size_t from = 0; from < people_; from += at_once) {
    database->write([&](db::Write& db) {
      std::optional<OrganisationId> organisation;
      for (std::size_t i = from; i < std::min(from + at_once, people_); ++i) {
        if (i % in_an_organisation == 0) {
          organisation =
              organisation::add(db, deed, fmt::format("Company {}", i / in_an_organisation)).id;
        }
        add_person(db, shared, *organisation, i);
        if (i < sessions) add_session(db, shared, i);
      }
    });
  }
}

void Installation::ask_everybody() const {
  app::cli::Opened opened{folder_.path() / "sallyport.toml"};
  const Time now = opened.deed().now;
  opened.database->write([&](db::Write& db) {
    for (std::size_t i = 0; i < people_; ++i) {
      const db::Bytes id = id_of(i);
      db.change(
          "INSERT INTO challenge (id, account_id, asker, nonce, mode, options, number, context,"
          " address, user_agent, state, created_at, expires_at)"
          " VALUES ($1, $1, $1, $1, 'press', '', '', '{}', $2, '', 'open', $3, $4)",
          {id, address_of(i), now, now + std::chrono::hours{1}});
    }
  });
}

std::string waiting_path_of(std::size_t person) {
  return fmt::format("/two-factor/pocket/{}/wait",
                     ChallengeId::of_bytes(id_of(person).bytes).text());
}

LinkedPhone Installation::link_phone(std::size_t person) const {
  app::cli::Opened opened{folder_.path() / "sallyport.toml"};
  auto key = crypto::P256Key::fresh(opened.random);
  const auto deed = opened.deed();
  const auto id = opened.database->write([&](db::Write& db) {
    return device::add(db, deed, opened.keys.sealer,
                       {.account = AccountId::of_bytes(id_of(person).bytes),
                        .public_key = key.public_key(),
                        .describes = {.name = "Pixel 8",
                                      .platform = "pwa",
                                      .system = "Android 16",
                                      .browser = "Chrome 156",
                                      .version = "1.7.0"},
                        .state = device::State::active,
                        .offline_secret = {}});
  });
  check(id.has_value(), "a fresh key belongs to no device");
  return {.device = *id, .key = std::move(key)};
}

std::int64_t Installation::sealed_with(std::uint32_t version) const {
  app::cli::Opened opened{folder_.path() / "sallyport.toml"};
  const auto uses = opened.database->read([](db::Read& db) {
    return keyring::uses_of(db, keyring::SealedColumn{"authenticator", "secret", "id"});
  });
  const auto found = uses.find(version);
  return found == uses.end() ? 0 : found->second;
}

}  // namespace sallyport::bench
