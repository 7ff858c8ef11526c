#include "site/failure.hpp"

#include "site/page.hpp"

namespace sallyport::site {
namespace {

using text::Message;

struct Words {
  Message title;
  Message what;
  Message next;
};

Words words_for(int status) {
  switch (status) {
    case 403:
      return {Message{"This page may not do that"},
              Message{"The form was too old, or it came from another site. Nothing was changed."},
              Message{"Open the page again and send the form once more."}};
    case 404:
      return {Message{"This page does not exist"},
              Message{"The address may be mistyped, or the page is not for you."},
              Message{"Check the address, or go to the start page."}};
    case 405:
      return {Message{"This page cannot be used that way"},
              Message{"The address exists, but not for this kind of request. Nothing was changed."},
              Message{"Go to the start page and try again from there."}};
    case 413:
      return {Message{"That was too much at once"},
              Message{"What was sent is larger than this page accepts. Nothing was changed."},
              Message{"Go back and send less."}};
    case 421:
      return {Message{"This is not the right address"},
              Message{"The portal does not answer under the name that was used."},
              Message{"Use the address that you were given for the portal."}};
    case 503:
      return {Message{"The portal is busy at this moment"},
              Message{"Your request could not be handled. Nothing was changed."},
              Message{"Wait a moment and try again."}};
    case 500:
      return {Message{"Something went wrong on our side"},
              Message{"Your request could not be handled, and we have made a note of it."},
              Message{"Try again. If it keeps happening, report the number below."}};
    default:
      return {
          Message{"The portal could not read that"},
          Message{
              "What was sent is not a request that the portal understands. Nothing was changed."},
          Message{"Go to the start page and try again from there."}};
  }
}

}  // namespace

http::Response failure(const Visit& visit, int status) {
  const Words words = words_for(status);
  auto response =
      page(visit, "templates/failure.html", words.title,
           {{"what", words.what}, {"next", words.next}, {"request_id", visit.request.id}}, status);
  if (status == 503) response.with_header("Retry-After", "5");
  return response;
}

http::Response stale_form(const Visit& visit) { return failure(visit, 403); }

http::Response failure(const Site& site, int status, const http::Request& request) {
  return failure(Visit{site, request}, status);
}

}  // namespace sallyport::site
