// How many file descriptors there are for connections.
#include <sys/resource.h>

#include <algorithm>

#include "kit/http/server.hpp"

namespace sallyport::http {
namespace {

/// For all else: the database is open once for each worker that reads, in up to three files.
constexpr rlim_t other_files = 1024;

}  // namespace

OpenFiles connections_that_fit(std::size_t wanted) {
  const rlim_t needed = wanted + other_files;
  OpenFiles open{.connections = wanted, .files_for_all = needed};
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return open;
  if (limit.rlim_cur < needed && limit.rlim_cur < limit.rlim_max) {
    const rlimit more{.rlim_cur = std::min(needed, limit.rlim_max), .rlim_max = limit.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &more) == 0) limit = more;
  }
  // Where there are very few, half of them are better than none.
  const rlim_t kept = std::min(other_files, limit.rlim_cur / 2);
  open.connections = std::min<std::size_t>(wanted, limit.rlim_cur - kept);
  return open;
}

}  // namespace sallyport::http
