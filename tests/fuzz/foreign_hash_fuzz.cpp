// Password hashes of other programs: what is taken can be paid, stored and read again.
#include "kit/crypto/foreign_hash.hpp"

#include <map>

#include "kit/crypto/adopted_hash.hpp"
#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const crypto::Keys peppers = [] {
    std::map<std::uint32_t, Secret> keys;
    keys.emplace(1, Secret{std::string(32, 'k')});
    return crypto::Keys{std::move(keys)};
  }();
  const auto hash = crypto::read_foreign_hash(fuzz::text_of(data, size));
  if (!hash) {
    expect(!hash.error().empty());
    return 0;
  }
  expect(crypto::may_be_paid(hash->recipe));
  const std::string stored = crypto::adopt(peppers, *hash);
  expect(crypto::is_adopted(stored));
  expect(crypto::read_adopted(stored).recipe == hash->recipe);
  expect(crypto::is_adopted_from(peppers, stored, *hash));
  return 0;
}
