#include "tests/walk/acts.hpp"

namespace sallyport::walk {
namespace {

using Act = void (*)(const Somebody&);

/// What somebody does who wants to get on.
void go_on(const Somebody& by) {
  Model& model = by.model();
  const Session* session = model.session_with(by.browser.session);
  if (session == nullptr) {
    if (const Attempt* attempt = model.attempt_with(by.browser.before)) {
      const Person& person = model.people[attempt->person];
      const bool by_phone = person.apps.empty() ? !by.chance.one_in(5) : by.chance.one_in(2);
      if (!person.phones.empty() && by_phone) return confirm_at_the_door(by);
      return answer_with_some_code(by);
    }
    if (by.chance.one_in(3)) return follow_some_link(by);
    if (by.chance.one_in(12)) return ask_for_new_password(by);
    return type_some_password(by);
  }
  const Person& person = model.people[session->person];
  const auto prove_more = [&]() -> bool {
    if (!model.is_fresh(session->password)) return confirm_with_some_password(by), true;
    if (person.has_factor()) {
      if (model.is_fresh(session->factor)) return false;
      const bool by_phone = person.apps.empty() || by.chance.one_in(2);
      if (!person.phones.empty() && by_phone) return confirm_inside(by), true;
      return confirm_with_some_code(by), true;
    } else if (model.date_has_come(person) && !model.is_fresh(session->mailed_code)) {
      return session->mailed ? confirm_with_some_mailed_code(by) : ask_for_mailed_code(by), true;
    }
    return false;
  };
  const auto activate = [&] {
    if (prove_more()) return;
    if (by.chance.one_in(2)) return link_phone(by);
    session->activation ? activate_app(by) : look_at_qr_code(by);
  };
  switch (model.place_of(*session)) {
    case Place::outside:
      return open_some_page(by);
    case Place::activation:
      return activate();
    case Place::chooser:
      return choose_some_organisation(by);
    case Place::inside:
      break;
  }
  switch (by.chance.below(10)) {
    case 8:
      return by.chance.one_in(2) ? stay(by) : ask_for_some_part(by);
    case 9:
      if (prove_more()) return;
      if (by.chance.one_in(6)) return object_to_some_sign_in(by);
      return by.chance.one_in(2) ? forget_some_browser(by) : forget_other_browsers(by);
    case 0:
    case 1:
      return activate();
    case 2:
      if (prove_more()) return;
      if (by.chance.one_in(4)) return resume_some_phone(by);
      return by.chance.one_in(2) ? remove_some_app(by) : unlink_some_phone(by);
    case 3:
      if (prove_more()) return;
      return change_password(by);
    case 4:
      if (prove_more()) return;
      return by.chance.one_in(2) ? end_some_session(by) : end_other_sessions(by);
    case 5:
      if (prove_more()) return;
      return make_recovery_codes(by);
    case 6:
      return log_off(by);
    default:
      return choose_some_organisation(by);
  }
}

/// What anybody may try at any moment, in whatever order.
const std::vector<Act>& anything() {
  static const std::vector<Act> acts{type_some_password,
                                     answer_with_some_code,
                                     start_again,
                                     take_more_time,
                                     follow_some_link,
                                     ask_for_new_password,
                                     log_off,
                                     choose_some_organisation,
                                     confirm_with_some_password,
                                     confirm_with_some_code,
                                     ask_for_mailed_code,
                                     confirm_with_some_mailed_code,
                                     change_password,
                                     end_some_session,
                                     end_other_sessions,
                                     look_at_qr_code,
                                     activate_app,
                                     remove_some_app,
                                     make_recovery_codes,
                                     link_phone,
                                     undo_some_link,
                                     unlink_some_phone,
                                     unlink_by_phone,
                                     resume_some_phone,
                                     ask_at_the_door,
                                     go_on_at_the_door,
                                     confirm_at_the_door,
                                     confirm_at_the_door,
                                     confirm_inside,
                                     confirm_for_link,
                                     try_again,
                                     answer_on_some_phone,
                                     answer_on_some_phone,
                                     report_some_sign_in,
                                     open_some_page,
                                     open_some_page,
                                     open_some_page,
                                     send_some_broken_form,
                                     send_some_broken_form,
                                     take_some_cookie,
                                     take_some_cookie,
                                     take_the_others_form,
                                     choose_language,
                                     stay,
                                     look_how_long,
                                     look_at_sign_ins,
                                     object_to_some_sign_in,
                                     object_to_some_sign_in,
                                     object_to_some_sign_in,
                                     object_to_some_email,
                                     forget_some_browser,
                                     forget_other_browsers,
                                     ask_for_some_part,
                                     ask_for_some_part};
  return acts;
}

}  // namespace

void take_step(World& world, Chance& chance) {
  world.pass(std::chrono::seconds{chance.below(8)});
  const Somebody by{world, world.browsers[chance.below(2)], chance};
  const auto kind = chance.below(206);
  if (kind < 110) return go_on(by);
  if (kind < 180) return chance.of(anything())(by);
  if (kind < 190) return let_time_pass(by);
  if (kind < 195) return withdraw_or_give_access(by);
  if (kind < 196) return guess_passwords(by);
  if (kind < 197) return chance.one_in(4) ? guess_mailed_codes(by) : guess_codes(by);
  if (kind < 198) return guess_codes_at_the_door(by);
  if (kind < 199) return sweep(by);
  if (kind < 201) return set_or_clear_date(by);
  if (kind < 203) return grant_or_end_exemption(by);
  if (kind < 204) {
    if (chance.one_in(20)) return guess_passwords_at_length(by);
    return chance.one_in(2) ? stay_as_long_as_can_be(by) : look_at_sign_ins(by);
  }
  if (chance.one_in(5)) return restart(by);
}

}  // namespace sallyport::walk
