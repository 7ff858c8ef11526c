// A new password: judged with reasons, hashed, stored.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/account/account.hpp"
#include "core/account/password_rule.hpp"
#include "kit/templates/template.hpp"
#include "site/visit.hpp"

namespace sallyport::password {

/// One line under the field: what is good (met) or wrong with the password.
struct Judgement {
  bool met = false;
  text::Message words;
};

/// All that is to be said of a password for that person; typed as in the form.
struct Judged {
  std::vector<Judgement> lines;
  std::optional<Secret> normalised;  // there when nothing is wrong with it
};
[[nodiscard]] Judged judge(const site::Site&, const account::Account&, const Secret& typed);

/// The letter that their password was set.
void tell_owner(db::Write&, const site::Site&, const audit::Deed&, const account::Account&);

/// For the template: `reasons[text met]`, and `least`, the fewest characters for that person.
[[nodiscard]] templates::Model model_of(const site::Site&, const Email&,
                                        const std::vector<Judgement>&);

}  // namespace sallyport::password
