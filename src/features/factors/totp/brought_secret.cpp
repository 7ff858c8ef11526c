#include "features/factors/totp/brought_secret.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "base/encoding.hpp"

namespace sallyport::totp {
namespace {

constexpr std::string_view what_to_do =
    "leave it out of this row, and the person activates an app here";

// Ten bytes were usual once; less is guessed. HMAC-SHA-1 takes no use of more than 64.
constexpr std::size_t least_bytes = 10;
constexpr std::size_t most_bytes = 64;

Result<BroughtSecret, std::string> of_base32(std::string_view text, std::string label) {
  std::string letters;
  for (const char c : text) {
    if (c != ' ' && c != '-' && c != '=') letters += c;
  }
  const auto bytes = from_base32(letters);
  wipe(letters);
  if (!bytes)
    return fail(
        fmt::format("the secret is not base32 (letters A to Z, digits 2 to 7); {}", what_to_do));
  if (bytes->size() < least_bytes || bytes->size() > most_bytes) {
    return fail(fmt::format("the secret has {} bytes; between {} and {} are good ones; {}",
                            bytes->size(), least_bytes, most_bytes, what_to_do));
  }
  return BroughtSecret{.secret = Secret{*bytes}, .label = std::move(label)};
}

using Parameters = std::map<std::string, std::string>;

/// a=b&c=d; nothing when it is not well formed or a name stands twice.
std::optional<Parameters> parameters_in(std::string_view query) {
  Parameters parameters;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    auto name = percent_decode(pair.substr(0, equals));
    auto value = percent_decode(pair.substr(equals + 1));
    if (!name || !value || !parameters.emplace(std::move(*name), std::move(*value)).second)
      return std::nullopt;
  }
  return parameters;
}

bool is_sha1(std::string algorithm) {
  for (char& c : algorithm) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return algorithm == "SHA1" || algorithm == "SHA-1" || algorithm == "HMACSHA1";
}

Result<BroughtSecret, std::string> of_address(std::string_view rest) {
  const auto question = rest.find('?');
  auto parameters = question == std::string_view::npos ? std::optional<Parameters>{}
                                                       : parameters_in(rest.substr(question + 1));
  if (!rest.starts_with("totp/") || !parameters || !parameters->contains("secret"))
    return fail(
        fmt::format("this is not an otpauth://totp/… address with a secret; {}", what_to_do));
  const auto refuse = [&](std::string_view name, std::string_view ours) {
    return fail(fmt::format("the app shows codes by {}={}, and here they are by {}; {}", name,
                            (*parameters)[std::string{name}], ours, what_to_do));
  };
  if (parameters->contains("algorithm") && !is_sha1((*parameters)["algorithm"]))
    return refuse("algorithm", "SHA1");
  if (parameters->contains("digits") && (*parameters)["digits"] != "6")
    return refuse("digits", "6");
  if (parameters->contains("period") && (*parameters)["period"] != "30")
    return refuse("period", "30");
  return of_base32((*parameters)["secret"], (*parameters)["issuer"]);
}

}  // namespace

Result<BroughtSecret, std::string> read_brought_secret(std::string_view text) {
  constexpr std::string_view scheme = "otpauth://";
  if (text.size() > 1024) return fail(fmt::format("no secret is that long; {}", what_to_do));
  if (text.starts_with(scheme)) return of_address(text.substr(scheme.size()));
  return of_base32(text, {});
}

}  // namespace sallyport::totp
