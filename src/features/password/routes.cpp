#include "features/password/password.hpp"

namespace sallyport::password {

void Password::routes(site::Routes& routes) {
  routes.get("/forgotten", this, &Password::show_forgotten);
  routes.post("/forgotten", this, &Password::ask);
  routes.get("/forgotten/sent", this, &Password::show_sent);

  routes.get("/invitation/{token}", this, &Password::show_invitation);
  routes.post("/invitation/{token}", this, &Password::open_invitation);
  routes.post("/invitation/{token}/again", this, &Password::invitation_again);
  routes.get("/reset/{token}", this, &Password::show_reset);
  routes.post("/reset/{token}", this, &Password::open_reset);
  routes.post("/reset/{token}/again", this, &Password::reset_again);
  routes.post("/password/again", this, &Password::opened_again);

  routes.get("/password/factor", this, &Password::lead_to_first_way);
  routes.get("/password/other-way", this, &Password::other_way);
  routes.get("/password/factor/{name}", this, &Password::ask_factor);
  routes.post("/password/factor/{name}", this, &Password::prove_factor);

  routes.get("/password/set", this, &Password::show_set);
  routes.post("/password/set", this, &Password::set);
  routes.post("/password/check", this, &Password::judge_while_typing);

  routes.get("/account-security/password", this, &Password::show_change);
  routes.post("/account-security/password", this, &Password::change);
}

}  // namespace sallyport::password
