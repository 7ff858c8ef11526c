#include "core/device/device.hpp"

#include "core/core_fixture.hpp"
#include "core/device/subscription.hpp"
#include "kit/crypto/p256.hpp"

namespace sallyport::device {
namespace {

class Devices : public Core {
 protected:
  std::string fresh_key() { return crypto::P256Key::fresh(random).public_key(); }

  std::optional<DeviceId> add_with(const std::string& key, State state = State::active) {
    return write([&](db::Write& db) {
      return device::add(db, deed(), keys.sealer,
                         {.account = person,
                          .public_key = key,
                          .describes = {.name = "Pixel 8", .platform = "pwa", .version = "1.7.0"},
                          .state = state,
                          .offline_secret = Secret{std::string(offline_secret_size, 'x')}});
    });
  }
  DeviceId add(State state = State::active) { return *add_with(fresh_key(), state); }
  Device find(DeviceId id) {
    return *read([&](db::Read& db) { return device::find(db, id); });
  }
  bool end(DeviceId id) {
    return write([&](db::Write& db) { return device::end(db, person, id, now); });
  }
  bool count_on(DeviceId id, std::int64_t counter) {
    return write([&](db::Write& db) { return device::count_on(db, id, counter); });
  }
  bool rotate(DeviceId id, const std::string& old_key, const std::string& new_key) {
    return write([&](db::Write& db) { return device::rotate(db, id, old_key, new_key, now); });
  }
  bool keep_nonce(DeviceId id, const std::string& nonce) {
    return write([&](db::Write& db) {
      return device::keep_nonce(db, id, nonce, now + std::chrono::minutes{4});
    });
  }
  void sweep() {
    write([&](db::Write& db) { device::sweep(db, now); });
  }
  bool has_any() {
    return read([&](db::Read& db) { return device::has_any(db, person); });
  }
  std::size_t linked() {
    return read([&](db::Read& db) { return device::all(db, person).size(); });
  }
  std::size_t codes() {
    return read([&](db::Read& db) { return offline_keys(db, keys.sealer, person).size(); });
  }

  const AccountId person = account("ann@example.com").id;
};

TEST_F(Devices, WaitUntilThePageFinishesAndCountForNothingUntilThen) {
  const DeviceId id = add(State::waiting);
  EXPECT_EQ(linked(), 0U);
  EXPECT_FALSE(has_any());
  EXPECT_EQ(codes(), 0U);
  EXPECT_TRUE(write([&](db::Write& db) { return activate(db, id); }));
  EXPECT_FALSE(write([&](db::Write& db) { return activate(db, id); }));
  EXPECT_TRUE(has_any());
  EXPECT_EQ(codes(), 1U);
}

TEST_F(Devices, KeepAKeyForOneDeviceForEver) {
  const std::string key = fresh_key();
  const auto first = add_with(key);
  ASSERT_TRUE(first);
  EXPECT_FALSE(add_with(key));
  ASSERT_TRUE(end(*first));
  EXPECT_FALSE(add_with(key)) << "a key that ended is never used again";
  const DeviceId other = add();
  EXPECT_FALSE(rotate(other, find(other).public_key, key));
}

TEST_F(Devices, EndForEverAndTakeAlongWhatTheyHad) {
  const DeviceId id = add();
  write([&](db::Write& db) {
    keep_subscription(db, id, {.endpoint = "https://push.example/1", .p256dh = "k", .auth = "a"},
                      now);
  });
  EXPECT_TRUE(end(id));
  EXPECT_FALSE(end(id));
  EXPECT_EQ(find(id).state, State::ended);
  EXPECT_EQ(codes(), 0U);
  EXPECT_FALSE(read([&](db::Read& db) { return has_subscription(db, id); }));
  EXPECT_FALSE(read([&](db::Read& db) { return offline_secret(db, keys.sealer, id); }));
  EXPECT_FALSE(count_on(id, 100));
  EXPECT_FALSE(write([&](db::Write& db) { return resume(db, person, id); }));
  EXPECT_FALSE(write([&](db::Write& db) { return rename(db, person, id, "New"); }));
  EXPECT_EQ(find(id).state, State::ended);
}

TEST_F(Devices, OfSomebodyElseCannotBeTouched) {
  const DeviceId id = add();
  const AccountId other = account("bob@example.com").id;
  EXPECT_FALSE(write([&](db::Write& db) { return device::end(db, other, id, now); }));
  EXPECT_FALSE(write([&](db::Write& db) { return rename(db, other, id, "Mine"); }));
  ASSERT_FALSE(count_on(id, 0));
  EXPECT_FALSE(write([&](db::Write& db) { return resume(db, other, id); }));
}

TEST_F(Devices, CountUpwardsAndMayLeaveNumbersOut) {
  const DeviceId id = add();
  EXPECT_TRUE(count_on(id, 1));
  EXPECT_TRUE(count_on(id, 7));
  EXPECT_EQ(find(id).counter, 7);
  EXPECT_EQ(find(id).state, State::active);
}

TEST_F(Devices, AreSuspendedByACounterThatWasThereBefore) {
  for (const std::int64_t again : {6, 5, 0}) {
    const DeviceId id = add();
    ASSERT_TRUE(count_on(id, 6));
    EXPECT_FALSE(count_on(id, again));
    EXPECT_EQ(find(id).state, State::suspended);
    EXPECT_EQ(find(id).counter, 6);
    EXPECT_FALSE(count_on(id, 7)) << "suspended: nothing counts";
  }
}

TEST_F(Devices, StayASecondFactorWhileSuspendedAndConfirmNothing) {
  const DeviceId id = add();
  ASSERT_FALSE(count_on(id, 0));
  EXPECT_TRUE(has_any()) << "or the password alone would do";
  EXPECT_EQ(linked(), 1U);
  EXPECT_EQ(codes(), 0U);
  EXPECT_EQ(read([](db::Read& db) { return owners(db); }), std::vector{person});
  EXPECT_FALSE(rotate(id, find(id).public_key, fresh_key()));
}

TEST_F(Devices, GoOnWhenTheirOwnerSaysSo) {
  const DeviceId id = add();
  ASSERT_TRUE(count_on(id, 6));
  ASSERT_FALSE(count_on(id, 6));
  EXPECT_TRUE(write([&](db::Write& db) { return resume(db, person, id); }));
  EXPECT_FALSE(count_on(id, 6)) << "the counter was not forgotten";
  EXPECT_TRUE(write([&](db::Write& db) { return resume(db, person, id); }));
  EXPECT_TRUE(count_on(id, 7));
}

TEST_F(Devices, ChangeTheirKeyOnce) {
  const DeviceId id = add();
  const std::string old_key = find(id).public_key;
  const std::string new_key = fresh_key();
  EXPECT_TRUE(rotate(id, old_key, new_key));
  EXPECT_FALSE(rotate(id, old_key, fresh_key())) << "another was faster";
  EXPECT_EQ(find(id).public_key, new_key);
}

TEST_F(Devices, RememberTheNoncesOfTheirRequests) {
  const DeviceId one = add();
  const DeviceId other = add();
  EXPECT_TRUE(keep_nonce(one, "nonce"));
  EXPECT_FALSE(keep_nonce(one, "nonce"));
  EXPECT_TRUE(keep_nonce(other, "nonce"));
  now += std::chrono::minutes{4};
  sweep();
  EXPECT_EQ(count("device_nonce"), 0);
}

TEST_F(Devices, ShowEachCodeOnce) {
  const DeviceId id = add();
  const auto use = [&](std::int64_t step) {
    return write([&](db::Write& db) { return use_offline_step(db, id, step, now); });
  };
  EXPECT_TRUE(use(100));
  EXPECT_FALSE(use(100));
  EXPECT_FALSE(use(99));
  EXPECT_TRUE(use(101));
}

TEST_F(Devices, SealTheirSecretsInTheirOwnRow) {
  const DeviceId one = add();
  const DeviceId other = add();
  write([&](db::Write& db) {
    db.change(
        "UPDATE device SET offline_secret ="
        " (SELECT offline_secret FROM device WHERE id = $1) WHERE id = $2",
        {one, other});
  });
  EXPECT_TRUE(read([&](db::Read& db) { return offline_secret(db, keys.sealer, one); }));
  EXPECT_THROW(
      static_cast<void>(read([&](db::Read& db) { return offline_secret(db, keys.sealer, other); })),
      Bug);
}

TEST_F(Devices, AreSeenByTheHour) {
  const DeviceId id = add();
  EXPECT_FALSE(seen_is_old(find(id), "192.0.2.1", now + std::chrono::minutes{59}));
  EXPECT_TRUE(seen_is_old(find(id), "192.0.2.1", now + std::chrono::hours{1}));
  EXPECT_TRUE(seen_is_old(find(id), "192.0.2.2", now)) << "somewhere else";
}

TEST_F(Devices, AreUnseenAfterFourHundredDays) {
  const DeviceId id = add();
  const auto count_unseen = [&] {
    return read([&](db::Read& db) { return unseen(db, now).size(); });
  };
  now += std::chrono::days{400};
  EXPECT_EQ(count_unseen(), 0U);
  now += std::chrono::seconds{1};
  EXPECT_EQ(count_unseen(), 1U);
  sweep();
  EXPECT_EQ(find(id).state, State::active) << "to be ended by who can tell its owner";
}

TEST_F(Devices, WhosePageNeverFinishedAreForgotten) {
  const DeviceId id = add(State::waiting);
  now += std::chrono::minutes{31};
  sweep();
  EXPECT_EQ(find(id).state, State::ended);
}

TEST_F(Devices, AreRungWhereTheySaidWhileTheyAreActive) {
  const DeviceId id = add();
  const auto keep = [&](const std::string& endpoint) {
    write([&](db::Write& db) {
      keep_subscription(db, id, {.endpoint = endpoint, .p256dh = "k", .auth = "a"}, now);
    });
  };
  const auto rung = [&] {
    return read([&](db::Read& db) { return all_subscriptions(db, person); });
  };
  keep("https://push.example/1");
  keep("https://push.example/2");
  ASSERT_EQ(rung().size(), 1U);
  EXPECT_EQ(rung().front().subscription.endpoint, "https://push.example/2");
  write([&](db::Write& db) { forget_subscription(db, id, "https://push.example/1"); });
  EXPECT_EQ(rung().size(), 1U) << "it has another one by now";
  ASSERT_FALSE(count_on(id, 0));
  EXPECT_EQ(rung().size(), 0U) << "suspended";
}

}  // namespace
}  // namespace sallyport::device
