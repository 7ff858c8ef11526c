#include "site/white_label/logo.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <vector>

#include "site/white_label/markup_scan.hpp"

namespace sallyport::white_label {
namespace {

/// What draws. Anything else, above all script, foreignObject, image, animate and set, is refused.
constexpr std::array drawing{
    "svg",   "g",        "path",     "rect",          "circle",         "ellipse",
    "line",  "polyline", "polygon",  "text",          "tspan",          "defs",
    "use",   "symbol",   "clipPath", "mask",          "linearGradient", "stop",
    "title", "desc",     "pattern",  "radialGradient"};

constexpr std::uint32_t least_pixels = 72;  // twice the height at which it stands
constexpr std::uint32_t most_pixels = 1024;

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    number = (number << 8U) | static_cast<unsigned char>(bytes[at + i]);
  }
  return number;
}

/// "0 0 120 40"
std::optional<Size> size_of_view_box(std::string_view value) {
  std::vector<double> numbers;
  const char* at = value.data();
  const char* end = at + value.size();
  while (at != end) {
    if (*at == ' ' || *at == ',') {
      ++at;
      continue;
    }
    double number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc{}) return std::nullopt;
    numbers.push_back(number);
    at = next;
  }
  if (numbers.size() != 4 || numbers[2] <= 0 || numbers[3] <= 0) return std::nullopt;
  return Size{.width = numbers[2], .height = numbers[3]};
}

bool fetches(const Attribute& attribute) {
  if (attribute.name == "href" || attribute.name.ends_with(":href")) {
    return !attribute.value.starts_with('#');
  }
  for (auto at = attribute.value.find("url("); at != std::string::npos;
       at = attribute.value.find("url(", at + 1)) {
    if (attribute.value.substr(at, 5) != "url(#") return true;
  }
  return false;
}

}  // namespace

std::optional<Size> check_svg(std::string_view svg, std::string_view file, Faults& faults) {
  if (svg.find("<!DOCTYPE") != std::string_view::npos ||
      svg.find("<!ENTITY") != std::string_view::npos ||
      svg.find("<![CDATA[") != std::string_view::npos) {
    faults.add(file, 1, "a drawing needs no DOCTYPE, ENTITY or CDATA: leave them out");
    return std::nullopt;
  }
  const auto tags = tags_of(svg, Sort::drawing);
  if (tags.empty() || tags.front().name != "svg") {
    faults.add(file, 1, "this is not an SVG drawing: it must begin with <svg");
    return std::nullopt;
  }
  std::optional<Size> size;
  for (const Tag& tag : tags) {
    if (std::find(drawing.begin(), drawing.end(), tag.name) == drawing.end()) {
      faults.add(
          file, tag.line,
          fmt::format("<{}> may not stand in a logo, only shapes, gradients and text: save it "
                      "as plain SVG",
                      tag.name));
    }
    for (const Attribute& attribute : tag.attributes) {
      const bool runs = attribute.name.size() > 2 &&
                        (attribute.name[0] == 'o' || attribute.name[0] == 'O') &&
                        (attribute.name[1] == 'n' || attribute.name[1] == 'N');
      if (runs) {
        faults.add(file, attribute.line,
                   fmt::format("{} could run a script: leave it out", attribute.name));
      } else if (attribute.value.find('&') != std::string::npos) {
        faults.add(
            file, attribute.line,
            fmt::format("the & in {} hides what stands there: write it out", attribute.name));
      } else if (fetches(attribute)) {
        faults.add(
            file, attribute.line,
            fmt::format("{} leads out of the drawing: a logo holds all it needs", attribute.name));
      }
      if (&tag == &tags.front() && attribute.name == "viewBox") {
        size = size_of_view_box(attribute.value);
      }
    }
  }
  if (!size) {
    faults.add(file, tags.front().line, R"(<svg> needs its size as viewBox="0 0 WIDTH HEIGHT")");
  }
  return size;
}

std::optional<Size> check_png(std::string_view png, std::string_view file, Faults& faults) {
  // The signature, then the chunk IHDR: length, name, width, height.
  if (png.size() < 33 || png.substr(0, 8) != "\x89PNG\r\n\x1a\n" || png.substr(12, 4) != "IHDR") {
    faults.add(file, 0, "this is not a PNG picture");
    return std::nullopt;
  }
  const std::uint32_t width = number_at(png, 16);
  const std::uint32_t height = number_at(png, 20);
  if (height < least_pixels || width < least_pixels) {
    faults.add(file, 0,
               fmt::format("{} x {} pixels are too few to be sharp: make both sides at least {}",
                           width, height, least_pixels));
  }
  if (width > most_pixels || height > most_pixels) {
    faults.add(file, 0,
               fmt::format("{} x {} pixels are more than a logo needs: make both sides at most {}",
                           width, height, most_pixels));
  }
  return Size{.width = static_cast<double>(width), .height = static_cast<double>(height)};
}

}  // namespace sallyport::white_label
