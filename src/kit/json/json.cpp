#include "kit/json/json.hpp"

#include <boost/json.hpp>

namespace sallyport::json {

std::string write(const Texts& texts) {
  boost::json::object object;
  for (const auto& [name, text] : texts) object.emplace(name, text);
  return boost::json::serialize(object);
}

std::optional<Texts> read_texts(std::string_view text) {
  if (text.size() > std::size_t{64} * 1024) return std::nullopt;
  boost::json::error_code failed;
  const auto value = boost::json::parse({text.data(), text.size()}, failed);
  if (failed || !value.is_object()) return std::nullopt;
  Texts texts;
  for (const auto& pair : value.get_object()) {
    if (!pair.value().is_string()) return std::nullopt;
    const std::string name{pair.key().data(), pair.key().size()};
    const auto& string = pair.value().get_string();
    if (!texts.emplace(name, std::string{string.data(), string.size()}).second) return std::nullopt;
  }
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
