#include "kit/call/call.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/bug.hpp"

namespace sallyport::call {
namespace {

constexpr std::size_t longest_body = 64 * 1024;

struct Closing {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, Closing>;

void add_to(List& list, const std::string& line) {
  curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
  check(longer != nullptr, "libcurl keeps a line");
  static_cast<void>(list.release());
  list.reset(longer);
}

template <class Option, class Value>
void set(CURL* handle, Option option, Value value) {
  check(curl_easy_setopt(handle, option, value) == CURLE_OK, "libcurl knows the option");
}

std::string_view without_spaces(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

char in_lower_case(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  const std::string_view line{bytes, size * count};
  auto& headers = static_cast<Answer*>(self)->headers;
  if (line.starts_with("HTTP/")) headers.clear();  // what came before it was a 1xx
  const auto colon = line.find(':');
  if (colon != std::string_view::npos && !line.starts_with("HTTP/")) {
    headers.emplace_back(line.substr(0, colon), without_spaces(line.substr(colon + 1)));
  }
  return size * count;
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  std::string& body = static_cast<Answer*>(self)->body;
  body.append(bytes, std::min(size * count, longest_body - body.size()));
  return size * count;
}

Outcome outcome_of(CURLcode code) {
  switch (static_cast<int>(code)) {
    case CURLE_OK:
      return Outcome::answered;
    case CURLE_COULDNT_RESOLVE_HOST:
      return Outcome::no_address;
    case CURLE_COULDNT_CONNECT:
      return Outcome::refused;
    case CURLE_OPERATION_TIMEDOUT:
      return Outcome::too_slow;
    case CURLE_PEER_FAILED_VERIFICATION:
      return Outcome::certificate_refused;
    case CURLE_SSL_CONNECT_ERROR:
      return Outcome::no_tls;
    default:
      return Outcome::broken_off;
  }
}

}  // namespace

std::vector<std::string_view> Answer::header(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [known, value] : headers) {
    if (std::ranges::equal(known, name, {}, in_lower_case, in_lower_case)) values.push_back(value);
  }
  return values;
}

namespace {

Answer perform(const Question& question, const std::optional<std::string_view>& body) {
  static const CURLcode begun = curl_global_init(CURL_GLOBAL_DEFAULT);
  check(begun == CURLE_OK, "libcurl starts");
  const std::unique_ptr<CURL, Closing> handle{curl_easy_init()};
  CURL* const curl = handle.get();
  check(curl != nullptr, "libcurl gives a handle");

  Answer answer;
  std::array<char, CURL_ERROR_SIZE> problem{};
  List headers;
  for (const auto& [name, value] : question.headers) add_to(headers, name + ": " + value);
  List instead;
  if (question.instead) {
    const auto& [host, port] = *question.instead;
    const bool bracketed = host.find(':') != std::string::npos;
    add_to(instead,
           fmt::format("::{}{}{}:{}", bracketed ? "[" : "", host, bracketed ? "]" : "", port));
    set(curl, CURLOPT_CONNECT_TO, instead.get());
  }
  set(curl, CURLOPT_URL, question.url.c_str());
  set(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  set(curl, CURLOPT_PROXY, "");
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_HTTPHEADER, headers.get());
  set(curl, CURLOPT_USERAGENT, question.caller.c_str());
  if (body) {
    set(curl, CURLOPT_POST, 1L);
    set(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
    // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): its size stands above
    set(curl, CURLOPT_POSTFIELDS, body->data());
  }
  set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(curl, CURLOPT_SSL_VERIFYPEER, question.instead ? 0L : 1L);
  set(curl, CURLOPT_SSL_VERIFYHOST, question.instead ? 0L : 2L);
  if (!question.authorities.empty()) {
    set(curl, CURLOPT_CAINFO, question.authorities.c_str());
    set(curl, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  set(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(question.patience.count()));
  set(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(question.patience.count()));
  set(curl, CURLOPT_HEADERFUNCTION, &take_header);
  set(curl, CURLOPT_HEADERDATA, &answer);
  set(curl, CURLOPT_WRITEFUNCTION, &take_body);
  set(curl, CURLOPT_WRITEDATA, &answer);
  set(curl, CURLOPT_ERRORBUFFER, problem.data());

  const CURLcode code = curl_easy_perform(curl);
  answer.received = SystemClock{}.now();
  answer.outcome = outcome_of(code);
  if (code != CURLE_OK) {
    answer.problem = problem.front() != '\0' ? problem.data() : curl_easy_strerror(code);
    return answer;
  }
  long status = 0;
  check(curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK, "there is a status");
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace

Answer get(const Question& question) { return perform(question, std::nullopt); }
Answer post(const Question& question, std::string_view body) { return perform(question, body); }

std::optional<Time> read_http_date(std::string_view text) {
  const std::time_t seconds = curl_getdate(std::string{text}.c_str(), nullptr);
  if (seconds < 0) return std::nullopt;
  return at_unix_seconds(seconds);
}

}  // namespace sallyport::call
