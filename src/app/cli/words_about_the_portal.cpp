#include "app/cli/audit_export.hpp"
#include "app/cli/audit_verify.hpp"
#include "app/cli/audits.hpp"
#include "app/cli/find.hpp"
#include "app/cli/letters.hpp"
#include "app/cli/secret_keys.hpp"
#include "app/cli/words.hpp"

namespace sallyport::app::cli {
namespace {

std::optional<Day> day_in(const std::string& text, std::string_view option) {
  if (text.empty()) return std::nullopt;
  return parse_day_of(text, option);
}

}  // namespace

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

  CLI::App* forget = verb(
      noun, "forget", "Takes addresses and names out of a person's events; the events stay", [&] {
        Opened opened{words.settings_file};
        forget_in_audit(opened, words.contact.email, words.form());
      });
  forget->add_option("--email", words.contact.email, "The address they log in with")->required();
  add_json(forget, words);

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

}  // namespace sallyport::app::cli
