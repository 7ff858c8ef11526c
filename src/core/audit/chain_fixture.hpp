// What the tests of the audit log's chain share. For tests only.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/audit/chain.hpp"
#include "core/audit/verify.hpp"
#include "core/core_fixture.hpp"

namespace sallyport::audit {

class ChainTest : public Core {
 protected:
  void record_some(int count) {
    write([&](db::Write& db) {
      for (int i = 0; i < count; ++i) {
        record(db, deed(), i % 2 == 0 ? Event::signed_in : Event::signed_off,
               {.detail = "number " + std::to_string(i)});
      }
    });
  }
  void seal() {
    const End end = read(end_of_chain);
    const auto events = read([&](db::Read& db) { return unsealed(db, end, 10'000); });
    ASSERT_TRUE(write([&](db::Write& db) { return append(db, end, seals_of(end, events)); }));
  }
  void sign() {
    const auto checkpoint =
        write([&](db::Write& db) { return add_checkpoint(db, keys.audit_key, now); });
    ASSERT_TRUE(checkpoint);
    kept.checkpoints.push_back(*checkpoint);
  }

  Verdict verified() { return verify(database(), public_keys_of(keys.audit_key), kept, now); }
  std::string first_problem() {
    const Verdict verdict = verified();
    return verdict.problems.empty() ? "" : verdict.problems.front().sentence;
  }
  void expect_whole() { EXPECT_EQ(first_problem(), ""); }

  KeptCheckpoints kept;  // what a file outside the database would hold
};

}  // namespace sallyport::audit
