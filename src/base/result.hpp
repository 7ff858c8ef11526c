// A value, or the reason there is none.
//
// For outcomes that a visitor or a program can cause and we must answer: a wrong code, an expired
// link. When the surroundings fail instead (database gone, disk full) we throw, and only the edges
// catch: kit/http/server, kit/jobs and app/cli. Why: docs/decisions/0002-errors.md.
#pragma once

#include <tl/expected.hpp>
#include <utility>

namespace sallyport {

template <class Value, class Why>
class [[nodiscard]] Result : public tl::expected<Value, Why> {
 public:
  using tl::expected<Value, Why>::expected;
};

/// Ends a function with the reason it has no value: `return fail(CodeRefused::wrong);`
template <class Why>
[[nodiscard]] auto fail(Why why) {
  return tl::unexpected<Why>(std::move(why));
}

}  // namespace sallyport
