#include "kit/http/target.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "kit/http/letters.hpp"

namespace sallyport::http {
namespace {

/// Letters that would be read as part of the path's structure by one program and not by another.
bool hides_structure(char decoded) {
  return is_control(decoded) || decoded == '.' || decoded == '/' || decoded == '\\';
}

bool has_whole_escapes(std::string_view text) { return percent_decode(text).has_value(); }

bool is_canonical(std::string_view path) {
  if (!has_whole_escapes(path) || path.find('\\') != std::string_view::npos) return false;
  for (auto at = path.find('%'); at != std::string_view::npos; at = path.find('%', at + 1)) {
    const auto decoded = from_hex(path.substr(at + 1, 2));
    if (!decoded || hides_structure(decoded->front())) return false;
  }
  std::size_t start = 1;
  while (true) {
    const auto end = std::min(path.find('/', start), path.size());
    const std::string_view segment = path.substr(start, end - start);
    if (segment == "." || segment == "..") return false;
    if (end == path.size()) return true;  // a last empty segment is "/" or "/signin/"
    if (segment.empty()) return false;
    start = end + 1;
  }
}

}  // namespace

Result<Target, Refusal> read_target(std::string_view target) {
  if (!std::all_of(target.begin(), target.end(), is_visible)) {
    return fail(Refusal{400, "the target holds bytes outside visible ASCII"});
  }
  if (!target.starts_with('/')) return fail(Refusal{400, "the target does not begin with a slash"});
  if (target.find('#') != std::string_view::npos) {
    return fail(Refusal{400, "the target holds a fragment"});
  }
  const auto question = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, question);
  const std::string_view query = target.substr(std::min(question + 1, target.size()));
  if (!is_canonical(path)) return fail(Refusal{400, "the path has another spelling"});
  if (!has_whole_escapes(query)) return fail(Refusal{400, "the query has a broken escape"});
  return Target{.path = std::string{path}, .query = std::string{query}};
}

}  // namespace sallyport::http
