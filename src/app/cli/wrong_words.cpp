#include "app/cli/wrong_words.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "kit/settings/nearest.hpp"

namespace sallyport::app::cli {
namespace {

/// The command as far as it was understood: `sallyport contact add`.
struct Understood {
  const CLI::App* command;
  std::string words;
};

Understood understood(const CLI::App& app) {
  Understood answer{.command = &app, .words = app.get_name()};
  for (auto chosen = app.get_subcommands(); !chosen.empty();
       chosen = answer.command->get_subcommands()) {
    answer.command = chosen.front();
    answer.words += " " + chosen.front()->get_name();
  }
  return answer;
}

std::string list(const std::vector<std::string_view>& words) {
  std::string answer;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) answer += i + 1 == words.size() ? " or " : ", ";
    answer += fmt::format("`{}`", words[i]);
  }
  return answer;
}

std::vector<std::string> names_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* next : command.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(next->get_name());
  }
  return names;
}

std::vector<std::string> options_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

/// "Did you mean ...?", or all there is.
std::string hint(std::string_view word, const std::vector<std::string>& names) {
  const std::vector<std::string_view> known(names.begin(), names.end());
  if (const auto meant = settings::nearest_key(word, known)) {
    return fmt::format("Did you mean `{}`?", *meant);
  }
  return known.empty() ? "" : fmt::format("There is {}.", list(known));
}

std::string sentence(const Understood& all, const CLI::ParseError& error) {
  const auto left = all.command->remaining(true);
  const bool lacks_command = all.command->get_require_subcommand_min() > 0;
  if (lacks_command && left.empty()) {
    const auto names = names_of(*all.command);
    return fmt::format("`{}` needs one more word: {}.", all.words,
                       list({names.begin(), names.end()}));
  }
  if (!left.empty()) {
    const std::string& word = left.front();
    const bool option = word.starts_with('-');
    return fmt::format("`{}` has no {} `{}`. {}", all.words, option ? "option" : "word", word,
                       hint(word, option ? options_of(*all.command) : names_of(*all.command)));
  }
  if (error.get_name() == "ConversionError") {
    const std::string_view said = error.what();
    constexpr std::string_view before = "Could not convert: ";
    return fmt::format("{}: that is not a whole number.",
                       said.starts_with(before) ? said.substr(before.size()) : said);
  }
  return fmt::format("{}.", error.what());
}

}  // namespace

std::string explain_wrong_words(const CLI::App& app, const CLI::ParseError& error) {
  const Understood all = understood(app);
  return fmt::format("{} See `{} --help`.", sentence(all, error), all.words);
}

}  // namespace sallyport::app::cli
