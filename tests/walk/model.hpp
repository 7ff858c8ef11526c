// The portal on a sheet of paper: who may be where, written from what users are promised and from
// nothing that the program does. The walk compares it with the program after every step.
//
// It knows no pages, no SQL and no hashing; passwords and codes are plain texts here.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "tests/walk/pressing.hpp"
#include "tests/walk/tries.hpp"

namespace sallyport::walk {

struct App {
  std::string id;
  std::string secret;          // base32
  std::int64_t last_step = 0;  // each code counts once, and so do all before it
};

struct Person {
  std::string email;
  std::optional<std::string> password;
  int passwords_set = 0;  // what was proved with an earlier one is worth nothing
  std::vector<App> apps;
  std::set<std::string> recovery_codes;  // not yet used
  std::set<std::string> used_recovery_codes;
  std::set<std::size_t> organisations;  // that give access
  std::optional<Time> exempt_until = {};
  std::map<std::size_t, std::string> roles = {};  // by organisation
  std::multiset<std::string> sign_ins = {};       // "signed_in totp", and refused ones
  std::set<std::string> networks = {};            // from which they logged in
  std::vector<LinkedPhone> phones = {};
  Care care = {};

  /// Of those that stand alone. A suspended phone still stands: losing it opens nothing.
  [[nodiscard]] std::size_t factors() const { return apps.size() + phones.size(); }
  [[nodiscard]] bool has_factor() const { return factors() > 0; }
  /// One that is suspended confirms nothing.
  [[nodiscard]] std::size_t phones_that_confirm() const {
    return static_cast<std::size_t>(std::ranges::count(phones, false, &LinkedPhone::suspended));
  }
  /// Whether one may not go, because nothing that is left could prove anything.
  [[nodiscard]] bool is_needed(bool is_usable, bool date_has_come) const {
    const std::size_t usable = apps.size() + phones_that_confirm() - (is_usable ? 1 : 0);
    return usable == 0 && (date_has_come || factors() > 1);
  }
};

/// Under what the tries at an account are counted, whoever makes them.
[[nodiscard]] inline std::string all_of(const Person& person) { return "all of " + person.email; }

/// One in which the person logged in before: guesses made elsewhere do not shut it out.
struct KnownBrowser {
  std::size_t person = 0;
  std::string id;
  std::string cookie;
  std::string cookie_before = {};  // counts until the newer one was used
  Time until;
};

/// Given in a session, and good for five minutes.
using Proof = std::optional<Time>;

struct Session {
  std::size_t person = 0;
  int level = 1;  // 2: a second factor was proved
  std::optional<std::size_t> organisation;
  int passwords_set = 0;
  Time opened_at;
  Time last_seen;
  bool ended = false;
  std::string cookie;
  // The organisation was chosen then, under that cookie.
  std::string cookie_before = {};
  std::optional<Time> chosen_at = {};
  std::string id;
  std::string known_browser = {};  // the id of the one that it was opened in
  bool shared = false;             // on a computer that others use too: an hour and no longer
  Proof password;
  Proof factor;
  Proof mailed_code;

  struct Activation {
    std::string secret;
    Time until;
  };
  std::optional<Activation> activation;  // a QR code was shown
  struct Shown {
    std::string pairing;
    Time until;
    std::string phone = {};  // that answered it
    bool linked = false;
  };
  std::optional<Shown> shown;  // the newest linking code
  struct Mailed {
    std::string code;
    Time until;
    int tries = 0;
  };
  std::optional<Mailed> mailed;
};

/// In mid sign-in: the password was right, the second factor is still to come.
struct Attempt {
  std::size_t person = 0;
  int passwords_set = 0;
  Time begun_at;
  Time ends_at;
  int wrong_codes = 0;
  bool over = false;
  std::string cookie;
  bool shared = false;
};

/// In an email: "This was not me".
struct NotMe {
  std::size_t person = 0;
  std::string what;  // it tells, by the program's word
  std::string path;
  Time until;
  std::optional<std::size_t> organisation = {};  // that gave access
  std::string app = {};                          // that was added
  bool takes_last_app = false;
  bool over = false;
};

/// From an invitation, or for a new password.
struct Link {
  std::size_t person = 0;
  int passwords_set = 0;
  bool is_reset = false;
  Time made_at;
  Time until;
  bool over = false;
  std::string path;
  int wrong_codes = 0;
  // One browser at a time holds it: the last one that opened it.
  int held_with = 0;
  Time held_until;
  bool factor_proved = false;
};

/// Somebody at the door: a cookie that proves nothing.
struct AtTheDoor {
  Time since;
  std::optional<std::size_t> link;  // that was opened
  int held_with = 0;
};

enum class Place {
  outside,     // no session, or none that still holds
  activation,  // the date has come: first a second factor
  chooser,     // which organisation?
  inside,
};

class Model {
 public:
  Time now;
  std::optional<Time> required_from;       // of everybody
  std::map<std::size_t, Time> own_dates;   // of organisations
  std::vector<std::string> organisations;  // their names
  std::vector<Person> people;
  std::deque<Session> sessions;
  std::deque<Attempt> attempts;
  std::deque<Link> links;
  std::deque<NotMe> not_me;
  std::deque<Challenge> challenges;
  std::vector<KnownBrowser> known_browsers;
  Tries tries;
  std::map<std::pair<std::size_t, std::string>, Lane> lanes;  // by person and network
  std::map<std::string, AtTheDoor> at_the_door;               // by cookie
  int holds = 0;                                              // of links, so far

  /// Whether a second factor is demanded of that person.
  [[nodiscard]] bool date_has_come(const Person&) const;
  /// All to come at which that changes for somebody.
  [[nodiscard]] std::vector<Time> moments_ahead() const;
  [[nodiscard]] bool is_alive(const Session&) const;
  [[nodiscard]] bool is_alive(const Attempt&) const;
  [[nodiscard]] bool works(const Link&) const;
  [[nodiscard]] bool is_fresh(const Proof& proof,
                              std::chrono::minutes counts = std::chrono::minutes{5}) const;
  /// An organisation was chosen within the last ten seconds.
  [[nodiscard]] bool is_just_chosen(const Session&) const;
  /// Where the session may go at this moment.
  [[nodiscard]] Place place_of(const Session&) const;
  [[nodiscard]] bool may_change_factors(const Session&) const;
  /// Showing a linking code now would be a new beginning, so it asks for all of that anew.
  [[nodiscard]] bool begins_to_link(const Session&) const;
  /// The same as it was before the QR code was shown.
  [[nodiscard]] bool may_link(const Session&) const;
  [[nodiscard]] bool proved_again(const Session&) const;
  /// When it ends if nothing more is done in it.
  [[nodiscard]] Time end_of(const Session&) const;
  /// Of a new password.
  [[nodiscard]] std::size_t least_letters(const Person&) const;

  /// Those that are alive; null when there is none.
  Session* session_with(const std::string& cookie);
  [[nodiscard]] const Session* session_with(const std::string& cookie) const;
  /// For ten seconds after an organisation was chosen, by the cookie from before.
  Session* session_just_renewed(const std::string& cookie_before);
  Attempt* attempt_with(const std::string& cookie);
  [[nodiscard]] const Attempt* attempt_with(const std::string& cookie) const;
  /// The link that this browser opened, if it still works.
  Link* link_opened_with(const std::string& cookie);
  [[nodiscard]] bool is_at_the_door(const std::string& cookie) const;

  /// Null: that person has not logged in with the browser that has this cookie.
  KnownBrowser* known_browser(std::size_t person, const std::string& cookie);
  /// The browser goes on under a new cookie, for all who know it.
  KnownBrowser& remember(std::size_t person, const std::string& cookie_before,
                         const std::string& cookie, std::chrono::seconds lasts);
  void forget_browser(const std::string& id);

  /// Spends a try at somebody's password, from that network, in the browser with that cookie.
  /// False: it is not looked at.
  bool spend_password(std::size_t person, const std::string& network, const std::string& cookie);
  void password_was_right(std::size_t person, const std::string& network,
                          const std::string& cookie);
  /// The same of a code, whose tries are counted for `whose`.
  bool spend_code(const CodeLimits&, const std::string& whose);
  void code_was_right(const CodeLimits&, const std::string& whose, std::size_t person);
  /// Who guesses at the door: a known browser for itself, all others together.
  std::string guesser(std::size_t person, const std::string& cookie);

  /// What "This was not me" does about the account itself.
  void put_right(std::size_t person, const NotMe&);

  /// Opens one for what the attempt proved, at that level.
  Session& open_session(std::size_t person, int level, const std::string& cookie, bool shared);
  Attempt& begin_attempt(std::size_t person, const std::string& cookie, bool shared);
  /// Those before it work no longer.
  void mail_link(std::size_t person, const std::string& path);
  /// Where no further one is mailed, the newest for a new password goes on working for a while.
  void renew_newest_link(std::size_t person);
  /// The browser with that cookie holds it from now on, and nobody else.
  void hold_link(std::size_t link, const std::string& cookie);
  void set_password(std::size_t person, const std::string& password);
  /// All of the person, but not `kept`.
  void end_sessions(std::size_t person, const Session* kept);
  /// All that were opened in that known browser.
  void end_sessions_in(const std::string& known_browser);
  /// All of that person but the one with that cookie.
  void forget_other_browsers(std::size_t person, const std::string& cookie);
  [[nodiscard]] std::size_t alive_sessions_of(std::size_t person) const;

  /// Null: it is nobody's, or no longer.
  LinkedPhone* linked_phone(std::size_t phone);
  /// As at this moment: what ran out is expired or lapsed.
  [[nodiscard]] std::string state_of(const Challenge&) const;
  Challenge* newest_challenge(const std::string& asker);
  Challenge* open_challenge(std::size_t person);
  /// Whether its asker may make use of it now.
  [[nodiscard]] bool counts(const Challenge&);
  /// Whether a phone is there that is not suspended.
  [[nodiscard]] bool can_confirm(std::size_t person) const;
  [[nodiscard]] bool can_be_reported(const Challenge&) const;
  /// Null: another browser's is open, or there were too many.
  Challenge* begin_challenge(std::size_t person, const std::string& asker,
                             const std::string& network, const std::string& cookie);
  /// What ran out counts as unanswered.
  void close_expired(std::size_t person);
  void close_all_expired();
  /// The asker asks no more. Given up, it counts as unanswered; proved otherwise, it does not.
  void withdraw(const std::string& asker, bool given_up);
  /// A code instead of a press: what was counted against others is over.
  void proved_by_code(std::size_t person, const std::string& asker);
  /// Into what a phone's answer turns it.
  void answer(Challenge&, std::size_t phone, const std::string& state);
  void note_report(const Challenge&);
  void stop_asker(const Challenge&);
  void use(Challenge&);

  /// The app whose code this is at this moment, if it counts; `step` is then which.
  App* app_with_code(Person&, const std::string& code, std::int64_t& step) const;
};

/// What an app shows in that step of 30 seconds.
[[nodiscard]] std::string code_of(const std::string& secret, std::int64_t step);
[[nodiscard]] std::int64_t step_at(Time);

}  // namespace sallyport::walk
