#include "pocketctl/state_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/encoding.hpp"
#include "core/statement/grammar.hpp"
#include "kit/json/json.hpp"
#include "pocketctl/failed.hpp"

namespace sallyport::pocketctl {
namespace {

constexpr const char* key_file = "key.pem";
constexpr const char* next_key_file = "next_key.pem";
constexpr const char* link_file = "link.json";
constexpr const char* counter_file = "counter";
constexpr const char* lock_file = "lock";
constexpr std::string_view what = "state file";

Failed unusable(const std::string& sentence) { return {Exit::refused, "state_unusable", sentence}; }

void make_private_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (folder.has_parent_path()) std::filesystem::create_directories(folder.parent_path(), error);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    throw unusable(fmt::format("The folder {} cannot be made: {}. Choose another with --state.",
                               folder.string(), std::generic_category().message(errno)));
  }
  struct stat found{};
  if (::stat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) {
    throw unusable(folder.string() + " is not a folder. Choose another with --state.");
  }
  if ((found.st_mode & 077U) != 0 || found.st_uid != ::geteuid()) {
    throw unusable(fmt::format(
        "The folder {0} must be yours alone, for it holds a key: chmod 700 {0}", folder.string()));
  }
}

std::string member(const json::Texts& members, const char* name) {
  const auto found = members.find(name);
  return found == members.end() ? "" : found->second;
}

}  // namespace

StateFolder::Lock::Lock(const StateFolder& state)
    : file_([&] {
        make_private_folder(state.folder_);
        return ::open(state.file(lock_file).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
      }()) {
  int result = -1;
  while (file_.is_open() && (result = ::flock(file_.number(), LOCK_EX)) != 0 && errno == EINTR) {
  }
  if (result != 0) {
    throw unusable(fmt::format("{} cannot be locked: {}.", state.file(lock_file).string(),
                               std::generic_category().message(errno)));
  }
}

std::optional<Secret> StateFolder::read(const char* name) const {
  if (std::error_code error; !std::filesystem::exists(file(name), error)) return std::nullopt;
  return crypto::read_private_file(file(name), what);
}

void StateFolder::write(const char* name, const Secret& text) {
  const crypto::PrivateDraft draft{file(name), what, text, random_};
  if (::rename(draft.name(), file(name).c_str()) != 0) {
    crypto::refuse_by_system(file(name), what, "replace");
  }
  sync_folder();
}

void StateFolder::sync_folder() const {
  const auto folder = crypto::folder_of(file(lock_file), what);
  if (::fsync(folder.number()) != 0) crypto::refuse_by_system(folder_, what, "write");
}

std::optional<Link> StateFolder::link() const {
  const auto text = read(link_file);
  if (!text) return std::nullopt;
  const auto members = json::read_texts(text->reveal());
  auto secret = members ? from_base64url(member(*members, "offline_secret")) : std::nullopt;
  if (!members || !secret || !statement::is_origin(member(*members, "origin"))) {
    throw unusable(
        fmt::format("{} is not what was written there. Remove {} and link this device"
                    " again; unlink the old one in the portal.",
                    file(link_file).string(), folder_.string()));
  }
  return Link{.origin = member(*members, "origin"),
              .device = member(*members, "device"),
              .code = member(*members, "code"),
              .portal = member(*members, "portal"),
              .account = member(*members, "account"),
              .organisation = member(*members, "organisation"),
              .name = member(*members, "name"),
              .offline_secret = Secret{std::move(*secret)}};
}

void StateFolder::keep(const Lock&, const Link& link) {
  write(link_file,
        Secret{json::write({{"origin", link.origin},
                            {"device", link.device},
                            {"code", link.code},
                            {"portal", link.portal},
                            {"account", link.account},
                            {"organisation", link.organisation},
                            {"name", link.name},
                            {"offline_secret", to_base64url(link.offline_secret.reveal())}})});
}

std::optional<crypto::P256Key> StateFolder::read_key(const char* name) const {
  const auto pem = read(name);
  if (!pem) return std::nullopt;
  auto key = crypto::P256Key::of_pem(*pem, passphrase_);
  if (key) return std::move(*key);
  if (key.error() == crypto::KeyUnreadable::wrong_passphrase) {
    throw unusable(passphrase_.empty()
                       ? "The key is locked: give its passphrase with --passphrase-file."
                       : "This passphrase does not open the key.");
  }
  throw unusable(
      fmt::format("{} holds no key of this device. Unlink it in the portal, remove {} and"
                  " link it again.",
                  file(name).string(), folder_.string()));
}

crypto::P256Key StateFolder::key() const {
  auto key = read_key(key_file);
  if (!key) {
    throw Failed(Exit::not_linked, "not_linked",
                 "This device is not linked: show the QR code in the portal and run"
                 " `pocketctl pair URL`.");
  }
  return std::move(*key);
}

std::optional<crypto::P256Key> StateFolder::next_key() const { return read_key(next_key_file); }

void StateFolder::keep_key(const Lock&, const crypto::P256Key& key) {
  write(key_file, key.pem(passphrase_, random_));
}

void StateFolder::keep_next_key(const Lock&, const crypto::P256Key& key) {
  write(next_key_file, key.pem(passphrase_, random_));
}

void StateFolder::take_next_key(const Lock&) {
  if (::rename(file(next_key_file).c_str(), file(key_file).c_str()) != 0) {
    crypto::refuse_by_system(file(next_key_file), what, "rename");
  }
  sync_folder();
}

void StateFolder::drop_next_key(const Lock&) {
  ::unlink(file(next_key_file).c_str());
  sync_folder();
}

std::int64_t StateFolder::take_counter(const Lock&) {
  std::int64_t last = 0;
  if (const auto text = read(counter_file)) {
    const auto number = statement::number_of(text->reveal());
    if (!number) {
      throw unusable(file(counter_file).string() +
                     " is not a number. Put a higher one there than was ever used.");
    }
    last = *number;
  }
  write(counter_file, Secret{std::to_string(last + 1)});
  return last + 1;
}

void StateFolder::forget(const Lock&) {
  for (const char* name : {key_file, next_key_file, link_file, counter_file}) {
    ::unlink(file(name).c_str());
  }
  sync_folder();
}

}  // namespace sallyport::pocketctl
