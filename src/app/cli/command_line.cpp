#include "app/cli/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/cli/audit_export.hpp"
#include "app/cli/audit_verify.hpp"
#include "app/cli/audits.hpp"
#include "app/cli/contacts.hpp"
#include "app/cli/describe.hpp"
#include "app/cli/doctor.hpp"
#include "app/cli/find.hpp"
#include "app/cli/imports.hpp"
#include "app/cli/letters.hpp"
#include "app/cli/notices.hpp"
#include "app/cli/open.hpp"
#include "app/cli/organisations.hpp"
#include "app/cli/overrides.hpp"
#include "app/cli/roll_out.hpp"
#include "app/cli/secret_keys.hpp"
#include "app/cli/serve.hpp"
#include "app/cli/wrong_words.hpp"
#include "app/overrides.hpp"
#include "kit/db/migrate.hpp"
#include "kit/db/sqlite.hpp"
#include "kit/json/json.hpp"
#include "kit/memory/memory.hpp"
#include "kit/templates/template.hpp"
#include "site/white_label/white_label.hpp"

namespace sallyport::app::cli {
namespace {

enum Exit { done = 0, surroundings_failed = 1, wrong_words = 2, refused = 3 };

/// Everything that can stand on the command line.
struct Words {
  std::filesystem::path settings_file = "sallyport.toml";
  bool json = false;
  std::int64_t organisation = 0;
  std::optional<std::int64_t> of_organisation;
  std::string name;
  std::string from;
  std::string to;
  bool without_persons = false;
  std::uint32_t version = 0;
  ContactWords contact;
  bool access = false;
  std::string new_email;
  std::int64_t most = 50;
  bool markdown = false;
  std::string letter;
  std::string letter_state;
  std::string maildir;
  bool all = false;
  NoticeWords notice;
  ExemptionWords exemption;
  ImportWords import;
  std::string name_server;
  doctor::Looks looks;

  [[nodiscard]] Form form() const { return json ? Form::json : Form::words; }
};

int failed(Exit code, std::string_view sentence) {
  fmt::print(stderr, "sallyport: {}\n", sentence);
  return code;
}

CLI::App* verb(CLI::App* noun, const char* name, const char* sentence, std::function<void()> run) {
  CLI::App* command = noun->add_subcommand(name, sentence);
  command->callback(std::move(run));
  return command;
}

void add_json(CLI::App* command, Words& words) {
  command->add_flag("--json", words.json, "Answer in JSON, for programs");
}

void add_organisation_option(CLI::App* command, Words& words) {
  command
      ->add_option("--organisation", words.contact.organisation,
                   "Its number (see `organisation list`)")
      ->required();
}

void organisation_commands(CLI::App& app, Words& words) {
  CLI::App* noun = app.add_subcommand("organisation", "Customers of the operator");
  noun->require_subcommand(1);
  CLI::App* add = verb(noun, "add", "Adds an organisation and answers its number", [&] {
    Opened opened{words.settings_file};
    add_organisation(opened, words.name, words.form());
  });
  add->add_option("--name", words.name, "Its name, 1 to 120 letters")->required();
  add_json(add, words);
  add_json(verb(noun, "list", "Lists all organisations",
                [&] {
                  Opened opened{words.settings_file};
                  list_organisations(opened, words.form());
                }),
           words);
  CLI::App* show = verb(noun, "show", "Shows one organisation", [&] {
    Opened opened{words.settings_file};
    show_organisation(opened, words.organisation, words.form());
  });
  show->add_option("number", words.organisation, "Its number")->required();
  add_json(show, words);
  CLI::App* set_date =
      verb(noun, "set-date", "Demands a second factor of its people from an earlier day on", [&] {
        Opened opened{words.settings_file};
        set_organisation_date(opened, words.organisation, words.from, words.form());
      });
  set_date->add_option("number", words.organisation, "Its number")->required();
  set_date
      ->add_option("--from", words.from,
                   "The day, like 2027-01-31, earlier than second_factor.required_from")
      ->required();
  add_json(set_date, words);
  CLI::App* clear_date =
      verb(noun, "clear-date", "Takes its own date away, so that everybody's holds", [&] {
        Opened opened{words.settings_file};
        clear_organisation_date(opened, words.organisation, words.form());
      });
  clear_date->add_option("number", words.organisation, "Its number")->required();
  add_json(clear_date, words);
}

void exemption_commands(CLI::App& app, Words& words) {
  CLI::App* noun =
      app.add_subcommand("exemption", "People of whom no second factor is demanded yet");
  noun->require_subcommand(1);
  CLI::App* grant =
      verb(noun, "grant",
           "Lets somebody in by password alone until a day, though the date has come", [&] {
             Opened opened{words.settings_file};
             grant_exemption(opened, words.exemption, words.form());
           });
  grant->add_option("--email", words.exemption.email, "The address they log in with")->required();
  grant
      ->add_option("--until", words.exemption.until,
                   "The day at whose beginning it is over, like 2027-01-31; at most 90 days ahead")
      ->required();
  grant->add_option("--reason", words.exemption.reason, "Why, 1 to 200 letters")->required();
  add_json(grant, words);
  CLI::App* end = verb(noun, "end", "Ends an exemption before its day, at once", [&] {
    Opened opened{words.settings_file};
    end_exemption(opened, words.exemption.email, words.form());
  });
  end->add_option("--email", words.exemption.email, "The address they log in with")->required();
  add_json(end, words);
  add_json(verb(noun, "list", "Lists exemptions: who, until when, why, and whether still open",
                [&] {
                  Opened opened{words.settings_file};
                  list_exemptions(opened, words.form());
                }),
           words);
}

void access_verb(CLI::App* noun, const char* name, const char* sentence, AccessVerb access,
                 Words& words) {
  CLI::App* command = verb(noun, name, sentence, [&words, access] {
    Opened opened{words.settings_file};
    change_access(opened, access, words.contact.organisation, words.contact.email, words.form());
  });
  add_organisation_option(command, words);
  command->add_option("--email", words.contact.email, "The contact person's address")->required();
  add_json(command, words);
}

void contact_commands(CLI::App& app, Words& words) {
  CLI::App* noun =
      app.add_subcommand("contact", "Contact persons of an organisation, and their access");
  noun->require_subcommand(1);
  CLI::App* add =
      verb(noun, "add", "Records a contact person; with --access sends the invitation", [&] {
        Opened opened{words.settings_file};
        words.contact.access = words.access ? Access::given : Access::none;
        add_contact(opened, words.contact, words.form());
      });
  add_organisation_option(add, words);
  add->add_option("--email", words.contact.email, "The address they log in with")->required();
  add->add_option("--first-name", words.contact.first_name, "First name")->required();
  add->add_option("--last-name", words.contact.last_name, "Last name")->required();
  add->add_option("--role", words.contact.roles, "A role; `administrator` is built in");
  add->add_flag("--access", words.access, "Give access and send the invitation");
  add_json(add, words);

  CLI::App* list = verb(noun, "list", "Lists an organisation's contact persons", [&] {
    Opened opened{words.settings_file};
    list_contacts(opened, words.contact.organisation, words.form());
  });
  add_organisation_option(list, words);
  add_json(list, words);

  access_verb(noun, "give-access", "Lets a contact person log in, and tells them by email",
              AccessVerb::give, words);
  access_verb(noun, "withdraw-access", "Takes the access away, at once", AccessVerb::withdraw,
              words);
  access_verb(noun, "invite", "Sends the email again; an earlier link stops working",
              AccessVerb::invite, words);

  CLI::App* change =
      verb(noun, "change-email", "Changes the address; the old one loses its access there", [&] {
        Opened opened{words.settings_file};
        change_contact_email(opened, words.contact.organisation, words.contact.email,
                             words.new_email, words.form());
      });
  add_organisation_option(change, words);
  change->add_option("--email", words.contact.email, "The present address")->required();
  change->add_option("--new-email", words.new_email, "The new address")->required();
  add_json(change, words);
}

void key_commands(CLI::App& app, Words& words) {
  CLI::App* noun = app.add_subcommand("keys", "The keys that the service holds");
  noun->require_subcommand(1);
  add_json(verb(noun, "list", "Lists the keys and their versions",
                [&] {
                  Opened opened{words.settings_file};
                  list_keys(opened, words.form());
                }),
           words);
  add_json(verb(noun, "status", "Shows how many values each version protects",
                [&] {
                  Opened opened{words.settings_file};
                  tell_key_uses(opened, words.form());
                }),
           words);
  CLI::App* rotate =
      verb(noun, "rotate", "Gives a key a new version, also while the portal runs", [&] {
        Opened opened{words.settings_file};
        rotate_key(opened, words.name, words.form());
      });
  rotate->add_option("key", words.name, "seal, pepper, form, throttle or audit")->required();
  add_json(rotate, words);
  CLI::App* retire = verb(noun, "retire", "Takes a version out that nothing needs any more", [&] {
    Opened opened{words.settings_file};
    retire_key(opened, words.name, words.version, words.form());
  });
  retire->add_option("key", words.name, "Which key")->required();
  retire->add_option("version", words.version, "Which version")->required();
  add_json(retire, words);
}

std::optional<Day> day_in(const std::string& text, std::string_view option) {
  if (text.empty()) return std::nullopt;
  return parse_day_of(text, option);
}

void audit_commands(CLI::App& app, Words& words) {
  CLI::App* noun = app.add_subcommand("audit", "What happened");
  noun->require_subcommand(1);
  CLI::App* list = verb(noun, "list", "Lists the newest events, oldest first", [&] {
    Opened opened{words.settings_file};
    list_audit(opened, words.of_organisation, words.contact.email, words.most, words.form());
  });
  list->add_option("--organisation", words.of_organisation, "Only of that organisation, by number");
  list->add_option("--email", words.contact.email, "Only of the account with that address");
  list->add_option("--most", words.most, "At most so many")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  add_json(list, words);

  CLI::App* verify = verb(noun, "verify", "Says whether the log is what was recorded", [&] {
    Opened opened{words.settings_file};
    if (!verify_audit(opened, words.form())) {
      throw Refused("The audit log is not what was recorded.");
    }
  });
  add_json(verify, words);
  CLI::App* exported =
      verb(noun, "export", "Prints the log as JSON lines that an outsider can verify", [&] {
        Opened opened{words.settings_file};
        export_audit(opened, day_in(words.from, "--from"), day_in(words.to, "--to"),
                     words.without_persons ? Persons::left_out : Persons::shown);
      });
  exported->add_option("--from", words.from, "The first day (UTC); nothing: from the beginning");
  exported->add_option("--to", words.to, "The day it stops before (UTC); nothing: to the end");
  exported->add_flag("--without-persons", words.without_persons,
                     "Leave out addresses and names; it can be verified all the same");
}

void letters_commands(CLI::App& app, Words& words) {
  CLI::App* noun = app.add_subcommand("letters", "Emails on their way, and what became of them");
  noun->require_subcommand(1);
  CLI::App* list = verb(noun, "list", "Lists the newest emails, oldest first", [&] {
    Opened opened{words.settings_file};
    list_letters(opened, words.letter_state, words.most, words.form());
  });
  list->add_option("--state", words.letter_state,
                   "Only those: waiting, sent, refused, outdated or bounced");
  list->add_option("--most", words.most, "At most so many")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  add_json(list, words);
  CLI::App* show = verb(noun, "show", "Says what became of one email and why", [&] {
    Opened opened{words.settings_file};
    show_letter(opened, words.letter, words.form());
  });
  show->add_option("id", words.letter, "Its id (see `letters list`)")->required();
  add_json(show, words);
  CLI::App* retry =
      verb(noun, "retry", "Sends on an email that was refused, bounced or waits", [&] {
        Opened opened{words.settings_file};
        if (words.all) return retry_all_letters(opened, words.form());
        retry_letter(opened, words.letter, words.form());
      });
  CLI::Option* id = retry->add_option("id", words.letter, "Its id (see `letters list`)");
  retry->add_flag("--all", words.all, "All that were refused or wait for their next try")
      ->excludes(id);
  add_json(retry, words);
  CLI::App* test = verb(noun, "test", "Sends an email now, and says how that went", [&] {
    Opened opened{words.settings_file};
    send_test_letter(opened, words.contact.email, words.form());
  });
  test->add_option("email", words.contact.email, "To whom")->required();
  add_json(test, words);
  CLI::App* bounce =
      verb(noun, "bounce", "Reads a mail server's report that an email did not arrive", [&] {
        Opened opened{words.settings_file};
        take_bounces(opened, words.maildir, words.form());
      });
  bounce->add_option("--maildir", words.maildir,
                     "All new ones in this folder, instead of one from standard input");
  add_json(bounce, words);
}

void notice_commands(CLI::App& app, Words& words) {
  CLI::App* noun = app.add_subcommand("notice", "What everybody reads at the top of every page");
  noun->require_subcommand(1);
  CLI::App* set = verb(noun, "set", "Puts a notice on every page, in place of an earlier one", [&] {
    Opened opened{words.settings_file};
    set_notice(opened, words.notice, words.form());
  });
  set->add_option("--en", words.notice.english, "The text in English");
  set->add_option("--nl", words.notice.dutch, "The text in Dutch; one of the two is enough");
  set->add_option("--until", words.notice.until,
                  "Until when, like \"2027-01-31 18:00\"; left out: until it is cleared");
  add_json(set, words);
  add_json(verb(noun, "clear", "Takes the notice away",
                [&] {
                  Opened opened{words.settings_file};
                  clear_notice(opened, words.form());
                }),
           words);
  add_json(verb(noun, "show", "Shows the notice",
                [&] {
                  Opened opened{words.settings_file};
                  show_notice(opened, words.form());
                }),
           words);
}

void import_commands(CLI::App& app, Words& words) {
  CLI::App* noun = app.add_subcommand("import", "Bringing people along from another portal");
  noun->require_subcommand(1);
  CLI::App* people = verb(
      noun, "people", "Brings people along with their passwords and authenticators, from a file",
      [&] { import_people(words.settings_file, words.import, words.form()); });
  people
      ->add_option("file", words.import.file,
                   "CSV or JSON; docs/operate/people.md shows the columns")
      ->required();
  people->add_option("--format", words.import.format, "csv or json; left out: as its name ends")
      ->check(CLI::IsMember({"csv", "json"}));
  people->add_flag("--dry-run", words.import.dry_run, "Say what would happen, and write nothing");
  people->add_flag("--add-organisations", words.import.add_organisations,
                   "Add the organisations that are not there yet");
  people->add_flag("--invite", words.import.invite,
                   "Send people who have no password yet the invitation");
  people->add_flag("--leave-out-faulty", words.import.leave_out_faulty,
                   "Import the rows without a fault, and leave the others out");
  add_json(people, words);
  add_json(verb(noun, "list", "Lists the imports there were, and how far they came",
                [&] {
                  Opened opened{words.settings_file};
                  list_imports(opened, words.form());
                }),
           words);
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
    static_cast<void>(examine_overrides(read_settings(words.settings_file)));
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
