#include "kit/http/connection.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cstring>

#include "base/encoding.hpp"
#include "base/secret.hpp"
#include "kit/http/answer.hpp"
#include "kit/http/loop.hpp"
#include "kit/http/response_text.hpp"

namespace sallyport::http {
namespace {

using Problem = boost::system::error_code;
using std::chrono::steady_clock;

constexpr std::size_t most_discarded = 1024 * 1024;

/// Grows without leaving a copy behind in freed memory: passwords pass here.
void append_wiping(std::string& text, std::string_view bytes) {
  if (text.size() + bytes.size() > text.capacity()) {
    std::string larger;
    larger.reserve(std::max(text.size() + bytes.size(), text.capacity() * 3 / 2));
    larger.append(text);
    wipe(text);
    text.swap(larger);
  }
  text.append(bytes);
}

}  // namespace

Connection::Connection(Socket socket, const Address& peer, OpenConnections::Place place, Loop& loop,
                       const Surroundings& around)
    : channel_(std::move(socket), around.options.tls),
      peer_(peer),
      place_(std::move(place)),
      loop_(loop),
      around_(around),
      started_(steady_clock::now()),
      deadline_(started_ + around.options.head_deadline) {}

Connection::~Connection() {
  wipe(received_);
  wipe(request_.body);
}

void Connection::start() {
  if (around_.stopping || !channel_.prepare()) return;  // and is gone, for nobody holds it
  loop_.add(shared_from_this());
  if (!channel_.is_tls()) return await_bytes();
  stage_ = Stage::greeting;
  await(Channel::Progress::needs_bytes, &Connection::greet);
}

void Connection::greet() {
  const auto progress = channel_.shake_hands();
  if (progress == Channel::Progress::ended) {
    if (const auto why = channel_.why_it_ended(); !why.empty()) {
      around_.log.write(log::Level::info, "handshake_failed",
                        {{"sender", peer_.text()}, {"why", why}});
    }
    return close();
  }
  if (progress != Channel::Progress::done) return await(progress, &Connection::greet);
  stage_ = Stage::head;  // its time runs since the connection was opened
  await_bytes();
}

void Connection::close() {
  if (stage_ == Stage::closed) return;
  stage_ = Stage::closed;
  channel_.close();
  const auto self = shared_from_this();
  loop_.remove(self);
  place_.reset();
  held_place_.give_back();
  held_.reset();
}

void Connection::close_if_idle() {
  if (stage_ == Stage::held) return give_again(HeldRequests::End::over);
  const bool between_requests = stage_ == Stage::head && received_.empty();
  if (between_requests || stage_ == Stage::greeting || stage_ == Stage::lingering) close();
}

void Connection::check_deadline(steady_clock::time_point now) {
  if (now < deadline_) return;
  switch (stage_) {
    case Stage::greeting:
      return close();
    case Stage::head:
      return received_.empty() ? close() : refuse({408, "the head came too slowly"});
    case Stage::body:
      return refuse({408, "the body came too slowly"});
    case Stage::held:
      return give_again(HeldRequests::End::over);
    case Stage::delaying:
      return respond(std::exchange(delayed_, {}));
    case Stage::working:
    case Stage::writing:
    case Stage::lingering:
      return close();
    case Stage::closed:
      return;
  }
}

void Connection::await_request() {
  stage_ = Stage::head;
  head_end_ = HeadEnd{};
  if (received_.empty()) {
    deadline_ = steady_clock::now() + around_.options.idle_deadline;
    return await_bytes();
  }
  // By way of the loop: who sends many requests ahead must not make one call deep in another.
  begin_request();
  soon(&Connection::look_for_head);
}

void Connection::begin_request() {
  started_ = steady_clock::now();
  deadline_ = started_ + around_.options.head_deadline;
}

void Connection::await(Channel::Progress what, Next next) {
  if (what == Channel::Progress::needs_bytes && channel_.has_bytes()) return soon(next);
  const unsigned turn = ++turn_;
  channel_.wait_for(what, [self = shared_from_this(), turn, next](Problem problem) {
    if (turn != self->turn_ || self->stage_ == Stage::closed) return;
    if (problem) return self->close();
    (*self.*next)();
  });
}

void Connection::soon(Next next) {
  const unsigned turn = ++turn_;
  boost::asio::post(loop_.context(), [self = shared_from_this(), turn, next] {
    if (turn == self->turn_ && self->stage_ != Stage::closed) (*self.*next)();
  });
}

std::size_t Connection::room() const {
  const std::size_t scratch = loop_.scratch().size();
  if (stage_ == Stage::head)
    return std::min(scratch, around_.options.head_limit - received_.size());
  if (stage_ == Stage::body) return std::min(scratch, body_length_ - request_.body.size());
  return scratch;
}

void Connection::read() {
  const auto scratch = loop_.scratch();
  if (stage_ == Stage::held) return read_ahead();
  if (stage_ == Stage::lingering) {
    const auto [progress, count] = channel_.discard(scratch);
    discarded_ += count;
    const bool enough = progress == Channel::Progress::ended || discarded_ > most_discarded;
    return enough ? close() : await_bytes();
  }
  const auto [progress, count] = channel_.read(scratch.first(room()));
  if (progress == Channel::Progress::ended) return close();
  if (progress != Channel::Progress::done) return await(progress, &Connection::read);

  const std::string_view bytes{scratch.data(), count};
  if (stage_ == Stage::head) {
    // A fresh connection's time runs from its opening.
    if (received_.empty() && !request_.id.empty()) begin_request();
    append_wiping(received_, bytes);
    explicit_bzero(scratch.data(), count);
    return look_for_head();
  }
  append_wiping(request_.body, bytes);
  explicit_bzero(scratch.data(), count);
  request_.body.size() == body_length_ ? hand_over() : await_bytes();
}

void Connection::read_ahead() {
  const auto scratch = loop_.scratch();
  const std::size_t most = std::min(scratch.size(), around_.options.head_limit - received_.size());
  if (most == 0) return;  // it can end unnoticed then, until its request is answered
  const auto [progress, count] = channel_.read(scratch.first(most));
  if (progress == Channel::Progress::ended) return close();
  if (progress != Channel::Progress::done) return await(progress, &Connection::read);
  append_wiping(received_, {scratch.data(), count});
  explicit_bzero(scratch.data(), count);
  await_bytes();
}

void Connection::look_for_head() {
  const auto length = head_end_.look(received_);
  if (!length) return refuse(length.error());
  if (*length) return take_head(**length);
  if (received_.size() < around_.options.head_limit) return await_bytes();
  const bool one_line = received_.find('\n') == std::string::npos;
  refuse(one_line ? Refusal{414, "the target is too long"} : Refusal{431, "the head is too large"});
}

void Connection::take_head(std::size_t length) {
  const auto& options = around_.options;
  const std::string_view received{received_};
  auto head = read_head(received.substr(0, length), options.field_limit, options.body_limit);
  if (!head) return refuse(head.error());
  const auto sender = sender_address(peer_, head->headers, options.trusted_proxies);
  if (!sender) return refuse({400, "X-Forwarded-For cannot be read"});

  request_ = Request{.method = head->method,
                     .path = std::move(head->path),
                     .query = std::move(head->query),
                     .headers = std::move(head->headers),
                     .sender = *sender,
                     .peer = peer_};
  keep_alive_ = head->keep_alive;
  body_length_ = head->body_length;

  const std::string_view rest = received.substr(length);
  const std::size_t of_body = std::min(body_length_, rest.size());
  append_wiping(request_.body, rest.substr(0, of_body));
  std::string ahead{rest.substr(of_body)};
  wipe(received_);
  received_.swap(ahead);  // assigning would keep the buffer

  if (request_.body.size() == body_length_) return hand_over();
  stage_ = Stage::body;
  deadline_ = started_ + options.request_deadline;
  if (head->expects_continue && of_body == 0 && !say_continue()) return close();
  await_bytes();
}

bool Connection::say_continue() {
  // Goes in one piece, or the peer has not taken our earlier responses and is not waited for.
  constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
  return channel_.write(text).count == text.size();
}

void Connection::identify(Request& request) {
  request.now = around_.clock.now();
  request.id = to_hex(around_.random.bytes(8));
}

void Connection::refuse(const Refusal& refusal) {
  ++turn_;
  channel_.cancel();

  if (stage_ == Stage::head) {
    // What was read of it is not to be relied on, but the answer to HEAD has no body.
    request_ = Request{.method = received_.starts_with("HEAD ") ? Method::head : Method::get,
                       .sender = peer_};
  }
  identify(request_);
  around_.log.write(log::Level::info, "request_refused",
                    {{"request", request_.id}, {"status", refusal.status}, {"why", refusal.why}});
  Response response = failure(around_.application, refusal.status, request_, around_.log);
  if (refusal.status == 405) response.with_header("Allow", "GET, HEAD, POST");
  wipe(request_.body);
  wipe(received_);
  keep_alive_ = false;
  respond(response);
}

void Connection::respond(const Response& response) {
  stage_ = Stage::writing;
  deadline_ = steady_clock::now() + around_.options.request_deadline;
  if (around_.stopping) keep_alive_ = false;
  out_ = response_text(response, around_.clock.now(),
                       request_.method == Method::head ? Body::left_out : Body::whole,
                       keep_alive_ ? After::keep_alive : After::close);
  written_ = 0;
  write_on();
}

void Connection::write_on() {
  while (written_ < out_.size()) {
    const auto [progress, count] = channel_.write(std::string_view{out_}.substr(written_));
    if (progress == Channel::Progress::ended) return close();
    if (progress != Channel::Progress::done) return await(progress, &Connection::write_on);
    written_ += count;
  }
  finish_response();
}

void Connection::finish_response() {
  wipe(out_);
  std::string{}.swap(out_);
  keep_alive_ ? await_request() : linger();
}

void Connection::linger() {
  // Closing with bytes unread resets the connection, and the peer may lose its response.
  stage_ = Stage::lingering;
  deadline_ = steady_clock::now() + around_.options.linger_deadline;
  if (!channel_.end_writing() || around_.stopping) return close();
  await_bytes();
}

}  // namespace sallyport::http
