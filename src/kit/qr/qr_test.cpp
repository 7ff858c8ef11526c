#include "kit/qr/qr.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

#include "base/bug.hpp"

namespace sallyport::qr {
namespace {

using Rows = std::vector<std::vector<bool>>;  // true: dark

// Paints the path as a browser would, module by module.
Rows paint(const Code& code) {
  const auto size = static_cast<std::size_t>(code.size);
  Rows rows(size, std::vector<bool>(size, false));
  std::istringstream path{code.path};
  char letter = 0;
  while (path >> letter) {
    std::size_t x = 0;
    std::size_t y = 0;
    std::size_t run = 0;
    std::size_t back = 0;
    std::array<char, 5> letters{letter};
    int one = 0;
    path >> x >> y >> letters[1] >> run >> letters[2] >> one >> letters[3] >> letter >> back >>
        letters[4];
    EXPECT_EQ(std::string(letters.data(), letters.size()), "Mhvhz");
    EXPECT_EQ(letter, '-');
    EXPECT_EQ(one, 1);
    EXPECT_EQ(run, back);
    for (std::size_t i = 0; i < run; ++i) rows.at(y).at(x + i) = true;
  }
  return rows;
}

// A picture of the code in a file of its own, which is removed at the end.
class Picture {
 public:
  explicit Picture(const Rows& rows) {
    std::string name = (std::filesystem::temp_directory_path() / "qr_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for a test");
    folder_ = name;
    constexpr std::size_t scale = 4;
    std::ofstream file{path(), std::ios::binary};
    file << "P5\n" << rows.size() * scale << ' ' << rows.size() * scale << "\n255\n";
    for (std::size_t y = 0; y < rows.size() * scale; ++y) {
      for (std::size_t x = 0; x < rows.size() * scale; ++x) {
        file << (rows[y / scale][x / scale] ? '\x00' : '\xff');
      }
    }
  }
  ~Picture() { std::filesystem::remove_all(folder_); }
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;
  [[nodiscard]] std::filesystem::path path() const { return folder_ / "code.pgm"; }

 private:
  std::filesystem::path folder_;
};

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(command.c_str(), "r"), &pclose};
  std::string output;
  std::array<char, 4096> buffer{};
  while (const std::size_t got = fread(buffer.data(), 1, buffer.size(), pipe.get())) {
    output.append(buffer.data(), got);
  }
  return output;
}

std::string read_by_a_stranger(const Code& code) {
  const Picture picture{paint(code)};
  std::string text = output_of("zbarimg --quiet --raw --oneshot -Sbinary '" +
                               picture.path().string() + "' 2>/dev/null");
  return text;
}

TEST(Qr, IsReadByAnotherProgram) {
  if (output_of("zbarimg --version 2>/dev/null").empty()) {
    GTEST_SKIP() << "SKIPPED: zbarimg is missing, so no QR code was read; install zbar-tools";
  }
  for (const std::string& text :
       {std::string{
            "otpauth://totp/Your%20Portal:ann%40example.com?secret=MZXW6YTBOIMZXW6YTBOIMZXW6YTBOI23"
            "&issuer=Your%20Portal"},
        std::string{"https://portal.example/pocket/link#4f7b8c"},
        std::string{"caf\xC3\xA9 \xF0\x9F\x94\x91"}, std::string(600, 'x')}) {
    EXPECT_EQ(read_by_a_stranger(draw(text)), text);
  }
}

TEST(Qr, HasAQuietZoneOfFourModules) {
  const Rows rows = paint(draw("text"));
  const std::size_t size = rows.size();
  EXPECT_EQ(size, 21U + 8U) << "the smallest code";
  for (std::size_t y = 0; y < size; ++y) {
    for (std::size_t x = 0; x < size; ++x) {
      const bool inside = x >= 4 && y >= 4 && x < size - 4 && y < size - 4;
      EXPECT_TRUE(inside || !rows[y][x]) << x << ' ' << y;
    }
  }
  EXPECT_TRUE(rows[4][4]) << "the corner of the first finder pattern";
}

TEST(Qr, CanBeReadAgainWhenAnEighthOfItIsHidden) {
  if (output_of("zbarimg --version 2>/dev/null").empty()) {
    GTEST_SKIP() << "SKIPPED: zbarimg is missing, so no QR code was read; install zbar-tools";
  }
  const std::string text = "https://portal.example/pocket/link#4f7b8c0a1d2e3f405162738495a6b7c8";
  Rows rows = paint(draw(text));
  // Level M mends 15 % of the letters; a blot of 8 by 8 modules in the data is about a tenth of
  // them.
  const std::size_t middle = rows.size() / 2;
  for (std::size_t y = middle; y < middle + 8; ++y) {
    for (std::size_t x = middle; x < middle + 8; ++x) rows[y][x] = false;
  }
  const Picture picture{rows};
  EXPECT_EQ(output_of("zbarimg --quiet --raw --oneshot -Sbinary '" + picture.path().string() +
                      "' 2>/dev/null"),
            text);
}

TEST(Qr, TakesNoTextThatDoesNotFit) {
  EXPECT_EQ(draw(std::string(2331, 'x')).size, 177 + 8);
  EXPECT_THROW(static_cast<void>(draw(std::string(2332, 'x'))), Bug);
  EXPECT_THROW(static_cast<void>(draw("")), Bug);
}

}  // namespace
}  // namespace sallyport::qr
