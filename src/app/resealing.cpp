#include "app/resealing.hpp"

#include <array>

namespace sallyport::app {
namespace {

constexpr std::int64_t rows_at_once = 200;  // so that no sign-in waits long behind them
constexpr int most_rounds = 5;              // so that other jobs have their turn

constexpr std::array sealed{
    keyring::SealedColumn{"letter", "sealed", "id"},
    keyring::SealedColumn{"authenticator", "secret", "id"},
    keyring::SealedColumn{"authenticator_pending", "secret", "session_id"},
    keyring::SealedColumn{"device", "offline_secret", "id"},
    keyring::SealedColumn{"pairing", "code", "id"},
};
constexpr std::array peppered{
    keyring::PepperedColumn{"account", "password_hash"},
    keyring::PepperedColumn{"recovery_code", "hash"},
};

}  // namespace

std::span<const keyring::SealedColumn> sealed_columns() { return sealed; }
std::span<const keyring::PepperedColumn> peppered_columns() { return peppered; }

void Resealing::run(Time now) {
  const std::uint32_t newest = sealer_.keys().newest().number;
  if (newest != version_ || (!under_way_ && now >= next_pass_)) begin_pass(newest);
  for (int round = 0; under_way_ && round < most_rounds; ++round) under_way_ = go_on();
  if (under_way_ || now < next_pass_) return;
  next_pass_ = now + (done_ > 0 ? std::chrono::minutes{1} : std::chrono::minutes{10});
  if (done_ == 0 && failed_ == 0) return;
  log_.write(failed_ > 0 ? log::Level::error : log::Level::info, "sealed_anew",
             {{"version", version_}, {"values", done_}, {"not_opened", failed_}});
}

void Resealing::begin_pass(std::uint32_t version) {
  version_ = version;
  under_way_ = true;
  next_pass_ = Time{};
  column_ = 0;
  row_.clear();
  done_ = 0;
  failed_ = 0;
}

/// False when the pass is over.
bool Resealing::go_on() {
  if (column_ == sealed.size()) return false;
  const keyring::SealedColumn& column = sealed.at(column_);
  const auto values = database_.read([&](db::Read& db) {
    return keyring::sealed_otherwise(db, column, version_, row_, rows_at_once);
  });
  if (values.empty()) {
    ++column_;
    row_.clear();
    return true;
  }
  const std::int64_t anew = database_.write([&](db::Write& db) {
    std::int64_t number = 0;
    for (const auto& value : values) {
      if (keyring::seal_anew(db, sealer_, random_, column, value)) ++number;
    }
    return number;
  });
  done_ += anew;
  failed_ += static_cast<std::int64_t>(values.size()) - anew;
  row_ = values.back().row;
  return true;
}

}  // namespace sallyport::app
