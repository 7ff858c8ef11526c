// The words of the command line: everything that can stand on it, and which commands there are.
//
// Read    words_about_people.cpp (organisations, contact persons, exemptions, second factors,
//         imports),
//         words_about_the_portal.cpp (keys, audit, letters, notice); the rest in command_line.cpp.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "app/cli/contacts.hpp"
#include "app/cli/imports.hpp"
#include "app/cli/notices.hpp"
#include "app/cli/open.hpp"
#include "app/cli/roll_out.hpp"
#include "app/doctor/doctor.hpp"

namespace sallyport::app::cli {

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
  std::string reason;
  std::string challenge;
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

/// A command below `noun`; the sentence is its help.
CLI::App* verb(CLI::App* noun, const char* name, const char* sentence, std::function<void()> run);
void add_json(CLI::App* command, Words&);

// Each adds the commands of a noun. The words must outlive the App.
void organisation_commands(CLI::App&, Words&);
void contact_commands(CLI::App&, Words&);
void exemption_commands(CLI::App&, Words&);
void factor_commands(CLI::App&, Words&);
void evidence_commands(CLI::App&, Words&);
void import_commands(CLI::App&, Words&);

void key_commands(CLI::App&, Words&);
void audit_commands(CLI::App&, Words&);
void letters_commands(CLI::App&, Words&);
void notice_commands(CLI::App&, Words&);

}  // namespace sallyport::app::cli
