// What the tests of statements share: tests/vectors/pocket.json, and one statement of each type
// that stands in there.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "base/encoding.hpp"
#include "core/statement/statement.hpp"
#include "kit/crypto/p256.hpp"
#include "kit/json/json.hpp"

namespace sallyport::statement {

inline json::Texts vectors() {
  std::ifstream file{SALLYPORT_SOURCE "/tests/vectors/pocket.json"};
  std::ostringstream text;
  text << file.rdbuf();
  return *json::read_members(text.str());
}

struct Vector {
  std::string text;
  std::string sha256;  // hex
  std::string signature;
  std::string signature_by_new_key;  // of ROTATE
};

inline Vector vector_of(const std::string& type) {
  const auto statements = json::read_members(vectors().at("statements"));
  auto members = *json::read_members(statements->at(type));
  EXPECT_EQ(std::to_string(members.at("text").size()), members.at("bytes"));
  return {.text = members.at("text"),
          .sha256 = members.at("sha256_hex"),
          .signature = *from_base64url(members.at("signature_b64url")),
          .signature_by_new_key = *from_base64url(members["signature_new_b64url"])};
}

inline crypto::P256Key key_of(const std::string& member) {
  const auto jwk = json::read_members(vectors().at(member));
  return *crypto::P256Key::of_scalar(Secret{*from_base64url(jwk->at("d"))});
}
inline crypto::P256Key own_key() { return key_of("private_jwk"); }
inline crypto::P256Key new_key() { return key_of("new_private_jwk"); }

inline constexpr const char* audience = "https://klant.example.nl";
inline constexpr const char* device = "JjpNvkFIj7hyFLADIznbuQ";
inline constexpr const char* nonce = "eDd7UldXtJRCf4kBT5fXmSjzk40U61HiD7XeyYNOswQ";

inline Pair a_pair() {
  return {.audience = audience,
          .code = hash_of(vectors().at("code")),
          .nonce = nonce,
          .key = hash_of(own_key().public_key()),
          .time = 1794000000};
}
inline Answer an_answer() {
  return {.audience = audience,
          .device = device,
          .challenge = "LdAL134CIs7YgmZUganB2Q",
          .nonce = nonce,
          .context = hash_of(vectors().at("context")),
          .mode = Mode::type2,
          .decision = Decision::approve,
          .value = "47",
          .counter = 17,
          .time = 1794000012};
}
inline Request a_request() {
  return {.audience = audience,
          .device = device,
          .method = "GET",
          .target = "/pocket/api/v1/challenges?wait=25",
          .body = hash_of(""),
          .nonce = "W4KjBpND08nsPkce6KV_MA",
          .time = 1794000010};
}
inline Rotate a_rotation() {
  return {.audience = audience,
          .device = device,
          .old_key = hash_of(own_key().public_key()),
          .new_key = hash_of(new_key().public_key()),
          .counter = 18,
          .time = 1794000020};
}

}  // namespace sallyport::statement
