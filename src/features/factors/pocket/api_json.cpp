#include "features/factors/pocket/api_json.hpp"

#include <charconv>

#include "base/encoding.hpp"

namespace sallyport::pocket {
namespace {

constexpr std::size_t longest_body = 16 * 1024;

}  // namespace

http::Response answer(json::Object object, int status) {
  http::Response response;
  response.status = status;
  response.body = object.text();
  response.with_header("Content-Type", "application/json");
  return response;
}

http::Response done() {
  http::Response response;
  response.status = 204;
  return response;
}

http::Response refuse(int status, std::string_view code, std::string_view message,
                      json::Object more) {
  return answer(std::move(more).add("error", code).add("message", message), status);
}

http::Response refuse(int status, std::string_view code, std::string_view message) {
  return refuse(status, code, message, json::Object{});
}

Result<json::Texts, http::Response> members_of(const http::Request& request) {
  if (request.body.size() <= longest_body) {
    if (auto members = json::read_members(request.body)) return std::move(*members);
  }
  return fail(refuse(400, "bad_body", "The body must be a JSON object of at most 16 KB."));
}

std::string member(const json::Texts& members, const std::string& name) {
  const auto found = members.find(name);
  return found == members.end() ? "" : found->second;
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> number(const json::Texts& members, const std::string& name) {
  return number(member(members, name));
}

std::optional<std::string> bytes(std::string_view text, std::size_t count) {
  if (text.size() > (count * 4 + 2) / 3) return std::nullopt;
  auto decoded = from_base64url(text);
  if (!decoded || decoded->size() != count) return std::nullopt;
  return decoded;
}

}  // namespace sallyport::pocket
