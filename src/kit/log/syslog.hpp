// Events to the machine's log service, over its socket.
//
// Source  RFC 5424 §6 (the line), with the event as JSON in MSG:
//     <110>1 2026-01-31T09:05:00Z - sallyport 123 signed_in - {"event":"signed_in",...}
//
// Facility 13, "log audit". A datagram each; a service that does not take it is told to the caller,
// so that nothing counts as sent that was not.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/time.hpp"

namespace sallyport::log {

class Syslog {
 public:
  /// The socket of the log service, usually /dev/log. Throws std::runtime_error when nobody
  /// listens.
  explicit Syslog(const std::filesystem::path& socket);
  ~Syslog();
  Syslog(const Syslog&) = delete;
  Syslog& operator=(const Syslog&) = delete;

  /// `kind` is a fixed word of ours, `body` JSON. Throws std::runtime_error when it was not taken.
  void send(Time at, std::string_view kind, std::string_view body);

 private:
  std::filesystem::path path_;
  int socket_;
};

}  // namespace sallyport::log
