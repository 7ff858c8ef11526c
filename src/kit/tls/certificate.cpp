#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <optional>
#include <vector>

#include "base/address.hpp"
#include "base/bug.hpp"
#include "kit/tls/openssl.hpp"

namespace sallyport::tls {
namespace {

Time time_of(const ASN1_TIME* written) {
  std::tm parts{};
  check(ASN1_TIME_to_tm(written, &parts) == 1, "a certificate that was read has readable dates");
  return at_unix_seconds(::timegm(&parts));
}

std::vector<std::string> names_in(X509* certificate) {
  std::vector<std::string> names;
  auto* all = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(all); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(all, i);
    if (name->type != GEN_DNS) continue;
    const unsigned char* text = ASN1_STRING_get0_data(name->d.dNSName);
    names.emplace_back(text, text + ASN1_STRING_length(name->d.dNSName));
  }
  GENERAL_NAMES_free(all);
  return names;
}

bool is_for(X509* certificate, const std::string& host) {
  if (Address::parse(host)) return X509_check_ip_asc(certificate, host.c_str(), 0) == 1;
  return X509_check_host(certificate, host.data(), host.size(), 0, nullptr) == 1;
}

using Problem = std::optional<Why>;  // nothing: in order

Problem cannot_be_read(const std::filesystem::path& file, std::string_view what) {
  if (std::ifstream{file}) return std::nullopt;
  return fmt::format(
      "the {} {} cannot be read: {}. Give the right path, and let the user that the portal runs as "
      "read it",
      what, file.string(), std::strerror(errno));
}

Problem is_open_to_all(const std::filesystem::path& key) {
  struct stat found{};
  if (::stat(key.c_str(), &found) != 0 || (found.st_mode & S_IRWXO) == 0) return std::nullopt;
  return fmt::format(
      "everybody on this machine may read or change the key {} (mode {:03o}). Whoever has it can "
      "pose as the portal: `chmod o= {}`, and replace the certificate if others were on this "
      "machine",
      key.string(), found.st_mode & 0777U, key.string());
}

/// Otherwise OpenSSL asks for it on the terminal, and a service waits for ever.
int no_passphrase(char*, int, int, void*) { return -1; }

Problem does_not_fit(SSL_CTX* context, const Files& files) {
  ERR_clear_error();
  SSL_CTX_set_default_passwd_cb(context, no_passphrase);
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1) {
    return fmt::format(
        "{} holds no certificate that can be used ({}). It must be in PEM form: the portal's own "
        "first, then those that lead to its issuer",
        files.certificate.string(), latest_problem());
  }
  // The key is compared with the certificate at once.
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) == 1) {
    return std::nullopt;
  }
  const int reason = ERR_GET_REASON(ERR_peek_last_error());
  if (reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH) {
    return fmt::format(
        "the key {} does not belong to the certificate {}. Give the two that were made together",
        files.key.string(), files.certificate.string());
  }
  return fmt::format(
      "{} holds no key that can be used ({}). It must be in PEM form and without a passphrase",
      files.key.string(), latest_problem());
}

}  // namespace

std::string latest_problem() {
  std::string text = "no reason given";
  while (const auto code = ERR_get_error()) {
    if (const char* reason = ERR_reason_error_string(code)) text = reason;
  }
  return text;
}

Result<Time, Why> use_certificate(SSL_CTX* context, const Files& files, const std::string& host,
                                  Time now) {
  if (auto problem = cannot_be_read(files.certificate, "certificate")) return fail(*problem);
  if (auto problem = cannot_be_read(files.key, "key")) return fail(*problem);
  if (auto problem = is_open_to_all(files.key)) return fail(*problem);
  if (auto problem = does_not_fit(context, files)) return fail(*problem);

  X509* certificate = SSL_CTX_get0_certificate(context);
  const auto begins = time_of(X509_get0_notBefore(certificate));
  const auto expires = time_of(X509_get0_notAfter(certificate));
  if (now >= expires) {
    return fail(fmt::format(
        "the certificate {} expired on {}. Renew it, and look whether its renewal still runs",
        files.certificate.string(), rfc3339(expires)));
  }
  if (now < begins) {
    return fail(fmt::format(
        "the certificate {} counts from {} only. Look at this machine's clock, which says {}",
        files.certificate.string(), rfc3339(begins), rfc3339(now)));
  }
  if (!is_for(certificate, host)) {
    return fail(fmt::format(
        "the certificate {} is for [{}], not for {}, the host of public_address: browsers would "
        "refuse it. Give the certificate of that name",
        files.certificate.string(), fmt::join(names_in(certificate), ", "), host));
  }
  return expires;
}

}  // namespace sallyport::tls
