#include "kit/push/encryption.hpp"

#include "kit/crypto/aes_gcm.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::push {
namespace {

constexpr std::size_t salt_size = 16;
constexpr std::string_view record_size{"\0\0\x10\0", 4};  // 4096: more than there is (RFC 8291 §4)
constexpr char end_of_last_record = '\x02';

std::string with_nul(std::string_view text) { return std::string{text} + '\0'; }

/// RFC 8291 §3.4: the secret that both have, and the receiver's own, so that nobody who learns only
/// one of them reads along.
Secret input_key(const Secret& shared, const Receiver& receiver, const crypto::P256Key& own) {
  const std::string about = with_nul("WebPush: info") + receiver.public_key + own.public_key();
  return crypto::derive_bytes(shared, Secret{receiver.secret}, about, 32);
}

}  // namespace

// RFC 8188 §2.1:
//   body   = header 1*record
//   header = salt (16) record_size (4, big-endian) id_length (1) id; the id is the sender's key
//   record = AES-128-GCM( text delimiter *%x00 )
std::optional<std::string> encrypt_with(std::string_view message, const Receiver& receiver,
                                        const crypto::P256Key& own, std::string_view salt,
                                        std::size_t padding) {
  if (message.size() + padding > longest_message ||
      receiver.secret.size() != receiver_secret_size) {
    return std::nullopt;
  }
  const auto shared = own.shared_with(receiver.public_key);
  if (!shared) return std::nullopt;
  const Secret input = input_key(*shared, receiver, own);
  const Secret salt_of_keys{salt};
  const Secret key = crypto::derive_bytes(
      input, salt_of_keys, with_nul("Content-Encoding: aes128gcm"), crypto::aes_gcm_key_size);
  // The first record's number is zero, so its nonce is what was derived (RFC 8188 §2.3).
  const Secret nonce = crypto::derive_bytes(
      input, salt_of_keys, with_nul("Content-Encoding: nonce"), crypto::aes_gcm_nonce_size);
  std::string record{message};
  record += end_of_last_record;
  record.append(padding, '\0');

  std::string body{salt};
  body += record_size;
  body += static_cast<char>(own.public_key().size());
  body += own.public_key();
  body += crypto::encrypt_aes_gcm(key, nonce.reveal(), record);
  return body;
}

std::optional<std::string> encrypt(std::string_view message, const Receiver& receiver,
                                   crypto::Random& random) {
  const std::size_t with_delimiter = message.size() + 1;
  const std::size_t padding = (padded_to - with_delimiter % padded_to) % padded_to;
  return encrypt_with(message, receiver, crypto::P256Key::fresh(random), random.bytes(salt_size),
                      padding);
}

}  // namespace sallyport::push
