// Who may come in: the type of a handler's parameter is its guard.
//
//     Visitor           anybody
//     Leaving           on the way out: with the session that the form belongs to, or with none
//     InSignIn          in mid sign-in: the password was proved
//     Choosing          signed in, maybe without an organisation yet
//     Activating        signed in, maybe still without the second factor that the date demands
//     MayChangeFactors  and has just proved all that changing factors asks for
//     Linking           the same, while a QR code is shown
//     SignedIn          has passed everything and chosen an organisation
//     RecentlySignedIn  and has just proved it again
//
// Each admit() answers the visit, or the response that sends the visitor where they have to go. A
// POST is admitted only from our own pages: Origin, Sec-Fetch-Site and the form's token are looked
// at here, for all. One from our own pages whose token does not fit (another tab, an expired
// cookie) is admitted as `outdated`; Routes sees to it that no handler does anything for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/attempt/attempt.hpp"
#include "core/attempt/next_step.hpp"
#include "core/contact/contact.hpp"
#include "core/session/gate.hpp"
#include "core/session/session.hpp"
#include "kit/http/message.hpp"
#include "site/cookies.hpp"
#include "site/notice.hpp"
#include "site/site.hpp"

namespace sallyport::site {

/// What all visits have: the request, the reader's language, and what a page of ours needs to be
/// shown.
class Visit {
 public:
  Visit(const Site& site, const http::Request& request);

  const Site& site;
  const http::Request& request;
  Time now;
  text::Language language;
  std::string nonce;                              // of this response's script
  std::string form_token;                         // that the forms of this page carry
  Arrival arrival;                                // from the cookie, or empty
  std::optional<std::string> new_arrival_cookie;  // to be set with the response

  // Who is shown top right; empty when nobody is signed in.
  std::string person_name;
  std::string organisation_name;
  bool several_organisations = false;
  /// The form came from our own pages, but was made for cookies that the browser no longer has.
  bool outdated = false;
  std::vector<Notice> notices;
  std::vector<Notice> success;  // what was just done for them

  /// When the session ends if nothing more is done; none without a session.
  std::optional<Time> session_ends_at;
  /// Whole seconds until then; 0 without a session.
  [[nodiscard]] std::int64_t session_seconds() const;

  /// In mid sign-in: when the attempt ends, and whether it can be given more time.
  std::optional<Time> attempt_ends_at;
  bool attempt_can_last = false;

  /// Who does something, when, from where.
  [[nodiscard]] audit::Deed deed() const;

  // The rest is for admit() only.

  /// Binds forms to `what`, of which the browser has the cookie. A POST must come from our own
  /// pages, or the answer is false; it must carry the token for `what`, or it is outdated.
  [[nodiscard]] bool bind_to(std::string_view what);
  /// For somebody without a session: binds to the attempt that is under way, to the arrival, or to
  /// a fresh arrival that remembers `return_to`.
  [[nodiscard]] bool bind_at_the_door(std::string return_to);
  /// Where a signed-out visitor was going: a page, or the page that a form stands on. Empty: home.
  [[nodiscard]] std::string destination() const;

 protected:
  /// For somebody signed in: binds to the session and to the organisation that the page is about,
  /// so that a page of another tab cannot do in one organisation what was meant for another.
  [[nodiscard]] bool bind_to_session(const session::Session&);
  [[nodiscard]] bool carries_token_of(std::string_view what) const;
  [[nodiscard]] bool from_our_pages() const;
  /// When a session ends that was last seen then.
  void ends_unless_used(const session::Session&, Time last_seen_at);
  /// Who is shown top right.
  void show_person(const std::vector<contact::Membership>&,
                   const std::optional<contact::Membership>& chosen);
  audit::Actor actor_ = audit::Actor::visitor;
};

/// What the forms of somebody signed in are bound to: they outlive the session's token, which is
/// renewed with each change of rights, but not another organisation.
[[nodiscard]] std::string form_binding(const session::Session&);

template <class Who>
using Admission = Result<Who, http::Response>;

/// A visit whose form is outdated: what was typed may be shown again, and nothing else may be done.
template <class Who>
struct Outdated {
  const Who& visit;
};

class Visitor : public Visit {
 public:
  static constexpr std::string_view guard = "anybody";
  using Visit::Visit;
  [[nodiscard]] static Admission<Visitor> admit(const Site&, const http::Request&);
  bool signed_in = false;  // has a live session, so need not sign in
};

class Leaving : public Visit {
 public:
  static constexpr std::string_view guard = "anybody, to leave";
  using Visit::Visit;
  /// Without a live session nothing can be ended, so then even an outdated form may come in.
  [[nodiscard]] static Admission<Leaving> admit(const Site&, const http::Request&);
  std::optional<session::Session> session;
};

class InSignIn : public Visit {
 public:
  static constexpr std::string_view guard = "in mid sign-in";
  InSignIn(const Site&, const http::Request&, attempt::Attempt);
  [[nodiscard]] static Admission<InSignIn> admit(const Site&, const http::Request&);
  attempt::Attempt attempt;
};

/// A live session, with what was looked up of its owner for this request.
class InSession : public Visit {
 public:
  /// What was looked up for this request, in one transaction.
  struct Looked {
    session::Session session;
    std::vector<contact::Membership> memberships;
    bool has_factor = false;
    policy::OwnDate date;
  };
  InSession(const Site& site, const http::Request& request, Looked looked);

  session::Session session;
  std::vector<contact::Membership> memberships;  // never empty
  std::optional<contact::Membership> chosen;
  bool has_factor = false;
  policy::OwnDate date;  // from which a second factor is demanded of this person
  attempt::Step step = attempt::Step::password;

  /// Whether a proof given within the session is not older than that.
  [[nodiscard]] bool fresh(std::optional<Time> confirmed_at, std::chrono::minutes counts) const;

 protected:
  /// The session of the cookie with all that guards look at, or the response that leads to the
  /// sign-in.
  template <class Who>
  [[nodiscard]] static Admission<Who> enter(const Site&, const http::Request&);
};

class Choosing : public InSession {
 public:
  static constexpr std::string_view guard = "signed in, organisation not chosen yet";
  using InSession::InSession;
  [[nodiscard]] static Admission<Choosing> admit(const Site&, const http::Request&);
  /// The form says which organisation is meant, so it may have been made under any of the person's:
  /// before a first press, or in another tab.
  void bear_another_organisation();
};

class Activating : public InSession {
 public:
  static constexpr std::string_view guard = "signed in, second factor maybe still missing";
  using InSession::InSession;
  [[nodiscard]] static Admission<Activating> admit(const Site&, const http::Request&);
};

class MayChangeFactors : public InSession {
 public:
  static constexpr std::string_view guard =
      "signed in, and has just proved all that changing factors asks for";
  using InSession::InSession;
  [[nodiscard]] static Admission<MayChangeFactors> admit(const Site&, const http::Request&);
};

/// While a QR code is shown, which is longer than a proof counts otherwise.
class Linking : public MayChangeFactors {
 public:
  static constexpr std::string_view guard =
      "signed in, and proved all that changing factors asks for before the QR code was shown";
  using MayChangeFactors::MayChangeFactors;
  [[nodiscard]] static Admission<Linking> admit(const Site&, const http::Request&);
};

class SignedIn : public InSession {
 public:
  static constexpr std::string_view guard = "signed in";
  using InSession::InSession;
  [[nodiscard]] static Admission<SignedIn> admit(const Site&, const http::Request&);
  [[nodiscard]] const contact::Membership& member() const { return *chosen; }
};

class RecentlySignedIn : public SignedIn {
 public:
  static constexpr std::string_view guard = "signed in, and has just proved it again";
  using SignedIn::SignedIn;
  [[nodiscard]] static Admission<RecentlySignedIn> admit(const Site&, const http::Request&);
};

/// What has to be proved again before a sensitive change, in this order; empty: nothing.
enum class Need { recent, change_factors };
[[nodiscard]] std::vector<session::Proof> missing_proofs(const InSession&, Need);

}  // namespace sallyport::site
