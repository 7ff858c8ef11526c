// What a connection does while its request is with a handler, or held until it is given again.
#include <algorithm>
#include <boost/asio/post.hpp>

#include "base/secret.hpp"
#include "kit/http/answer.hpp"
#include "kit/http/connection.hpp"
#include "kit/http/loop.hpp"

namespace sallyport::http {

using std::chrono::steady_clock;

/// A request on its way to a worker, or held; wiped also when nobody takes it.
struct Connection::Errand {
  Request request;
  steady_clock::time_point since;                                    // the first time
  steady_clock::time_point until = steady_clock::time_point::max();  // it may be held
  ~Errand() { wipe(request.body); }
};

void Connection::hand_over() {
  stage_ = Stage::working;
  deadline_ = steady_clock::time_point::max();
  identify(request_);
  const bool is_head = request_.method == Method::head;
  auto errand = std::make_shared<Errand>();
  errand->request = std::move(request_);
  errand->since = steady_clock::now();
  request_ = Request{.method = is_head ? Method::head : Method::get, .id = errand->request.id};
  if (!around_.workers.try_add(job_of(errand))) {
    respond(turn_away(around_.application, errand->request, around_.log));
  }
}

std::function<void()> Connection::job_of(std::shared_ptr<Errand> errand) {
  return [self = shared_from_this(), errand = std::move(errand)]() mutable {
    const Surroundings& around = self->around_;
    Request& request = errand->request;
    const bool too_late =
        !request.again && steady_clock::now() - errand->since > around.options.waiting_deadline;
    const Bell::Count rings = around.bell.rings();  // before the handler looks at anything
    // Whoever sent it has lost patience or soon will; the time is better spent on the next.
    Response response =
        too_late ? turn_away(around.application, request, around.log)
                 : answer_or_hold(around.application, request, errand->since, around.log);
    auto& context = self->loop_.context();
    // The last hold on the connection goes back to its own thread.
    boost::asio::post(context, [self = std::move(self), errand = std::move(errand),
                                response = std::move(response), rings]() mutable {
      if (self->stage_ != Stage::working) return;
      self->take_answer(std::move(response), std::move(errand), rings);
    });
  };
}

void Connection::take_answer(Response response, std::shared_ptr<Errand> errand, Bell::Count rings) {
  if (response.hold) return hold(*response.hold, std::move(errand), rings);
  if (response.held_for.count() == 0 || around_.stopping) return respond(response);
  stage_ = Stage::delaying;
  deadline_ = steady_clock::now() + response.held_for;
  delayed_ = std::move(response);
}

void Connection::hold(const Hold& hold, std::shared_ptr<Errand> errand, Bell::Count rings) {
  using Outcome = HeldRequests::Outcome;
  held_ = std::move(errand);
  held_->until = std::min(held_->until, held_->since + hold.most);
  const bool over = around_.stopping || steady_clock::now() >= held_->until ||
                    held_->request.method == Method::head;
  if (over) return give_again(HeldRequests::End::over);

  auto taken = around_.held_requests.take(hold, rings, wake());
  if (taken.outcome == Outcome::rung_already) return give_again(HeldRequests::End::rung);
  held_->request.crowded = taken.outcome == Outcome::no_room;
  if (held_->request.crowded) return give_again(HeldRequests::End::over);
  held_place_ = std::move(taken.place);
  stage_ = Stage::held;
  deadline_ = held_->until;
  await_bytes();
}

HeldRequests::Wake Connection::wake() {
  // Not the connection itself: the last hold on it would go where a bell is rung.
  return [&context = loop_.context(), connection = weak_from_this()](HeldRequests::Number number,
                                                                     HeldRequests::End how) {
    boost::asio::post(context, [connection, number, how] {
      const auto self = connection.lock();
      if (!self || self->stage_ != Stage::held || self->held_place_.number() != number) return;
      self->give_again(how);
    });
  };
}

void Connection::give_again(HeldRequests::End how) {
  ++turn_;
  channel_.cancel();
  held_place_.give_back();
  stage_ = Stage::working;
  deadline_ = steady_clock::time_point::max();
  held_->request.again = true;
  held_->request.waited = how == HeldRequests::End::over;
  held_->request.now = around_.clock.now();
  around_.workers.add_woken(job_of(std::exchange(held_, nullptr)));
}

}  // namespace sallyport::http
