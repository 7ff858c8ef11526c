#include "app/cli/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/cli/describe.hpp"
#include "app/cli/doctor.hpp"
#include "app/cli/open.hpp"
#include "app/cli/overrides.hpp"
#include "app/cli/serve.hpp"
#include "app/cli/words.hpp"
#include "app/cli/wrong_words.hpp"
#include "app/overrides.hpp"
#include "kit/db/migrate.hpp"
#include "kit/db/sqlite.hpp"
#include "kit/json/json.hpp"
#include "kit/memory/memory.hpp"
#include "kit/templates/template.hpp"
#include "site/white_label/white_label.hpp"

namespace sallyport::app::cli {

CLI::App* verb(CLI::App* noun, const char* name, const char* sentence, std::function<void()> run) {
  CLI::App* command = noun->add_subcommand(name, sentence);
  command->callback(std::move(run));
  return command;
}

void add_json(CLI::App* command, Words& words) {
  command->add_flag("--json", words.json, "Answer in JSON, for programs");
}

namespace {

enum Exit { done = 0, surroundings_failed = 1, wrong_words = 2, refused = 3 };

int failed(Exit code, std::string_view sentence) {
  fmt::print(stderr, "sallyport: {}\n", sentence);
  return code;
}

void settings_commands(CLI::App& app, Words& words) {
  CLI::App* noun = app.add_subcommand("settings", "The settings file");
  noun->require_subcommand(1);
  CLI::App* print_all = verb(noun, "print", "Prints a complete, commented settings file", [&] {
    print(words.markdown ? settings::print_markdown(settings_table())
                         : settings::print(settings_table()));
  });
  print_all->add_flag("--markdown", words.markdown, "As a page of the manual");
  verb(noun, "check", "Reads the settings file and says all that is wrong in it", [&] {
    const Settings settings = read_settings(words.settings_file);
    static_cast<void>(examine_overrides(settings));
    if (!settings.place_database.empty()) {
      static_cast<void>(place::examine(settings.place_database));
    }
    print(words.settings_file.string() + " is in order.");
  });
}

void overrides_commands(CLI::App& app, Words& words) {
  CLI::App* noun = app.add_subcommand("overrides", "A look and words of your own");
  noun->require_subcommand(1);
  verb(noun, "list", "Lists the names of all that can be replaced", list_overrides);
  verb(noun, "print", "Prints ours, to begin with", [&] { print_overridable(words.name); })
      ->add_option("name", words.name, "As `overrides list` writes it")
      ->required();
}

void describe_commands(CLI::App& app) {
  CLI::App* noun =
      app.add_subcommand("describe", "Prints tables of the program, for its documentation");
  noun->require_subcommand(1);
  verb(noun, "schema", "All tables of the database", describe_schema);
  verb(noun, "routes", "All addresses, and who may come in", describe_routes);
  verb(noun, "events", "All events of the audit log", describe_events);
}

void top_commands(CLI::App& app, Words& words, int& code) {
  verb(&app, "serve", "Answers browsers until it is stopped", [&] { serve(words.settings_file); });
  verb(&app, "migrate", "Brings the database to the newest schema", [&] {
    const Settings settings = read_settings(words.settings_file);
    const auto database = db::open_sqlite(settings.database);
    const auto applied = bring_up(settings, *database);
    for (const auto name : applied) print(fmt::format("applied {}", name));
    if (applied.empty()) print("The database is at the newest schema.");
  });
  CLI::App* command = verb(&app, "doctor", "Looks at the installation and says what is wrong", [&] {
    if (!words.name_server.empty()) words.looks.name_server = read_name_server(words.name_server);
    const doctor::Health worst = tell_findings(words.settings_file, words.looks, words.form());
    code = worst == doctor::Health::wrong ? refused : done;
  });
  command->add_option("--authorities", words.looks.authorities,
                      "A PEM file of those who may have signed the public address's certificate;"
                      " left out, those that this machine trusts");
  command->add_option("--name-server", words.name_server,
                      "An IPv4 address, or address:port, to ask about the sending domain; left out,"
                      " what this machine asks");
  command->add_flag("--thorough", words.looks.thorough, "Also what takes long");
  add_json(command, words);
  add_json(verb(&app, "version", "Says which version this is",
                [&] {
                  print(words.json ? json::Object{}.add("version", SALLYPORT_VERSION).text()
                                   : "sallyport " SALLYPORT_VERSION);
                }),
           words);
}

}  // namespace

int run(int argc, char** argv) {
  memory::guard();
  Words words;
  int code = done;
  CLI::App app{
      "Sallyport: the front door of a customer portal.\n"
      "Email address and password, then a second factor, then the organisation.",
      "sallyport"};
  app.require_subcommand(1);
  app.add_option("--config", words.settings_file, "The settings file")->capture_default_str();
  app.footer(
      "Start with a settings file of three lines:\n"
      "  public_address = \"http://localhost:8080\"\n"
      "  storage.database = \"sallyport.db\"\n"
      "  mail.folder = \"mail\"\n"
      "then `sallyport --config FILE serve`. `sallyport settings print` shows all settings.\n"
      "Exit codes: 0 done, 1 the surroundings failed, 2 wrong words or settings, 3 refused.");
  top_commands(app, words, code);
  settings_commands(app, words);
  organisation_commands(app, words);
  contact_commands(app, words);
  exemption_commands(app, words);
  factor_commands(app, words);
  evidence_commands(app, words);
  import_commands(app, words);
  key_commands(app, words);
  audit_commands(app, words);
  letters_commands(app, words);
  notice_commands(app, words);
  overrides_commands(app, words);
  describe_commands(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return failed(wrong_words, explain_wrong_words(app, error));
  } catch (const settings::Refused& error) {
    return failed(wrong_words, error.what());
  } catch (const white_label::Refused& error) {
    return failed(wrong_words, error.what());
  } catch (const place::Refused& error) {
    return failed(wrong_words, error.what());
  } catch (const templates::Refused& error) {
    return failed(wrong_words, error.what());
  } catch (const Refused& error) {
    return failed(refused, error.what());
  } catch (const std::exception& error) {
    return failed(surroundings_failed, error.what());
  }
  return code;
}

}  // namespace sallyport::app::cli
