// Somebody who knows Ann's password makes her phone ask, again and again, for a day: the program
// itself, and a thief who uses all that it lets them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::bombing {

/// What reaches Ann.
struct Prompt {
  std::string mode;
  std::int64_t rings = 0;  // of her phone, for this one
};

/// What she does about it.
enum class Act { ignores, types_wrong };

/// How the thief goes about it.
struct Thief {
  bool rings_again = false;  // as often as the page lets them
  bool gives_up = false;     // instead of waiting until it runs out, to begin the next one sooner
};

class Bombing {
 public:
  explicit Bombing(challenge::Policy, Thief = {});

  /// The next request, from a browser that nobody knows, as soon as there can be one; nothing: the
  /// day is over.
  std::optional<Prompt> next();
  void react(Act);
  /// Gives that answer; whether the thief is in then.
  bool answer(const std::string& value);
  void report();

  /// A value that has the form that is asked for, by which to guess.
  [[nodiscard]] std::string guess(crypto::Random&) const;

  [[nodiscard]] std::int64_t requests() const { return requests_; }
  [[nodiscard]] std::int64_t rings() const { return rings_; }
  [[nodiscard]] std::int64_t sign_ins() const { return sign_ins_; }

 private:
  [[nodiscard]] std::int64_t rings_in_all();
  [[nodiscard]] bool is_over() const;

  testkit::PersonWithPhone ann_;
  Thief thief_;
  Time began_;
  std::optional<testkit::Browser> browser_;
  std::optional<testkit::Waiting> waiting_;
  std::int64_t requests_ = 0;
  std::int64_t rings_ = 0;
  std::int64_t sign_ins_ = 0;
};

}  // namespace sallyport::bombing
