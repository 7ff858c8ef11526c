// What people and strangers do. Each act is one request, or a few when a form is needed first.
#pragma once

#include "tests/walk/world.hpp"

namespace sallyport::walk {

/// Somebody who acts: which browser, by which chance.
struct Somebody {
  World& world;
  Browser& browser;
  Chance& chance;

  [[nodiscard]] Model& model() const { return world.model; }
  /// In the other browser.
  [[nodiscard]] Somebody other() const {
    auto& [left, right] = world.browsers;
    return {world, &browser == &left ? right : left, chance};
  }
};

// acts_at_the_door.cpp
void type_password(const Somebody&, std::size_t person, const std::string& password);
void type_some_password(const Somebody&);
void guess_passwords(const Somebody&);
void guess_passwords_at_length(const Somebody&);
void answer_with_code(const Somebody&, const std::string& factor, const std::string& code);
void answer_with_some_code(const Somebody&);
void guess_codes_at_the_door(const Somebody&);
void start_again(const Somebody&);
void take_more_time(const Somebody&);
void log_off(const Somebody&);

/// `known` is the cookie of known browsers that was sent.
void let_in(const Somebody&, std::size_t person, int level, const std::string& known, bool shared);

// acts_with_links.cpp
/// The link that the browser holds, as a page for a new password sees it.
[[nodiscard]] Link* held_link(const Somebody&, const Admitted&);
void follow_some_link(const Somebody&);
void ask_for_new_password(const Somebody&);

// acts_inside.cpp
void choose_some_organisation(const Somebody&);
void confirm_with_password(const Somebody&, const std::string& password);
void confirm_with_some_password(const Somebody&);
void confirm_with_some_code(const Somebody&);
void guess_codes(const Somebody&);
void guess_mailed_codes(const Somebody&);
void ask_for_mailed_code(const Somebody&);
void confirm_with_some_mailed_code(const Somebody&);
void change_password(const Somebody&);
void end_some_session(const Somebody&);
void end_other_sessions(const Somebody&);

// acts_of_owners.cpp
void stay(const Somebody&);
void stay_as_long_as_can_be(const Somebody&);
void look_how_long(const Somebody&);
void look_at_sign_ins(const Somebody&);
void object_to_some_sign_in(const Somebody&);
void object_to_some_email(const Somebody&);
void forget_some_browser(const Somebody&);
void forget_other_browsers(const Somebody&);
void ask_for_some_part(const Somebody&);
/// A form that somebody signed in sends.
void post_inside(const Somebody&, const std::string& path, Guard, const Fields&,
                 const std::function<Expected(Session&, Person&)>& page);

/// Everybody is out, and only a link by email leads to a new password.
void put_right(const Somebody&, std::size_t person, const NotMe&);

// acts_with_factors.cpp
void look_at_qr_code(const Somebody&);
void activate_app(const Somebody&);
/// What activating brings about, before the new one counts; `known` as with let_in.
void activated(const Somebody&, Session&, const std::string& known);
void remove_some_app(const Somebody&);
void make_recovery_codes(const Somebody&);
/// A code that the person could type: right, used, of an earlier or later step, another's, wrong.
[[nodiscard]] std::string some_code_for(const Somebody&, std::size_t person);

// acts_with_phones.cpp
void look_at_linking_code(const Somebody&);
void link_phone(const Somebody&);
void undo_some_link(const Somebody&);
void unlink_some_phone(const Somebody&);
/// The phone's own wish; whoever holds it needs no session.
void unlink_by_itself(const Somebody&, std::size_t phone);
void unlink_by_phone(const Somebody&);
void resume_some_phone(const Somebody&);

// acts_of_pressing.cpp
void ask_at_the_door(const Somebody&);
void go_on_at_the_door(const Somebody&);
void confirm_at_the_door(const Somebody&);
void confirm_inside(const Somebody&);
void confirm_for_link(const Somebody&);
void try_again(const Somebody&);

// acts_on_phones.cpp
/// Their own phone, and mostly the right answer.
void answer_well(const Somebody&, const std::string& asker);
/// Null: there has been none.
[[nodiscard]] Challenge* some_challenge(const Somebody&);
void answer_on_some_phone(const Somebody&);
void report_some_sign_in(const Somebody&);

// acts_of_strangers.cpp
void open_some_page(const Somebody&);
void send_some_broken_form(const Somebody&);
void take_some_cookie(const Somebody&);
void take_the_others_form(const Somebody&);
void choose_language(const Somebody&);

// acts_of_operators.cpp
void withdraw_or_give_access(const Somebody&);
void set_or_clear_date(const Somebody&);
void grant_or_end_exemption(const Somebody&);
void sweep(const Somebody&);
void restart(const Somebody&);
void let_time_pass(const Somebody&);

}  // namespace sallyport::walk
