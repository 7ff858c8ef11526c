// Staying logged in: how long a session still lasts, and going on with it before it ends.
//
// Owns    /session/left and /session/stay, for web/session.js: the dialog that warns before the end
//         (templates/session_end.html). Pages themselves say until when (WCAG 2.2, 2.2.1).
#pragma once

#include "site/routes.hpp"

namespace sallyport::staying {

class Staying {
 public:
  void routes(site::Routes&);

 private:
  /// Looking is no use of the session: it does not make it last longer.
  [[nodiscard]] http::Response left(const site::Visitor&);
  [[nodiscard]] http::Response stay(const site::Activating&);
};

}  // namespace sallyport::staying
