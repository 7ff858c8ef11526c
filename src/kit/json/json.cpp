#include "kit/json/json.hpp"

#include <boost/json.hpp>

namespace sallyport::json {
namespace {

constexpr std::size_t most_bytes = std::size_t{64} * 1024;

std::optional<boost::json::value> read(std::string_view text) {
  if (text.size() > most_bytes) return std::nullopt;
  boost::json::error_code failed;
  auto value = boost::json::parse({text.data(), text.size()}, failed);
  if (failed) return std::nullopt;
  return value;
}

std::string as_text(const boost::json::value& value) {
  if (value.is_null()) return {};
  if (!value.is_string()) return boost::json::serialize(value);
  return std::string{value.get_string().data(), value.get_string().size()};
}

}  // namespace

std::string write(const Texts& texts) {
  boost::json::object object;
  for (const auto& [name, text] : texts) object.emplace(name, text);
  return boost::json::serialize(object);
}

std::optional<Texts> read_texts(std::string_view text) {
  const auto value = read(text);
  if (!value || !value->is_object()) return std::nullopt;
  Texts texts;
  for (const auto& pair : value->get_object()) {
    if (!pair.value().is_string()) return std::nullopt;
    const std::string name{pair.key().data(), pair.key().size()};
    const auto& string = pair.value().get_string();
    if (!texts.emplace(name, std::string{string.data(), string.size()}).second) return std::nullopt;
  }
  return texts;
}

std::optional<Texts> read_members(std::string_view text) {
  const auto value = read(text);
  if (!value || !value->is_object()) return std::nullopt;
  Texts texts;
  for (const auto& pair : value->get_object()) {
    texts.insert_or_assign(std::string{pair.key().data(), pair.key().size()},
                           as_text(pair.value()));
  }
  return texts;
}

std::optional<std::vector<std::string>> read_list(std::string_view text) {
  const auto value = read(text);
  if (!value || !value->is_array()) return std::nullopt;
  std::vector<std::string> texts;
  for (const auto& member : value->get_array()) texts.push_back(as_text(member));
  return texts;
}

std::string quoted(std::string_view text) {
  return boost::json::serialize(boost::json::string_view{text.data(), text.size()});
}

Object&& Object::add_written(std::string_view name, std::string_view json) && {
  if (!members_.empty()) members_ += ',';
  members_ += quoted(name);
  members_ += ':';
  members_ += json;
  return std::move(*this);
}

Object&& Object::add(std::string_view name, std::string_view text) && {
  return std::move(*this).add_written(name, quoted(text));
}

Object&& Object::add(std::string_view name, bool value) && {
  return std::move(*this).add_written(name, value ? "true" : "false");
}

Object&& Object::add_maybe(std::string_view name, const std::optional<std::string>& text) && {
  return std::move(*this).add_written(name, text ? quoted(*text) : "null");
}

}  // namespace sallyport::json
