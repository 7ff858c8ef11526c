#include "core/attempt/next_step.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace sallyport::attempt {
namespace {

std::vector<Progress> all_progress() {
  std::vector<Progress> all;
  for (unsigned bits = 0; bits < 32; ++bits) {
    for (const std::size_t organisations : {0U, 1U, 2U}) {
      all.push_back({.password_proved = (bits & 1U) != 0,
                     .factor_proved = (bits & 2U) != 0,
                     .has_factor = (bits & 4U) != 0,
                     .factor_required = (bits & 8U) != 0,
                     .organisations = organisations,
                     .organisation_chosen = (bits & 16U) != 0});
    }
  }
  return all;
}

// The table, read from the top: the first row that fits says what comes next.
struct Row {
  int password, factor, has, required, access, chosen;  // -1: either
  Step step;
};
constexpr std::array<Row, 9> table{{
    {0, -1, -1, -1, -1, -1, Step::password},
    {1, -1, -1, -1, 0, -1, Step::password},
    {1, 0, 1, 0, 1, -1, Step::factor},
    {1, 0, 1, 1, 1, -1, Step::factor},
    {1, 0, 0, 1, 1, -1, Step::activate},
    {1, 0, 0, 0, 1, 0, Step::organisation},
    {1, 0, 0, 0, 1, 1, Step::enter},
    {1, 1, -1, -1, 1, 0, Step::organisation},
    {1, 1, -1, -1, 1, 1, Step::enter},
}};

bool fits(int wanted, bool given) { return wanted == -1 || (wanted == 1) == given; }

bool fits(const Row& row, const Progress& given) {
  return fits(row.password, given.password_proved) && fits(row.factor, given.factor_proved) &&
         fits(row.has, given.has_factor) && fits(row.required, given.factor_required) &&
         fits(row.access, given.organisations > 0) && fits(row.chosen, given.organisation_chosen);
}

TEST(NextStep, IsWhatTheTableSaysForEveryCombination) {
  for (const Progress& progress : all_progress()) {
    int rows = 0;
    for (const Row& row : table) {
      if (!fits(row, progress)) continue;
      ++rows;
      EXPECT_EQ(next_step(progress), row.step);
    }
    EXPECT_EQ(rows, 1) << "each combination has one row";
  }
}

TEST(NextStep, NeverLetsInWithoutThePasswordOrWithoutAccess) {
  for (const Progress& progress : all_progress()) {
    if (progress.password_proved && progress.organisations > 0) continue;
    EXPECT_EQ(next_step(progress), Step::password);
  }
}

TEST(M5, LetsInWithThePasswordAloneBeforeTheDate) {
  EXPECT_EQ(next_step({.password_proved = true, .organisations = 1, .organisation_chosen = true}),
            Step::enter);
}

TEST(M6, AsksEverybodyWhoHasASecondFactorForItWhateverTheDate) {
  for (const Progress& progress : all_progress()) {
    if (!progress.has_factor || progress.factor_proved) continue;
    EXPECT_NE(next_step(progress), Step::enter);
    EXPECT_NE(next_step(progress), Step::organisation);
  }
}

TEST(M10, LeadsThroughActivationFromTheDateOn) {
  EXPECT_EQ(next_step({.password_proved = true,
                       .factor_required = true,
                       .organisations = 1,
                       .organisation_chosen = true}),
            Step::activate);
  for (const Progress& progress : all_progress()) {
    if (progress.factor_required && !progress.factor_proved) {
      EXPECT_NE(next_step(progress), Step::enter);
    }
  }
}

TEST(M14, AsksForTheOrganisationAfterTheSecondFactor) {
  EXPECT_EQ(next_step({.password_proved = true, .has_factor = true, .organisations = 2}),
            Step::factor);
  EXPECT_EQ(
      next_step(
          {.password_proved = true, .factor_proved = true, .has_factor = true, .organisations = 2}),
      Step::organisation);
}

TEST(M15, SkipsTheChooserWhenTheOrganisationIsChosen) {
  EXPECT_EQ(next_step({.password_proved = true,
                       .factor_proved = true,
                       .has_factor = true,
                       .organisations = 1,
                       .organisation_chosen = true}),
            Step::enter);
}

}  // namespace
}  // namespace sallyport::attempt
