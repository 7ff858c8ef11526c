#include <fmt/format.h>

#include <charconv>

#include "base/bug.hpp"
#include "kit/settings/settings.hpp"

namespace sallyport::settings {

const Values::Held& Values::held(std::string_view key, Type type) const {
  const auto found = held_.find(key);
  if (found == held_.end()) throw Bug(fmt::format("the settings table has no \"{}\"", key));
  if (found->second.type != type) {
    throw Bug(fmt::format("setting \"{}\" is asked for as another type than the table says", key));
  }
  return found->second;
}

const std::string* Values::single(std::string_view key, Type type) const {
  const Held& found = held(key, type);
  return found.texts ? &found.texts->front() : nullptr;
}

const std::string& Values::required_single(std::string_view key, Type type) const {
  const std::string* found = single(key, type);
  if (!found) throw Bug(fmt::format("setting \"{}\" may be absent and is not asked for so", key));
  return *found;
}

namespace {

std::optional<std::string> copied(const std::string* text) {
  return text ? std::optional{*text} : std::nullopt;
}

std::int64_t number_of(const std::string& digits) {
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace

std::string Values::text(std::string_view key) const { return required_single(key, Type::text); }

std::optional<std::string> Values::maybe_text(std::string_view key) const {
  return copied(single(key, Type::text));
}

std::string Values::path(std::string_view key) const { return required_single(key, Type::path); }

std::optional<std::string> Values::maybe_path(std::string_view key) const {
  return copied(single(key, Type::path));
}

std::int64_t Values::whole_number(std::string_view key) const {
  return number_of(required_single(key, Type::whole_number));
}

std::optional<std::int64_t> Values::maybe_whole_number(std::string_view key) const {
  const std::string* digits = single(key, Type::whole_number);
  return digits ? std::optional{number_of(*digits)} : std::nullopt;
}

bool Values::yes_or_no(std::string_view key) const {
  return required_single(key, Type::yes_or_no) == "true";
}

std::optional<Day> Values::maybe_day(std::string_view key) const {
  const std::string* day = single(key, Type::day);
  return day ? parse_day(*day) : std::nullopt;
}

std::vector<std::string> Values::list(std::string_view key) const {
  return held(key, Type::list).texts.value_or(std::vector<std::string>{});
}

const std::vector<Values>& Values::each(std::string_view array) const {
  const auto found = arrays_.find(array);
  if (found == arrays_.end()) throw Bug(fmt::format("the settings table has no [[{}]]", array));
  return found->second;
}

}  // namespace sallyport::settings
