// How a command ends when it does not do what it was asked.
#pragma once

#include <stdexcept>
#include <string>

namespace sallyport::pocketctl {

/// What the program ends with.
enum class Exit {
  done = 0,
  refused = 1,     // the portal said no, the request is over, or a file may not be used
  usage = 2,       // the words are wrong
  network = 3,     // the portal cannot be reached, or what answers is not one
  not_linked = 4,  // this device is not linked, or no longer
  upgrade = 5,     // the portal wants a newer version
};

/// Caught in command_line.cpp. Its text is a sentence that says what to do.
class Failed : public std::runtime_error {
 public:
  Failed(Exit exit, std::string code, const std::string& sentence)
      : std::runtime_error(sentence), exit_(exit), code_(std::move(code)) {}
  [[nodiscard]] Exit exit() const { return exit_; }
  /// One word, as the portal's errors have: "challenge_expired".
  [[nodiscard]] const std::string& code() const { return code_; }

 private:
  Exit exit_;
  std::string code_;
};

}  // namespace sallyport::pocketctl
