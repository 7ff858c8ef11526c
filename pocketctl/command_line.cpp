#include "pocketctl/command_line.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string_view>
#include <vector>

#include "kit/crypto/private_file.hpp"
#include "pocketctl/commands.hpp"
#include "pocketctl/evidence.hpp"

namespace sallyport::pocketctl {
namespace {

struct Words {
  std::string state;
  std::string origin;
  std::string authorities;
  std::string passphrase_file;
  bool json = false;
  std::string target;
  std::string number;
  std::string name;
  std::string file;
  bool flag = false;  // --once, --cancel
  std::int64_t time_offset = 0;
};

std::filesystem::path state_folder_of(const Words& words) {
  if (!words.state.empty()) return words.state;
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return std::string{value == nullptr ? "" : value};
  };
  if (const auto state = variable("XDG_STATE_HOME"); !state.empty()) {
    return std::filesystem::path{state} / "pocketctl";
  }
  const auto home = variable("HOME");
  if (home.empty()) {
    throw Failed(Exit::usage, "usage", "Where to keep the key? Give --state FOLDER.");
  }
  return std::filesystem::path{home} / ".local" / "state" / "pocketctl";
}

std::string own_name() {
  std::array<char, 65> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) return "pocketctl";
  return fmt::format("pocketctl on {}", std::string{host.data()}.substr(0, 40));
}

Secret passphrase_of(const Words& words) {
  if (words.passphrase_file.empty()) return {};
  const Secret text = crypto::read_private_file(words.passphrase_file, "passphrase file");
  const auto line = text.reveal().substr(0, text.reveal().find_first_of("\r\n"));
  if (line.empty()) {
    throw Failed(Exit::usage, "usage",
                 words.passphrase_file + " should hold the passphrase on its first line.");
  }
  return Secret{line};
}

std::string text_of_file(const std::string& name) {
  if (name == "-") {
    return {std::istreambuf_iterator<char>{std::cin}, std::istreambuf_iterator<char>{}};
  }
  std::ifstream file{name, std::ios::binary};
  if (!file) throw Failed(Exit::usage, "usage", name + " cannot be read.");
  return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

void verify_file(const Surroundings& around, const Words& words) {
  const Verdict verdict = verify(text_of_file(words.file));
  if (words.json) {
    fmt::print(around.out, "{}\n", verdict.json);
    if (!verdict.genuine) throw Failed(Exit::refused, "", verdict.why_not);
    return;
  }
  if (!verdict.genuine) throw Failed(Exit::refused, "not_genuine", verdict.why_not);
  fmt::print(around.out, "Genuine.\n{}", verdict.shown);
}

/// The commands, each with what it does with the words once they are read.
class CommandLine {
 public:
  CommandLine(const Surroundings& around, Words& words) : around_(around), words_(words) {
    app_.name("pocketctl");
    app_.description(
        "A device for Sallyport on the command line: linked by a code, it confirms"
        " logging in.");
    app_.require_subcommand(1);
    app_.set_version_flag("--version", fmt::format("pocketctl {}", own_version));
    app_.add_option("--state", words.state,
                    "The folder for key and counter (default: ~/.local/state/pocketctl)");
    app_.add_option("--origin", words.origin, "The portal's address, for a code that was typed");
    app_.add_option("--authorities", words.authorities,
                    "A PEM file of those who may have signed the portal's certificate");
    app_.add_option("--passphrase-file", words.passphrase_file,
                    "A file (0600) whose first line locks the key");
    app_.add_flag("--json", words.json, "Answer in JSON, for programs");
    app_.footer(
        "Exit codes: 0 done, 1 refused or over, 2 wrong words, 3 no portal there,"
        " 4 not linked, 5 too old.");
    add_linking();
    add_answering();
  }

  void take_mischief(Mischief& mischief) {
    app_.add_flag("--print-statement", mischief.print_statements, "Print what is signed");
    app_.add_option("--time-offset", words_.time_offset, "Seconds by which the clock is off");
    app_.add_option("--tamper", mischief.tamper, "Sign another value for this field than is sent");
  }

  CLI::App& app() { return app_; }

 private:
  CLI::App* verb(const char* name, const char* sentence, std::function<void(const Command&)> run) {
    CLI::App* command = app_.add_subcommand(name, sentence);
    command->fallthrough();
    command->callback([this, run = std::move(run)] {
      StateFolder state{state_folder_of(words_), passphrase_of(words_), around_.random};
      run({.around = around_, .state = state, .form = words_.json ? Form::json : Form::words});
    });
    return command;
  }

  void add_linking() {
    CLI::App* command =
        verb("pair", "Links this device to the account that shows a code", [&](const Command& to) {
          pair(to, words_.target, words_.origin, words_.name.empty() ? own_name() : words_.name);
        });
    command->add_option("code", words_.target, "The address in the QR code, or its 16 letters")
        ->required();
    command->add_option("--name", words_.name, "What the portal calls this device");
    verb("rotate", "Gives this device a new key", rotate);
    command = verb("move", "Shows a code by which another phone takes this one's place",
                   [&](const Command& to) { move(to, words_.flag); });
    command->add_flag("--cancel", words_.flag, "Ends the code");
    verb("unlink", "Ends the link and forgets the key", unlink);
    verb("status", "Says what this device is linked to", tell_status);
  }

  void add_answering() {
    CLI::App* command = verb("watch", "Waits for requests and shows them",
                             [&](const Command& to) { watch(to, words_.flag); });
    command->add_flag("--once", words_.flag, "Until the first one");
    verb("list", "Shows the requests that wait", list);
    command = verb("approve", "It is me: log in",
                   [&](const Command& to) { approve(to, words_.target, words_.number); });
    command->add_option("request", words_.target, "Its id")->required();
    command->add_option("--number", words_.number, "The number on the screen");
    command = verb("cancel", "I cancelled: stop this one",
                   [&](const Command& to) { cancel(to, words_.target); });
    command->add_option("request", words_.target, "Its id")->required();
    command = verb("report", "It is not me: stop it, also within a day after it was let in",
                   [&](const Command& to) { report(to, words_.target); });
    command->add_option("request", words_.target, "Its id")->required();
    verb("code", "Shows the code for when there is no connection", tell_code);
    command = app_.add_subcommand("verify", "Checks an answer that was kept, and says what it was");
    command->fallthrough();
    command->callback([&] { verify_file(around_, words_); });
    command->add_option("file", words_.file, "JSON; - for standard input")->required();
  }

  const Surroundings& around_;
  Words& words_;
  CLI::App app_;
};

int ended(const Surroundings& around, const Words& words, const Failed& failed) {
  if (words.json && !failed.code().empty()) {
    fmt::print(around.out, "{}\n",
               json::Object{}.add("error", failed.code()).add("message", failed.what()).text());
  }
  fmt::print(around.err, "pocketctl: {}\n", failed.what());
  return static_cast<int>(failed.exit());
}

}  // namespace

int run(int argc, const char* const* argv, Surroundings around, bool for_tests) {
  Words words;
  // One id in 64 begins with a hyphen and would be read as an option.
  std::vector<const char*> given(argv, argv + argc);
  std::string id;
  for (std::size_t i = 1; i + 1 < given.size(); ++i) {
    const std::string_view verb{given[i]};
    const std::string_view next{given[i + 1]};
    const bool takes_id = verb == "approve" || verb == "cancel" || verb == "report";
    if (!takes_id || next.size() != 22 || !next.starts_with('-')) continue;
    id = next;
    given[i + 1] = "id";
  }
  CommandLine line{around, words};
  if (for_tests) line.take_mischief(around.mischief);
  line.app().parse_complete_callback([&] {
    if (!id.empty()) words.target = id;
    around.authorities = words.authorities;
    around.mischief.clock_is_off = std::chrono::seconds{words.time_offset};
  });
  try {
    line.app().parse(argc, given.data());
    return static_cast<int>(Exit::done);
  } catch (const CLI::Success& help) {
    return line.app().exit(help);
  } catch (const CLI::ParseError& wrong) {
    fmt::print(around.err, "pocketctl: {}\n`pocketctl --help` shows what can be said.\n",
               wrong.what());
    return static_cast<int>(Exit::usage);
  } catch (const Failed& failed) {
    return ended(around, words, failed);
  } catch (const crypto::PrivateFileRefused& refused) {
    return ended(around, words, {Exit::refused, "state_unusable", refused.what()});
  } catch (const std::exception& failure) {
    return ended(around, words, {Exit::refused, "failed", failure.what()});
  }
}

}  // namespace sallyport::pocketctl
