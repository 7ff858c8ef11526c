// The bytes of one connection, plain or under TLS, over a socket that never waits. For this folder
// only: it includes Boost.Asio.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "kit/tls/tls.hpp"

namespace sallyport::http {

/// With the executor's own type: the erased one costs a fifth of the requests a second.
using Socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

class Channel {
 public:
  using Progress = tls::Progress;
  using Moved = tls::Conversation::Moved;

  /// `identity` null: plain.
  Channel(Socket socket, const tls::Identity* identity)
      : socket_(std::move(socket)), identity_(identity) {}

  /// False when the socket is of no use.
  [[nodiscard]] bool prepare();
  [[nodiscard]] bool is_tls() const { return identity_ != nullptr; }

  [[nodiscard]] Progress shake_hands() { return conversation_->shake_hands(); }
  [[nodiscard]] std::string why_it_ended() const { return conversation_->why_it_ended(); }
  [[nodiscard]] Moved read(std::span<char>);
  [[nodiscard]] Moved write(std::string_view);
  /// Bytes that are here already, though the socket may be silent.
  [[nodiscard]] bool has_bytes() const { return conversation_ && conversation_->has_bytes(); }

  /// Nothing more is written; false when the peer has gone.
  [[nodiscard]] bool end_writing();
  /// Takes bytes that mean nothing any more, as they come.
  [[nodiscard]] Moved discard(std::span<char>);
  void cancel();
  void close();

  /// Calls `f(error)` when the socket has what `progress` needs.
  template <class F>
  void wait_for(Progress progress, F&& f) {
    socket_.async_wait(progress == Progress::needs_room ? Socket::wait_write : Socket::wait_read,
                       std::forward<F>(f));
  }

 private:
  Socket socket_;
  const tls::Identity* identity_;
  std::unique_ptr<tls::Conversation> conversation_;  // null: plain
};

}  // namespace sallyport::http
