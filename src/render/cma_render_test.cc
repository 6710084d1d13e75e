#include <gtest/gtest.h>

#include "render/cma_blocks_json.h"
#include "render/cma_json.h"
#include "render/cma_picture.h"
#include "render/cma_text.h"
#include "render/example_cma.h"
#include "render/golden.h"
#include "render/xml_checker.h"

namespace rampart {
namespace {

std::vector<CmaBitmapReport> reports_of(const CmaView& view) {
  static constexpr CmaAsked asked[] = {{mib(16)}, {mib(4)}};
  std::vector<CmaBitmapReport> reports;
  for (const CmaPoolView& pool : view.pools) {
    if (pool.has_bitmap()) reports.push_back(bitmap_report(pool, view, asked));
  }
  return reports;
}

void expect_golden(std::string_view file, const std::string& answer) {
  EXPECT_EQ(answer, golden(file, answer)) << "RAMPART_UPDATE_GOLDEN=1 writes " << file << " anew";
}

TEST(CmaRender, PoolsAreATable) {
  expect_golden("cma/list.txt", cma_list_text(example::pools(), std::nullopt, {}));
  expect_golden("cma/list-want.txt", cma_list_text(example::pools(), mib(8), {}));
  expect_golden("cma/list-hostile.txt", cma_list_text(example::hostile_pools(), mib(1), {}));
}

TEST(CmaRender, NoLineOfTheTableIsWiderThanTheTerminal) {
  const std::string text = cma_list_text(example::pools(), std::nullopt, {.width = 80, .colour = true});
  EXPECT_NE(text.find("…\n"), std::string::npos);
}

TEST(CmaRender, AListIsADocument) {
  expect_golden("cma/list.json", cma_list_json(example::pools(), std::nullopt));
  expect_golden("cma/list-want.json", cma_list_json(example::pools(), mib(8)));
  expect_golden("cma/list-hostile.json", cma_list_json(example::hostile_pools(), mib(1)));
}

TEST(CmaRender, ABitmapIsAStripOfBlocks) {
  const CmaView view = example::pools();
  expect_golden("cma/bitmap.txt", cma_bitmap_text(view, reports_of(view), {}));
  expect_golden("cma/bitmap-narrow-colour.txt", cma_bitmap_text(view, reports_of(view), {.width = 72, .colour = true}));
  const CmaView hostile = example::hostile_pools();
  expect_golden("cma/bitmap-hostile.txt", cma_bitmap_text(hostile, reports_of(hostile), {}));
}

TEST(CmaRender, ABitmapIsADocument) {
  const CmaView view = example::pools();
  expect_golden("cma/bitmap.json", cma_bitmap_json(view, reports_of(view)));
  const CmaView hostile = example::hostile_pools();
  expect_golden("cma/bitmap-hostile.json", cma_bitmap_json(hostile, reports_of(hostile)));
}

TEST(CmaRender, ABitmapIsAPicture) {
  const CmaView view = example::pools();
  expect_golden("cma/bitmap.svg", cma_picture(view, reports_of(view)));
}

TEST(CmaRender, EveryPictureIsWellFormedWhateverAPoolIsCalled) {
  const CmaView hostile = example::hostile_pools();
  EXPECT_EQ(XmlChecker::fault(cma_picture(hostile, reports_of(hostile))), "");
  EXPECT_EQ(XmlChecker::fault(cma_picture(example::pools(), {})), "");
  EXPECT_EQ(XmlChecker::fault(cma_picture(example::pools(), reports_of(example::pools()))), "");
}

TEST(CmaRender, ATestAllocationIsADocument) {
  CmaAllocReport report{.pool = "linux,cma",
                        .blocks = {{mib(4), PhysAddr{0x5c800000}}, {mib(4), std::nullopt}},
                        .refused = CmaRefusedBlock{mib(4), 12, "4 MiB refused (ENOMEM): the pool is 64 MiB"},
                        .stopped_by = "SIGINT",
                        .given_back = mib(8)};
  expect_golden("cma/alloc.json", cma_alloc_json(report));
  expect_golden("cma/alloc-kept.json", cma_alloc_json({.pool = "linux,cma", .kept = mib(8)}));
}

TEST(CmaRender, WhatWasGivenBackIsToldByWhatIsUsed) {
  const CmaFreeReport all{"linux,cma", std::nullopt, mib(12), mib(4)};
  EXPECT_EQ(cma_free_text(all), "linux,cma: gave back 8 MiB, 4 MiB still used\n");
  expect_golden("cma/free.json", cma_free_json(all));
  const CmaFreeReport less{"linux,cma", mib(16), mib(12), mib(4)};
  EXPECT_EQ(cma_free_text(less), "linux,cma: gave back 8 MiB of 16 MiB: no more of it was a test allocation\n");
  const CmaFreeReport unknown{"linux,cma", std::nullopt, std::nullopt, std::nullopt};
  EXPECT_EQ(cma_free_text(unknown), "linux,cma: done; how much is used cannot be read\n");
  expect_golden("cma/free-unknown.json", cma_free_json(unknown));
}

}  // namespace
}  // namespace rampart
