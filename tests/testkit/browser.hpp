// A browser without scripts: keeps cookies, follows redirects, fills in the forms that a page
// really has.
//
// What it cannot find on the page it cannot press: a form that is not there, a field that is not in
// it and a link that is not shown are Bugs of the test or of the page.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/testkit/service.hpp"

namespace sallyport::testkit {

using Fields = std::map<std::string, std::string>;

/// A form on the present page.
struct PageForm {
  std::string action;
  std::string method;                // "get" or "post"
  Fields fields;                     // with their present values
  std::vector<std::string> buttons;  // what is written on them
  std::vector<std::pair<std::string, std::string>>
      named_buttons;  // name and value of those that have one
};

class Browser {
 public:
  explicit Browser(Service& service, std::string language = "en");

  /// Types an address; follows redirects.
  void open(const std::string& path);
  /// Sends the first form that has all these fields, with its hidden ones; follows redirects.
  void submit(const Fields& typed);
  /// Presses the first button with these words, in whichever form; `typed` fills that form.
  void press(std::string_view words, const Fields& typed = {});
  /// Follows the first link with these words.
  void click(std::string_view words);

  [[nodiscard]] const std::string& path() const { return path_; }  // without the query
  [[nodiscard]] const std::string& query() const { return query_; }
  [[nodiscard]] int status() const { return response_.status; }
  [[nodiscard]] const http::Response& response() const { return response_; }
  /// What a person reads, with spaces folded; without hidden parts, scripts and styles.
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::string& html() const { return response_.body; }
  [[nodiscard]] std::string heading() const { return heading_; }
  [[nodiscard]] const std::vector<PageForm>& forms() const { return forms_; }
  [[nodiscard]] std::vector<std::string> link_words() const;
  [[nodiscard]] std::string header(std::string_view name) const;
  /// The value of an attribute of the element with that id; empty when there is none.
  [[nodiscard]] std::string attribute(std::string_view element_id, std::string_view name) const;
  /// The text of the element with that id.
  [[nodiscard]] std::string text_of(std::string_view element_id) const;

  /// May be read, copied and changed by a test that plays a thief.
  std::map<std::string, std::string> cookies;
  /// Sent with every request; a test may replace Origin or take it away.
  std::map<std::string, std::string> headers;
  std::string sender = "192.0.2.10";
  /// Stops following redirects.
  bool follows = true;

  /// Sends a request as it is, with this browser's cookies and headers; does not follow.
  const http::Response& send(http::Method, const std::string& path_and_query,
                             const std::string& body = "");

 private:
  void follow();
  void read_page();

  struct Link {
    std::string words;
    std::string href;
  };

  Service& service_;
  http::Response response_;
  std::string path_;
  std::string query_;
  std::string text_;
  std::string heading_;
  std::vector<PageForm> forms_;
  std::vector<Link> links_;
  std::map<std::string, std::map<std::string, std::string>> attributes_;
  std::map<std::string, std::string> texts_;
};

/// "a=b&c=d", percent-encoded.
[[nodiscard]] std::string urlencoded(const Fields&);

/// From the sign-in page to wherever a password (and a code) leads.
void sign_in(Browser&, const std::string& email, const std::string& password);
void sign_in(Browser&, const std::string& email, const std::string& password, const Authenticator&);

}  // namespace sallyport::testkit
