#include "kit/crypto/key_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string>

#include "base/encoding.hpp"

namespace sallyport::crypto {
namespace {

using Path = std::filesystem::path;

constexpr std::string_view what = "key file";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

struct Line {
  std::uint32_t version = 0;
  Secret key;
};

// `text` is one line without comment and spaces around it.
std::optional<Line> parse_line(std::string_view text) {
  const auto space = text.find_first_of(" \t");
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(0, space);
  Line line;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), line.version);
  if (error != std::errc{} || end != digits.data() + digits.size() || line.version == 0) {
    return std::nullopt;
  }
  auto key = from_base64url(trimmed(text.substr(space)));
  if (!key) return std::nullopt;
  line.key = Secret{std::move(*key)};
  if (line.key.size() != 32) return std::nullopt;
  return line;
}

std::map<std::uint32_t, Secret> parse(const Path& path, std::string_view text) {
  std::map<std::uint32_t, Secret> keys;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view content = trimmed(text.substr(0, std::min(text.find('#'), end)));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (content.empty()) continue;
    auto line = parse_line(content);
    // The line itself is not shown: it may be a key with one letter wrong.
    if (!line) {
      throw PrivateFileRefused(fmt::format(
          "{}:{}: not a version and a key; a line is a number from 1, a space, and 32 bytes in "
          "base64url (43 letters)",
          path.string(), number));
    }
    if (!keys.emplace(line->version, std::move(line->key)).second) {
      throw PrivateFileRefused(
          fmt::format("{}:{}: version {} stands there twice; number the newer one {}",
                      path.string(), number, line->version, keys.rbegin()->first + 1));
    }
  }
  if (keys.empty()) {
    throw PrivateFileRefused(
        fmt::format("the key file {} has no key; restore it from a backup, or remove it to start "
                    "with a new key "
                    "if nothing was stored yet",
                    path.string()));
  }
  return keys;
}

Secret fresh_file(Random& random) {
  const Secret key{random.bytes(32)};
  const Secret letters{to_base64url(key.reveal())};
  std::string text =
      "# Keys by version. Keep a copy of this file, apart from the copies of the database:\n"
      "# without it nothing that these keys protect can be read again.\n"
      "1 ";
  text.reserve(text.size() + letters.size() + 1);
  text += letters.reveal();
  text += '\n';
  return Secret{std::move(text)};
}

// After a crash at any point there is either no key file or a whole one. Of two programs that start
// together one wins, and both go on with its key: hence link(), which never replaces.
void create(const Path& path, Random& random) {
  const PrivateDraft draft{path, what, fresh_file(random), random};
  if (link(draft.name(), path.c_str()) != 0 && errno != EEXIST) {
    refuse_by_system(path, what, "create");
  }
  if (fsync(folder_of(path, what).number()) != 0) refuse_by_system(path, what, "create");
}

}  // namespace

std::map<std::uint32_t, Secret> load_keys(const Path& path, Random& random) {
  if (access(path.c_str(), F_OK) != 0 && errno == ENOENT) create(path, random);
  return parse(path, read_private_file(path, what).reveal());
}

}  // namespace sallyport::crypto
