#include "kit/place/place.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <maxminddb.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <vector>

#include "base/encoding.hpp"
#include "base/result.hpp"

namespace sallyport::place {
namespace {

using std::filesystem::path;

using Why = std::string;

Why why_not(const path& file, std::string_view why) {
  return fmt::format(
      "{} cannot be used for the places of addresses: {}. Put a file in MaxMind's format there "
      "(GeoLite2-City.mmdb or the like) that the portal's user may read, or take the setting "
      "\"place_database\" away.",
      file.string(), why);
}

std::string error_text() { return std::generic_category().message(errno); }

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

bool write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(to, bytes.data(), bytes.size());
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

/// False with errno.
bool copy_bytes(int from, int to) {
  std::vector<char> part(std::size_t{64} * 1024);
  while (true) {
    const auto count = ::read(from, part.data(), part.size());
    if (count <= 0) return count == 0;
    if (!write_all(to, {part.data(), static_cast<std::size_t>(count)})) return false;
  }
}

/// Empty when it is not there, or not a line of text that can be shown.
std::string word(const MMDB_entry_s& entry, const std::vector<const char*>& where) {
  constexpr std::size_t longest = 100;
  std::vector<const char*> names = where;
  names.push_back(nullptr);
  MMDB_entry_s start = entry;
  MMDB_entry_data_s data{};
  if (MMDB_aget_value(&start, &data, names.data()) != MMDB_SUCCESS || !data.has_data ||
      data.type != MMDB_DATA_TYPE_UTF8_STRING) {
    return {};
  }
  const std::string text{data.utf8_string, data.data_size};
  const bool shown =
      text.size() <= longest && is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
      });
  return shown ? text : std::string{};
}

bool is_country(std::string_view text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

std::string Place::text() const {
  if (city.empty() || country.empty()) return city + country;
  return city + ", " + country;
}

class Database {
 public:
  ~Database() {
    if (is_open_) MMDB_close(&it_);
  }
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  using Opened = Result<std::shared_ptr<const Database>, Why>;

  /// As it lies there: who writes into it or cuts it short meanwhile ends the program.
  static Opened open(const path& file) { return open(file, file.string()); }

  static Opened open_copy(const path& file, const path& folder) {
    const Descriptor from{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (from.number() < 0) return fail(why_not(file, error_text()));
    std::string name = (folder / ".places-XXXXXX").string();
    const Descriptor to{::mkostemp(name.data(), O_CLOEXEC)};
    if (to.number() < 0 || !copy_bytes(from.number(), to.number())) {
      const Why why = fmt::format("it cannot be copied into {}: {}", folder.string(), error_text());
      if (to.number() >= 0) ::unlink(name.c_str());
      return fail(why_not(file, why));
    }
    auto opened = open(file, name);
    ::unlink(name.c_str());  // what was opened stays
    return opened;
  }

  [[nodiscard]] std::optional<Place> find(const Address& address) const {
    int name_error = 0;
    int error = MMDB_SUCCESS;
    // It is a number, so nothing is asked of any name server.
    const auto found = MMDB_lookup_string(&it_, address.text().c_str(), &name_error, &error);
    if (name_error != 0 || error != MMDB_SUCCESS || !found.found_entry) return std::nullopt;
    Place place{.city = word(found.entry, {"city", "names", "en"}),
                .country = word(found.entry, {"country", "iso_code"})};
    if (!is_country(place.country)) place.country.clear();
    if (place == Place{}) return std::nullopt;
    return place;
  }

  [[nodiscard]] About about() const {
    return {.kind = it_.metadata.database_type,
            .made = at_unix_seconds(static_cast<std::int64_t>(it_.metadata.build_epoch))};
  }

 private:
  /// `file` is what errors name.
  static Opened open(const path& file, const std::string& name) {
    const auto database = std::make_shared<Database>();
    const int error = MMDB_open(name.c_str(), MMDB_MODE_MMAP, &database->it_);
    database->is_open_ = error == MMDB_SUCCESS;
    if (!database->is_open_) return fail(why_not(file, MMDB_strerror(error)));
    return database;
  }

  MMDB_s it_{};
  bool is_open_ = false;
};

struct Places::Stamp {
  dev_t device = 0;
  ino_t number = 0;
  off_t size = 0;
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;

  static Stamp of(const path& file) {
    struct stat found{};
    if (::stat(file.c_str(), &found) != 0) return {};
    return {.device = found.st_dev,
            .number = found.st_ino,
            .size = found.st_size,
            .seconds = found.st_mtim.tv_sec,
            .nanoseconds = found.st_mtim.tv_nsec};
  }
  bool operator==(const Stamp&) const = default;
};

Places::Places() = default;

Places::Places(path file, path folder)
    : file_(std::move(file)),
      folder_(std::move(folder)),
      seen_(std::make_unique<Stamp>(Stamp::of(file_))) {
  auto opened = Database::open_copy(file_, folder_);
  if (!opened) throw Refused{opened.error()};
  database_ = *std::move(opened);
}

Places::~Places() = default;

std::optional<Place> Places::find(const Address& address) const {
  std::shared_ptr<const Database> database;
  {
    const std::lock_guard lock(mutex_);
    database = database_;
  }
  if (!database || is_internal(address)) return std::nullopt;
  return database->find(address);
}

Places::Look Places::look_again() {
  if (!seen_) return {};
  const Stamp stamp = Stamp::of(file_);
  {
    const std::lock_guard lock(mutex_);
    if (stamp == *seen_) return {};
    *seen_ = stamp;
  }
  auto fresh = Database::open_copy(file_, folder_);
  if (!fresh) return {.what = Looked::refused, .why = fresh.error()};
  const std::lock_guard lock(mutex_);
  database_ = *std::move(fresh);
  return {.what = Looked::renewed, .why = {}};
}

About examine(const path& file) {
  const auto opened = Database::open(file);
  if (!opened) throw Refused{opened.error()};
  return (*opened)->about();
}

}  // namespace sallyport::place
