// Ringing browsers at their push services, many at the same time.
//
// Source  RFC 8030 (the request), RFC 8291 (its body), RFC 8292 (who sends it); libcurl's multi
//         interface. Why this and not a service of somebody's: docs/decisions/0031-web-push.md.
// Read    sender.hpp, then endpoint (whom we may call), encryption, vapid, message; hosts (who is
//         left alone for a while), transfer (one request), sender.cpp.
// Threads one of its own. It waits for nobody: a push service that does not answer keeps only its
//         own pushes waiting.
//
// A push is a doorbell: one that is lost is no failure, for the app looks by itself when it is
// opened. So nothing is kept over a restart, and nothing is tried for longer than it is of use.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "kit/crypto/keys.hpp"
#include "kit/crypto/random.hpp"
#include "kit/push/encryption.hpp"
#include "kit/push/endpoint.hpp"

namespace sallyport::push {

struct Push {
  std::string name;  // the caller's, for its report
  Endpoint to;
  Receiver receiver;
  /// The version of the push key whose public half the browser subscribed for; 0: the newest.
  std::uint32_t key_version = 0;
  std::string message;
  std::string topic;  // from topic_of(); empty: it takes nothing's place
  std::chrono::seconds lasts{120};
};

enum class Outcome {
  delivered,  // the push service took it
  gone,       // there is no such subscription any more: forget it
  refused,    // not this one, and not another time either: too long, a key that is none
  stopped,    // the push service does not know us (401, 403): look at the contact and the key
  later,      // no answer, or not now; tried twice, or given up until the service is back
};

struct Report {
  std::string name;
  std::string host;
  Outcome outcome = Outcome::later;
  int status = 0;   // of HTTP; 0 without an answer
  std::string why;  // for the log; of nothing secret
};

struct Options {
  std::string contact;                // as is_contact() takes it
  std::filesystem::path authorities;  // PEM; empty: those that this machine trusts
  std::chrono::milliseconds patience{5000};
  std::chrono::milliseconds before_again{1000};  // from the first try to the second
  std::chrono::seconds rest_after_refusals{600};
  std::chrono::seconds rest_after_silence{60};
};

class Sender {
 public:
  /// `on_report` is called on the sender's thread whenever there is something to take; it must not
  /// wait.
  Sender(Options, crypto::Keys push_keys, crypto::Random&, const Clock&,
         std::function<void()> on_report);
  /// Leaves what is under way.
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  /// Never waits. Each push gets one report, unless the sender ends before it. Safe to call from
  /// several threads.
  void post(Push);
  /// What has come to an end since the last call, in that order. Safe to call from several threads.
  [[nodiscard]] std::vector<Report> take_reports();

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace sallyport::push
