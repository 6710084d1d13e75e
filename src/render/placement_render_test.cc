#include <gtest/gtest.h>

#include "render/golden.h"
#include "render/placement_text.h"

namespace rampart {
namespace {

/// Two blocks that do not fit, as far as was searched.
struct Example {
  PlacementProblem problem{.blocks = {{.size = 700, .lower = 0, .upper = 4, .fixed_offset = {}},
                                      {.size = 300, .lower = 3, .upper = 9, .fixed_offset = {}}},
                           .capacity = 1'010,
                           .alive_together = {}};
  PlacementAnswer answer{.offsets = {0, 720},
                         .height = 1'020,
                         .lower_bound = 1'000,
                         .peak_load = 1'000,
                         .peak_blocks = {0, 1},
                         .steps = 3};
  PlacementView view{.file = "in.csv",
                     .ids = {"frame", "model"},
                     .problem = problem,
                     .answer = answer,
                     .first_fit_height = 1'500,
                     .largest_first_height = 1'020};
};

TEST(PlacementText, AGapIsToldAndThatTheCapacityIsNotRuledOut) {
  const Example example;
  EXPECT_EQ(placement_text(example.view, {}),
            "in.csv: 2 blocks, height 1020, lower bound 1000: lower is not ruled out, by 2.00 % at most\n"
            "no placement found within capacity 1010: 10 too high, but not proven to be impossible (a longer --seconds "
            "may find one)\n"
            "\n"
            "ALLOCATOR                HEIGHT  x BOUND\n"
            "this placement             1020    1.020\n"
            "largest first              1020    1.020\n"
            "first fit in time order    1500    1.500\n");
}

TEST(PlacementText, WhatCannotFitNamesThePeak) {
  Example example;
  example.problem.capacity = 999;
  const std::string text = placement_text(example.view, {});
  EXPECT_NE(text.find("cannot fit capacity 999: 1 more is needed whatever the placement\n"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("\n2 blocks are alive together and take 1000: frame model\n")) << text;
}

TEST(PlacementText, NothingHasNoMultiples) {
  const PlacementProblem problem;
  const PlacementAnswer answer;
  const PlacementView view{.file = "in.csv", .ids = {}, .problem = problem, .answer = answer};
  EXPECT_EQ(placement_text(view, {}),
            "in.csv: 0 blocks, height 0, lower bound 0: no placement is lower\n"
            "\n"
            "ALLOCATOR                HEIGHT  x BOUND\n"
            "this placement                0        -\n"
            "largest first                 0        -\n"
            "first fit in time order       0        -\n");
}

TEST(PlacementJson, TheAnswerIsOneDocument) {
  const Example example;
  const std::string json = placement_json(example.view);
  EXPECT_EQ(json, golden("plan/csv.json", json));
}

}  // namespace
}  // namespace rampart
