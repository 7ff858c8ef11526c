#include "tests/bombing/bombing.hpp"

#include <fmt/format.h>

namespace sallyport::bombing {
namespace {

using testkit::Browser;
using testkit::PersonWithPhone;

constexpr std::chrono::hours day{24};

app::Settings settings_with(challenge::Policy policy) {
  auto settings = PersonWithPhone::settings_with_rings();
  settings.pocket.policy = policy;
  return settings;
}

}  // namespace

Bombing::Bombing(challenge::Policy policy, Thief thief)
    : ann_(settings_with(policy)), thief_(thief), began_(ann_.service.clock.now()) {
  ann_.link();
  ann_.let_ring();
}

bool Bombing::is_over() const { return ann_.service.clock.now() - began_ >= day; }

std::int64_t Bombing::rings_in_all() {
  return ann_.service.database().read([](db::Read& db) {
    return db.find_one("SELECT COALESCE(SUM(pushes), 0) AS rings FROM challenge")->integer("rings");
  });
}

std::optional<Prompt> Bombing::next() {
  for (; !is_over(); ann_.service.clock.advance(std::chrono::minutes{5})) {
    browser_.emplace(ann_.service);
    browser_->sender = fmt::format("203.0.113.{}", sign_ins_ % 250);
    sign_in(*browser_, PersonWithPhone::email, PersonWithPhone::password);
    ++sign_ins_;
    check(browser_->path() == "/signin/factor/pocket", "the password is right");
    waiting_ = ann_.phone.waiting();
    if (!waiting_) continue;
    ++requests_;
    constexpr const char* again = "Send the notification again";
    while (thief_.rings_again && browser_->text().find(again) != std::string::npos) {
      browser_->press(again);
    }
    const std::int64_t before = std::exchange(rings_, rings_in_all());
    return Prompt{.mode = waiting_->mode, .rings = rings_ - before};
  }
  return std::nullopt;
}

void Bombing::react(Act act) {
  switch (act) {
    case Act::types_wrong: {
      std::string wrong = testkit::wrong_number(testkit::number_on(*browser_));
      for (const std::string& option : waiting_->options) {
        if (option != testkit::number_on(*browser_)) wrong = option;
      }
      check(!answer(wrong), "a wrong number lets nobody in");
      return;
    }
    case Act::ignores:
      if (thief_.gives_up) return browser_->press("Cancel");
      return ann_.let_expire();
  }
}

bool Bombing::answer(const std::string& value) {
  check(ann_.phone.approve(*waiting_, value).status == 200, "the answer is taken");
  browser_->open("/signin/factor/pocket");
  if (browser_->html().find("Confirmed on your phone.") == std::string::npos) return false;
  browser_->press("Continue");
  return browser_->cookies.contains("__Host-sid");
}

void Bombing::report() {
  check(ann_.phone.answer(*waiting_, statement::Decision::report).status == 200,
        "the report is taken");
}

std::string Bombing::guess(crypto::Random& random) const {
  const auto mode = challenge::mode_called(waiting_->mode);
  check(mode.has_value(), "a request has a mode that we know");
  switch (*mode) {
    case challenge::Mode::press:
      return "-";
    case challenge::Mode::choose:
      return waiting_->options.at(static_cast<unsigned char>(random.bytes(1)[0]) % 3);
    case challenge::Mode::type2:
    case challenge::Mode::type6:
      return challenge::numbers_for(*mode, random.bytes(16)).right;
  }
  throw Bug("every mode can be guessed");
}

}  // namespace sallyport::bombing
