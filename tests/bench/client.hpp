// What the bench sends: requests over one connection, and a person who signs in.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace sallyport::bench {

struct Answer {
  int status = 0;
  std::string head;
  std::string body;

  [[nodiscard]] std::string header(std::string_view name) const;  // empty: not there
};

/// One connection, made anew when the other side closed it. Throws std::runtime_error when nobody
/// answers within a minute.
class Connection {
 public:
  explicit Connection(int port) : port_(port) {}
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Answer exchange(const std::string& request);

 private:
  bool send(const std::string& request) const;
  bool receive(Answer& answer);

  int port_;
  int socket_ = -1;
};

/// A socket that is connected to that port of this machine; -1 when it cannot be.
int connect_to(int port);

/// A browser without anything kept, at an address of its own.
class Person {
 public:
  /// `address` is what a proxy in front would say.
  Person(int port, std::string address)
      : connection_(port), port_(port), address_(std::move(address)) {}

  Answer open(const std::string& path);
  Answer post(const std::string& path, const std::string& body);

  struct SignedIn {
    bool in = false;
    int held_off = 0;  // answers 503 that were tried again
    std::string last;  // what came in its place when not
  };
  /// Password and code. What is held off (503) is tried again after the time that it asks for.
  SignedIn sign_in(const std::string& email, const std::string& password, const Secret& secret);

  /// A request as it goes over the wire, with the cookies of now.
  [[nodiscard]] std::string request(std::string_view method, const std::string& path,
                                    const std::string& body = {},
                                    std::string_view further_head = {}) const;
  std::map<std::string, std::string> cookies;

 private:
  Answer keep(Answer answer);

  Connection connection_;
  int port_;
  std::string address_;
};

/// The hidden value that a page's forms carry.
[[nodiscard]] std::string form_token(const std::string& html);

}  // namespace sallyport::bench
