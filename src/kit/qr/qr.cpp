#include "kit/qr/qr.hpp"

#include <fmt/format.h>
#include <qrencode.h>

#include <cerrno>
#include <iterator>
#include <memory>
#include <new>

#include "base/bug.hpp"

namespace sallyport::qr {
namespace {

constexpr int quiet_zone = 4;

}  // namespace

Code draw(std::string_view text) {
  using Symbol = std::unique_ptr<QRcode, decltype(&QRcode_free)>;
  const Symbol symbol{
      QRcode_encodeData(static_cast<int>(text.size()),
                        reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M),
      &QRcode_free};
  if (!symbol && errno == ENOMEM) throw std::bad_alloc{};
  check(symbol != nullptr, "a text for a QR code is neither empty nor over 2,331 bytes");

  const auto is_dark = [&](int x, int y) {
    return (symbol->data[y * symbol->width + x] & 1U) != 0;  // the lowest bit says so
  };
  Code code{.size = symbol->width + 2 * quiet_zone, .path = {}};
  // Dark modules side by side become one rectangle: shorter, and no hairlines between them.
  for (int y = 0; y < symbol->width; ++y) {
    for (int x = 0; x < symbol->width; ++x) {
      const int begin = x;
      while (x < symbol->width && is_dark(x, y)) ++x;
      const int run = x - begin;
      if (run == 0) continue;
      fmt::format_to(std::back_inserter(code.path), "M{} {}h{}v1h-{}z", begin + quiet_zone,
                     y + quiet_zone, run, run);
    }
  }
  return code;
}

}  // namespace sallyport::qr
