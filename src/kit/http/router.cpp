#include "kit/http/router.hpp"

#include <algorithm>
#include <compare>
#include <set>

#include "base/bug.hpp"
#include "base/encoding.hpp"

namespace sallyport::http {

struct Router::Segment {
  bool is_part = false;  // {name}
  std::string text;      // what is written there, or the part's name

  [[nodiscard]] bool same_shape(const Segment& other) const {
    return is_part == other.is_part && (is_part || text == other.text);
  }
};

struct Router::Entry {
  Method method = Method::get;
  std::string path;
  std::vector<Segment> segments;
  Handler handler;

  [[nodiscard]] bool same_shape(const Entry& other) const {
    return std::equal(segments.begin(), segments.end(), other.segments.begin(),
                      other.segments.end(),
                      [](const Segment& a, const Segment& b) { return a.same_shape(b); });
  }
};

namespace {

/// "/a/b" is "a", "b"; "/" is one empty segment. The path begins with a slash.
std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  std::size_t start = 1;
  while (true) {
    const auto end = std::min(path.find('/', start), path.size());
    segments.push_back(path.substr(start, end - start));
    if (end == path.size()) return segments;
    start = end + 1;
  }
}

std::string allowed_text(const std::set<Method>& methods) {
  std::string text;
  for (const Method method : methods) {
    if (!text.empty()) text += ", ";
    text += name_of(method);
    if (method == Method::get) text += ", HEAD";
  }
  return text;
}

}  // namespace

void Router::add(Method method, std::string_view path, Handler handler, std::string_view guard) {
  check(method != Method::head, "HEAD is answered by the handler for GET");
  check(path.starts_with('/'), "a route begins with a slash");
  Entry entry{.method = method, .path = std::string{path}, .handler = std::move(handler)};
  std::set<std::string_view> names;
  for (const std::string_view text : split(path)) {
    const bool is_part = text.starts_with('{') && text.ends_with('}') && text.size() > 2;
    const std::string_view name = is_part ? text.substr(1, text.size() - 2) : text;
    check(name.find_first_of("{}") == std::string_view::npos,
          "{name} is a whole segment of a route");
    check(!is_part || names.insert(name).second, "a route names each part once");
    entry.segments.push_back({.is_part = is_part, .text = std::string{name}});
  }
  for (const auto& known : entries_) {
    check(known->method != method || !known->same_shape(entry),
          "a method and path have one handler");
  }

  // The pattern with the earlier written segment is looked at first; equals as they were added.
  const auto before = [](const auto& a, const auto& b) {
    return std::lexicographical_compare(
        a->segments.begin(), a->segments.end(), b->segments.begin(), b->segments.end(),
        [](const Segment& one, const Segment& other) { return one.is_part < other.is_part; });
  };
  auto shared = std::make_shared<const Entry>(std::move(entry));
  entries_.insert(std::upper_bound(entries_.begin(), entries_.end(), shared, before), shared);
  routes_.push_back({.method = method, .path = std::string{path}, .guard = std::string{guard}});
}

Router::Match Router::match(Method method, std::string_view path) const {
  Match match;
  if (!path.starts_with('/')) return match;
  const auto segments = split(path);
  const Method wanted = method == Method::head ? Method::get : method;

  const Entry* shape = nullptr;  // the first pattern that fits decides; only its methods count
  std::set<Method> methods;
  for (const auto& entry : entries_) {
    if (entry->segments.size() != segments.size()) continue;
    if (shape != nullptr && !entry->same_shape(*shape)) continue;
    std::map<std::string, std::string, std::less<>> parts;
    const bool fits = std::equal(segments.begin(), segments.end(), entry->segments.begin(),
                                 [&](std::string_view text, const Segment& segment) {
                                   if (!segment.is_part) return text == segment.text;
                                   auto decoded = percent_decode(text);
                                   if (!decoded || decoded->empty() || !is_utf8(*decoded))
                                     return false;
                                   parts.emplace(segment.text, std::move(*decoded));
                                   return true;
                                 });
    if (!fits) continue;
    shape = entry.get();
    methods.insert(entry->method);
    if (entry->method != wanted) continue;
    return {.handler = &entry->handler, .route = entry->path, .parts = std::move(parts)};
  }
  if (shape != nullptr) {
    match.route = shape->path;
    match.miss = Miss::method_not_allowed;
    match.allowed = allowed_text(methods);
  }
  return match;
}

}  // namespace sallyport::http
