#include "kit/place/place.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "kit/place/place_file_for_tests.hpp"

namespace sallyport::place {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Address at(std::string_view text) { return *Address::parse(text); }

class PlacesOfAFile : public testing::Test {
 protected:
  PlacesOfAFile() {
    std::string pattern = std::filesystem::temp_directory_path() / "sallyport-place-XXXXXX";
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  ~PlacesOfAFile() override { std::filesystem::remove_all(folder_); }
  PlacesOfAFile(const PlacesOfAFile&) = delete;
  PlacesOfAFile& operator=(const PlacesOfAFile&) = delete;

  [[nodiscard]] std::filesystem::path file() const { return folder_ / "places.mmdb"; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  void write(const std::string& bytes) const {
    std::ofstream{file(), std::ios::binary | std::ios::trunc} << bytes;
  }
  /// Another file in the place of the first, as a program that renews it does.
  void replace(const std::string& bytes) const {
    std::ofstream{folder_ / "new", std::ios::binary} << bytes;
    std::filesystem::rename(folder_ / "new", file());
  }
  [[nodiscard]] std::string found(const Places& places, std::string_view address) const {
    const auto place = places.find(at(address));
    return place ? place->text() : "nothing";
  }
  [[nodiscard]] std::string why_refused() const {
    try {
      const Places places{file(), folder()};
    } catch (const Refused& refused) {
      return refused.what();
    }
    return "not refused";
  }

 private:
  std::filesystem::path folder_;
};

MadePlaces two_cities(unsigned ip_version = 6, unsigned record_bits = 24) {
  MadePlaces made{ip_version, record_bits};
  made.add("192.0.2.0", 24, "Amersfoort", "NL");
  made.add("203.0.113.0", 24, "", "BE");
  made.add("203.0.113.128", 25, "Gent", "BE");
  if (ip_version == 6) made.add("2001:db8:1::", 48, "Utrecht", "NL");
  return made;
}

TEST_F(PlacesOfAFile, AreFoundForBothKindsOfAddresses) {
  for (const unsigned record_bits : {24U, 28U, 32U}) {
    two_cities(6, record_bits).write(file());
    const Places places{file(), folder()};
    EXPECT_EQ(found(places, "192.0.2.77"), "Amersfoort, NL") << record_bits;
    EXPECT_EQ(found(places, "::ffff:192.0.2.77"), "Amersfoort, NL") << "the same machine";
    EXPECT_EQ(found(places, "203.0.113.1"), "BE");
    EXPECT_EQ(found(places, "203.0.113.200"), "Gent, BE");
    EXPECT_EQ(found(places, "2001:db8:1:2::3"), "Utrecht, NL");
    EXPECT_EQ(found(places, "2001:db8:2::3"), "nothing");
    EXPECT_EQ(found(places, "198.51.100.1"), "nothing");
  }
}

TEST_F(PlacesOfAFile, MayBeOfIpv4Only) {
  two_cities(4).write(file());
  const Places places{file(), folder()};
  EXPECT_EQ(found(places, "192.0.2.77"), "Amersfoort, NL");
  EXPECT_EQ(found(places, "2001:db8:1:2::3"), "nothing");
}

TEST_F(PlacesOfAFile, AreOnlyWhatCanBeShown) {
  MadePlaces made;
  made.add("192.0.2.1", 32, "Bergen\nop Zoom", "NL");
  made.add("192.0.2.2", 32, "Zo\xEB", "NL");
  made.add("192.0.2.3", 32, std::string(101, 'x'), "NL");
  made.add("192.0.2.4", 32, "Malm\xC3\xB6", "Sweden");
  made.add("192.0.2.5", 32, "", "nl");
  made.add("192.0.2.6", 32, "", "");
  made.add_value("192.0.2.7", 32, MadePlaces::number(7));
  made.add_value("192.0.2.8", 32, MadePlaces::map({{"city", MadePlaces::text("Utrecht")}}));
  made.add("192.0.2.9", 32, "Delft", "");
  made.write(file());
  const Places places{file(), folder()};
  EXPECT_EQ(found(places, "192.0.2.1"), "NL");
  EXPECT_EQ(found(places, "192.0.2.2"), "NL");
  EXPECT_EQ(found(places, "192.0.2.3"), "NL");
  EXPECT_EQ(found(places, "192.0.2.4"), "Malm\xC3\xB6");
  for (const char* address : {"192.0.2.5", "192.0.2.6", "192.0.2.7", "192.0.2.8"}) {
    EXPECT_EQ(found(places, address), "nothing") << address;
  }
  EXPECT_EQ(found(places, "192.0.2.9"), "Delft");
}

TEST_F(PlacesOfAFile, AreNoneOfAnInternalNetworkWhateverTheFileSays) {
  MadePlaces made;
  made.add("10.0.0.0", 8, "Springfield", "US");
  made.write(file());
  EXPECT_EQ(found(Places{file(), folder()}, "10.1.2.3"), "nothing");
}

TEST_F(PlacesOfAFile, AreReadAnewWhenAnotherFileStandsThere) {
  two_cities().write(file());
  Places places{file(), folder()};
  EXPECT_EQ(places.look_again().what, Places::Looked::unchanged);
  MadePlaces moved;
  moved.add("192.0.2.0", 24, "Zwolle", "NL");
  replace(moved.bytes());
  EXPECT_EQ(found(places, "192.0.2.77"), "Amersfoort, NL");
  EXPECT_EQ(places.look_again().what, Places::Looked::renewed);
  EXPECT_EQ(found(places, "192.0.2.77"), "Zwolle, NL");
}

TEST_F(PlacesOfAFile, StayWhenTheNewFileIsBrokenOrGone) {
  two_cities().write(file());
  Places places{file(), folder()};
  replace("not what it should be");
  const auto look = places.look_again();
  EXPECT_EQ(look.what, Places::Looked::refused);
  EXPECT_THAT(look.why, HasSubstr("places.mmdb cannot be used"));
  EXPECT_EQ(places.look_again().what, Places::Looked::unchanged) << "told once";
  std::filesystem::remove(file());
  EXPECT_EQ(places.look_again().what, Places::Looked::refused);
  EXPECT_EQ(found(places, "192.0.2.77"), "Amersfoort, NL");
}

TEST_F(PlacesOfAFile, StayWhenTheFileIsCutShortUnderThem) {
  two_cities().write(file());
  const Places places{file(), folder()};
  write("");
  EXPECT_EQ(found(places, "192.0.2.77"), "Amersfoort, NL");
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    EXPECT_EQ(entry.path(), file()) << "the copy has no name";
    ++files;
  }
  EXPECT_EQ(files, 1U);
}

TEST_F(PlacesOfAFile, AreRefusedWithWhatToDo) {
  EXPECT_THAT(why_refused(), AllOf(HasSubstr("places.mmdb"), HasSubstr("No such file"),
                                   HasSubstr("\"place_database\"")));
  write("");
  EXPECT_THAT(why_refused(), HasSubstr("cannot be used"));
  write("not what it should be");
  EXPECT_THAT(why_refused(), HasSubstr("cannot be used"));
  std::filesystem::remove(file());
  std::filesystem::create_directory(file());
  EXPECT_THAT(why_refused(), HasSubstr("directory"));
  std::filesystem::remove(file());
  two_cities().write(file());
  EXPECT_THROW((Places{file(), folder() / "nowhere"}), Refused);
}

TEST_F(PlacesOfAFile, SayWhatTheyAre) {
  two_cities().write(file());
  EXPECT_EQ(examine(file()).kind, "Made-City");
  EXPECT_EQ(examine(file()).made, at_unix_seconds(1'800'000'000));
  EXPECT_THROW(static_cast<void>(examine(folder() / "nowhere")), Refused);
}

// Whatever stands in the file: it is refused or knows less, and nothing worse.
TEST_F(PlacesOfAFile, BearEveryDamage) {
  const std::string whole = two_cities().bytes();
  const auto try_out = [&](const std::string& bytes) {
    write(bytes);
    try {
      const Places places{file(), folder()};
      for (const char* address :
           {"192.0.2.77", "203.0.113.200", "2001:db8:1:2::3", "255.255.255.255"}) {
        static_cast<void>(places.find(at(address)));
      }
    } catch (const Refused&) {
      return 1;
    }
    return 0;
  };
  int refused = 0;
  int tries = 0;
  for (std::size_t length = 0; length < whole.size(); length += 3, ++tries) {
    refused += try_out(whole.substr(0, length));
  }
  std::mt19937 chance{7};
  for (int i = 0; i < 1'500; ++i, ++tries) {
    std::string damaged = whole;
    for (auto changes = 1 + chance() % 4; changes > 0; --changes) {
      // Mostly where it matters: the leaves' values and what the file says of itself.
      const std::size_t from = chance() % 3 == 0 ? 0 : damaged.size() - 500;
      damaged[from + chance() % (damaged.size() - from)] = static_cast<char>(chance() % 256);
    }
    refused += try_out(damaged);
  }
  EXPECT_GT(refused, 100);
  EXPECT_LT(refused, tries) << "some damage is only seen where it is";
}

TEST(Places, WithoutAFileKnowNothing) {
  Places places;
  EXPECT_EQ(places.find(at("192.0.2.1")), std::nullopt);
  EXPECT_EQ(places.look_again().what, Places::Looked::unchanged);
}

TEST(Internal, AreAddressesThatNobodyHasOutside) {
  for (const char* address :
       {"10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "127.0.0.1",
        "169.254.1.1", "100.64.0.1", "100.127.255.255", "::1", "fd12:3456::1", "fe80::1",
        "::ffff:10.0.0.1"}) {
    EXPECT_TRUE(is_internal(at(address))) << address;
  }
  for (const char* address :
       {"9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.1.1", "192.169.1.1",
        "100.63.255.255", "100.128.0.0", "8.8.8.8", "::2", "2001:db8::1", "fec0::1"}) {
    EXPECT_FALSE(is_internal(at(address))) << address;
  }
}

TEST(PlacesThreads, MayBeReadWhileTheyAreRenewed) {
  std::string pattern = std::filesystem::temp_directory_path() / "sallyport-place-XXXXXX";
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  const std::filesystem::path folder = pattern;
  two_cities().write(folder / "a");
  Places places{folder / "a", folder};
  std::atomic<bool> over = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!over) EXPECT_EQ(places.find(at("192.0.2.77"))->text(), "Amersfoort, NL");
    });
  }
  for (int i = 0; i < 50; ++i) {
    two_cities().write(folder / "b");
    std::filesystem::rename(folder / "b", folder / "a");
    EXPECT_EQ(places.look_again().what, Places::Looked::renewed);
  }
  over = true;
  for (auto& reader : readers) reader.join();
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace sallyport::place
