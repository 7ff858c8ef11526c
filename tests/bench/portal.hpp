// Programs that the bench starts, and what they took of the machine.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/secret.hpp"
#include "kit/crypto/p256.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport::bench {

inline constexpr const char* password = "seven quiet herons wade";

/// Seconds of processor time.
struct Spent {
  double hashing = 0;    // the portal's hash lanes: its threads that step back for others
  double otherwise = 0;  // all else
};

/// A program and its children, ended with this object.
class Program {
 public:
  explicit Program(std::vector<std::string> command, const std::filesystem::path& output);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] Spent spent() const;
  [[nodiscard]] double memory() const;       // resident, in MB
  [[nodiscard]] double most_memory() const;  // ever
  [[nodiscard]] bool runs() const;

 private:
  [[nodiscard]] std::vector<pid_t> processes() const;

  pid_t pid_ = -1;
};

/// Of somebody, as if they had scanned a QR code.
struct LinkedPhone {
  DeviceId device;
  crypto::P256Key key;
};

/// A portal with so many people, each with PASSWORD and a secret for codes of their own.
class Installation {
 public:
  explicit Installation(std::size_t people, std::size_t sessions = 0);

  /// Waits until it answers.
  [[nodiscard]] std::unique_ptr<Program> start() const;
  /// Runs a command of the program beside it; throws when it refuses.
  void command(const std::string& words) const;
  /// How many secrets of authenticators that version of the key seals.
  [[nodiscard]] std::int64_t sealed_with(std::uint32_t version) const;
  /// As if each person were asked for a press on a telephone, in a browser that waits for it; for
  /// an hour, and nobody presses.
  void ask_everybody() const;
  /// Before it is started.
  [[nodiscard]] LinkedPhone link_phone(std::size_t person) const;
  /// As if that key had been changed so long ago.
  void age_key(const std::string& name, std::chrono::hours by) const;
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::size_t people() const { return people_; }

 private:
  void populate(std::size_t sessions) const;

  testkit::Folder folder_;
  int port_;
  std::size_t people_;
};

[[nodiscard]] std::string email_of(std::size_t person);
[[nodiscard]] Secret secret_of(std::size_t person);
/// Where the browser waits after ask_everybody().
[[nodiscard]] std::string waiting_path_of(std::size_t person);
/// Each in a network of their own.
[[nodiscard]] std::string address_of(std::size_t person);

[[nodiscard]] int free_port();
/// Seconds that all programs together kept the processors busy, and others the virtual machine.
[[nodiscard]] double busy_seconds();
[[nodiscard]] double own_seconds();  // of the bench itself
[[nodiscard]] double seconds_now();

}  // namespace sallyport::bench
