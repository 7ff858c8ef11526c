#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "tests/testkit/browser.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport::app {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(OutwardJobs, SendEventsToTheLogServiceAndKeepThemWhileItIsAway) {
  const testkit::Folder folder;
  auto settings = testkit::test_settings();
  settings.syslog = folder.path() / "log";
  testkit::Service service{settings};
  const auto run = [&] {
    for (const jobs::Job& job : service.service().jobs()) {
      if (job.name == "syslog") job.run(service.clock.now());
    }
  };
  run();  // from now on
  service.add_person("ann@kroon.example", "purple walrus on a ferry");
  EXPECT_THROW(run(), std::runtime_error) << "nobody listens";

  const int listening = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, settings.syslog.c_str());
  ASSERT_EQ(bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const auto received = [&] {
    std::vector<std::string> lines;
    std::string line(4000, '\0');
    for (ssize_t got = 0; (got = recv(listening, line.data(), line.size(), MSG_DONTWAIT)) > 0;) {
      lines.push_back(line.substr(0, static_cast<std::size_t>(got)));
    }
    return lines;
  };
  testkit::Browser browser{service};
  testkit::sign_in(browser, "ann@kroon.example", "purple walrus on a ferry");
  run();
  const auto lines = received();
  EXPECT_THAT(lines, Contains(HasSubstr(" organisation_added - {\"at\":\"2027-01-15T08:00:00Z\"")));
  EXPECT_THAT(lines, Contains(HasSubstr(" signed_in - ")));
  run();
  EXPECT_THAT(received(), IsEmpty()) << "each once";
  close(listening);
}

}  // namespace
}  // namespace sallyport::app
