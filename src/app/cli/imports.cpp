#include "app/cli/imports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "app/people/import.hpp"
#include "core/account/account.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/db/migrate.hpp"
#include "kit/db/sqlite.hpp"
#include "kit/json/json.hpp"
#include "site/parts.hpp"
#include "site/white_label/white_label.hpp"

namespace sallyport::app::cli {
namespace {

using people::Done;
using people::Fault;
using people::Outcome;
using people::People;
using people::Person;
using people_import::Import;

constexpr std::uintmax_t most_bytes = std::uintmax_t{256} * 1024 * 1024;

/// A dry run must not even bring the database to the newest schema, or make it.
void refuse_to_change(const Settings& settings) {
  const bool is_there = std::filesystem::exists(settings.database);
  if (is_there && db::schema_version(*db::open_sqlite(settings.database)) ==
                      static_cast<int>(db::embedded_migrations().size())) {
    return;
  }
  throw Refused(
      "The database is not there yet, or not at the newest schema, and a dry run changes nothing. "
      "`sallyport migrate` first.");
}

std::string bytes_of(const std::filesystem::path& path) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  std::ifstream file{path, std::ios::binary};
  if (failed || !file)
    throw Refused(
        fmt::format("{} cannot be read. Give the path of a CSV or JSON file.", path.string()));
  if (size > most_bytes)
    throw Refused(
        fmt::format("{} has more than 256 MiB. Import it in several files.", path.string()));
  return {std::istreambuf_iterator<char>{file}, {}};
}

people::Format format_of(const ImportWords& words) {
  const std::string name =
      words.format.empty() ? words.file.extension().string() : "." + words.format;
  if (name == ".json") return people::Format::json;
  if (name == ".csv" || name == ".txt" || name == ".tsv") return people::Format::csv;
  throw Refused("Say with --format whether the file is csv or json.");
}

std::string sentence_of(const Fault& fault) {
  return fmt::format("line {}{}{}: {}.", fault.line, fault.column.empty() ? "" : ", ", fault.column,
                     fault.sentence);
}

std::string json_of(const Fault& fault) {
  return json::Object{}
      .add("line", fault.line)
      .add("column", fault.column)
      .add("what", fault.sentence)
      .text();
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::brought:
      return "brought";
    case Outcome::unchanged:
      return "unchanged";
    case Outcome::kept:
      return "kept";
  }
  throw Bug("every outcome has a name");
}

bool is_weak(const Done& done) {
  return done.verdict.password && crypto::is_weak(done.person.password->recipe);
}

std::string json_of(const Done& done) {
  const people::Verdict& verdict = done.verdict;
  return json::Object{}
      .add("line", done.person.line)
      .add("organisation", done.person.organisation)
      .add("email", done.person.email.text())
      .add("outcome", name_of(verdict.outcome))
      .add("why", verdict.sentence)
      .add("contact", verdict.contact)
      .add_maybe("password", verdict.password ? std::optional{std::string{crypto::name_of(
                                                    done.person.password->recipe.scheme)}}
                                              : std::nullopt)
      .add("weak", is_weak(done))
      .add("authenticator", verdict.app)
      .add("invited", verdict.invited)
      .text();
}

/// "line 7, ann@example.com: is recorded, bcrypt password (weak until the next sign-in)"
std::string sentence_of(const Done& done) {
  const people::Verdict& verdict = done.verdict;
  const auto about = [&](std::string_view what) {
    return fmt::format("line {}, {}: {}.", done.person.line, done.person.email.text(), what);
  };
  if (verdict.outcome == Outcome::kept) return about("left out: " + verdict.sentence);
  if (verdict.outcome == Outcome::unchanged) return about("all of it is there already");
  std::string things;
  const auto add = [&](std::string_view thing) {
    if (!things.empty()) things += ", ";
    things += thing;
  };
  if (verdict.contact) add("contact person");
  if (verdict.password)
    add(fmt::format("{} password{}", crypto::name_of(done.person.password->recipe.scheme),
                    is_weak(done) ? " (a weak hash, until the next sign-in)" : ""));
  if (verdict.app) add("authenticator");
  if (verdict.invited) add("invitation");
  return about(things);
}

void print_faults(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) fmt::print(stderr, "sallyport: {}\n", sentence_of(fault));
}

/// What the whole command came to.
struct Result {
  std::vector<Fault> faults;
  std::vector<Done> done;
  std::size_t before = 0;  // rows that an earlier command had done

  [[nodiscard]] std::int64_t count(Outcome outcome) const {
    return std::count_if(done.begin(), done.end(),
                         [&](const Done& one) { return one.verdict.outcome == outcome; });
  }
};

void tell(const Result& result, const ImportWords& words, Form form) {
  if (form == Form::json) {
    return print(
        json::Object{}
            .add("dry_run", words.dry_run)
            .add("done_before", result.before)
            .add("brought", result.count(Outcome::brought))
            .add("unchanged", result.count(Outcome::unchanged))
            .add("kept", result.count(Outcome::kept))
            .add_written("rows",
                         json::array(result.done, [](const Done& one) { return json_of(one); }))
            .add_written("faults", json::array(result.faults,
                                               [](const Fault& fault) { return json_of(fault); }))
            .text());
  }
  for (const Done& one : result.done) {
    // All of them where nothing else shows what will be; what needs a look in any case.
    if (words.dry_run || one.verdict.outcome == Outcome::kept) print(sentence_of(one));
  }
  print(fmt::format(
      "{}{} people {}, {} were there already, {} left out because something else is "
      "there, {} left out because of a fault.{}",
      words.dry_run ? "Dry run, nothing was written: " : "", result.count(Outcome::brought),
      words.dry_run ? "would be brought along" : "brought along", result.count(Outcome::unchanged),
      result.count(Outcome::kept), result.faults.size(),
      result.before == 0 ? "" : fmt::format(" {} rows had been done before.", result.before)));
}

/// Of the file as such, or of rows in it that can be left out.
enum class Where { file, rows };

[[noreturn]] void refuse(const std::vector<Fault>& faults, Where where, const ImportWords& words,
                         Form form) {
  if (form == Form::json) tell({.faults = faults, .done = {}}, words, form);
  print_faults(faults);
  throw Refused(
      fmt::format("Nothing was imported, because of {} fault{}. Mend the file and try "
                  "again{}.",
                  faults.size(), faults.size() == 1 ? "" : "s",
                  where == Where::rows ? ", or leave these rows out with --leave-out-faulty" : ""));
}

/// The same file and the same rows of it: what was begun goes on.
people_import::File file_of(const std::string& bytes, const ImportWords& words,
                            const std::vector<Person>& all) {
  std::string lines = crypto::sha256(bytes);
  for (const Person& person : all) lines += fmt::format(" {}", person.line);
  return {.digest = crypto::sha256(lines),
          .name = words.file.filename().string(),
          .people = static_cast<std::int64_t>(all.size())};
}

void say_how_far(const Import& import) {
  fmt::print(stderr, "sallyport: {} of {} rows are done.\n", import.done, import.people);
}

}  // namespace

void import_people(const std::filesystem::path& settings_file, const ImportWords& words,
                   Form form) {
  if (words.dry_run) refuse_to_change(read_settings(settings_file));
  const std::string bytes = bytes_of(words.file);
  const auto rows = people::read_rows(bytes, format_of(words));
  if (!rows) refuse(rows.error(), Where::file, words, form);

  Opened opened{settings_file};
  const auto& overrides = opened.settings.overrides;
  const text::Catalogues catalogues{overrides ? white_label::read(*overrides).texts
                                              : text::Replacements{}};
  const people::Means means{.keys = opened.keys,
                            .outbox = opened.outbox,
                            .catalogues = catalogues,
                            .language = opened.settings.portal.language,
                            .invites = words.invite};
  auto organisations =
      opened.database->read([](db::Read& db) { return people::Organisations{db}; });
  People read = people::read_people(*rows, site::known_roles(opened.settings.portal.parts));
  people::check_organisations(read, organisations, words.add_organisations);

  Result result{.faults = std::move(read.faults), .done = {}};
  const bool stops = !result.faults.empty() && !words.leave_out_faulty;
  if (stops && !words.dry_run) refuse(result.faults, Where::rows, words, form);
  if (words.dry_run) {
    result.done = people::rehearse(*opened.database, means, read.people, organisations);
    tell(result, words, form);
    print_faults(result.faults);
    if (stops) throw Refused("Because of these faults, nothing would be imported.");
    return;
  }
  if (read.people.empty()) refuse(result.faults, Where::rows, words, form);

  const auto file = file_of(bytes, words, read.people);
  const auto deed = [&] { return opened.deed(); };
  const audit::Deed begins = deed();
  Import import =
      opened.database->write([&](db::Write& db) { return people_import::begin(db, begins, file); });
  result.before = static_cast<std::size_t>(import.done);
  if (import.done > 0) say_how_far(import);
  result.done = people::carry_out(*opened.database, means, read.people, organisations, import, deed,
                                  [&] { say_how_far(import); });
  tell(result, words, form);
  print_faults(result.faults);
}

void list_imports(Opened& opened, Form form) {
  struct Found {
    std::vector<Import> imports;
    std::int64_t waiting = 0;
  };
  const Found found = opened.database->read([](db::Read& db) {
    return Found{.imports = people_import::all(db),
                 .waiting = account::count_brought_passwords(db)};
  });
  if (form == Form::json) {
    return print(
        json::Object{}
            .add_written("imports", json::array(found.imports,
                                                [](const Import& import) {
                                                  return json::Object{}
                                                      .add("file", import.file_name)
                                                      .add("rows", import.people)
                                                      .add("done", import.done)
                                                      .add("brought", import.brought)
                                                      .add("kept", import.kept)
                                                      .add("began_at", rfc3339(import.began_at))
                                                      .add_maybe("finished_at",
                                                                 import.finished_at
                                                                     ? std::optional{rfc3339(
                                                                           *import.finished_at)}
                                                                     : std::nullopt)
                                                      .text();
                                                }))
            .add("passwords_not_renewed", found.waiting)
            .text());
  }
  if (found.imports.empty())
    return print("Nobody was imported yet. `sallyport import people --help` says how.");
  for (const Import& import : found.imports) {
    print(fmt::format("{}  {:<9}  {:>6} of {} rows, {} brought, {} kept  {}",
                      rfc3339(import.began_at), import.finished_at ? "finished" : "stopped",
                      import.done, import.people, import.brought, import.kept, import.file_name));
  }
  print(fmt::format("{} people have not signed in since with the password they brought.",
                    found.waiting));
}

}  // namespace sallyport::app::cli
