// A phone with Pocket, as the portal meets it: it has a key, signs what it asks, and does only what
// a test tells it to.
//
// Every part of what it sends can be changed before it is sent, by who plays a thief or a broken
// app.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/statement/statement.hpp"
#include "kit/crypto/p256.hpp"
#include "kit/json/json.hpp"
#include "tests/testkit/browser.hpp"

namespace sallyport::testkit {

/// What came back, taken apart.
struct Told {
  int status = 0;
  json::Texts members;
  [[nodiscard]] std::string at(const std::string& name) const;
  [[nodiscard]] std::string error() const { return at("error"); }
};

/// A request that waits on the phone.
struct Waiting {
  std::string id;
  std::string nonce;
  std::string mode;
  std::vector<std::string> options;
  std::string context;
};

class Phone {
 public:
  explicit Phone(Service& service, std::string name = "Pixel 8");

  /// Looks the code up and completes: what came of the last of the two.
  Told link(const std::string& code);
  Told look_up(const std::string& code);
  Told complete(const std::string& code, const std::string& nonce);

  /// Signed.
  Told get(const std::string& target);
  Told post(const std::string& path, const std::string& body = "{}");
  /// What waits, or nothing.
  std::optional<Waiting> waiting();
  /// `value`: "-" for a press.
  Told answer(const Waiting&, statement::Decision, const std::string& value = "-");
  Told approve(const Waiting& request, const std::string& value = "-") {
    return answer(request, statement::Decision::approve, value);
  }
  /// As bytes of a statement and a signature, before they are sent.
  struct Signed {
    std::string statement;
    std::string signature;
    std::string body;
  };
  Signed sign_answer(const Waiting&, statement::Decision, const std::string& value);
  Told send_answer(const std::string& challenge, const std::string& body);

  /// Unsigned, as anybody could send it.
  Told send(http::Method, const std::string& target, const std::string& body,
            const std::map<std::string, std::string>& headers);

  [[nodiscard]] std::string offline_code() const;

  std::string device;  // its id, once it is linked
  crypto::P256Key key;
  std::int64_t counter = 0;
  std::string version = "1.7.0";
  std::string platform = "pwa";
  std::string name;
  std::string sender = "198.51.100.7";
  std::string audience = "https://portal.example";
  std::chrono::seconds clock_is_off{0};
  Secret offline_secret;
  /// Changes the headers of a signed request before it is sent.
  std::function<void(std::map<std::string, std::string>&)> tamper;

 private:
  Told send_signed(http::Method, const std::string& target, const std::string& body);
  [[nodiscard]] std::int64_t time() const;

  Service& service_;
};

/// Somebody signed in activates Pocket: from Account security to the page that says that the link
/// is successful. The browser has no script, so it presses what the script would.
void link_phone(Browser&, Phone&, const std::string& password);
/// The code that stands under the QR code of the present page.
[[nodiscard]] std::string code_on(const Browser&);

}  // namespace sallyport::testkit
