#include "kit/http/message.hpp"

#include <algorithm>

#include "base/bug.hpp"
#include "kit/http/cookie.hpp"
#include "kit/http/letters.hpp"

namespace sallyport::http {

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
  }
  throw Bug("a method is one of three");
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  std::optional<std::string_view> found;
  for (const auto& [known, value] : headers) {
    if (known != name) continue;
    if (found) return std::nullopt;
    found = value;
  }
  return found;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
  const auto found = cookies.find(name);
  if (found == cookies.end()) return std::nullopt;
  return found->second;
}

Form Request::query_form() const { return Form::parse(query).value_or(Form{}); }

Response& Response::with_header(std::string_view name, std::string value) {
  check(is_token(name), "a header's name is a token");
  check(std::none_of(value.begin(), value.end(), is_control), "a header's value is one line");
  std::erase_if(headers, [&](const auto& header) { return same_letters(header.first, name); });
  headers.emplace_back(name, std::move(value));
  return *this;
}

Response& Response::with_cookie(const Cookie& cookie) {
  const std::string start = cookie.name + '=';
  std::erase_if(headers, [&](const auto& header) {
    return same_letters(header.first, "set-cookie") && header.second.starts_with(start);
  });
  headers.emplace_back("Set-Cookie", set_cookie(cookie));
  return *this;
}

Response hold(Hold hold) {
  Response response;
  response.hold = std::move(hold);
  return response;
}

Response see_other(std::string path) {
  Response response{.status = 303};
  response.with_header("Location", std::move(path));
  return response;
}

namespace {

Response with_type(int status, std::string type, std::string body) {
  Response response{.status = status, .body = std::move(body)};
  response.with_header("Content-Type", std::move(type));
  return response;
}

}  // namespace

Response html(int status, std::string body) {
  return with_type(status, "text/html; charset=utf-8", std::move(body));
}

Response plain_text(int status, std::string body) {
  return with_type(status, "text/plain; charset=utf-8", std::move(body));
}

std::string_view reason_phrase(int status) {
  struct Row {
    int status;
    std::string_view phrase;
  };
  static constexpr Row rows[] = {
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {411, "Length Required"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {417, "Expectation Failed"},
      {421, "Misdirected Request"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {503, "Service Unavailable"},
      {505, "HTTP Version Not Supported"},
  };
  for (const Row& row : rows) {
    if (row.status == status) return row.phrase;
  }
  return "Other";
}

}  // namespace sallyport::http
