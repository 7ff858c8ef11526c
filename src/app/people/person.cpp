#include "app/people/person.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/encoding.hpp"
#include "kit/json/json.hpp"

namespace sallyport::app::people {
namespace {

/// Reads the fields of one row, and collects what is wrong in them.
class Fields {
 public:
  Fields(const Row& row, std::vector<Fault>& faults) : row_(row), faults_(faults) {}

  void fault(std::string_view column, std::string sentence) {
    faults_.push_back({row_.line, std::string{column}, std::move(sentence)});
    whole_ = false;
  }

  /// What is in no column longer than it may be, nor over several lines.
  void check_sizes() {
    for (const Column& column : columns()) {
      const std::string_view text = row_.text(column.name);
      if (text.empty()) {
        if (column.is_needed) fault(column.name, "this is empty; fill it in");
      } else if (!is_name(text, column.most)) {
        fault(column.name, fmt::format("this has at most {} letters, on one line", column.most));
      }
    }
  }

  std::optional<Email> email() {
    const auto text = row_.text("email");
    auto email = Email::parse(text);
    if (!email && !text.empty()) {
      fault(
          "email",
          "this is not an email address that we can write to, like ann@example.com; a domain with "
          "other letters is written as xn--…");
    }
    return email;
  }

  std::vector<std::string> roles(const std::vector<std::string>& known) {
    const auto text = row_.text("role");
    std::vector<std::string> roles;
    if (text.starts_with('[')) {
      if (auto list = json::read_list(text)) roles = std::move(*list);
    } else {
      roles = split(text);
    }
    for (const std::string& role : roles) {
      if (std::ranges::find(known, role) != known.end()) continue;
      fault("role", fmt::format("there is a role here that does not exist. There are: {}. More are "
                                "named by \"roles\" under [[portal.parts]] in the settings",
                                fmt::join(known, ", ")));
    }
    std::ranges::sort(roles);
    const auto rest = std::ranges::unique(roles);
    roles.erase(rest.begin(), rest.end());
    return roles;
  }

  bool access() {
    std::string word{row_.text("access")};
    for (char& c : word) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    for (const std::string_view yes : {"", "yes", "true", "1", "ja"}) {
      if (word == yes) return true;
    }
    for (const std::string_view no : {"no", "false", "0", "nee"}) {
      if (word == no) return false;
    }
    fault("access", "this is yes or no; left empty, it is yes");
    return false;
  }

  std::optional<crypto::ForeignHash> password() {
    const auto text = row_.text("password_hash");
    if (text.empty()) return std::nullopt;
    auto hash = crypto::read_foreign_hash(text);
    if (hash) return std::move(*hash);
    fault("password_hash", hash.error());
    return std::nullopt;
  }

  std::optional<totp::BroughtSecret> app() {
    const auto text = row_.text("totp_secret");
    if (text.empty()) return std::nullopt;
    auto secret = totp::read_brought_secret(text);
    if (secret) return std::move(*secret);
    fault("totp_secret", secret.error());
    return std::nullopt;
  }

  std::optional<text::Language> language() {
    const auto text = row_.text("language");
    if (text.empty()) return std::nullopt;
    const auto language = text::language_of_tag(text.substr(0, text.find_first_of("-_")));
    if (!language) fault("language", "this is none of the languages we speak: en, nl");
    return language;
  }

  [[nodiscard]] bool whole() const { return whole_; }

 private:
  static std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
      const auto end = std::min(text.find_first_of(", ;"), text.size());
      if (end > 0) words.emplace_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
  }

  const Row& row_;
  std::vector<Fault>& faults_;
  bool whole_ = true;
};

std::optional<Person> read_person(const Row& row, const std::vector<std::string>& known_roles,
                                  std::vector<Fault>& faults) {
  Fields fields{row, faults};
  fields.check_sizes();
  auto email = fields.email();
  auto roles = fields.roles(known_roles);
  const bool access = fields.access();
  auto password = fields.password();
  auto app = fields.app();
  const auto language = fields.language();
  if (!fields.whole() || !email) return std::nullopt;
  std::string app_name{row.text("totp_name")};
  if (app_name.empty() && app && is_name(app->label, 60)) app_name = app->label;
  return Person{.line = row.line,
                .organisation = std::string{row.text("organisation")},
                .email = std::move(*email),
                .first_name = std::string{row.text("first_name")},
                .last_name = std::string{row.text("last_name")},
                .telephone = std::string{row.text("telephone")},
                .position = std::string{row.text("position")},
                .roles = std::move(roles),
                .access = access,
                .password = std::move(password),
                .app = std::move(app),
                .app_name = std::move(app_name),
                .language = language};
}

bool is_same(const crypto::ForeignHash& one, const crypto::ForeignHash& other) {
  return one.digest == other.digest && one.recipe == other.recipe;
}

bool is_same(const totp::BroughtSecret& one, const totp::BroughtSecret& other) {
  return one.secret.reveal() == other.secret.reveal();
}

/// What one person's rows say about the account must be the same wherever they say it.
class Owners {
 public:
  /// False, with faults, when an earlier row says otherwise.
  bool agree(const Person& person, std::vector<Fault>& faults) {
    const auto first = first_of_.emplace(std::pair{person.organisation, person.email}, person.line);
    const auto refuse = [&](std::string_view column, std::size_t line, std::string_view what) {
      faults.push_back({person.line, std::string{column},
                        fmt::format("line {} {}; leave one of the two", line, what)});
      return false;
    };
    if (!first.second) {
      return refuse("email", first.first->second,
                    "is about the same person in the same organisation");
    }
    Said& said = said_[person.email];
    if (person.password) {
      if (said.password && !is_same(*said.password->password, *person.password))
        return refuse("password_hash", said.password->line, "gives this address another hash");
    }
    if (person.app) {
      if (said.app && !is_same(*said.app->app, *person.app))
        return refuse("totp_secret", said.app->line, "gives this address another secret");
    }
    if (person.language) {
      if (said.language && said.language->language != person.language)
        return refuse("language", said.language->line, "gives this address another language");
    }
    return true;
  }

  /// `person` stays where it is until all rows are read.
  void remember(const Person& person) {
    Said& said = said_[person.email];
    if (person.password && !said.password) said.password = &person;
    if (person.app && !said.app) said.app = &person;
    if (person.language && !said.language) said.language = &person;
  }

  /// What another row says of the same account.
  void fill_in(Person& person) const {
    const auto found = said_.find(person.email);
    if (found == said_.end()) return;
    const Said& said = found->second;
    if (!person.password && said.password) person.password = said.password->password;
    if (!person.app && said.app) {
      person.app = totp::BroughtSecret{.secret = said.app->app->secret.copy(),
                                       .label = said.app->app->label};
      person.app_name = said.app->app_name;
    }
    if (!person.language && said.language) person.language = said.language->language;
  }

 private:
  struct Said {
    const Person* password = nullptr;
    const Person* app = nullptr;
    const Person* language = nullptr;
  };
  std::map<std::pair<std::string, Email>, std::size_t> first_of_;
  std::map<Email, Said> said_;
};

}  // namespace

People read_people(const std::vector<Row>& rows, const std::vector<std::string>& roles) {
  People read;
  read.people.reserve(rows.size());  // so that none moves while others look at it
  Owners owners;
  for (const Row& row : rows) {
    auto person = read_person(row, roles, read.faults);
    if (!person || !owners.agree(*person, read.faults)) continue;
    read.people.push_back(std::move(*person));
    owners.remember(read.people.back());
  }
  for (Person& person : read.people) owners.fill_in(person);
  return read;
}

}  // namespace sallyport::app::people
