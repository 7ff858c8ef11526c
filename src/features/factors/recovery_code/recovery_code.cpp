#include "features/factors/recovery_code/recovery_code.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace sallyport::recovery_code {
namespace {

constexpr std::size_t secret_letters = 16;
constexpr std::size_t secret_bytes = 10;
constexpr std::size_t lookup_letters = 2;

bool is_known(const std::vector<Code>& codes, std::string_view lookup) {
  return std::any_of(codes.begin(), codes.end(),
                     [&](const Code& code) { return code.lookup == lookup; });
}

/// One spelling of a letter, or nothing when it stands for none.
std::optional<char> canonical(char letter) {
  if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  if (letter == 'i' || letter == 'l') return '1';
  if (letter == 'o') return '0';
  constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  if (alphabet.find(letter) == std::string_view::npos) return std::nullopt;
  return letter;
}

}  // namespace

std::string Code::text() const {
  std::string groups;
  for (std::size_t i = 0; i < secret_letters; i += 4) {
    groups += secret.reveal().substr(i, 4);
    groups += '-';
  }
  return groups + lookup;
}

std::vector<Code> fresh_codes(crypto::Random& random) {
  std::vector<Code> codes;
  while (codes.size() < how_many) {
    // The first two letters of three bytes are ten bits of chance.
    std::string lookup = to_crockford(random.bytes(3)).substr(0, lookup_letters);
    if (is_known(codes, lookup)) continue;
    codes.push_back(
        {.lookup = std::move(lookup), .secret = Secret{to_crockford(random.bytes(secret_bytes))}});
  }
  return codes;
}

std::optional<Code> read_code(std::string_view typed) {
  std::string letters;
  for (const char typed_letter : typed) {
    if (std::string_view{" -\t\r\n"}.find(typed_letter) != std::string_view::npos) continue;
    const auto letter = canonical(typed_letter);
    if (!letter) return std::nullopt;
    letters += *letter;
  }
  if (letters.size() != secret_letters + lookup_letters) return std::nullopt;
  Code code{.lookup = letters.substr(secret_letters),
            .secret = Secret{letters.substr(0, secret_letters)}};
  wipe(letters);
  return code;
}

}  // namespace sallyport::recovery_code
