#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "base/encoding.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/mail/mail.hpp"

namespace sallyport::mail {
namespace {

using Path = std::filesystem::path;

std::string refusal(const Path& path, int reason) {
  return fmt::format(
      "cannot write the letter {}: {}; see that the folder for letters is there and may be written "
      "to",
      path.string(), std::generic_category().message(reason));
}

// "2026-01-31T09-05-00Z": sorts by time, and has no colon, which some systems refuse.
std::string time_in_name(Time time) {
  std::string text = rfc3339(time);
  std::replace(text.begin(), text.end(), ':', '-');
  return text;
}

std::string address_in_name(const Email& email) {
  std::string text = email.text().substr(0, 100);
  // A slash is a letter like any other in an address.
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return std::string_view{"/'`$&*?|{}!#%^="}.find(c) != std::string_view::npos; },
      '_');
  return text;
}

// The letter's own part of the name.
std::string ending(const Letter& letter) {
  return fmt::format("-{}.eml", to_hex(crypto::sha256(letter.message_id)).substr(0, 12));
}

// Where this letter was written before, or is to be written now.
Path place_for(const Path& folder, const Letter& letter, Time now) {
  const std::string own = ending(letter);
  std::error_code error;
  for (std::filesystem::directory_iterator file(folder, error), end; !error && file != end;
       file.increment(error)) {
    if (file->path().filename().string().ends_with(own)) return file->path();
  }
  return folder / (time_in_name(now) + "-" + address_in_name(letter.to) + own);
}

// The reason why not (an errno), or 0.
int write_whole(const Path& path, std::string_view bytes) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return errno;
  int reason = 0;
  while (reason == 0 && !bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      reason = errno;
    }
  }
  if (reason == 0 && fsync(file) != 0) reason = errno;
  close(file);
  return reason;
}

}  // namespace

MailboxFolder::MailboxFolder(Path folder, Sender sender)
    : folder_(std::move(folder)), sender_(std::move(sender)) {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error) throw std::runtime_error(refusal(folder_, error.value()));
}

std::optional<Refusal> MailboxFolder::send(const Letter& letter, Time now) {
  const std::string message = compose(letter, sender_, now);
  const Path path = place_for(folder_, letter, now);
  // Under another name first, so that whoever looks into the folder finds whole letters only.
  const Path draft = folder_ / (".draft" + ending(letter) + ".new");
  int reason = write_whole(draft, message);
  if (reason == 0 && rename(draft.c_str(), path.c_str()) != 0) reason = errno;
  if (reason == 0) return std::nullopt;
  unlink(draft.c_str());
  return Refusal{Refusal::Kind::away, refusal(path, reason)};
}

std::optional<Refusal> MailboxFolder::try_out() {
  if (access(folder_.c_str(), W_OK | X_OK) == 0) return std::nullopt;
  return Refusal{Refusal::Kind::away, refusal(folder_, errno)};
}

}  // namespace sallyport::mail
