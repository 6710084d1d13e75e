#include "knowledge/cma_runtime.h"

#include <cerrno>
#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(CmaRuntime, WhatAFullAreaAnswersDependsOnTheVersion) {
  EXPECT_EQ(cma_no_room_errno({6, 1}), ENOMEM);
  EXPECT_EQ(cma_no_room_errno({6, 12}), ENOMEM);
  EXPECT_EQ(cma_no_room_errno({6, 17}), std::nullopt);
  EXPECT_EQ(cma_no_room_errno({7, 2}), EBUSY);
}

}  // namespace
}  // namespace rampart
