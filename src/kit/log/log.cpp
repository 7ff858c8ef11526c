#include "kit/log/log.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <memory>

#include "base/bug.hpp"
#include "base/time.hpp"

namespace sallyport::log {
namespace {

std::string_view word(Level level) {
  switch (level) {
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  throw Bug("a log level is one of three");
}

/// Writes lines to a descriptor, each with one write(2).
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}

  void write(std::string_view line) {
    // After a line that was written in part, the next one would be glued to it and both be lost.
    const std::string apart = torn_ ? fmt::format("\n{}", line) : std::string{};
    const std::string_view bytes = torn_ ? std::string_view{apart} : line;
    ssize_t written = 0;
    do {
      written = ::write(number_, bytes.data(), bytes.size());
    } while (written < 0 && errno == EINTR);
    if (written > 0) torn_ = static_cast<std::size_t>(written) < bytes.size();
  }

 private:
  int number_;
  bool torn_ = false;
};

}  // namespace

void Log::write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  std::string line = fmt::format(R"({{"at":"{}","level":"{}","event":{})",
                                 rfc3339(SystemClock{}.now()), word(level), json_string(event));
  for (const auto& field : fields) {
    line += fmt::format(",{}:", json_string(field.name()));
    if (const auto* text = std::get_if<std::string>(&field.value())) {
      line += json_string(*text);
    } else {
      line += fmt::to_string(std::get<std::int64_t>(field.value()));
    }
  }
  line += "}\n";
  const std::lock_guard lock{one_at_a_time_};
  sink_(line);
}

Log to_descriptor(int descriptor) {
  std::signal(SIGPIPE, SIG_IGN);
  return Log{
      [to = std::make_shared<Descriptor>(descriptor)](std::string_view line) { to->write(line); }};
}

Log to_standard_error() { return to_descriptor(STDERR_FILENO); }

}  // namespace sallyport::log
