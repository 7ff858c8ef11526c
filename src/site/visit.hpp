// Who may come in: the type of a handler's parameter is its guard.
//
//     Visitor           anybody
//     Leaving           on the way out: with the session that the form belongs to, or with none
//     InSignIn          in mid sign-in: the password was proved
//     Choosing          signed in, maybe without an organisation yet
//     Activating        signed in, maybe still without the second factor that the date demands
//     MayChangeFactors  and has just proved all that changing factors asks for
//     SignedIn          has passed everything and chosen an organisation
//     RecentlySignedIn  and has just proved it again
//
// Each admit() answers the visit, or the response that sends the visitor where they have to go. A
// POST is admitted only from our own pages: Origin, Sec-Fetch-Site and the form's token are looked
// at here, for all.
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
#include "site/site.hpp"

namespace sallyport::site {

/// Stands above the page, and leads to where something can be done about it.
struct Notice {
  text::Message words;
  std::string url;
  text::Message action;
};

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
  std::optional<Notice> notice;

  /// Who does something, when, from where.
  [[nodiscard]] audit::Deed deed() const;

  // The rest is for admit() only.

  /// Binds forms to a cookie; a POST must carry the token for it, and come from our own pages.
  [[nodiscard]] bool bind_to(std::string_view cookie);
  /// For somebody without a session: binds to the attempt that is under way, to the arrival, or to
  /// a fresh arrival that remembers `return_to`.
  [[nodiscard]] bool bind_at_the_door(std::string return_to);

 protected:
  [[nodiscard]] bool from_our_pages() const;
  /// Who is shown top right.
  void show_person(const std::vector<contact::Membership>&,
                   const std::optional<contact::Membership>& chosen);
  audit::Actor actor_ = audit::Actor::visitor;
};

template <class Who>
using Admission = Result<Who, http::Response>;

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
  InSignIn(const Site& the_site, const http::Request& the_request, attempt::Attempt found)
      : Visit(the_site, the_request), attempt(std::move(found)) {}
  [[nodiscard]] static Admission<InSignIn> admit(const Site&, const http::Request&);
  attempt::Attempt attempt;
};

/// A live session, with what was looked up of its owner for this request.
class InSession : public Visit {
 public:
  InSession(const Site& site, const http::Request& request, session::Session found);

  session::Session session;
  std::vector<contact::Membership> memberships;  // never empty
  std::optional<contact::Membership> chosen;
  bool has_factor = false;
  attempt::Step step = attempt::Step::password;

  /// Whether a proof given within the session is still fresh.
  [[nodiscard]] bool fresh(std::optional<Time> confirmed_at) const;

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
