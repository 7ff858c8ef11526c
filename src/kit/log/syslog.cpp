#include "kit/log/syslog.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace sallyport::log {
namespace {

constexpr int priority = 13 * 8 + 6;  // facility "log audit", severity "informational"

[[noreturn]] void refuse(const std::filesystem::path& path) {
  throw std::runtime_error(
      fmt::format("The log service at {} does not take events: {}. Nothing is lost; they are sent "
                  "when it does. Check audit.syslog.",
                  path.string(), std::strerror(errno)));
}

}  // namespace

Syslog::Syslog(const std::filesystem::path& path)
    : path_(path), socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = path.string();
  if (name.size() >= sizeof address.sun_path) {
    close(socket_);
    errno = ENAMETOOLONG;
    refuse(path_);
  }
  std::memcpy(address.sun_path, name.data(), name.size());
  if (socket_ < 0 ||
      connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int why = errno;
    if (socket_ >= 0) close(socket_);
    errno = why;
    refuse(path_);
  }
}

Syslog::~Syslog() { close(socket_); }

void Syslog::send(Time at, std::string_view kind, std::string_view body) {
  const std::string line =
      fmt::format("<{}>1 {} - sallyport {} {} - {}", priority, rfc3339(at), getpid(), kind, body);
  if (::send(socket_, line.data(), line.size(), MSG_NOSIGNAL) < 0) refuse(path_);
}

}  // namespace sallyport::log
