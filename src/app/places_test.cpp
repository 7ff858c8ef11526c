// From the setting to the site: places that the operator's file knows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/place/place_file_for_tests.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport::app {
namespace {

using testing::HasSubstr;

std::string place_of(testkit::Service& service, std::string_view address) {
  const auto place = service.service().site().places.find(*Address::parse(address));
  return place ? place->text() : "nothing";
}

void look_for_another_file(testkit::Service& service) {
  for (const jobs::Job& job : service.service().jobs()) {
    if (job.name == std::string_view{"places"}) job.run(service.clock.now());
  }
}

TEST(PlacesOfThePortal, AreNoneUnlessTheOperatorSuppliesAFile) {
  testkit::Service service;
  EXPECT_EQ(place_of(service, "192.0.2.1"), "nothing");
  look_for_another_file(service);
}

TEST(PlacesOfThePortal, ComeFromTheFileThatStandsThere) {
  const testkit::Folder folder;
  Settings settings = testkit::test_settings();
  settings.database = folder.path() / "sallyport.db";
  settings.place_database = folder.path() / "places.mmdb";
  EXPECT_THROW(testkit::Service{settings}, place::Refused);

  place::MadePlaces first;
  first.add("192.0.2.0", 24, "Amersfoort", "NL");
  first.write(settings.place_database);
  testkit::Service service{settings};
  EXPECT_EQ(place_of(service, "192.0.2.1"), "Amersfoort, NL");

  std::ofstream{settings.place_database} << "broken";
  look_for_another_file(service);
  EXPECT_EQ(place_of(service, "192.0.2.1"), "Amersfoort, NL");
  EXPECT_THAT(service.log_lines().back(), HasSubstr("places_refused"));

  place::MadePlaces second;
  second.add("192.0.2.0", 24, "Zwolle", "NL");
  second.write(settings.place_database);
  look_for_another_file(service);
  EXPECT_EQ(place_of(service, "192.0.2.1"), "Zwolle, NL");
  EXPECT_THAT(service.log_lines().back(), HasSubstr("places_in_use"));
}

}  // namespace
}  // namespace sallyport::app
