#include "app/doctor/outside.hpp"

#include <fmt/format.h>

namespace sallyport::app::doctor {
namespace {

/// Where a server that listens everywhere is met on this machine.
std::string reachable(const std::string& listen_address) {
  if (listen_address == "0.0.0.0") return "127.0.0.1";
  return listen_address == "::" ? "::1" : listen_address;
}

Met meet(const call::Question& question, const Secret& form_key, std::string_view asked) {
  Met met;
  met.answer = call::get(question);
  if (met.answer.outcome == call::Outcome::answered && met.answer.status == 200) {
    met.reflection = health::read_mirror(met.answer.body, form_key, asked);
  }
  return met;
}

}  // namespace

std::string authority_of(const Settings& settings) {
  const std::string& address = settings.portal.public_address;
  return address.substr(address.find("://") + 3);
}

std::string listening_at(const Settings& settings) {
  const std::string& address = settings.server.listen_address;
  const bool bracketed = address.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", bracketed ? "[" : "", address, bracketed ? "]" : "",
                     settings.server.port);
}

bool needs_proxy(const Settings& settings) { return settings.portal.is_https() && !settings.tls; }

Outside look_from_outside(const Settings& settings, const keyring::Keyring& keys,
                          crypto::Random& random, Time now,
                          const std::filesystem::path& authorities) {
  // The oldest version: a running program may not have read the newest yet.
  const auto versions = keys.form_key.all();
  const Secret& form_key = versions.back().key;
  const std::string asked = health::ask_mirror(form_key, random, now);
  const std::string path = fmt::format("{}?question={}", health::mirror_path, asked);
  const std::string& address = settings.portal.public_address;

  Outside outside;
  outside.here =
      meet({.url = fmt::format("{}://{}{}", settings.tls ? "https" : "http", authority_of(settings),
                               path),
            .headers = {},
            .authorities = {},
            .instead = {{reachable(settings.server.listen_address), settings.server.port}}},
           form_key, asked);
  outside.there = meet({.url = address + path,
                        .headers = {{"X-Forwarded-For", std::string{forged_address}}},
                        .authorities = authorities,
                        .instead = {}},
                       form_key, asked);
  if (outside.there.reflection) {
    outside.page = call::get(
        {.url = address + "/signin", .headers = {}, .authorities = authorities, .instead = {}});
  }
  return outside;
}

}  // namespace sallyport::app::doctor
