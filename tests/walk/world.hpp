// The program and the model side by side: three people, three organisations, two browsers.
//
// Every request goes through send(): the model has said what must come of it, the program answers,
// the two are compared, and then all that both know is compared.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/testkit/phone.hpp"
#include "tests/testkit/service.hpp"
#include "tests/walk/chance.hpp"
#include "tests/walk/model.hpp"

namespace sallyport::walk {

/// The program and the model do not agree.
class Divergence : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Browser {
  std::string name;     // "left"
  std::string session;  // the cookies
  std::string before;   //   before there is a session
  std::map<std::string, std::string> others;
  std::string token;  // of the last form it was shown

  [[nodiscard]] std::string known() const {
    const auto found = others.find("__Host-known");
    return found == others.end() ? "" : found->second;
  }
};

/// Who may come in, by what the page is; the words of site/visit.hpp.
enum class Guard {
  anybody,
  leaving,
  in_sign_in,
  activating,
  choosing,
  signed_in,
  recently_signed_in,
  may_change_factors,
  linking,
};

struct Expected {
  std::vector<int> status;
  std::string to = {};              // where a redirect leads, or how that begins
  bool let_in = false;              // any answer is right that does not lead out
  std::function<void()> then = {};  // what has happened, if that was the answer
};

/// What the model says of a request before its page looks at it.
struct Admitted {
  std::optional<Expected> refused;
  Session* session = nullptr;
  Attempt* attempt = nullptr;
};

using Fields = std::vector<std::pair<std::string, std::string>>;

class World {
 public:
  /// How often each route gave each answer: "POST /organisation 303".
  using Counts = std::map<std::string, std::size_t>;

  World(std::uint64_t seed, std::vector<std::string>& trace, Counts& counts);

  Model model;
  testkit::Service service;
  std::array<Browser, 2> browsers;
  std::vector<std::string> old_cookies;  // of sessions and attempts, from this walk
  std::vector<organisation::Organisation> organisations;
  std::deque<testkit::Phone> phones;                // also those that were unlinked since
  std::map<std::string, testkit::Waiting> waiting;  // by the challenge's id: what a phone shows
  std::map<std::string, LinkedPhone> linking;       // by the pairing: the phone that answered it

  /// What a browser gets for a form of ours, so that the next POST can be let in.
  void get(Browser&, const std::string& path, Guard,
           const std::function<Expected(Admitted&)>& page = {});
  void post(Browser&, const std::string& path, Guard, Fields,
            const std::function<Expected(Admitted&)>& page);
  /// As it is; no form of ours.
  void send(Browser&, http::Method, const std::string& path, const std::string& body,
            const Expected&, const Fields& headers = {});
  /// A browser that holds a form for what it would now send.
  void make_ready(Browser&, bool mid_sign_in = false);

  void say(const std::string& line) { trace_.push_back(line); }
  /// Something that has no route of its own to be counted by.
  void count(const std::string& deed, int status) {
    ++counts_[deed + " " + std::to_string(status)];
  }
  void pass(std::chrono::seconds time);
  /// Everything that both know.
  void compare();

  /// `form_token` is what a form carries; nothing: a page is only opened.
  [[nodiscard]] Admitted admit(const Browser&, const std::string& path, Guard,
                               const std::optional<std::string>& form_token = {});
  /// The response of the last request.
  [[nodiscard]] const http::Response& response() const { return response_; }
  /// A new cookie for a session that goes on.
  void renew(Session&, const Browser&);
  /// The same where an organisation was chosen: the press may come again with the cookie before.
  void renew_by_choice(Session&, const Browser&);
  /// Learns the session's id from the program.
  void learn(Session&);
  /// The same of a browser that is known from now on.
  void learn(KnownBrowser&);
  /// The same of what waits on phones: its id, and the numbers.
  void learn(Challenge&);
  /// Whether the page that showed the QR code to it did not finish yet.
  [[nodiscard]] bool is_linking(std::size_t phone) const;
  /// A phone that nobody has met yet.
  std::size_t new_phone();
  /// Delivers, and learns which emails can be answered by "This was not me".
  void read_emails();
  [[nodiscard]] std::string text_between(std::string_view before, std::string_view after) const;
  [[nodiscard]] AccountId account(std::size_t person) { return accounts_[person]; }
  [[nodiscard]] std::vector<std::string> app_ids(std::size_t person);

 private:
  [[nodiscard]] std::string bound_to(const Browser&, bool mid_sign_in) const;
  [[nodiscard]] std::string bound_to(const Session&, std::optional<std::size_t> organisation) const;
  [[nodiscard]] bool was_made_for(const std::string& form_token, const std::string& binding) const;
  void add_person(const std::string& email, const std::set<std::size_t>& of,
                  const std::optional<std::string>& password);
  /// Brought along from another portal, with a password and an app.
  void bring_person(const std::string& email, std::size_t organisation);
  /// Linked already when the walk begins.
  void give_phone(std::size_t person);
  void compare_phones(db::Read&, std::size_t person);
  void take_cookies(Browser&);
  void take_token(Browser&, const std::string& path);
  void compare_answer(const Expected&, const std::string& line);
  void look_for_others_names(const std::set<std::size_t>& own);

  std::vector<std::string>& trace_;
  Counts& counts_;
  std::vector<AccountId> accounts_;
  std::size_t letters_read_ = 0;
  http::Response response_;
  std::map<std::string, std::string> tokens_;  // what each form token was made for
};

/// One step: an act of somebody, or time that passes.
void take_step(World&, Chance&);

}  // namespace sallyport::walk
