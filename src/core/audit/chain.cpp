#include "core/audit/chain.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::audit {

std::string canonical(std::initializer_list<std::string> fields) {
  std::string text;
  for (const std::string& field : fields) {
    text += fmt::format("{}:", field.size());
    text += field;
    text += ',';
  }
  return text;
}

std::string commitment_to(std::string_view salt, std::string_view address, std::string_view words) {
  return crypto::sha256(canonical({to_hex(salt), std::string{address}, std::string{words}}));
}

std::string entry_hash(std::string_view previous_hash, std::int64_t sequence,
                       const Recorded& event) {
  return crypto::sha256(
      "sallyport audit entry 1\n" + canonical({to_hex(previous_hash), fmt::to_string(sequence)}) +
      canonical({to_crockford(event.id), fmt::to_string(event.position), fmt::to_string(event.at),
                 event.event, event.actor, to_crockford(event.account),
                 to_crockford(event.organisation), to_crockford(event.contact), event.detail,
                 event.request, to_hex(event.commitment)}));
}

std::string signed_text(const Checkpoint& checkpoint) {
  return "sallyport audit checkpoint 1\n" +
         canonical({fmt::to_string(checkpoint.number), fmt::to_string(checkpoint.sequence),
                    to_hex(checkpoint.hash), fmt::to_string(checkpoint.at),
                    fmt::to_string(checkpoint.key_version)});
}

std::string signed_text(const Truncation& truncation) {
  return "sallyport audit truncation 1\n" +
         canonical({fmt::to_string(truncation.sequence), fmt::to_string(truncation.position),
                    fmt::to_string(truncation.checkpoint), to_hex(truncation.hash),
                    fmt::to_string(truncation.at), fmt::to_string(truncation.key_version)});
}

std::vector<Seal> seals_of(const End& end, const std::vector<Recorded>& events) {
  std::vector<Seal> seals;
  seals.reserve(events.size());
  std::int64_t sequence = end.sequence;
  std::string_view previous = end.hash;
  for (const Recorded& event : events) {
    ++sequence;
    seals.push_back({.sequence = sequence,
                     .event_id = event.id,
                     .hash = entry_hash(previous, sequence, event),
                     .position = event.position});
    previous = seals.back().hash;
  }
  return seals;
}

}  // namespace sallyport::audit
