// Judgements over clock, storage and sending domain, with faults planted.
#include "app/doctor/judgements.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sallyport::app::doctor {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::SizeIs;

auto finding(Health health, const std::string& words) {
  return AllOf(Field(&Finding::health, health), Field(&Finding::sentence, HasSubstr(words)));
}

const Time noon = at_unix_seconds(1'800'014'400);

ClockFacts right_clock() {
  return {.now = noon,
          .newest_event = noon - minutes{3},
          .synchronised = true,
          .elsewhere = noon - seconds{1},
          .heard = noon};
}

TEST(DoctorsClock, OneThatIsSetIsGood) {
  EXPECT_THAT(judge_clock(right_clock()), ElementsAre(finding(Health::good, "time server")));
  ClockFacts silent = right_clock();
  silent.synchronised.reset();
  EXPECT_THAT(judge_clock(silent), ElementsAre(finding(Health::unknown, "does not tell")));
}

TEST(DoctorsClock, OneThatNobodySetsIsRemarked) {
  ClockFacts facts = right_clock();
  facts.synchronised = false;
  EXPECT_THAT(judge_clock(facts), ElementsAre(finding(Health::remark, "install chrony")));
}

TEST(DoctorsClock, OneBehindTheAuditLogIsFound) {
  ClockFacts facts = right_clock();
  facts.newest_event = noon + seconds{31};
  EXPECT_THAT(judge_clock(facts), ElementsAre(finding(Health::remark, "newest event")));
  facts.newest_event = noon + minutes{5} + seconds{1};
  EXPECT_THAT(judge_clock(facts), ElementsAre(finding(Health::wrong, "does not start so")));
}

TEST(DoctorsClock, OneThatDisagreesWithThePublicAddressIsFound) {
  ClockFacts facts = right_clock();
  facts.elsewhere = noon - seconds{6};
  EXPECT_THAT(judge_clock(facts), ElementsAre(finding(Health::remark, "6 seconds ahead of")));
  facts.elsewhere = noon + seconds{31};
  EXPECT_THAT(judge_clock(facts), ElementsAre(finding(Health::wrong, "31 seconds behind")));
}

StorageFacts good_storage() {
  return {.folder = "/var/lib/sallyport",
          .file_system = 0xEF53,  // ext4
          .folder_mode = 0700,
          .open_to_others = {},
          .log_size = 16U << 20U,
          .defect = ""};
}

TEST(DoctorsStorage, ADiskOfThisMachineIsGood) {
  EXPECT_THAT(judge_storage(good_storage()),
              ElementsAre(finding(Health::good, "a disk of this machine")));
}

TEST(DoctorsStorage, AFileSystemOfSeveralMachinesIsWrong) {
  for (const std::int64_t number : {0x6969, 0x517B}) {
    StorageFacts facts = good_storage();
    facts.file_system = number;
    EXPECT_THAT(judge_storage(facts), ElementsAre(finding(Health::wrong, "loses data")));
  }
  StorageFacts cifs = good_storage();
  cifs.file_system = 0xFF534D42;
  EXPECT_THAT(judge_storage(cifs), ElementsAre(finding(Health::wrong, "CIFS")));
}

TEST(DoctorsStorage, OneThatMayBeAnotherMachinesOrGoneTomorrowIsRemarked) {
  StorageFacts facts = good_storage();
  facts.file_system = 0x65735546;
  EXPECT_THAT(judge_storage(facts), ElementsAre(finding(Health::remark, "FUSE")));
  facts.file_system = 0x01021994;
  EXPECT_THAT(judge_storage(facts), ElementsAre(finding(Health::remark, "in memory")));
}

TEST(DoctorsStorage, FoldersAndFilesOpenToOthersAreFound) {
  StorageFacts facts = good_storage();
  facts.folder_mode = 0770;
  EXPECT_THAT(judge_storage(facts), ElementsAre(finding(Health::remark, "chmod 700")));
  facts.folder_mode = 0777;
  EXPECT_THAT(judge_storage(facts), ElementsAre(finding(Health::wrong, "Anybody")));
  facts.folder_mode = 01777;
  EXPECT_THAT(judge_storage(facts), ElementsAre(finding(Health::remark, "chmod 700")));
  facts.open_to_others = {"/var/lib/sallyport/sallyport.db.x.backup"};
  EXPECT_THAT(judge_storage(facts), ElementsAre(finding(Health::wrong, "chmod 600")));
}

TEST(DoctorsStorage, ALargeLogAndDamageAreFound) {
  StorageFacts facts = good_storage();
  facts.log_size = 65U << 20U;
  EXPECT_THAT(judge_storage(facts), ElementsAre(finding(Health::remark, "65 MiB")));
  facts.defect = "row 3 missing from index";
  EXPECT_THAT(judge_storage(facts), Contains(finding(Health::wrong, "row 3 missing")));
}

DomainFacts good_domain() {
  return {.sender = "portal.example",
          .envelope = "portal.example",
          .server = "mail.portal.example",
          .selector = "portal",
          .at_envelope = {.known = true, .records = {"v=spf1 a:mail.portal.example -all", "other"}},
          .policy_at = "_dmarc.portal.example",
          .policy = {.known = true, .records = {"v=DMARC1; p=reject; rua=mailto:a@portal.example"}},
          .key = {.known = true, .records = {"v=DKIM1; k=rsa; p=MIIB"}}};
}

TEST(DoctorsDomain, AWholeOneIsGood) {
  EXPECT_THAT(judge_domain(good_domain()),
              AllOf(SizeIs(3), Each(Field(&Finding::health, Health::good))));
}

TEST(DoctorsDomain, EachFaultOfSpfIsFound) {
  const auto judged = [](std::vector<std::string> records) {
    DomainFacts facts = good_domain();
    facts.at_envelope.records = std::move(records);
    return judge_domain(facts).front();
  };
  EXPECT_THAT(judged({}), finding(Health::remark,
                                  "portal.example. TXT \"v=spf1 a:mail.portal.example mx -all\""));
  EXPECT_THAT(judged({"v=spf10 -all"}), finding(Health::remark, "no SPF record"));
  EXPECT_THAT(judged({"v=spf1 -all", "V=SPF1 mx -all"}), finding(Health::wrong, "2 SPF records"));
  EXPECT_THAT(judged({"v=spf1 mx +all"}), finding(Health::remark, "forbids nobody"));
  EXPECT_THAT(judged({"v=spf1 mx ?all"}), finding(Health::remark, "forbids nobody"));
  EXPECT_THAT(judged({"v=spf1"}), finding(Health::remark, "forbids nobody"));
  EXPECT_THAT(judged({"v=spf1 mx ~all "}), finding(Health::good, "~all"));
  EXPECT_THAT(judged({"v=spf1 redirect=_spf.portal.example"}), finding(Health::good, "redirect"));
}

TEST(DoctorsDomain, EachFaultOfDkimIsFound) {
  const auto judged = [](std::vector<std::string> records, std::string selector = "portal") {
    DomainFacts facts = good_domain();
    facts.selector = std::move(selector);
    facts.key.records = std::move(records);
    return judge_domain(facts)[1];
  };
  EXPECT_THAT(judged({}, ""), finding(Health::unknown, "set mail.dkim_selector"));
  EXPECT_THAT(judged({}), finding(Health::wrong, "portal._domainkey.portal.example. TXT"));
  EXPECT_THAT(judged({"v=DKIM1; p="}), finding(Health::wrong, "withdrawn"));
  EXPECT_THAT(judged({"p=A", "p=B"}), finding(Health::wrong, "2 records"));
  EXPECT_THAT(judged({"k=ed25519 ; p=A"}), finding(Health::good, "a key stands at"));
}

TEST(DoctorsDomain, EachFaultOfDmarcIsFound) {
  const auto judged = [](std::vector<std::string> records) {
    DomainFacts facts = good_domain();
    facts.policy.records = std::move(records);
    return judge_domain(facts).back();
  };
  EXPECT_THAT(judged({}), finding(Health::remark, "_dmarc.portal.example. TXT \"v=DMARC1; p=none"));
  EXPECT_THAT(judged({"v=DMARC1; p=none"}), finding(Health::remark, "only watches"));
  EXPECT_THAT(judged({"v=DMARC1"}), finding(Health::wrong, "no policy"));
  EXPECT_THAT(judged({"v=DMARC1; p=none", "v=DMARC1; p=reject"}),
              finding(Health::wrong, "2 DMARC"));
  EXPECT_THAT(judged({"v=DMARC1;p = quarantine"}), finding(Health::good, "p=quarantine"));
}

TEST(DoctorsDomain, SilenceIsNotTakenForNone) {
  DomainFacts facts = good_domain();
  facts.policy = {};
  EXPECT_THAT(judge_domain(facts), ElementsAre(finding(Health::remark, "No name server told")));
}

}  // namespace
}  // namespace sallyport::app::doctor
