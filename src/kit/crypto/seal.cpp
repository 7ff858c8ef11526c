#include "kit/crypto/seal.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include "base/bug.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/crypto/sodium.hpp"

namespace sallyport::crypto {
namespace {

constexpr char format_version = '\x01';
constexpr std::size_t head_size = 1 + 4;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == 32);

const unsigned char* unsigned_bytes(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* unsigned_bytes(std::string& bytes, std::size_t offset = 0) {
  return reinterpret_cast<unsigned char*>(bytes.data() + offset);
}

void append_big_endian(std::string& bytes, std::uint32_t number) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(number >> shift);
}

std::uint32_t read_big_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char byte : bytes) number = (number << 8) | static_cast<unsigned char>(byte);
  return number;
}

std::string head_of(std::uint32_t key_version) {
  std::string head(1, format_version);
  append_big_endian(head, key_version);
  return head;
}

// Each part goes with its length: else table "ab" column "c" would be the place of table "a" column
// "bc".
std::string associated_data(const Place& place, std::string_view head) {
  std::string data;
  for (const std::string_view part : {place.table, place.column, place.row, head}) {
    append_big_endian(data, static_cast<std::uint32_t>(part.size()));
    data += part;
  }
  return data;
}

Secret row_key(const Secret& key, const Place& place) {
  return derive_key(key, fmt::format("sallyport seal row {}", place.row));
}

}  // namespace

Sealer::Sealer(Keys keys) : keys_(std::move(keys)) { start_sodium(); }

std::string Sealer::seal(const Secret& secret, const Place& place, Random& random) const {
  const auto [key_version, key] = keys_.newest();
  const std::string head = head_of(key_version);
  const std::string data = associated_data(place, head);

  std::string sealed = head + random.bytes(nonce_size);
  check(sealed.size() == head_size + nonce_size, "chance gives as many bytes as were asked");
  sealed.resize(head_size + nonce_size + secret.size() + tag_size);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      unsigned_bytes(sealed, head_size + nonce_size), nullptr, unsigned_bytes(secret.reveal()),
      secret.size(), unsigned_bytes(data), data.size(), nullptr, unsigned_bytes(sealed, head_size),
      unsigned_bytes(row_key(key, place).reveal()));
  return sealed;
}

std::optional<Secret> Sealer::open(std::string_view sealed, const Place& place) const {
  if (sealed.size() < head_size + nonce_size + tag_size) return std::nullopt;
  const std::string_view head = sealed.substr(0, head_size);
  const std::string_view nonce = sealed.substr(head_size, nonce_size);
  const std::string_view cipher_text = sealed.substr(head_size + nonce_size);
  if (head.front() != format_version) return std::nullopt;
  const Secret* const key = keys_.find(read_big_endian(head.substr(1)));
  if (key == nullptr) return std::nullopt;

  const std::string data = associated_data(place, head);
  std::string opened(cipher_text.size() - tag_size, '\0');
  const int outcome = crypto_aead_xchacha20poly1305_ietf_decrypt(
      unsigned_bytes(opened), nullptr, nullptr, unsigned_bytes(cipher_text), cipher_text.size(),
      unsigned_bytes(data), data.size(), unsigned_bytes(nonce),
      unsigned_bytes(row_key(*key, place).reveal()));
  if (outcome != 0) return std::nullopt;
  return Secret{std::move(opened)};
}

}  // namespace sallyport::crypto
