// Certificates made on the spot by the openssl command. For tests only.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "kit/tls/tls.hpp"

namespace sallyport::tls {

/// A folder with a certificate and its key, gone with it.
class MadeCertificate {
 public:
  explicit MadeCertificate(const std::string& name = "portal.example") {
    std::string pattern = std::filesystem::temp_directory_path() / "sallyport-tls-XXXXXX";
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    make(name);
  }
  ~MadeCertificate() { std::filesystem::remove_all(folder_); }
  MadeCertificate(const MadeCertificate&) = delete;
  MadeCertificate& operator=(const MadeCertificate&) = delete;

  /// Another in the place of the first; valid for a week from now.
  void make(const std::string& name) const {
    const auto command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 7 -subj /CN=" +
        name + " -addext subjectAltName=DNS:" + name + " -keyout " + files().key.string() +
        " -out " + files().certificate.string() + " 2>/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    EXPECT_EQ(::chmod(files().key.c_str(), 0600), 0);
  }

  [[nodiscard]] Files files() const {
    return {.certificate = folder_ / "certificate.pem", .key = folder_ / "key.pem"};
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace sallyport::tls
