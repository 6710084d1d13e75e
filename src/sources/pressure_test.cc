#include "sources/pressure.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(Pressure, AveragesKeepTheirTwoDecimals) {
  const auto pressure = parse_pressure(
      "some avg10=1.25 avg60=0.07 avg300=100.00 total=123456789\n"
      "full avg10=0.00 avg60=0.00 avg300=99.99 total=5\n",
      "memory");
  ASSERT_TRUE(pressure);
  EXPECT_EQ(pressure->some, (Stall{{125}, {7}, {10000}, 123456789}));
  EXPECT_EQ(pressure->full, (Stall{{0}, {0}, {9999}, 5}));
}

TEST(Pressure, TheOldFileOfTheProcessorHasNoFullLine) {
  const auto pressure = parse_pressure("some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n", "cpu");
  ASSERT_TRUE(pressure);
  EXPECT_TRUE(pressure->some);
  EXPECT_EQ(pressure->full, std::nullopt);
}

TEST(Pressure, LaterFieldsAndLinesAreSkipped) {
  const auto pressure =
      parse_pressure("none avg10=x\nsome avg10=0.00 avg60=0.00 avg300=0.00 total=7 more=1\n", "memory");
  ASSERT_TRUE(pressure);
  EXPECT_EQ(pressure->some->total_us, 7u);
}

TEST(Pressure, ALineOfAnotherFormIsRefusedWhereItBreaks) {
  for (const auto& [line, column] : {std::pair<std::string_view, std::size_t>{"some", 5},
                                     {"some avg10=0.0 avg60=0.00 avg300=0.00 total=0", 15},
                                     {"some avg10=0 avg60=0.00 avg300=0.00 total=0", 13},
                                     {"some avg10=99999999999.00 avg60=0.00", 23},
                                     {"some avg10=0.00 avg60=0.00 total=0", 28},
                                     {"some avg10=0.00 avg60=0.00 avg300=0.00 total=x", 46},
                                     {"some avg10=0.00 avg60=0.00 avg300=0.00 total=0x", 47}}) {
    const auto pressure = parse_pressure(line, "memory");
    ASSERT_FALSE(pressure) << line;
    EXPECT_EQ(pressure.error().where, (SourcePos{"memory", 1, column})) << line;
    EXPECT_EQ(pressure.error().what,
              "no stall times (expected avg10=<percent> avg60=<percent> avg300=<percent> total=<number>)");
  }
}

TEST(Pressure, ReadingAgainForgetsWhatWasReadBefore) {
  Pressure pressure;
  ASSERT_TRUE(read_pressure("full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n", "memory", pressure));
  ASSERT_TRUE(read_pressure("some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n", "memory", pressure));
  EXPECT_EQ(pressure.full, std::nullopt);
}

}  // namespace
}  // namespace rampart
