#include "kit/http/answer.hpp"

#include <cxxabi.h>
#include <fmt/format.h>

#include <cstdlib>
#include <typeinfo>

#include "base/bug.hpp"
#include "base/secret.hpp"
#include "kit/crypto/password_hash.hpp"
#include "kit/db/database.hpp"
#include "kit/http/cookie.hpp"
#include "kit/http/letters.hpp"

namespace sallyport::http {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds retry_soon{5};

std::int64_t milliseconds(steady_clock::duration time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

void write_line(log::Log& log, log::Level level, std::string_view event,
                std::initializer_list<log::Field> fields) noexcept {
  try {
    log.write(level, event, fields);
  } catch (...) {
    // A log that cannot be written must not cost the visitor the answer.
  }
}

std::string type_name(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name{
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free};
  return name ? name.get() : type.name();
}

/// To be called in a catch block only.
void log_what_was_thrown(log::Log& log, log::Level level, const Request& request) noexcept {
  try {
    throw;
  } catch (const std::exception& thrown) {
    write_line(
        log, level, "request_failed",
        {{"request", request.id}, {"type", type_name(typeid(thrown))}, {"what", thrown.what()}});
  } catch (...) {
    write_line(log, level, "request_failed",
               {{"request", request.id}, {"type", "not an exception"}});
  }
}

/// The server writes these itself; and a line break would let a visitor write headers.
void check_sendable(const Response& response) {
  check(response.status >= 200 && response.status <= 599, "a response has a final status");
  for (const auto& [name, value] : response.headers) {
    check(is_token(name), "a header's name is a token");
    check(std::none_of(value.begin(), value.end(), is_control), "a header's value is one line");
    for (const std::string_view ours :
         {"content-length", "connection", "date", "transfer-encoding"}) {
      check(!same_letters(name, ours), "length, connection and date are the server's to say");
    }
  }
}

void check_holdable(const Hold& hold, const Request& request) {
  check(request.method != Method::post, "only a GET is held");
  check(!request.waited, "a request that has waited is answered, not held again");
  check(!hold.topic.empty() && hold.most.count() > 0 && hold.most_of_who > 0,
        "what is held waits for a topic, for some time");
}

Response bare_failure(int status, const Request& request) {
  return plain_text(status, fmt::format("{} {} ({})\n", status, reason_phrase(status), request.id));
}

/// Whether it is that type, in UTF-8.
bool is_type(std::string_view content_type, std::string_view type) {
  const auto semicolon = std::min(content_type.find(';'), content_type.size());
  if (!same_letters(trimmed(content_type.substr(0, semicolon)), type)) return false;
  const std::string_view parameter =
      trimmed(content_type.substr(std::min(semicolon + 1, content_type.size())));
  return parameter.empty() || same_letters(parameter, "charset=utf-8") ||
         same_letters(parameter, "charset=\"utf-8\"");
}

/// Fills in cookies and form; a status when the request is to be refused.
std::optional<int> read_contents(Request& request) {
  if (const auto header = request.header("cookie")) request.cookies = parse_cookies(*header);
  if (!Form::parse(request.query)) return 400;
  if (request.method != Method::post) {
    wipe(request.body);
    return std::nullopt;
  }
  const auto type = request.header("content-type");
  if (!type && request.body.empty()) return std::nullopt;
  request.json = type && is_type(*type, "application/json");
  if (request.json) return std::nullopt;
  if (!type || !is_type(*type, "application/x-www-form-urlencoded")) return 415;
  auto form = Form::parse(request.body);
  wipe(request.body);  // now already: handlers may copy the request, and a copy would stay
  if (!form) return 400;
  request.form = std::move(*form);
  return std::nullopt;
}

Response answer(Application& application, Request& request, log::Log& log) {
  try {
    if (const auto refused = read_contents(request)) {
      return failure(application, *refused, request, log);
    }
    Response response = application.answer(request);
    if (response.hold) check_holdable(*response.hold, request);
    check_sendable(response);
    return response;
  } catch (const crypto::Overloaded& thrown) {
    // No line of its own: these come in floods, and each has its access line.
    auto response = failure(application, 503, request, log);
    response.with_header("Retry-After", std::to_string(thrown.retry_after.count()));
    // Whoever comes back at once, again and again, waits: sending them away costs time too.
    response.held_for = std::chrono::seconds{1};
    return response;
  } catch (const db::Unavailable&) {
    log_what_was_thrown(log, log::Level::warning, request);
    return failure(application, 503, request, log);
  } catch (...) {
    log_what_was_thrown(log, log::Level::error, request);
    return failure(application, 500, request, log);
  }
}

/// The route's pattern, or the first segment: what follows may be the secret of an invitation.
std::string loggable_path(const Request& request, const Response& response) {
  constexpr std::size_t longest = 128;
  if (!response.route.empty()) return response.route.substr(0, longest);
  const auto second = request.path.find('/', 1);
  const std::string first = request.path.substr(0, std::min(second, longest));
  return second == std::string::npos ? first : first + "/...";
}

}  // namespace

Response failure(Application& application, int status, const Request& request,
                 log::Log& log) noexcept {
  Response response;
  try {
    response = application.on_failure(status, request);
    check_sendable(response);
  } catch (...) {
    log_what_was_thrown(log, log::Level::error, request);
    response = bare_failure(status, request);
  }
  response.status = status;
  if (status == 503) response.with_header("Retry-After", std::to_string(retry_soon.count()));
  return response;
}

Response turn_away(Application& application, const Request& request, log::Log& log) noexcept {
  write_line(log, log::Level::warning, "request_refused",
             {{"request", request.id}, {"status", 503}, {"why", "too many requests are waiting"}});
  return failure(application, 503, request, log);
}

Response answer_safely(Application& application, Request request, log::Log& log) noexcept {
  const auto now = steady_clock::now();
  Response response = answer_or_hold(application, request, now, log);
  if (!response.hold) return response;
  request.again = true;
  request.waited = true;
  return answer_or_hold(application, request, now, log);
}

Response answer_or_hold(Application& application, Request& request, steady_clock::time_point since,
                        log::Log& log) noexcept {
  const auto started = steady_clock::now();
  Response response = answer(application, request, log);
  if (response.hold) {
    request.cookies.clear();  // read again from the header, and not kept meanwhile
    return response;
  }
  const log::Field id{"request", request.id};
  const log::Field method{"method", name_of(request.method)};
  const log::Field route{"route", loggable_path(request, response)};
  const log::Field status{"status", response.status};
  const log::Field taken{"milliseconds", milliseconds(steady_clock::now() - started)};
  if (request.again) {
    write_line(log, log::Level::info, "request",
               {id, method, route, status, taken, {"held", milliseconds(started - since)}});
  } else {
    write_line(log, log::Level::info, "request", {id, method, route, status, taken});
  }
  wipe(request.body);
  return response;
}

}  // namespace sallyport::http
