// QR codes as one SVG path.
//
// Source  ISO/IEC 18004 by libqrencode; error correction level M.
#pragma once

#include <string>
#include <string_view>

namespace sallyport::qr {

struct Code {
  int size = 0;  // width and height in modules, with the quiet zone of 4 on each side
  std::string
      path;  // SVG path data of the dark modules, one unit a module, offset by the quiet zone
};

[[nodiscard]] Code draw(std::string_view text);

}  // namespace sallyport::qr
