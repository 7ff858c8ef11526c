// What a command has around it, so that a test can give it others.
#pragma once

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>

#include "base/time.hpp"
#include "kit/crypto/random.hpp"

namespace sallyport::pocketctl {

/// To play a broken device or a thief with: only a program that was built for tests takes these.
struct Mischief {
  bool print_statements = false;         // on standard error
  std::chrono::seconds clock_is_off{0};  // and is not put right
  std::string tamper;                    // a field whose value is signed otherwise than sent
};

struct Surroundings {
  crypto::Random& random;
  const Clock& clock;
  std::function<void(std::chrono::seconds)> sleep;
  std::FILE* out = stdout;
  std::FILE* err = stderr;
  std::filesystem::path authorities;  // PEM; empty: those that this machine trusts
  Mischief mischief;
};

}  // namespace sallyport::pocketctl
