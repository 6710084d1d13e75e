#include "host/trace_recorder.h"

#include <filesystem>
#include <gtest/gtest.h>

#include "host/test_directory.h"

namespace rampart {
namespace {

/// Recording itself needs a kernel: tests/guest/cma_simulation_test.py does it in one.

/// The instances of a folder that stands for tracefs.
std::size_t instances(const TestDirectory& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator{folder / "instances"}, {}));
}

TEST(TraceRecorder, WithoutTracefsTheRemedyIsTold) {
  const TestDirectory folder;
  const auto recorder = TraceRecorder::start("cma", folder / "tracing");
  ASSERT_FALSE(recorder);
  EXPECT_EQ(recorder.error().code, Errc::NotFound);
  EXPECT_EQ(recorder.error().where.file, folder / "tracing");
  EXPECT_EQ(recorder.error().what,
            "no tracefs there (expected it mounted: mount -t tracefs tracefs /sys/kernel/tracing, as root, of a kernel "
            "with CONFIG_FTRACE)");
}

TEST(TraceRecorder, WhatCouldNotBeginLeavesNoInstance) {
  const TestDirectory folder;
  std::filesystem::create_directories(folder / "instances");
  const auto recorder = TraceRecorder::start("cma", folder.path());
  ASSERT_FALSE(recorder);
  EXPECT_EQ(recorder.error().code, Errc::NotFound);
  EXPECT_TRUE(recorder.error().where.file.ends_with("/trace_pipe")) << recorder.error().where.file;
  EXPECT_EQ(instances(folder), 0U);
}

TEST(TraceRecorder, WhoMayNotMakeAnInstanceIsTold) {
  const TestDirectory folder;
  std::filesystem::create_directories(folder / "instances");
  EXPECT_TRUE(holds_for_nobody([&] {
    const auto recorder = TraceRecorder::start("cma", folder.path());
    return !recorder && recorder.error().code == Errc::NoPermission;
  }));
}

}  // namespace
}  // namespace rampart
