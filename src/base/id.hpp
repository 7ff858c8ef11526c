// Names of things: 128 random bits, one C++ type for each kind of thing, never used again.
//
// Made by crypto::fresh_id and crypto::fresh_id_in_order (chance comes from kit/crypto only).
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "base/bug.hpp"
#include "base/encoding.hpp"

namespace sallyport {

template <class Kind>
class Id {
 public:
  static constexpr std::size_t size = 16;

  /// From a database column or from chance; `bytes` must be 16 long.
  static Id of_bytes(std::string_view bytes) {
    check(bytes.size() == size, "an id has 16 bytes");
    Id id;
    std::copy(bytes.begin(), bytes.end(), id.bytes_.begin());
    return id;
  }

  /// Reads the 26 letters that text() writes; nothing for anything else.
  static std::optional<Id> parse(std::string_view text) {
    const auto bytes = from_crockford(text);
    if (!bytes || bytes->size() != size) return std::nullopt;
    const Id id = of_bytes(*bytes);
    if (id.text() != text) return std::nullopt;  // one spelling in an address
    return id;
  }

  [[nodiscard]] std::string text() const { return to_crockford(bytes()); }
  [[nodiscard]] std::string_view bytes() const { return {bytes_.data(), bytes_.size()}; }

  auto operator<=>(const Id&) const = default;

 private:
  Id() = default;
  std::array<char, size> bytes_{};
};

using AccountId = Id<struct AccountKind>;
using OrganisationId = Id<struct OrganisationKind>;
using ContactId = Id<struct ContactKind>;
using AttemptId = Id<struct AttemptKind>;
using SessionId = Id<struct SessionKind>;
using BrowserId = Id<struct BrowserKind>;
using AuthenticatorId = Id<struct AuthenticatorKind>;
using LinkId = Id<struct LinkKind>;
using EventId = Id<struct EventKind>;
using ObjectionId = Id<struct ObjectionKind>;
using HistoryId = Id<struct HistoryKind>;
using LinkRequestId = Id<struct LinkRequestKind>;
using LetterId = Id<struct LetterKind>;
using PeopleImportId = Id<struct PeopleImportKind>;
using DeviceId = Id<struct DeviceKind>;
using PairingId = Id<struct PairingKind>;
using ChallengeId = Id<struct ChallengeKind>;

}  // namespace sallyport
