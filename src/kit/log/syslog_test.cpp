#include "kit/log/syslog.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace sallyport::log {
namespace {

using testing::EndsWith;
using testing::StartsWith;

TEST(Syslog, SendsALineOfTheStandardsFormToARealSocket) {
  std::string folder = std::filesystem::temp_directory_path() / "sallyport-log-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/log";
  EXPECT_THROW(Syslog{path}, std::runtime_error) << "nobody listens yet";

  const int service = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  ASSERT_EQ(bind(service, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);

  Syslog log{path};
  log.send(at_unix_seconds(1'800'000'000), "signed_in", R"({"event":"signed_in"})");
  std::string line(1000, '\0');
  const ssize_t got = recv(service, line.data(), line.size(), MSG_DONTWAIT);
  ASSERT_GT(got, 0);
  line.resize(static_cast<std::size_t>(got));
  EXPECT_THAT(line, StartsWith("<110>1 2027-01-15T08:00:00Z - sallyport "));
  EXPECT_THAT(line, EndsWith(" signed_in - {\"event\":\"signed_in\"}"));

  close(service);
  EXPECT_THROW(log.send(at_unix_seconds(1'800'000'000), "signed_in", "{}"), std::runtime_error);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace sallyport::log
