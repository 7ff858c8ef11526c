// What the running program may still do: its own files, its own ports, no other programs.
//
// Source  Linux landlock(7) for files and TCP ports, seccomp(2) for system calls.
// Read    sandbox.hpp, landlock.cpp, system_calls.cpp
// Why     docs/decisions/0019-sandbox.md. A hole in a parser must not become a shell, another
//         service's files, or a call out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sallyport::sandbox {

/// What stays allowed. What does not exist when the sandbox is entered is left out.
struct Rules {
  std::vector<std::filesystem::path> read;   // files, or folders with all that is in them
  std::vector<std::filesystem::path> write;  // the same, also to make, change and remove
  std::vector<std::uint16_t> listen;         // TCP ports
  std::vector<std::uint16_t> call;  // TCP ports elsewhere; none: no way out, names are not asked
  bool local_sockets = false;       // other programs of this machine, such as the system's log
};

/// What the kernel holds us to from now on.
struct InForce {
  bool files = false;
  bool ports = false;
  bool system_calls = false;

  [[nodiscard]] bool all() const { return files && ports && system_calls; }
};

/// For ever, for this thread and all that it starts; so call it before the first. A kernel that
/// lacks one of the two is no error: see what is in force. Throws std::system_error when one that
/// is there refuses the rules.
[[nodiscard]] InForce enter(const Rules&);

// For this folder.
struct LandlockInForce {
  bool files = false;
  bool ports = false;
};
[[nodiscard]] LandlockInForce enter_landlock(const Rules&);
[[nodiscard]] bool restrict_system_calls(const Rules&);

}  // namespace sallyport::sandbox
