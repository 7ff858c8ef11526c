#include "pocketctl/request.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.hpp"
#include "base/time.hpp"
#include "core/statement/grammar.hpp"

namespace sallyport::pocketctl {
namespace {

std::string member(const json::Texts& members, const char* name) {
  const auto found = members.find(name);
  return found == members.end() ? "" : found->second;
}

std::optional<Request> read_request(const std::string& written) {
  const auto members = json::read_members(written);
  if (!members) return std::nullopt;
  const auto mode = statement::mode_of(member(*members, "mode"));
  const auto options = json::read_list(member(*members, "options"));
  const auto expires_at = statement::number_of(member(*members, "expires_at"));
  const auto hints = json::read_members(member(*members, "hints"));
  if (!mode || !options || !expires_at) return std::nullopt;
  return Request{.id = member(*members, "id"),
                 .nonce = member(*members, "nonce"),
                 .mode = *mode,
                 .options = *options,
                 .context = member(*members, "context"),
                 .expires_at = *expires_at,
                 .same_network = hints && member(*hints, "same_network") == "true"};
}

std::string line(std::string_view name, std::string_view value) {
  return fmt::format("  {:<13} {}\n", name, harmless(value));
}

std::string how_to_answer(const Request& request) {
  switch (request.mode) {
    case statement::Mode::press:
      return fmt::format("pocketctl approve {}", request.id);
    case statement::Mode::choose: {
      std::string numbers;
      for (const auto& option : request.options) numbers += " " + harmless(option);
      return fmt::format("pocketctl approve {} --number N   N: the one of{} on your screen",
                         request.id, numbers);
    }
    case statement::Mode::type2:
      return fmt::format("pocketctl approve {} --number N   N: the two digits on your screen",
                         request.id);
    case statement::Mode::type6:
      return fmt::format("pocketctl approve {} --number N   N: the six digits on your screen",
                         request.id);
    case statement::Mode::local:
      break;
  }
  return "this way of asking is not one that pocketctl can answer";
}

}  // namespace

std::string harmless(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // Also U+0080 to U+009F, which some terminals obey.
    const bool is_control =
        byte < 0x20 || byte == 0x7f ||
        (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0);
    if (is_control && byte == 0xc2) ++i;
    plain += is_control ? '?' : text[i];
  }
  return is_utf8(plain) ? plain : std::string{"?"};
}

std::optional<std::vector<Request>> read_requests(const std::string& list) {
  const auto rows = json::read_list(list);
  if (!rows) return std::nullopt;
  std::vector<Request> requests;
  for (const auto& row : *rows) {
    auto request = read_request(row);
    if (!request) return std::nullopt;
    requests.push_back(std::move(*request));
  }
  return requests;
}

std::string browser_of(const json::Texts& context) {
  const auto browser = json::read_members(member(context, "browser")).value_or(json::Texts{});
  const std::string name = member(browser, "name");
  const std::string system = member(browser, "os");
  if (name.empty() && system.empty()) return "an unknown browser";
  return system.empty() ? name : fmt::format("{} on {}", name, system);
}

std::string shown(const std::string& context) {
  const auto members = json::read_members(context).value_or(json::Texts{});
  const auto browser = json::read_members(member(members, "browser")).value_or(json::Texts{});
  const auto net = json::read_members(member(members, "net")).value_or(json::Texts{});
  const bool is_known = member(browser, "known") == "true";
  std::string text;
  for (const auto& detail :
       json::read_list(member(members, "details")).value_or(std::vector<std::string>{})) {
    const auto parts = json::read_members(detail).value_or(json::Texts{});
    text += line(harmless(member(parts, "label")), member(parts, "value"));
  }
  text +=
      line("Portal", fmt::format("{} ({})", member(members, "portal"), member(members, "origin")));
  text += line("Account", member(members, "account"));
  if (const auto name = member(members, "organisation"); !name.empty()) {
    text += line("Organisation", name);
  }
  text += line("Browser", fmt::format("{}, {}", browser_of(members),
                                      is_known ? "used before" : "never used before"));
  const std::string place = member(net, "place");
  const std::string address = member(net, "ip");
  text += line("Place", place.empty() ? address : fmt::format("{} ({})", place, address));
  if (const auto created = statement::number_of(member(members, "created"))) {
    text += line("Asked", rfc3339(at_unix_seconds(*created)));
  }
  return text;
}

std::string shown(const Request& request, std::int64_t now) {
  const auto context = json::read_members(request.context).value_or(json::Texts{});
  const bool confirms = member(context, "purpose") == "confirm";
  std::string text = fmt::format("{} {}\n", confirms ? "Confirm" : "Log in?", request.id);
  text += shown(request.context);
  if (request.same_network) text += line("Network", "the same as this device's");
  text +=
      line("Time left", fmt::format("{} s", std::max<std::int64_t>(0, request.expires_at - now)));
  text += line("It is me", how_to_answer(request));
  text += line("It is not me", fmt::format("pocketctl report {}", request.id));
  text += line("I cancelled", fmt::format("pocketctl cancel {}", request.id));
  const auto browser = json::read_members(member(context, "browser")).value_or(json::Texts{});
  if (member(browser, "known") != "true") {
    text += fmt::format(
        "  New browser. If you have used this browser before, this may be a fake website:\n"
        "  check that its address is {}.\n",
        harmless(member(context, "origin")));
  }
  return text;
}

std::string as_json(const Request& request) {
  return json::Object{}
      .add("id", request.id)
      .add("mode", statement::word_of(request.mode))
      .add_written("options", json::array(request.options, json::quoted))
      .add("expires_at", request.expires_at)
      .add("same_network", request.same_network)
      .add("context", request.context)
      .text();
}

}  // namespace sallyport::pocketctl
