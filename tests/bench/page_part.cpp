// Pages of somebody signed in, beside nginx serving a file.
#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "tests/bench/client.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/load.hpp"
#include "tests/bench/parts.hpp"

namespace sallyport::bench {
namespace {

constexpr int rounds = 5;
constexpr double seconds = 1.5;  // of each round
constexpr int connections = 32;

/// nginx with one file of so many bytes.
class Nginx {
 public:
  explicit Nginx(std::size_t size) : port(free_port()) {
    std::filesystem::permissions(folder_.path(), std::filesystem::perms{0755});
    std::ofstream(folder_.path() / "file.html") << std::string(size, 'x');
    std::ofstream(folder_.path() / "nginx.conf") << fmt::format(
        "daemon off; pid {0}/pid; error_log {0}/error; worker_processes auto;\n"
        "events {{ worker_connections 4096; }}\n"
        "http {{ access_log off; keepalive_requests 100000000; sendfile on; tcp_nopush on;\n"
        "  client_body_temp_path {0}/body; proxy_temp_path {0}/proxy; fastcgi_temp_path {0}/fast;\n"
        "  uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi;\n"
        "  open_file_cache max=10; types {{ text/html html; }}\n"
        "  server {{ listen 127.0.0.1:{1}; root {0}; }} }}\n",
        folder_.path().string(), port);
    program = std::make_unique<Program>(
        std::vector<std::string>{"/usr/sbin/nginx", "-c", folder_.path() / "nginx.conf"},
        folder_.path() / "log");
    while (connect_to(port) < 0) {
      if (!program->runs()) throw std::runtime_error("nginx does not start");
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
  }

 private:
  testkit::Folder folder_;

 public:
  int port;
  std::unique_ptr<Program> program;
};

/// Seconds of processor of the program for each answer, beside the rate.
struct Measured {
  double rate = 0;
  double each = 0;
};
Measured measured(const Program& program, int port, const std::string& request, int status) {
  const Spent before = program.spent();
  const double begun = seconds_now();
  const double rate = flood(port, request, status, connections, seconds);
  const Spent after = program.spent();
  const double spent = after.hashing + after.otherwise - before.hashing - before.otherwise;
  return {.rate = rate, .each = spent / (rate * (seconds_now() - begun))};
}

}  // namespace

void measure_pages() {
  const Installation installation(100);
  const auto portal = installation.start();
  Person person(installation.port(), address_of(0));
  if (!person.sign_in(email_of(0), password, secret_of(0)).in) {
    throw std::runtime_error("nobody could sign in");
  }
  const Answer home = person.open("/");
  const std::string page = person.request("GET", "/");
  const std::string check =
      person.request("GET", "/auth/check", {}, "X-Original-URI: /courses/\r\n");
  const Nginx nginx(home.body.size());
  const std::string file = person.request("GET", "/file.html");

  std::vector<double> pages, checks, page_times, check_times, files;
  for (int round = 0; round < rounds; ++round) {
    const Measured of_nginx = measured(*nginx.program, nginx.port, file, 200);
    const Measured of_page = measured(*portal, installation.port(), page, 200);
    const Measured of_check = measured(*portal, installation.port(), check, 204);
    files.push_back(of_nginx.rate);
    pages.push_back(of_page.rate / of_nginx.rate);
    checks.push_back(of_check.rate / of_nginx.rate);
    page_times.push_back(of_page.each);
    check_times.push_back(of_check.each);
  }
  const double nginx_rate = quantile(files, 0.5);
  const auto row = [&](const std::string& what, const std::vector<double>& ratios,
                       const std::vector<double>& times, double goal) {
    const double ratio = quantile(ratios, 0.5);
    return Figure{
        what,
        fmt::format("{:.0f} % ({:.0f} of {:.0f} a second; {:.0f} µs of processor each)",
                    ratio * 100, ratio * nginx_rate, nginx_rate, quantile(times, 0.5) * 1e6),
        fmt::format("≥ {:.0f} %", goal * 100), ratio >= goal};
  };
  write({.name = "page",
         .title = "Pages",
         .figures = {row(fmt::format("the signed-in home page ({} bytes), of nginx serving a file "
                                     "of that size",
                                     home.body.size()),
                         pages, page_times, 0.5),
                     row("a session check, `/auth/check`, of the same", checks, check_times, 0.7)},
         .how = fmt::format("{} connections that are kept open, one load generator, in turns; "
                            "middle of {} rounds.",
                            connections, rounds)});
}

}  // namespace sallyport::bench
