#include "kit/passwords/common.hpp"

#include <cstddef>
#include <string>

#include "base/bug.hpp"
#include "base/secret.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/embedded/embedded.hpp"

namespace sallyport::passwords {
namespace {

// The first bytes of SHA-256. Of 150,000 entries, one among seven million other passwords is taken
// for one of them by accident.
constexpr std::size_t entry_size = 5;

std::string_view list() {
  const auto bytes = embedded::find("src/kit/passwords/common.bin");
  check(bytes && !bytes->empty() && bytes->size() % entry_size == 0,
        "the list of common passwords is built into the program in full");
  return *bytes;
}

Secret in_lower_case(std::string_view text) {
  std::string lower{text};
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return Secret{std::move(lower)};
}

}  // namespace

bool is_common(std::string_view normalised_password) {
  const Secret digest{crypto::sha256(in_lower_case(normalised_password).reveal())};
  const std::string_view wanted = digest.reveal().substr(0, entry_size);
  const std::string_view entries = list();
  std::size_t first = 0;
  std::size_t end = entries.size() / entry_size;
  while (first < end) {
    const std::size_t middle = first + (end - first) / 2;
    // Compares as unsigned bytes, as the list is sorted.
    const int order = entries.substr(middle * entry_size, entry_size).compare(wanted);
    if (order == 0) return true;
    if (order < 0) {
      first = middle + 1;
    } else {
      end = middle;
    }
  }
  return false;
}

}  // namespace sallyport::passwords
