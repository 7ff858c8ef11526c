// Where a phone says that it can be rung: an address that a stranger chose and that we call.
#include "kit/push/endpoint.hpp"

#include "kit/push/vapid.hpp"
#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const push::Rules rules{};
  const auto url = fuzz::text_of(data, size);
  static_cast<void>(push::is_contact(url));
  static_cast<void>(push::is_host_rule(url));
  const auto read = push::read_endpoint(url, rules);
  if (!read) return 0;
  expect(read->url == url && url.starts_with("https://") && !read->inside);
  // Between the scheme and the first slash stand the host that was looked at and maybe a port.
  const auto place = url.substr(8, url.find('/', 8) - 8);
  expect(place.starts_with(read->host));
  const auto port = place.substr(read->host.size());
  expect(port.empty() || (port.front() == ':' &&
                          port.find_first_not_of("0123456789", 1) == std::string_view::npos));
  expect(read->origin == "https://" + std::string{place} ||
         (port == ":443" && read->origin == "https://" + read->host));
  bool is_usual = read->host == "fcm.googleapis.com";
  for (const std::string_view suffix :
       {".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com"}) {
    is_usual = is_usual || read->host.ends_with(suffix);
  }
  expect(is_usual);
  for (const char letter : url) {
    expect(letter > ' ' && letter < '\x7f');
  }
  expect(place.find('@') == std::string_view::npos && url.find('#') == std::string_view::npos &&
         url.find('\\') == std::string_view::npos);
  return 0;
}
