#include "site/pause.hpp"

namespace sallyport::site {

using text::Message;

std::int64_t whole_minutes(std::chrono::seconds wait) {
  return std::chrono::ceil<std::chrono::minutes>(wait).count();
}

text::Message words_for(const Pause& pause, bool other_way) {
  if (pause.wait) {
    const std::int64_t minutes = whole_minutes(*pause.wait);
    if (other_way) {
      return Message{
          "Too many answers were wrong, so for now they are not looked at. Wait {count} minute and "
          "try again, or choose another way.",
          "Too many answers were wrong, so for now they are not looked at. Wait {count} minutes "
          "and try again, or choose another way.",
          minutes};
    }
    return Message{
        "Too many answers were wrong, so for now they are not looked at. Wait {count} minute and "
        "try again.",
        "Too many answers were wrong, so for now they are not looked at. Wait {count} minutes and "
        "try again.",
        minutes};
  }
  if (other_way) {
    return Message{
        "Too many answers were wrong, so in this browser they are no longer looked at. Choose "
        "another way, log in with a browser in which you have logged in before, or start again "
        "and choose a new password by **Forgotten your password?**"};
  }
  return Message{
      "Too many answers were wrong, so in this browser they are no longer looked at. Log in with a "
      "browser in which you have logged in before, or start again and choose a new password by "
      "**Forgotten your password?**"};
}

}  // namespace sallyport::site
