#include "app/cli/imports.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "app/cli/command_line_fixture.hpp"
#include "core/account/account.hpp"
#include "core/people_import/people_import.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::app::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* bcrypt = "$2y$05$M1uupZRj9fl8W07X0RpuIO5Sp.X/0Of8TzerqvHf52G0aOwWhspsG";
constexpr const char* header =
    "organisation,email,first_name,last_name,password_hash,totp_secret\n";

class ImportPeople : public CommandLine {
 protected:
  ImportPeople() {
    say({"migrate"});
    say({"organisation", "add", "--name", "Kroon"});
  }

  /// Imports a file with that content, with these words more.
  Answer import(const std::string& content, const std::vector<std::string>& more = {},
                const std::string& name = "people.csv") {
    const auto path = folder() / name;
    std::ofstream{path, std::ios::binary} << content;
    return import_file(path, more);
  }
  Answer import_file(const std::filesystem::path& path, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"import", "people", path.string()};
    words.insert(words.end(), more.begin(), more.end());
    return say(words);
  }

  static std::string row(const std::string& email, const std::string& organisation = "1",
                         const std::string& hash = bcrypt, const std::string& secret = "") {
    return fmt::format("{},{},Ann,Bakker,\"{}\",{}\n", organisation, email, hash, secret);
  }
  static std::string many(int people) {
    std::string rows = header;
    for (int i = 0; i < people; ++i) rows += row(fmt::format("person{}@kroon.example", i));
    return rows;
  }

  /// Every file of the database, as it lies on the disk.
  [[nodiscard]] std::map<std::string, std::string> database_files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder())) {
      if (!entry.is_regular_file() || entry.path().extension() == ".csv") continue;
      std::ifstream file{entry.path(), std::ios::binary};
      files[entry.path().string()] = {std::istreambuf_iterator<char>{file}, {}};
    }
    return files;
  }
};

TEST_F(ImportPeople, SaysOfEachFaultTheLineTheColumnAndWhatToDo) {
  const std::string columns = "organisation,email,first_name,last_name";
  const std::vector<std::tuple<std::string, std::string, std::string>> faulty = {
      {"", "line 1", "empty"},
      {"# nothing but this\n", "line 1", "empty"},
      {columns + "\n", "line 1", "names nobody"},
      {"organisation,email,first_name\n1,a@b.example,Ann\n", "line 1, last_name", "missing"},
      {columns + ",paswordhash\n1,a@b.example,A,B,x\n", "line 1, paswordhash",
       "\"password_hash\"?"},
      {columns + ",shoe size\n1,a@b.example,A,B,x\n", "line 1, shoe size",
       "There are: organisation"},
      {columns + ",Email\n1,a@b.example,A,B,x\n", "line 1, Email", "twice"},
      {columns + "\n1,\"a@b.example,A,B\n", "line 2, field 2", "never closed"},
      {columns + "\n1,a@b.example,Ann \"A\",B\n", "line 2, field 3", "twice"},
      {columns + "\n1,a@b.example,Ren\xE9,B\n", "line 2, field 3", "UTF-8"},
      {"\xFF\xFEo", "line 1", "UTF-16"},
      {columns + "\n1,a@b.example,A\n", "line 2", "3 fields"},
      {columns + "\n7,a@b.example,A,B\n", "line 2, organisation", "organisation list"},
      {columns + "\nKron,a@b.example,A,B\n", "line 2, organisation", "is it \"Kroon\"?"},
      {columns + "\nOther,a@b.example,A,B\n", "line 2, organisation", "--add-organisations"},
      {columns + "\n1,nobody,A,B\n", "line 2, email", "ann@example.com"},
      {columns + "\n1,a@b.example,,B\n", "line 2, first_name", "fill it in"},
      {columns + "\n1,a@b.example," + std::string(81, 'x') + ",B\n", "line 2, first_name", "80"},
      {columns + "\n1,a@b.example," + std::string(9000, 'x') + ",B\n", "line 2, field 3", "8192"},
      {columns + "\n1,a@b.example,A,B\n\n1,A@B.example,A,B\n", "line 4, email", "line 2"},
      {columns + ",role\n1,a@b.example,A,B,king\n", "line 2, role", "administrator"},
      {columns + ",access\n1,a@b.example,A,B,maybe\n", "line 2, access", "yes or no"},
      {columns + ",language\n1,a@b.example,A,B,fr\n", "line 2, language", "en, nl"},
      {columns + ",password_hash\n1,a@b.example,A,B,{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=\n",
       "line 2, password_hash", "no form of password hash"},
      {columns +
           ",password_hash\n1,a@b.example,A,B,\"$argon2id$v=19$m=4194304,t=3,p=1$c2FsdHNhbHQx$"
           "68uiU2egpOCAMuaaDIPtFJiqv6P2xqEUIwLKwpxcrVo\"\n",
       "line 2, password_hash", "256 MiB"},
      {columns +
           ",totp_secret\n1,a@b.example,A,B,otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&digits=8\n",
       "line 2, totp_secret", "digits=8"},
      {columns + ",password_hash\n1,a@b.example,A,B," + bcrypt +
           "\nKroon,a@b.example,A,B,$2b$05$abcdefghijklmnopqrstuupWm7uaS6AGhR2TScTS.fI1Ubf3cwxbe\n",
       "line 3, password_hash", "line 2 gives this address another hash"},
  };
  for (const auto& [content, where, what] : faulty) {
    const Answer refused = import(content);
    EXPECT_EQ(refused.code, 3) << content;
    EXPECT_THAT(refused.error, HasSubstr(where + ":")) << content;
    EXPECT_THAT(refused.error, HasSubstr(what)) << content;
    EXPECT_EQ(refused.out, "") << content;
  }
  for (const auto& [content, where, what] :
       {std::tuple{"{}", "line 1, character 1", "array"},
        std::tuple{"[\n{\"email\": \"a@b.example\"", "line 2, character 24", "breaks off"},
        std::tuple{"[\n{\"email\" \"a@b.example\"}]", "line 2", "well-formed"},
        std::tuple{"[\n{\"mail\": \"a@b.example\"}]", "line 2, mail", "\"email\"?"},
        std::tuple{"[]", "line 1", "names nobody"}}) {
    const Answer refused = import(content, {}, "people.json");
    EXPECT_EQ(refused.code, 3) << content;
    EXPECT_THAT(refused.error, HasSubstr(std::string{where} + ":")) << content;
    EXPECT_THAT(refused.error, HasSubstr(what)) << content;
  }
  EXPECT_EQ(count("contact"), 0);
  EXPECT_EQ(count("people_import"), 0);
}

TEST_F(ImportPeople, DoesNothingByHalvesWhenOneRowIsFaulty) {
  const std::string content = header + row("ann@kroon.example") + row("nobody");
  EXPECT_EQ(import(content).code, 3);
  EXPECT_EQ(count("contact"), 0);
  const Answer imported = import(content, {"--leave-out-faulty"});
  EXPECT_EQ(imported.code, 0);
  EXPECT_THAT(imported.error, HasSubstr("line 3, email:"));
  EXPECT_THAT(imported.out, HasSubstr("1 people brought along"));
  EXPECT_EQ(count("contact"), 1);
}

TEST_F(ImportPeople, InADryRunTellsEverythingAndLeavesEveryByteAsItWas) {
  add_ann();
  const std::string content = header + row("bob@kroon.example") +
                              row("ann@kroon.example", "1", "") +
                              row("bob@kroon.example", "New one") +
                              row("cas@kroon.example", "New one", bcrypt, "GEZDGNBVGY3TQOJQ");
  const auto before = database_files();
  const Answer rehearsed = import(content, {"--dry-run", "--add-organisations"});
  EXPECT_EQ(rehearsed.code, 0) << rehearsed.error;
  EXPECT_EQ(database_files(), before);
  EXPECT_THAT(rehearsed.out,
              HasSubstr("line 2, bob@kroon.example: contact person, bcrypt password"));
  EXPECT_THAT(rehearsed.out, HasSubstr("line 3, ann@kroon.example: left out"));
  EXPECT_THAT(rehearsed.out, HasSubstr("line 4, bob@kroon.example: contact person.\n"))
      << "the password comes with line 2";
  EXPECT_THAT(rehearsed.out, HasSubstr("authenticator"));

  const Answer json = import(content, {"--dry-run", "--add-organisations", "--json"});
  const Answer done = import(content, {"--add-organisations", "--json"});
  for (const char* path : {"$.brought", "$.kept", "$.unchanged", "$.rows[0].outcome",
                           "$.rows[0].password", "$.rows[2].password", "$.rows[3].authenticator"}) {
    EXPECT_EQ(in_json(json.out, path), in_json(done.out, path)) << path;
  }
  EXPECT_EQ(in_json(done.out, "$.brought"), "3");
  EXPECT_EQ(in_json(done.out, "$.rows[0].weak"), "1");
  EXPECT_EQ(count("organisation"), 2);
}

TEST_F(ImportPeople, InADryRunMakesNoDatabaseAndTellsAFaultWithAllTheOthers) {
  const Answer faulty =
      import(header + row("nobody") + row("ann@kroon.example"), {"--dry-run", "--json"});
  EXPECT_EQ(faulty.code, 3);
  EXPECT_EQ(in_json(faulty.out, "$.faults[0].line"), "2");
  EXPECT_EQ(in_json(faulty.out, "$.faults[0].column"), "email");
  EXPECT_EQ(in_json(faulty.out, "$.rows[0].outcome"), "brought");
  std::filesystem::remove(database());
  EXPECT_THAT(import(header + row("ann@kroon.example"), {"--dry-run"}).error,
              HasSubstr("sallyport migrate"));
  EXPECT_FALSE(std::filesystem::exists(database()));
}

TEST_F(ImportPeople, RunAgainAddsNothing) {
  const std::string content = many(700);
  EXPECT_THAT(import(content).out, HasSubstr("700 people brought along"));
  const Answer again = import(content);
  EXPECT_THAT(again.out, HasSubstr("0 people brought along, 700 were there already"));
  EXPECT_EQ(count("contact"), 700);
  EXPECT_EQ(count("account"), 700);
  EXPECT_EQ(count("letter"), 0);
  EXPECT_EQ(count("audit_event WHERE event = 'person_brought'"), 700);
  EXPECT_EQ(count("audit_event WHERE event = 'people_import_finished'"), 2);
}

TEST_F(ImportPeople, ThatWasStoppedGoesOnWhereItWas) {
  const std::string content = many(1200);
  EXPECT_EQ(import(content).code, 0);
  // As it is after the first piece.
  {
    const auto opened = db::open_sqlite(database());
    opened->write([](db::Write& db) {
      db.change("UPDATE people_import SET done = 500, brought = 500, finished_at = NULL");
      db.change("DELETE FROM contact WHERE rowid > 500");
      db.change("DELETE FROM account WHERE rowid > 500");
    });
  }
  const std::string state = say({"import", "list", "--json"}).out;
  EXPECT_EQ(in_json(state, "$.imports[0].done"), "500");
  EXPECT_EQ(in_json(state, "$.imports[0].finished_at"), "nothing");
  EXPECT_THAT(say({"import", "list"}).out, HasSubstr("stopped"));
  const Answer again = import(content);
  EXPECT_THAT(again.error, HasSubstr("500 of 1200 rows are done"));
  EXPECT_THAT(again.out, HasSubstr("700 people brought along"));
  EXPECT_THAT(again.out, HasSubstr("500 rows had been done before"));
  EXPECT_EQ(count("contact"), 1200);
  EXPECT_THAT(say({"import", "list"}).out, HasSubstr("finished"));
  EXPECT_EQ(in_json(say({"import", "list", "--json"}).out, "$.passwords_not_renewed"), "1200");
}

TEST_F(ImportPeople, KeepsWhatOrganisationsRecordedOtherwise) {
  add_ann({"--access", "--role", "administrator"});
  const Answer kept = import(header + row("ann@kroon.example"));
  EXPECT_EQ(kept.code, 0);
  EXPECT_THAT(kept.out, HasSubstr("recorded otherwise (role)"));
  EXPECT_EQ(count("account WHERE password_hash IS NOT NULL"), 0);
}

TEST_F(ImportPeople, InvitesWhoHasNoPasswordOnlyWhenAskedAndAgainWhenAskedAgain) {
  const std::string content = header + row("ann@kroon.example", "1", "") + row("bob@kroon.example");
  EXPECT_EQ(import(content).code, 0);
  EXPECT_EQ(count("letter"), 0);
  EXPECT_THAT(import(content, {"--invite"}).out, HasSubstr("1 people brought along"));
  EXPECT_EQ(count("letter"), 1);
  EXPECT_EQ(count("letter WHERE recipient = 'ann@kroon.example'"), 1);
}

TEST_F(ImportPeople, KnowsAgainWhomItBroughtAfterTheKeyForPasswordsChanged) {
  const std::string content = header + row("ann@kroon.example");
  import(content);
  say({"keys", "rotate", "pepper"});
  EXPECT_THAT(import(content).out, HasSubstr("1 were there already"));
  const std::string uses = say({"keys", "status", "--json"}).out;
  EXPECT_THAT(uses, HasSubstr(R"("version":1,"in":"account.password_hash","values":1)"));
}

TEST_F(ImportPeople, TakesTheExampleFilesOfTheManual) {
  const std::filesystem::path examples = SALLYPORT_SOURCE "/docs/operate/people";
  const auto brought = [&](const char* name) {
    const Answer answer = import_file(examples / name, {"--add-organisations", "--json"});
    EXPECT_EQ(answer.code, 0) << name << answer.error;
    return in_json(answer.out, "$.brought");
  };
  EXPECT_EQ(brought("from-a-spreadsheet.csv"), "4");
  const std::string contacts = say({"contact", "list", "--organisation", "2", "--json"}).out;
  EXPECT_EQ(in_json(contacts, "$[0].position"), "Head of finance");
  EXPECT_EQ(in_json(contacts, "$[0].telephone"), "+31 20 555 0101");
  EXPECT_EQ(in_json(contacts, "$[0].roles[0]"), "administrator");
  EXPECT_EQ(in_json(contacts, "$[1].last_name"), "Jansen");
  EXPECT_EQ(in_json(contacts, "$[1].access"), "0");
  EXPECT_EQ(in_json(contacts, "$[2].position"), "Buyer; also sells");
  for (const char* name : {"from-django.csv", "from-keycloak.json"}) {
    std::filesystem::remove(database());
    say({"migrate"});
    EXPECT_EQ(brought(name), std::string{name} == "from-django.csv" ? "4" : "2");
    EXPECT_EQ(count("authenticator"), std::string{name} == "from-django.csv" ? 2 : 1);
  }
}

}  // namespace
}  // namespace sallyport::app::cli
