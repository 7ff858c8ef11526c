// What every page shares, made once by app/service and handed to each feature.
//
// Read    site.hpp (what there is), visit.hpp (who may come in), routes.hpp (how a handler says
// so),
//         page.hpp (how it answers), factor.hpp (what a second factor fills in), proving.hpp (what
//         all proofs share), activation.hpp (what all activations share), fields.hpp (which fields
//         a form must bring), way.hpp (which path belongs to a step), letter.hpp, assets.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/challenge/mode.hpp"
#include "core/contact/contact.hpp"
#include "core/keyring/keyring.hpp"
#include "core/outbox/outbox.hpp"
#include "core/policy/policy.hpp"
#include "core/throttle/guess.hpp"
#include "kit/crypto/password_hash.hpp"
#include "kit/crypto/random.hpp"
#include "kit/db/database.hpp"
#include "kit/http/bell.hpp"
#include "kit/log/log.hpp"
#include "kit/place/place.hpp"
#include "kit/templates/template.hpp"
#include "kit/text/text.hpp"
#include "site/parts.hpp"
#include "site/white_label/white_label.hpp"

namespace sallyport::site {

class Doorbell;
class Factor;

/// The operator's own words and addresses, all from the settings.
struct Portal {
  std::string public_address;  // "https://portal.example", no slash at the end
  std::string name;            // "Customer Portal"
  std::string operator_name;
  std::string environment;     // the operator's other sign-in: "the environment"
  std::string companion_app;   // "Pocket"
  std::string system_manager;  // whom stuck users ask; may be empty, like all addresses below
  std::string help_video_url;
  std::string privacy_url;
  std::string terms_url;
  std::string help_url = "/help";
  std::string security_contact;  // for security.txt
  std::vector<Part> parts;       // in the order in which home shows them
  std::int64_t password_length = 12;
  text::Language language =
      text::Language::english;  // of letters to people whose language is not known

  [[nodiscard]] bool is_https() const { return public_address.starts_with("https://"); }
};

/// What the operator says about Pocket, the companion app.
struct Pocket {
  std::string address;  // its origin: the portal's own, or one for it alone; no slash at the end
  std::string oldest_version = "1.6.78";
  challenge::Policy policy = challenge::Policy::adaptive;
  bool confirm_linking = false;  // the page asks once more before a phone counts
  bool allow_cli = false;        // devices whose key is a plain file
  bool offline_code = true;      // it also shows codes, for where it has no connection
  std::vector<Part> functions;   // of the portal, that "Activate all functionality" opens
};

struct Site {
  db::Database& database;
  const keyring::Keyring& keys;
  crypto::Random& random;
  crypto::PasswordHasher& hasher;
  const outbox::Outbox& outbox;
  const templates::Templates& templates;
  const text::Catalogues& catalogues;
  log::Log& log;
  policy::Policy policy;
  policy::Lifetimes lifetimes;
  throttle::SenderLimit sender_limit;
  Portal portal;
  Pocket pocket;
  const white_label::Look& look;
  const place::Places& places;
  http::Bell& bell;                    // to be rung after a commit that held requests wait for
  const Doorbell* doorbell = nullptr;  // null: phones are not rung
  std::vector<Factor*> factors;        // in the order in which they are offered

  /// Nothing when no factor has that name.
  [[nodiscard]] Factor* factor(std::string_view name) const;
  /// Those the account has activated; one that cannot stand alone only beside one that can.
  [[nodiscard]] std::vector<Factor*> factors_of(db::Read&, AccountId) const;
  /// How many things the account has that each make its sign-in two-step.
  [[nodiscard]] std::size_t count_standing(db::Read&, AccountId) const;
  /// The date as it holds for that person, whom these organisations let in.
  [[nodiscard]] policy::OwnDate date_of(db::Read&, AccountId,
                                        const std::vector<contact::Membership>&,
                                        bool has_factor) const;
};

}  // namespace sallyport::site
