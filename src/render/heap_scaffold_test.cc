#include "render/heap_scaffold.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "render/golden.h"

namespace rampart {
namespace {

std::string error_of(const HeapScaffold& wanted) {
  const auto files = heap_scaffold(wanted);
  return files ? "" : to_string(files.error());
}

TEST(HeapScaffold, TheKernelForTestsIsBuiltFromWhatAUserGets) {
  const auto files = heap_scaffold({.name = "camera", .pool = {}, .size = mib(32)});
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 3U);
  for (const ScaffoldFile& file : *files) EXPECT_EQ(golden("heap-scaffold/" + file.name, file.content), file.content);
}

TEST(HeapScaffold, AModuleAsksTheKernelsOwnCmaHeap) {
  const auto files =
      heap_scaffold({.name = "vpu@50000000", .driver = HeapScaffold::Driver::CmaHeapAdd, .pool = "vpu_mem"});
  ASSERT_TRUE(files);
  EXPECT_EQ(files->at(0).name, "vpu_50000000-heap.dtsi");
  EXPECT_EQ(
      files->at(0).content,
      "/*\n * The heap /dev/dma_heap/vpu@50000000 and its CMA pool: include this at the end of the board's file.\n "
      "*/\n/ {\n\tvpu_50000000-heap {\n\t\tcompatible = \"rampart,vpu_50000000-heap\";\n\t\tmemory-region = "
      "<&vpu_mem>;\n\t};\n};\n");
  EXPECT_EQ(files->at(1).name, "vpu_50000000_heap.c");
  EXPECT_NE(files->at(1).content.find("err = cma_heap_add(dev->cma_area, NULL);"), std::string::npos);
  EXPECT_EQ(files->at(1).content.find('@'), std::string::npos) << "every place is filled";
  EXPECT_EQ(files->at(2).content, "obj-m += vpu_50000000_heap.o\n");
}

TEST(HeapScaffold, APoolWithAPlaceHasARegAndItsUnitAddress) {
  const auto files = heap_scaffold({.name = "npu", .pool = {}, .size = gib(6), .base = PhysAddr{0x180000000}});
  ASSERT_TRUE(files);
  EXPECT_NE(files->at(0).content.find("npu_pool: npu@180000000 {"), std::string::npos);
  EXPECT_NE(files->at(0).content.find("reg = <0x1 0x80000000 0x1 0x80000000>;"), std::string::npos);
}

TEST(HeapScaffold, WhatCannotBeANameIsRefused) {
  EXPECT_EQ(error_of({.name = "a/b", .pool = {}, .size = mib(1)}),
            "NAME: a/b: no name of a heap (expected a letter, then at most 30 of letters, digits and ,._+-@)");
  EXPECT_NE(error_of({.name = "", .pool = {}, .size = mib(1)}), "");
  EXPECT_NE(error_of({.name = std::string(32, 'a'), .pool = {}, .size = mib(1)}), "");
  EXPECT_NE(error_of({.name = "a\"b", .pool = {}, .size = mib(1)}), "");
  EXPECT_EQ(error_of({.name = "vpu", .pool = "vpu-mem"}),
            "--pool: vpu-mem: no label (expected one of the board's tree, as vpu_mem)");
  EXPECT_EQ(error_of({.name = "vpu", .pool = {}}),
            "--size: no size (expected --size SIZE for a new pool, or --pool LABEL for one of the board)");
}

}  // namespace
}  // namespace rampart
