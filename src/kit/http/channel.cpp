#include "kit/http/channel.hpp"

#include <boost/asio/buffer.hpp>

namespace sallyport::http {
namespace {

using Problem = boost::system::error_code;

Channel::Moved outcome(const Problem& problem, std::size_t count, Channel::Progress needs) {
  if (problem == boost::asio::error::would_block) return {.progress = needs, .count = 0};
  if (problem) return {.progress = Channel::Progress::ended, .count = 0};
  return {.progress = Channel::Progress::done, .count = count};
}

}  // namespace

bool Channel::prepare() {
  Problem problem;
  socket_.non_blocking(true, problem);
  if (!problem) socket_.set_option(boost::asio::ip::tcp::no_delay{true}, problem);
  if (problem) return false;
  if (is_tls()) conversation_ = identity_->converse(socket_.native_handle());
  return true;
}

Channel::Moved Channel::discard(std::span<char> into) {
  Problem problem;
  const std::size_t count =
      socket_.read_some(boost::asio::buffer(into.data(), into.size()), problem);
  return outcome(problem, count, Progress::needs_bytes);
}

Channel::Moved Channel::read(std::span<char> into) {
  return conversation_ ? conversation_->read(into) : discard(into);
}

Channel::Moved Channel::write(std::string_view text) {
  if (conversation_) return conversation_->write(text);
  Problem problem;
  const std::size_t count = socket_.write_some(boost::asio::buffer(text), problem);
  return outcome(problem, count, Progress::needs_room);
}

bool Channel::end_writing() {
  if (conversation_) conversation_->say_goodbye();
  Problem problem;
  socket_.shutdown(Socket::shutdown_send, problem);
  return !problem;
}

void Channel::cancel() {
  Problem ignored;
  socket_.cancel(ignored);
}

void Channel::close() {
  Problem ignored;
  socket_.close(ignored);
}

}  // namespace sallyport::http
