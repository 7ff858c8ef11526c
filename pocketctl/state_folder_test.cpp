#include "pocketctl/state_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <fstream>
#include <set>
#include <thread>

#include "pocketctl/failed.hpp"

namespace sallyport::pocketctl {
namespace {

using std::filesystem::perms;
using testing::HasSubstr;
using Lock = StateFolder::Lock;

class PocketctlState : public testing::Test {
 protected:
  PocketctlState() {
    std::string name = std::filesystem::temp_directory_path() / "pocketctl-XXXXXX";
    above = ::mkdtemp(name.data());
  }
  ~PocketctlState() override { std::filesystem::remove_all(above); }
  StateFolder state(std::string_view passphrase = "") {
    return {above / "a" / "b", Secret{passphrase}, random};
  }
  std::filesystem::path file(const char* name) const { return above / "a" / "b" / name; }
  template <class Deed>
  static std::string refusal(Deed deed) {
    try {
      deed();
    } catch (const Failed& failed) {
      return failed.what();
    }
    return {};
  }

  std::filesystem::path above;
  crypto::SystemRandom random;
};

TEST_F(PocketctlState, IsMadeForItsOwnerAlone) {
  StateFolder ours = state();
  EXPECT_EQ(ours.link(), std::nullopt);
  const Lock lock{ours};
  ours.keep_key(lock, crypto::P256Key::fresh(random));
  ours.keep(lock, {.origin = "https://portal.example"});
  static_cast<void>(ours.take_counter(lock));
  EXPECT_EQ(std::filesystem::status(above / "a" / "b").permissions(), perms::owner_all);
  for (const auto& entry : std::filesystem::directory_iterator{above / "a" / "b"}) {
    EXPECT_EQ(entry.status().permissions() & (perms::group_all | perms::others_all), perms::none)
        << entry.path();
  }
}

TEST_F(PocketctlState, IsNotUsedWhenOthersMayLookInside) {
  {
    StateFolder ours = state();
    const Lock lock{ours};
  }
  std::filesystem::permissions(above / "a" / "b", perms::owner_all | perms::others_exec);
  StateFolder ours = state();
  EXPECT_THAT(refusal([&] { const Lock lock{ours}; }), HasSubstr("chmod 700"));
}

TEST_F(PocketctlState, GivesBackWhatWasKept) {
  StateFolder ours = state();
  const auto key = crypto::P256Key::fresh(random);
  {
    const Lock lock{ours};
    ours.keep_key(lock, key);
    ours.keep(lock, {.origin = "https://portal.example",
                     .device = "id",
                     .code = "",
                     .portal = "Portal \"X\"",
                     .account = "j…n@example.nl",
                     .organisation = "",
                     .name = "Desk",
                     .offline_secret = Secret{std::string("\0\xff secret", 9)}});
  }
  const StateFolder later = state();
  EXPECT_EQ(later.key().public_key(), key.public_key());
  const auto link = later.link();
  ASSERT_TRUE(link);
  EXPECT_TRUE(link->is_done());
  EXPECT_EQ(link->account, "j…n@example.nl");
  EXPECT_EQ(link->portal, "Portal \"X\"");
  EXPECT_EQ(link->offline_secret.reveal(), std::string("\0\xff secret", 9));
}

TEST_F(PocketctlState, LocksTheKeyWithAPassphrase) {
  StateFolder ours = state("open up");
  {
    const Lock lock{ours};
    ours.keep_key(lock, crypto::P256Key::fresh(random));
  }
  EXPECT_EQ(state("open up").key().public_key(), ours.key().public_key());
  EXPECT_THAT(refusal([&] { static_cast<void>(state().key()); }), HasSubstr("--passphrase-file"));
  EXPECT_THAT(refusal([&] { static_cast<void>(state("wrong").key()); }),
              HasSubstr("does not open"));
}

TEST_F(PocketctlState, SaysWhatToDoWhenAFileIsNotWhatItWas) {
  StateFolder ours = state();
  EXPECT_THAT(refusal([&] { static_cast<void>(ours.key()); }), HasSubstr("pocketctl pair"));
  const Lock lock{ours};
  for (const char* name : {"key.pem", "link.json", "counter"}) {
    std::ofstream{file(name)} << "nonsense";
    std::filesystem::permissions(file(name), perms::owner_read | perms::owner_write);
  }
  EXPECT_THAT(refusal([&] { static_cast<void>(ours.key()); }), HasSubstr("holds no key"));
  EXPECT_THAT(refusal([&] { static_cast<void>(ours.link()); }), HasSubstr("link this device"));
  EXPECT_THAT(refusal([&] { static_cast<void>(ours.take_counter(lock)); }),
              HasSubstr("is not a number"));
  std::filesystem::permissions(file("key.pem"), perms::owner_read | perms::group_read);
  EXPECT_THROW(static_cast<void>(ours.key()), crypto::PrivateFileRefused);
}

TEST_F(PocketctlState, ChangesItsKeyInOneStep) {
  StateFolder ours = state();
  const Lock lock{ours};
  const auto before = crypto::P256Key::fresh(random);
  const auto next = crypto::P256Key::fresh(random);
  ours.keep_key(lock, before);
  ours.keep_next_key(lock, next);
  EXPECT_EQ(ours.key().public_key(), before.public_key());
  EXPECT_EQ(ours.next_key()->public_key(), next.public_key());
  ours.take_next_key(lock);
  EXPECT_EQ(ours.key().public_key(), next.public_key());
  EXPECT_FALSE(ours.next_key());
  ours.keep_next_key(lock, before);
  ours.drop_next_key(lock);
  EXPECT_FALSE(ours.next_key());
  ours.forget(lock);
  EXPECT_FALSE(std::filesystem::exists(file("key.pem")));
}

TEST_F(PocketctlState, GivesEachCounterOnceAndHasItOnTheDiskBefore) {
  StateFolder ours = state();
  const Lock lock{ours};
  EXPECT_EQ(ours.take_counter(lock), 1);
  EXPECT_EQ(ours.take_counter(lock), 2);
  std::int64_t kept = 0;
  std::ifstream{file("counter")} >> kept;
  EXPECT_EQ(kept, 2);
}

TEST_F(PocketctlState, GivesEachCounterOnceToManyThreads) {
  std::mutex mutex;
  std::set<std::int64_t> given;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      StateFolder ours = state();  // each as a program of its own
      for (int i = 0; i < 25; ++i) {
        const Lock lock{ours};
        const std::int64_t counter = ours.take_counter(lock);
        const std::lock_guard guard{mutex};
        // In order, too: what was given out later was not sent before.
        EXPECT_TRUE(given.empty() || counter > *given.rbegin());
        given.insert(counter);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(given.size(), 100U);
}

}  // namespace
}  // namespace sallyport::pocketctl
