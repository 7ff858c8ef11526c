#include "app/cli/evidence.hpp"
#include "app/cli/factors.hpp"
#include "app/cli/organisations.hpp"
#include "app/cli/words.hpp"

namespace sallyport::app::cli {
namespace {

void add_organisation_option(CLI::App* command, Words& words) {
  command
      ->add_option("--organisation", words.contact.organisation,
                   "Its number (see `organisation list`)")
      ->required();
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

}  // namespace

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

void factor_commands(CLI::App& app, Words& words) {
  CLI::App* noun = app.add_subcommand("factors", "Second factors of people");
  noun->require_subcommand(1);
  CLI::App* reset =
      verb(noun, "reset", "Takes all of somebody who lost them away; they activate again at log-in",
           [&] {
             Opened opened{words.settings_file};
             reset_factors(opened, words.contact.email, words.reason, words.form());
           });
  reset->add_option("--email", words.contact.email, "The address they log in with")->required();
  reset
      ->add_option("--reason", words.reason,
                   "Why, and how you know that it is them, 1 to 200 letters")
      ->required();
  add_json(reset, words);
}

void evidence_commands(CLI::App& app, Words& words) {
  CLI::App* noun = app.add_subcommand("evidence", "What people's phones signed");
  noun->require_subcommand(1);
  CLI::App* list = verb(noun, "list", "Lists the newest answers of somebody's phones", [&] {
    Opened opened{words.settings_file};
    list_evidence(opened, words.contact.email, words.form());
  });
  list->add_option("--email", words.contact.email, "The address they log in with")->required();
  add_json(list, words);
  CLI::App* show =
      verb(noun, "show", "Prints one answer as JSON, as `pocketctl verify` reads it", [&] {
        Opened opened{words.settings_file};
        show_evidence(opened, words.challenge);
      });
  show->add_option("--challenge", words.challenge, "Its number, from the list")->required();
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

}  // namespace sallyport::app::cli
