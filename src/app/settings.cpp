#include "app/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <sstream>

#include "base/address.hpp"
#include "base/bug.hpp"
#include "base/encoding.hpp"
#include "core/statement/app_version.hpp"
#include "kit/http/target.hpp"
#include "kit/push/vapid.hpp"

namespace sallyport::app {
namespace {

using settings::Setting;
using settings::Type;

std::string host_of(std::string_view public_address) {
  auto host = public_address.substr(public_address.find("://") + 3);
  return std::string{host.substr(0, host.find(':'))};
}

// Each of these says what is wrong with a value; empty: nothing.

std::string public_address_problem(std::string_view value) {
  const bool https = value.starts_with("https://");
  const bool http = value.starts_with("http://");
  if (!https && !http) return "must begin with https://, for instance \"https://portal.example\"";
  const auto authority = value.substr(value.find("://") + 3);
  if (authority.empty() || authority.find_first_of("/?#@ ") != std::string_view::npos) {
    return "must be a scheme and a host only, without a slash at the end: "
           "\"https://portal.example\"";
  }
  const std::string host = host_of(value);
  if (http && host != "localhost" && host != "127.0.0.1") {
    return "must begin with https://; plain http:// is for trying out on localhost";
  }
  return "";
}

std::string url_problem(std::string_view value) {
  if (value.starts_with("https://") || value.starts_with("http://") || value.starts_with("/") ||
      value.starts_with("mailto:")) {
    return "";
  }
  return "must be an address that begins with https://, mailto: or /";
}

std::string contact_problem(std::string_view value) {
  if (value.starts_with("https://") || value.starts_with("mailto:")) return "";
  return "must begin with mailto: or https:// (RFC 9116)";
}

std::string email_problem(std::string_view value) {
  return Email::parse(value) ? ""
                             : "must be one plain email address, like \"portal@portal.example\"";
}

std::string selector_problem(std::string_view value) {
  const bool fits = !value.empty() && value.size() <= 63 &&
                    value.find_first_not_of(
                        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
                        std::string_view::npos;
  return fits ? "" : "must be the selector alone, like \"portal\" or \"s2027\"";
}

struct Encrypted {
  std::string_view word;
  mail::Encryption how;
  std::uint16_t port;
};

constexpr std::array encryptions = {
    Encrypted{"starttls", mail::Encryption::starttls, 587},
    Encrypted{"tls", mail::Encryption::tls, 465},
    Encrypted{"none", mail::Encryption::none, 25},
};

const Encrypted* encryption_called(std::string_view word) {
  const auto* const found = std::ranges::find(encryptions, word, &Encrypted::word);
  return found == encryptions.end() ? nullptr : found;
}

std::string encryption_problem(std::string_view value) {
  return encryption_called(value) != nullptr ? "" : "must be \"starttls\", \"tls\" or \"none\"";
}

std::string language_problem(std::string_view value) {
  return text::language_of_tag(value) ? "" : "must be \"en\" or \"nl\"";
}

std::string time_zone_problem(std::string_view value) {
  return text::TimeZone::find(value) ? "" : "must be a tz name, like \"Europe/Amsterdam\"";
}

std::string pocket_policy_problem(std::string_view value) {
  return challenge::policy_called(value) ? "" : "must be \"adaptive\", \"one_tap\" or \"strict\"";
}

std::string push_contact_problem(std::string_view value) {
  return push::is_contact(value)
             ? ""
             : "must be a real address, like \"mailto:portal@portal.example\": push services "
               "refuse others";
}

std::string push_host_problem(std::string_view value) {
  // A push service on this machine is for trying out.
  return value == "127.0.0.1" || push::is_host_rule(value)
             ? ""
             : "must be host names, like [\"push.portal.example\", \"*.push.example\"]";
}

std::string version_problem(std::string_view value) {
  return statement::AppVersion::parse(value) ? "" : "must be three numbers, like \"1.6.78\"";
}

struct Listening {
  std::string address;
  std::uint16_t port = 0;
};

std::optional<Listening> parse_listen(std::string_view value) {
  const auto colon = value.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto host = value.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto digits = value.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || port == 0)
    return std::nullopt;
  if (!Address::parse(host)) return std::nullopt;
  return Listening{.address = std::string{host}, .port = port};
}

std::string listen_problem(std::string_view value) {
  return parse_listen(value)
             ? ""
             : "must be an IP address and a port, like \"127.0.0.1:8080\" or \"[::]:8080\"";
}

std::string part_name_problem(std::string_view value) {
  const bool fits = !value.empty() && is_utf8(value) && code_points(value) <= 80;
  return fits ? "" : "must be a name of 1 to 80 letters";
}

std::string part_address_problem(std::string_view value) {
  if (value.starts_with("https://")) return "";
  const auto target = http::read_target(value);
  const bool fits = target && value.size() > 1 && value.ends_with('/') && target->query.empty() &&
                    value.find_first_of("?%") == std::string_view::npos;
  return fits ? ""
              : "must be a path that begins and ends with a slash, like \"/courses/\", or an "
                "address that begins with https://";
}

std::string role_problem(std::string_view value) {
  const bool fits =
      !value.empty() && value.size() <= 40 &&
      value.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
  return fits ? "" : "must be a word of small letters, digits and hyphens, like \"finance\"";
}

std::string network_problem(std::string_view value) {
  return http::Network::parse(value)
             ? ""
             : "must be addresses or networks, like [\"127.0.0.1\", \"10.0.0.0/8\"]";
}

constexpr std::array table = {
    Setting{
        .key = "public_address",
        .type = Type::text,
        .required = true,
        .sentence =
            "The one address under which people reach the portal; links in emails begin with it.",
        .since = "2026.1",
        .problem = public_address_problem},
    Setting{.key = "place_database",
            .type = Type::path,
            .sentence = "A file in MaxMind's format (.mmdb) with the places of IP addresses, for "
                        "telling people from where somebody logs in; see running.md. Unset: they "
                        "read the address only.",
            .since = "2026.1",
            .example = "\"/var/lib/GeoIP/GeoLite2-City.mmdb\""},
    Setting{.key = "storage.database",
            .type = Type::path,
            .required = true,
            .sentence =
                "The SQLite file; made at first start. Relative paths start at this file's folder.",
            .since = "2026.1"},
    Setting{.key = "storage.keys",
            .type = Type::path,
            .default_value = "\"keys\"",
            .sentence =
                "The folder of the key files; made at first start, readable by their owner only.",
            .since = "2026.1"},
    Setting{.key = "storage.backups",
            .type = Type::whole_number,
            .default_value = "5",
            .sentence = "Copies that are kept beside the database, each made before an upgrade"
                        " changes its schema; 0 makes none.",
            .since = "2026.1",
            .least = 0,
            .most = 100},
    Setting{
        .key = "mail.folder",
        .type = Type::path,
        .required = true,
        .or_else = "mail.smtp.server",
        .sentence = "The folder in which each email is laid down as an .eml file, for trying out.",
        .since = "2026.1"},
    Setting{.key = "mail.sender",
            .type = Type::text,
            .default_value = "\"portal@portal.example\"",
            .sentence = "The address that emails come from.",
            .since = "2026.1",
            .problem = email_problem},
    Setting{.key = "mail.dkim_selector",
            .type = Type::text,
            .sentence = "The selector under which the mail server signs emails (DKIM), so that"
                        " `sallyport doctor` can look whether its key is published.",
            .since = "2026.1",
            .problem = selector_problem,
            .example = "\"portal\""},
    Setting{.key = "mail.bounces",
            .type = Type::path,
            .sentence = "A Maildir into which undelivered emails come back; it is looked through"
                        " each minute.",
            .since = "2026.1",
            .example = "\"/var/lib/sallyport/bounces\""},
    Setting{.key = "audit.syslog",
            .type = Type::path,
            .sentence = "The socket of the machine's log service, to which each event of the audit"
                        " log is handed on (RFC 5424, JSON).",
            .since = "2026.1",
            .example = "\"/dev/log\""},
    Setting{.key = "mail.smtp.server",
            .type = Type::text,
            .sentence = "The mail server that takes the emails, by the name in its certificate.",
            .since = "2026.1",
            .example = "\"mail.portal.example\""},
    Setting{.key = "mail.smtp.port",
            .type = Type::whole_number,
            .sentence = "Its port; left out, 587 for starttls, 465 for tls, 25 for none.",
            .since = "2026.1",
            .least = 1,
            .most = 65535,
            .example = "587"},
    Setting{.key = "mail.smtp.tls",
            .type = Type::text,
            .default_value = "\"starttls\"",
            .sentence = "How the conversation is encrypted: starttls, tls (from the first byte), or"
                        " none, which is for a mail server on this machine only.",
            .since = "2026.1",
            .problem = encryption_problem},
    Setting{.key = "mail.smtp.user",
            .type = Type::text,
            .sentence = "Whom to sign in as, where the mail server asks for that.",
            .since = "2026.1",
            .example = "\"portal\""},
    Setting{.key = "mail.smtp.password_file",
            .type = Type::path,
            .sentence = "The file whose first line is the password; readable by its owner only.",
            .since = "2026.1",
            .example = "\"smtp.password\""},
    Setting{.key = "mail.smtp.authorities",
            .type = Type::path,
            .sentence = "A PEM file of the authorities that may have signed the mail server's"
                        " certificate; left out, those that this machine trusts.",
            .since = "2026.1",
            .example = "\"authorities.pem\""},
    Setting{.key = "mail.smtp.envelope_sender",
            .type = Type::text,
            .sentence = "The address to which undelivered emails come back; left out, mail.sender.",
            .since = "2026.1",
            .problem = email_problem,
            .example = "\"bounces@portal.example\""},
    Setting{.key = "portal.name",
            .type = Type::text,
            .default_value = "\"Customer Portal\"",
            .sentence = "What the portal is called on its pages and in emails.",
            .since = "2026.1"},
    Setting{.key = "portal.operator",
            .type = Type::text,
            .default_value = "\"the operator\"",
            .sentence = "Who runs the portal, as people know them.",
            .since = "2026.1"},
    Setting{.key = "portal.environment",
            .type = Type::text,
            .default_value = "\"the environment\"",
            .sentence = "The operator's other sign-in, whose password is a different one.",
            .since = "2026.1"},
    Setting{.key = "portal.companion_app",
            .type = Type::text,
            .default_value = "\"Pocket\"",
            .sentence = "What the companion phone app is called.",
            .since = "2026.1"},
    Setting{.key = "portal.overrides",
            .type = Type::path,
            .sentence = "A folder with a look and words of your own; see white-label.md.",
            .since = "2026.1"},
    Setting{.key = "portal.language",
            .type = Type::text,
            .default_value = "\"en\"",
            .sentence = "The language of emails to people who have not chosen one: en or nl.",
            .since = "2026.1",
            .problem = language_problem},
    Setting{.key = "portal.system_manager",
            .type = Type::text,
            .default_value = "",
            .sentence = "Whom people ask who are stuck with an app of their own, for instance a "
                        "telephone number.",
            .since = "2026.1"},
    Setting{.key = "portal.help_url",
            .type = Type::text,
            .default_value = "\"/help\"",
            .sentence = "The page that explains the portal; set it to lead to one of your own.",
            .since = "2026.1",
            .problem = url_problem},
    Setting{.key = "portal.help_video_url",
            .type = Type::text,
            .default_value = "",
            .sentence = "A video that shows how to activate an authenticator app.",
            .since = "2026.1",
            .problem = url_problem},
    Setting{.key = "portal.privacy_url",
            .type = Type::text,
            .default_value = "",
            .sentence = "The privacy statement.",
            .since = "2026.1",
            .problem = url_problem},
    Setting{.key = "portal.terms_url",
            .type = Type::text,
            .default_value = "",
            .sentence = "The terms of use.",
            .since = "2026.1",
            .problem = url_problem},
    Setting{.key = "portal.security_contact",
            .type = Type::text,
            .default_value = "",
            .sentence = "Where to report a security problem, for /.well-known/security.txt.",
            .since = "2026.1",
            .problem = contact_problem},
    Setting{.key = "portal.parts[].name",
            .type = Type::text,
            .required = true,
            .sentence = "What a part of the portal is called in English. Home leads to the parts, "
                        "in the order in which they stand here.",
            .since = "2026.1",
            .problem = part_name_problem,
            .example = "\"Courses and events\""},
    Setting{.key = "portal.parts[].name_nl",
            .type = Type::text,
            .default_value = "",
            .sentence = "What it is called in Dutch; unset: the same.",
            .since = "2026.1",
            .problem = part_name_problem,
            .example = "\"Cursussen en evenementen\""},
    Setting{.key = "portal.parts[].address",
            .type = Type::text,
            .required = true,
            .sentence = "A path behind the same proxy, which asks /auth/check for each request to "
                        "it, or the whole address of a page elsewhere.",
            .since = "2026.1",
            .problem = part_address_problem,
            .example = "\"/courses/\""},
    Setting{.key = "portal.parts[].roles",
            .type = Type::list,
            .default_value = "[]",
            .sentence = "Who may open it: one of these roles in the chosen organisation is needed. "
                        "Empty: everybody who is logged in. The names are yours; \"administrator\" "
                        "is there by itself.",
            .since = "2026.1",
            .problem = role_problem,
            .example = "[\"administrator\", \"finance\"]"},
    Setting{.key = "portal.parts[].in_pocket",
            .type = Type::yes_or_no,
            .default_value = "false",
            .sentence = "Whether Pocket leads to it too, once somebody pressed \"Activate all "
                        "functionality\" there.",
            .since = "2026.2"},
    Setting{.key = "pocket.address",
            .type = Type::text,
            .sentence = "The address at which Pocket has a host name for itself, which is best for "
                        "a portal in earnest; left out, it is the portal's own. Both must lead to "
                        "this program.",
            .since = "2026.2",
            .problem = public_address_problem,
            .example = "\"https://pocket.portal.example\""},
    Setting{.key = "pocket.policy",
            .type = Type::text,
            .default_value = "\"adaptive\"",
            .sentence = "How a log in is confirmed in Pocket. adaptive: one press on a known "
                        "browser, two digits on a new one. one_tap: there one of three numbers. "
                        "strict: six digits always.",
            .since = "2026.2",
            .problem = pocket_policy_problem},
    Setting{.key = "pocket.oldest_version",
            .type = Type::text,
            .default_value = "\"1.6.78\"",
            .sentence = "The oldest version of Pocket that may confirm; older ones are told to "
                        "update.",
            .since = "2026.2",
            .problem = version_problem},
    Setting{.key = "pocket.confirm_linking",
            .type = Type::yes_or_no,
            .default_value = "false",
            .sentence = "Whether the page that shows the QR code asks once more, after the scan, "
                        "if that is the right phone.",
            .since = "2026.2"},
    Setting{.key = "pocket.offline_code",
            .type = Type::yes_or_no,
            .default_value = "true",
            .sentence =
                "Whether Pocket also shows codes, for phones without a connection. With the "
                "policy strict it does not.",
            .since = "2026.2"},
    Setting{.key = "pocket.allow_cli",
            .type = Type::yes_or_no,
            .default_value = "false",
            .sentence = "Whether pocketctl, the command-line device, may be linked; its key is a "
                        "plain file.",
            .since = "2026.2"},
    Setting{.key = "pocket.push.contact",
            .type = Type::text,
            .sentence = "The address at which push services can reach you (RFC 8292). With it "
                        "phones are rung when something waits; left out, they are not, and "
                        "everything works for who opens Pocket.",
            .since = "2026.2",
            .problem = push_contact_problem,
            .example = "\"mailto:portal@portal.example\""},
    Setting{.key = "pocket.push.hosts",
            .type = Type::list,
            .default_value = "[\"fcm.googleapis.com\", \"*.push.services.mozilla.com\", "
                             "\"*.push.apple.com\", \"*.notify.windows.com\"]",
            .sentence = "The push services that may be called: those of Chrome, Firefox, Safari "
                        "and Edge.",
            .since = "2026.2",
            .problem = push_host_problem},
    Setting{.key = "pocket.push.inside",
            .type = Type::list,
            .default_value = "[]",
            .sentence = "Those of them that may be at an address of your own network.",
            .since = "2026.2",
            .problem = push_host_problem,
            .example = "[\"push.portal.example\"]"},
    Setting{.key = "second_factor.required_from",
            .type = Type::day,
            .default_value = "",
            .sentence =
                "From this day on nobody gets in without a second factor; unset: demanded only by "
                "organisations with a date of their own.",
            .since = "2026.1"},
    Setting{.key = "second_factor.time_zone",
            .type = Type::text,
            .default_value = "\"Europe/Amsterdam\"",
            .sentence = "The tz name of the zone in which that day begins at 00:00.",
            .since = "2026.1",
            .problem = time_zone_problem},
    Setting{.key = "session.idle_minutes",
            .type = Type::whole_number,
            .default_value = "30",
            .sentence = "Minutes without a request after which a person is logged off.",
            .since = "2026.1",
            .least = 5,
            .most = 60},
    Setting{.key = "session.hours",
            .type = Type::whole_number,
            .default_value = "12",
            .sentence = "Hours after which a person logs in again in any case.",
            .since = "2026.1",
            .least = 1,
            .most = 24},
    Setting{
        .key = "session.confirmation_minutes",
        .type = Type::whole_number,
        .default_value = "5",
        .sentence = "Minutes for which a fresh proof counts before a sensitive change asks again.",
        .since = "2026.1",
        .least = 1,
        .most = 15},
    Setting{
        .key = "password.length",
        .type = Type::whole_number,
        .default_value = "12",
        .sentence = "Least number of characters of a password; administrators need at least 15.",
        .since = "2026.1",
        .least = 8,
        .most = 64},
    Setting{.key = "password.memory_mib",
            .type = Type::whole_number,
            .default_value = "19",
            .sentence = "Argon2id memory of one password check, in MiB.",
            .since = "2026.1",
            .least = 19,
            .most = 1024},
    Setting{.key = "password.passes",
            .type = Type::whole_number,
            .default_value = "2",
            .sentence = "Argon2id passes of one password check.",
            .since = "2026.1",
            .least = 2,
            .most = 20},
    Setting{.key = "password.longest_wait",
            .type = Type::whole_number,
            .default_value = "1500",
            .sentence = "Milliseconds that a password check may have to wait for its turn; who "
                        "would wait longer is asked to come back in a moment.",
            .since = "2026.1",
            .least = 100,
            .most = 10'000},
    Setting{.key = "limits.wrong_passwords_per_address",
            .type = Type::whole_number,
            .default_value = "30",
            .sentence =
                "Wrong passwords in 5 minutes from one IP address, for 5 accounts or more, and "
                "ten times as many from its network; known browsers do not meet it.",
            .since = "2026.1",
            .least = 10,
            .most = 1'000'000},
    Setting{.key = "limits.requests_per_minute",
            .type = Type::whole_number,
            .default_value = "600",
            .sentence = "Requests in a minute from one IP address, and ten times as many from its "
                        "network; people logged in, known browsers and linked phones do not "
                        "meet it.",
            .since = "2026.1",
            .least = 60,
            .most = 1'000'000'000},
    Setting{.key = "server.listen",
            .type = Type::text,
            .default_value = "\"127.0.0.1:8080\"",
            .sentence = "The IP address and port to listen on.",
            .since = "2026.1",
            .problem = listen_problem},
    Setting{.key = "server.tls.certificate",
            .type = Type::path,
            .default_value = "",
            .sentence = "The certificate of the public address in PEM form, followed by those that "
                        "lead to its issuer. With it the portal speaks https itself; a new file is "
                        "noticed within ten seconds.",
            .since = "2026.1",
            .example = "\"/etc/ssl/portal.example/fullchain.pem\""},
    Setting{.key = "server.tls.key",
            .type = Type::path,
            .default_value = "",
            .sentence = "The key of that certificate in PEM form, without a passphrase, readable "
                        "by the portal's user only.",
            .since = "2026.1",
            .example = "\"/etc/ssl/portal.example/privkey.pem\""},
    Setting{.key = "server.trusted_proxies",
            .type = Type::list,
            .default_value = "[]",
            .sentence = "Addresses and networks of the proxies in front, whose X-Forwarded-For is "
                        "believed. Nobody is trusted by itself.",
            .since = "2026.1",
            .problem = network_problem,
            .example = "[\"127.0.0.1\", \"10.0.0.0/8\"]"},
    Setting{.key = "server.sandbox",
            .type = Type::yes_or_no,
            .default_value = "true",
            .sentence = "Keeps the running portal to its own files and ports and from starting "
                        "other programs. Only for kernels on which it does not run otherwise: "
                        "false.",
            .since = "2026.1"},
    Setting{.key = "server.workers",
            .type = Type::whole_number,
            .default_value = "128",
            .sentence = "Requests that are worked on at the same time.",
            .since = "2026.1",
            .least = 8,
            .most = 256},
    Setting{.key = "server.connections",
            .type = Type::whole_number,
            .default_value = "20000",
            .sentence = "Open connections in total; three quarters of them may be waiting for "
                        "something to happen. Each takes a file descriptor.",
            .since = "2026.1",
            .least = 10,
            .most = 1'000'000},
    Setting{.key = "audit.checkpoints",
            .type = Type::path,
            .default_value = "",
            .sentence = "The file in which signed checkpoints of the audit log are kept, best on"
                        " another disk; unset: beside the database, ending in .checkpoints.",
            .since = "2026.1"},
    Setting{
        .key = "server.connections_per_address",
        .type = Type::whole_number,
        .default_value = "200",
        .sentence = "Open connections from one address, and ten times as many from its network.",
        .since = "2026.1",
        .least = 1,
        .most = 1'000'000},
};

/// Nothing when emails go into a folder. Throws Refused for what one row alone cannot show.
std::optional<mail::SmtpOptions> smtp_of(const settings::Values& values, const Email& sender) {
  const auto server = values.maybe_text("mail.smtp.server");
  if (!server) return std::nullopt;
  const Encrypted* encrypted = encryption_called(values.text("mail.smtp.tls"));
  check(encrypted != nullptr, "a value passed the check of its row in the table");
  if (encrypted->how == mail::Encryption::none && *server != "localhost" &&
      *server != "127.0.0.1" && *server != "::1") {
    throw settings::Refused(
        "mail.smtp.tls is \"none\", which is only for a mail server on this machine (localhost):"
        " emails hold links that open accounts. Set it to \"starttls\" or \"tls\".");
  }
  const auto user = values.maybe_text("mail.smtp.user");
  const auto password_file = values.maybe_path("mail.smtp.password_file");
  if (user.has_value() != password_file.has_value()) {
    throw settings::Refused(
        "mail.smtp.user and mail.smtp.password_file go together: set both, or neither.");
  }
  const auto envelope = values.maybe_text("mail.smtp.envelope_sender");
  return mail::SmtpOptions{
      .server = *server,
      .port = static_cast<std::uint16_t>(
          values.maybe_whole_number("mail.smtp.port").value_or(encrypted->port)),
      .encryption = encrypted->how,
      .user = user.value_or(""),
      .password_file = password_file.value_or(""),
      .authorities = values.maybe_path("mail.smtp.authorities").value_or(""),
      .envelope_sender = envelope ? *Email::parse(*envelope) : sender,
      .own_name = host_of(values.text("public_address"))};
}

}  // namespace

std::span<const settings::Setting> settings_table() { return table; }

namespace {

std::vector<site::Part> parts_of(const settings::Values& values) {
  std::vector<site::Part> parts;
  for (const settings::Values& part : values.each("portal.parts")) {
    parts.push_back({.name = part.text("portal.parts[].name"),
                     .dutch_name = part.maybe_text("portal.parts[].name_nl").value_or(""),
                     .address = part.text("portal.parts[].address"),
                     .roles = part.list("portal.parts[].roles")});
  }
  return parts;
}

site::Pocket pocket_of(const settings::Values& values) {
  const auto policy = challenge::policy_called(values.text("pocket.policy"));
  check(policy.has_value(), "a value passed the check of its row in the table");
  site::Pocket pocket{
      .address = values.maybe_text("pocket.address").value_or(values.text("public_address")),
      .oldest_version = values.text("pocket.oldest_version"),
      .policy = *policy,
      .confirm_linking = values.yes_or_no("pocket.confirm_linking"),
      .allow_cli = values.yes_or_no("pocket.allow_cli"),
      .offline_code =
          values.yes_or_no("pocket.offline_code") && *policy != challenge::Policy::strict,
      .functions = {}};
  const auto parts = parts_of(values);
  const auto rows = values.each("portal.parts");
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (rows[i].yes_or_no("portal.parts[].in_pocket")) pocket.functions.push_back(parts[i]);
  }
  return pocket;
}

std::optional<Push> push_of(const settings::Values& values) {
  const auto contact = values.maybe_text("pocket.push.contact");
  if (!contact) return std::nullopt;
  Push push{.options = {.contact = *contact, .authorities = {}}, .rules = {}};
  push.rules.hosts = values.list("pocket.push.hosts");
  push.rules.inside = values.list("pocket.push.inside");
  // For trying out, a push service on this machine needs no certificate.
  push.rules.plain_on_this_machine = values.text("public_address").starts_with("http://");
  return push;
}

std::optional<Tls> tls_of(const settings::Values& values) {
  const auto certificate = values.maybe_path("server.tls.certificate");
  const auto key = values.maybe_path("server.tls.key");
  if (!certificate && !key) return std::nullopt;
  if (!certificate || !key) {
    throw settings::Refused(
        "\"server.tls.certificate\" and \"server.tls.key\" belong together: give both, or neither");
  }
  const std::string public_address = values.text("public_address");
  if (!public_address.starts_with("https://")) {
    throw settings::Refused(
        "with \"server.tls.certificate\" the portal speaks https only: let \"public_address\" "
        "begin "
        "with https:// too");
  }
  return Tls{.files = {.certificate = *certificate, .key = *key}, .host = host_of(public_address)};
}

}  // namespace

Settings settings_of(const settings::Values& values) {
  const auto listening = parse_listen(values.text("server.listen"));
  const auto sender = Email::parse(values.text("mail.sender"));
  auto zone = text::TimeZone::find(values.text("second_factor.time_zone"));
  const auto language = text::language_of_tag(values.text("portal.language"));
  check(listening && sender && zone && language,
        "a value passed the check of its row in the table");
  const auto maybe = [&](std::string_view key) { return values.maybe_text(key).value_or(""); };
  const auto maybe_path = [&](std::string_view key) { return values.maybe_path(key).value_or(""); };

  http::ServerOptions server;
  server.listen_address = listening->address;
  server.port = listening->port;
  for (const auto& network : values.list("server.trusted_proxies")) {
    server.trusted_proxies.push_back(*http::Network::parse(network));
  }
  server.workers = static_cast<std::size_t>(values.whole_number("server.workers"));
  server.connections = static_cast<std::size_t>(values.whole_number("server.connections"));
  server.connections_per_address =
      static_cast<std::size_t>(values.whole_number("server.connections_per_address"));

  return {
      .database = values.path("storage.database"),
      .keys = values.path("storage.keys"),
      .backups = static_cast<std::size_t>(values.whole_number("storage.backups")),
      .mail_folder = maybe_path("mail.folder"),
      .smtp = smtp_of(values, *sender),
      .sender = {.name = values.text("portal.name"), .address = *sender},
      .dkim_selector = maybe("mail.dkim_selector"),
      .bounces = maybe_path("mail.bounces"),
      .syslog = maybe_path("audit.syslog"),
      .server = server,
      .sandbox = values.yes_or_no("server.sandbox"),
      .tls = tls_of(values),
      .hash_cost = {.memory_kib =
                        static_cast<std::uint32_t>(values.whole_number("password.memory_mib")) *
                        1024,
                    .passes = static_cast<std::uint32_t>(values.whole_number("password.passes"))},
      .hash_queue = {.places = server.workers * 3 / 4,
                     .longest_wait =
                         std::chrono::milliseconds{values.whole_number("password.longest_wait")}},
      .sender_limit = {.most = values.whole_number("limits.wrong_passwords_per_address")},
      .requests_per_minute = values.whole_number("limits.requests_per_minute"),
      .policy = {.required_from = values.maybe_day("second_factor.required_from"),
                 .time_zone = *zone},
      .lifetimes = {.idle = std::chrono::minutes{values.whole_number("session.idle_minutes")},
                    .overall = std::chrono::hours{values.whole_number("session.hours")},
                    .confirmation =
                        std::chrono::minutes{values.whole_number("session.confirmation_minutes")}},
      .portal = {.public_address = values.text("public_address"),
                 .name = values.text("portal.name"),
                 .operator_name = values.text("portal.operator"),
                 .environment = values.text("portal.environment"),
                 .companion_app = values.text("portal.companion_app"),
                 .system_manager = maybe("portal.system_manager"),
                 .help_video_url = maybe("portal.help_video_url"),
                 .privacy_url = maybe("portal.privacy_url"),
                 .terms_url = maybe("portal.terms_url"),
                 .help_url = values.text("portal.help_url"),
                 .security_contact = maybe("portal.security_contact"),
                 .parts = parts_of(values),
                 .password_length = values.whole_number("password.length"),
                 .language = *language},
      .pocket = pocket_of(values),
      .push = push_of(values),
      .checkpoint_file = values.maybe_path("audit.checkpoints")
                             .value_or(values.path("storage.database") + ".checkpoints"),
      .overrides = values.maybe_path("portal.overrides"),
      .place_database = maybe_path("place_database")};
}

Settings read_settings(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  if (!stream) {
    throw settings::Refused(fmt::format(
        "{}: this settings file cannot be read. Give its path with --config, or write one from"
        " `sallyport settings print`.",
        file.string()));
  }
  std::ostringstream text;
  text << stream.rdbuf();
  return settings_of(settings::parse(settings_table(), text.str(), file.string()));
}

}  // namespace sallyport::app
