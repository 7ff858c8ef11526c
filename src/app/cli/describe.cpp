#include "app/cli/describe.hpp"

#include <fmt/format.h>

#include "app/cli/open.hpp"
#include "app/service.hpp"
#include "core/audit/events.hpp"
#include "kit/db/migrate.hpp"
#include "kit/db/sqlite.hpp"
#include "kit/mail/mail.hpp"

namespace sallyport::app::cli {
namespace {

constexpr std::string_view three_settings =
    "public_address = \"https://portal.example\"\n"
    "storage.database = \"portal.db\"\n"
    "mail.folder = \"mail\"\n";

std::string_view word(http::Method method) {
  switch (method) {
    case http::Method::get:
      return "GET";
    case http::Method::head:
      return "HEAD";
    case http::Method::post:
      return "POST";
  }
  throw Bug("every method has a word");
}

}  // namespace

void describe_schema() {
  print("-- All tables, in the order of their migrations. Written by `make docs`.");
  for (const db::Migration& migration : db::embedded_migrations()) {
    print("");
    print(std::string{migration.sql.substr(0, migration.sql.find_last_not_of('\n') + 1)});
  }
}

void describe_routes() {
  crypto::SystemRandom random;
  const auto keys = keyring::fresh(random);
  const auto database = db::temporary_sqlite();
  log::Log log = log::to_standard_error();
  const Settings settings =
      settings_of(settings::parse(settings_table(), three_settings, "three settings"));
  mail::MailboxFolder mailer{settings.mail_folder, settings.sender};
  const Service service{
      settings,
      {.keys = keys, .database = *database, .mailer = mailer, .random = random, .log = log}};
  print(
      "# Routes\n\nEvery address the program answers, and who may come in. Written by `make "
      "docs`.\n");
  print("| | address | who may come in |\n|---|---|---|");
  for (const http::Route& route : service.router().routes()) {
    print(fmt::format("| {} | `{}` | {} |", word(route.method), route.path, route.guard));
  }
}

void describe_events() {
  print("# Events\n\nWhat the audit log records. Written by `make docs`.\n");
  print("| event | when |\n|---|---|");
  for (const audit::EventRow& row : audit::events()) {
    print(fmt::format("| `{}` | {} |", row.name, row.sentence));
  }
}

}  // namespace sallyport::app::cli
