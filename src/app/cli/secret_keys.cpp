#include "app/cli/secret_keys.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/resealing.hpp"
#include "base/encoding.hpp"
#include "core/audit/verify.hpp"
#include "kit/crypto/key_rotation.hpp"
#include "kit/crypto/signature.hpp"
#include "kit/json/json.hpp"
#include "kit/push/vapid.hpp"

namespace sallyport::app::cli {
namespace {

struct Use {
  std::string what;  // "authenticator.secret"
  keyring::Uses uses;
};

const crypto::Keys& keys_called(const Opened& opened, std::string_view name) {
  if (name == "seal") return opened.keys.sealer.keys();
  if (name == "pepper") return opened.keys.peppers;
  if (name == "form") return opened.keys.form_key;
  if (name == "throttle") return opened.keys.throttle_key;
  if (name == "audit") return opened.keys.audit_key;
  if (name == "push") return opened.keys.push_key;
  throw Refused("There is no such key: `sallyport keys list` shows them.");
}

/// What each version of the key protects in the database.
std::vector<Use> uses_of(Opened& opened, std::string_view name) {
  std::vector<Use> all;
  opened.database->read([&](db::Read& db) {
    all.clear();
    if (name == "seal") {
      for (const auto& column : sealed_columns()) {
        all.push_back(
            {fmt::format("{}.{}", column.table, column.column), keyring::uses_of(db, column)});
      }
    } else if (name == "pepper") {
      for (const auto& column : peppered_columns()) {
        all.push_back({fmt::format("{}.{}", column.table, column.column),
                       keyring::uses_of(db, column, opened.keys.peppers)});
      }
    } else if (name == "audit") {
      all.push_back({"audit log", keyring::uses_of_audit_key(db)});
    }
  });
  return all;
}

std::int64_t count_of(const std::vector<Use>& uses, std::uint32_t version) {
  std::int64_t count = 0;
  for (const Use& use : uses) {
    const auto found = use.uses.find(version);
    if (found != use.uses.end()) count += found->second;
  }
  return count;
}

std::string public_half(std::string_view name, const Secret& key) {
  if (name == "audit") return to_base64url(crypto::public_key_of(key));
  if (name == "push") return to_base64url(push::sender_key(key).public_key());
  return "";
}

/// Since the file was last changed; the clock of the files is the machine's.
std::chrono::seconds age_of(const std::filesystem::path& file) {
  return std::chrono::duration_cast<std::chrono::seconds>(
      std::filesystem::file_time_type::clock::now() - std::filesystem::last_write_time(file));
}

void record(Opened& opened, audit::Event event, std::string_view name, std::uint32_t version) {
  opened.database->write([&](db::Write& db) {
    audit::record(db, opened.deed(), event, {.detail = fmt::format("{} {}", name, version)});
  });
}

void answer(std::string_view name, std::uint32_t version, std::string_view sentence, Form form) {
  if (form == Form::words) return print(std::string{sentence});
  print(json::Object{}.add("key", name).add("version", version).text());
}

}  // namespace

void list_keys(Opened& opened, Form form) {
  if (form == Form::words) {
    for (const auto& key : keyring::key_names()) {
      const auto versions = keys_called(opened, key.name).all();
      std::string numbers;
      for (const auto& version : versions) numbers += fmt::format(" {}", version.number);
      print(fmt::format("{:<9} in use: {}; there are:{}; for {}", key.name, versions.front().number,
                        numbers, key.purpose));
      for (const auto& version : versions) {
        const auto half = public_half(key.name, version.key);
        if (!half.empty()) print(fmt::format("{:<9} public key {}: {}", "", version.number, half));
      }
    }
    return;
  }
  print(json::array(keyring::key_names(), [&](const keyring::KeyName& key) {
    const auto versions = keys_called(opened, key.name).all();
    return json::Object{}
        .add("key", key.name)
        .add("purpose", key.purpose)
        .add("file", keyring::file_of(opened.settings.keys, key.name).string())
        .add("in_use", versions.front().number)
        .add_written("versions",
                     json::array(versions,
                                 [&](const crypto::Keys::Version& version) {
                                   auto object = json::Object{}.add("version", version.number);
                                   const auto half = public_half(key.name, version.key);
                                   if (!half.empty())
                                     static_cast<void>(std::move(object).add("public_key", half));
                                   return object.text();
                                 }))
        .text();
  }));
}

void tell_key_uses(Opened& opened, Form form) {
  std::vector<std::string> rows;
  for (const auto& key : keyring::key_names()) {
    for (const Use& use : uses_of(opened, key.name)) {
      for (const auto& [version, number] : use.uses) {
        rows.push_back(form == Form::json ? json::Object{}
                                                .add("key", key.name)
                                                .add("version", version)
                                                .add("in", use.what)
                                                .add("values", number)
                                                .text()
                                          : fmt::format("{:<9} {:>3}  {:<32} {:>9}", key.name,
                                                        version, use.what, number));
      }
    }
  }
  if (form == Form::json)
    return print(json::array(rows, [](const std::string& row) { return row; }));
  print(fmt::format("{:<9} {:>3}  {:<32} {:>9}", "key", "", "in", "values"));
  for (const auto& row : rows) print(row);
}

void rotate_key(Opened& opened, const std::string& name, Form form) {
  static_cast<void>(keys_called(opened, name));
  const auto version = crypto::add_key(keyring::file_of(opened.settings.keys, name), opened.random);
  record(opened, audit::Event::key_rotated, name, version);
  answer(
      name, version,
      fmt::format("The key {} has version {} now. A running portal takes it over within a second."
                  " Copy {} to where you keep your copies of keys.",
                  name, version, keyring::file_of(opened.settings.keys, name).string()),
      form);
}

void retire_key(Opened& opened, const std::string& name, std::uint32_t version, Form form) {
  const auto& keys = keys_called(opened, name);
  const auto file = keyring::file_of(opened.settings.keys, name);
  if (keys.newest().number == version) {
    throw Refused(
        fmt::format("Version {} of the key {} is in use. `sallyport keys rotate {}` first.",
                    version, name, name));
  }
  const auto versions = keys.all();
  if (std::none_of(versions.begin(), versions.end(),
                   [&](const auto& one) { return one.number == version; })) {
    throw Refused(fmt::format("The key {} has no version {}. `sallyport keys list` shows them.",
                              name, version));
  }
  const std::int64_t needed = count_of(uses_of(opened, name), version);
  if (needed > 0) {
    throw Refused(
        fmt::format("{} values in the database need version {} of the key {} still: `sallyport keys"
                    " status` shows where. docs/operate/keys.md says how long that takes.",
                    needed, version, name));
  }
  // What was begun with the earlier version has ended by then.
  const std::chrono::seconds wait =
      name == "form" ? std::chrono::seconds{std::chrono::hours{24}} : std::chrono::seconds{60};
  if (age_of(file) < wait) {
    throw Refused(
        fmt::format("The key {} was changed {} seconds ago. Pages and programs may still"
                    " use version {}; try again {} seconds after the change.",
                    name, age_of(file).count(), version, wait.count()));
  }
  crypto::remove_key(file, version, opened.random);
  record(opened, audit::Event::key_retired, name, version);
  answer(name, version,
         fmt::format("Version {} of the key {} was taken out. It also stands in your copies.",
                     version, name),
         form);
}

}  // namespace sallyport::app::cli
