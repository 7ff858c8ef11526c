// What a second factor fills in.
//
// One folder each under features/factors. The flow does what all factors share (tries, attempt,
// expiry, audit: proving.hpp), so a factor fills in only its own part and cannot forget the rest.
// This is one of two interfaces that lower floors call upward; the other is http::Application.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "core/audit/audit.hpp"
#include "core/throttle/throttle.hpp"
#include "kit/crypto/password_hash.hpp"
#include "kit/db/database.hpp"
#include "kit/http/message.hpp"
#include "kit/templates/template.hpp"
#include "kit/text/message.hpp"
#include "site/notice.hpp"

namespace sallyport::site {

class Routes;
class InSession;
class Visit;

/// What a factor may know while it asks: whose proof, for what, and where the answer goes.
struct Question {
  AccountId account;
  std::string asker;                     // 16 bytes: what is to be proved, see Answer
  std::string action;                    // the form's address
  std::string other_way;                 // a page with the other ways; empty when there is none
  std::string start_again;               // the form that gives up; empty when there is none
  std::string leave = {};                // or the page to go to instead
  std::optional<text::Message> problem;  // with the answer before
  std::string back = {};  // the page it stands on, where the form's address is none; or empty
};

/// What came of a form of its own.
struct Answer {
  AccountId account;
  std::string_view asker;  // the id of the attempt, the session or the link that is to be proved
  const http::Form& form;
};

/// What a factor found in an answer.
struct Checked {
  bool right = false;
  /// Runs in the transaction that records the proof, and may still say no: each code counts once.
  std::function<bool(db::Write&, const audit::Deed&)> use;
};

/// One thing of a person's that belongs to a factor: an app, a telephone, a set of codes.
struct Item {
  templates::Value name;
  std::string page;           // where it is seen, renamed, removed
  std::optional<Time> since;  // nothing: there is none yet, and `warning` says that there should be
  std::optional<Time> last_used;
  std::optional<text::Message> remark;
  std::optional<text::Message> warning = {};  // what its owner had better do, on `page`
};

/// How a factor is offered to somebody who activates one.
struct Method {
  text::Message label;
  text::Message explanation;
  std::string page;
};

/// What a factor that helps out got ready, to be recorded with the first activation of one that
/// stands alone.
struct Spare {
  std::function<void(db::Write&, const audit::Deed&)> record;
  /// The page that shows it, once; it leads on to `onward`.
  std::function<http::Response(const InSession&, const std::string& onward)> show;
};

class Factor {
 public:
  virtual ~Factor() = default;

  [[nodiscard]] virtual std::string_view name()
      const = 0;                                          // in addresses and the audit log: "totp"
  [[nodiscard]] virtual text::Message label() const = 0;  // where a person chooses between ways
  /// False for one that only helps out beside another: it does not make an account's sign-in
  /// two-step.
  [[nodiscard]] virtual bool stands_alone() const = 0;
  [[nodiscard]] virtual bool enrolled(db::Read&, AccountId) const = 0;

  [[nodiscard]] virtual http::Response ask(const Visit&, const Question&) = 0;

  /// The fields of its form; with others, or without one of these, it is not our page that answers.
  [[nodiscard]] virtual std::vector<std::string_view> fields() const { return {"code"}; }
  /// What is missing in the answer, before a try is spent on it.
  [[nodiscard]] virtual std::optional<text::Message> incomplete(const Answer&, Time now) const = 0;
  /// Room for what check() hashes, taken before a try is spent, so that a crowd costs nobody a try.
  /// Throws crypto::Overloaded. None for one that hashes nothing.
  [[nodiscard]] virtual std::optional<crypto::HashPlace> room() { return std::nullopt; }
  /// Looks at the answer, outside any writing transaction; slow work belongs here, in that room.
  [[nodiscard]] virtual Checked check(const Answer&, const audit::Deed&,
                                      const std::optional<crypto::HashPlace>&) = 0;
  [[nodiscard]] virtual text::Message wrong() const = 0;  // the problem shown for a wrong answer

  /// Wrong answers after which it pauses; all of them count.
  [[nodiscard]] virtual std::vector<throttle::Limit> limits() const = 0;

  /// What the account has of it, for Account security. For one that stands alone: empty unless
  /// enrolled.
  [[nodiscard]] virtual std::vector<Item> items(db::Read&, AccountId) const = 0;
  /// Nothing for one that cannot be activated by itself.
  [[nodiscard]] virtual std::optional<Method> method() const { return std::nullopt; }

  /// How many of the things that `items` lists can prove something now.
  [[nodiscard]] virtual std::size_t count_usable(db::Read& db, AccountId account) const {
    return items(db, account).size();
  }

  /// It need not be asked any more: proved in another way, or given up.
  virtual void let_go(db::Write&, const audit::Deed&, AccountId, std::string_view /*asker*/,
                      bool /*was_proved*/) {}

  /// What was proved by it, among other words: "verification code".
  [[nodiscard]] virtual text::Message proof() const { return text::Message{"second factor"}; }
  /// Takes away one of the things that were added to the account, as `part` names it (see
  /// Activation); false when it is not there.
  [[nodiscard]] virtual bool take_back(db::Write&, const audit::Deed&, AccountId,
                                       std::string_view /*part*/) {
    return false;
  }
  /// The same for what has to stay: it goes on being asked for, but proves nothing until its owner
  /// lets it. False when there is no such thing.
  [[nodiscard]] virtual bool hold_back(db::Write&, const audit::Deed&, AccountId,
                                       std::string_view /*part*/) {
    return false;
  }

  /// What its owner reads after a sign-in that made use of it, for one that had better not be
  /// needed.
  [[nodiscard]] virtual std::optional<Notice> after_sign_in(db::Read&, AccountId) const {
    return std::nullopt;
  }

  /// For one that helps out only: slow work before the transaction of a first activation.
  [[nodiscard]] virtual std::optional<Spare> spare(AccountId) { return std::nullopt; }
  /// For one that helps out only: the last one that stands alone is gone, so this goes too.
  virtual void forget(db::Write&, const audit::Deed&, AccountId) {}

  /// Pages of its own: activate, remove.
  virtual void routes(Routes&) = 0;
};

}  // namespace sallyport::site
