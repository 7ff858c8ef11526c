#include "app/audit_sealing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/audit/checkpoint_file.hpp"
#include "core/audit/verify.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport::app {
namespace {

using std::chrono::seconds;
using testing::Contains;
using testing::HasSubstr;
using testing::SizeIs;

class Sealing : public testing::Test {
 protected:
  AuditSealing job() {
    return {service.database(), service.service().site().keys.audit_key,
            service.service().site().log, file};
  }
  audit::Verdict verdict() {
    return audit::verify(service.database(),
                         audit::public_keys_of(service.service().site().keys.audit_key),
                         audit::read_checkpoint_file(file), service.clock.now());
  }
  void record(int count) {
    for (int i = 0; i < count; ++i) service.add_organisation("Example " + std::to_string(i));
  }

  testkit::Folder folder;
  std::filesystem::path file = folder.path() / "checkpoints";
  testkit::Service service;
};

TEST_F(Sealing, ChainsSignsAndKeepsOutsideInOneRun) {
  record(3);
  EXPECT_EQ(verdict().unsealed, 3);
  job().run(service.clock.now());
  const auto looked = verdict();
  EXPECT_EQ(looked.problems_in_all, 0);
  EXPECT_EQ(looked.last, 3);
  EXPECT_EQ(looked.unsealed, 0);
  EXPECT_EQ(looked.unsigned_yet, 0);
  EXPECT_THAT(service.log_lines(), Contains(HasSubstr("audit_checkpoint")));
  EXPECT_THAT(audit::read_checkpoint_file(file)->checkpoints, SizeIs(1));
}

TEST_F(Sealing, SignsOnceAMinuteAndAtTheEnd) {
  auto sealing = job();
  record(1);
  sealing.run(service.clock.now());
  for (int second = 1; second < 60; ++second) {
    record(1);
    sealing.run(service.clock.now() + seconds{second});
  }
  EXPECT_EQ(verdict().checkpoints, 1);
  EXPECT_EQ(verdict().unsigned_yet, 59);
  sealing.run(service.clock.now() + seconds{60});
  EXPECT_EQ(verdict().checkpoints, 2);
  record(1);
  sealing.close(service.clock.now() + seconds{61});
  EXPECT_EQ(verdict().unsigned_yet, 0);
  EXPECT_EQ(verdict().problems_in_all, 0);
}

TEST_F(Sealing, MakesUpForCheckpointsThatCouldNotBeKeptOutside) {
  std::filesystem::create_directory(file);  // nothing can be written there
  auto sealing = job();
  record(1);
  EXPECT_THROW(sealing.run(service.clock.now()), std::runtime_error);
  std::filesystem::remove(file);
  record(1);
  sealing.run(service.clock.now() + seconds{60});
  EXPECT_THAT(audit::read_checkpoint_file(file)->checkpoints, SizeIs(2));
  EXPECT_EQ(verdict().problems_in_all, 0);
  EXPECT_EQ(std::filesystem::status(file).permissions() & std::filesystem::perms::mask,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(Sealing, TellsADatabaseThatIsOlderThanTheCheckpointFile) {
  record(1);
  job().run(service.clock.now());
  std::ofstream{file, std::ios::app} << audit::line_of({.number = 7,
                                                        .sequence = 9,
                                                        .hash = std::string(32, 'h'),
                                                        .at = 1,
                                                        .key_version = 1,
                                                        .signature = std::string(64, 's')});
  job().run(service.clock.now());
  EXPECT_THAT(service.log_lines(), Contains(HasSubstr("audit_log_cut_off")));
  EXPECT_GT(verdict().problems_in_all, 0);
}

TEST_F(Sealing, RemovesWhatIsPastItsTimeAndStaysWhole) {
  record(3);
  auto sealing = job();
  sealing.close(service.clock.now());
  service.clock.advance(audit::entries_kept + std::chrono::days{2});
  record(1);
  sealing.close(service.clock.now());
  sweep_audit_log(service.database(), service.service().site().keys.audit_key, service.clock.now());
  const auto looked = verdict();
  EXPECT_EQ(looked.problems_in_all, 0) << looked.problems.front().sentence;
  EXPECT_EQ(looked.first, 4);
  EXPECT_EQ(looked.last, 4);
}

TEST(CheckpointLine, IsReadAsItWasWrittenAndNothingElseIs) {
  const audit::Checkpoint checkpoint{.number = 1,
                                     .sequence = 22,
                                     .hash = std::string(32, '\x01'),
                                     .at = 1'800'000'000,
                                     .key_version = 3,
                                     .signature = std::string(64, '\x7f')};
  std::string line = audit::line_of(checkpoint);
  ASSERT_TRUE(line.ends_with('\n'));
  line.pop_back();
  EXPECT_EQ(audit::checkpoint_in(line), checkpoint);
  for (const std::string& other : {std::string{}, line + " ", line + " x", "x" + line,
                                   line.substr(2), line.substr(0, line.size() - 3) + "/=="}) {
    EXPECT_FALSE(audit::checkpoint_in(other)) << other;
  }
}

}  // namespace
}  // namespace sallyport::app
