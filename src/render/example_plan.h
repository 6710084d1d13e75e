#pragma once

#include "analyses/plan/plan_answer.h"
#include "analyses/plan/test_workload.h"

// For the tests of this folder: answers of `plan` with everything in them.
namespace rampart::example {

inline Plan not_fitting() {
  Plan plan;
  plan.workload.name = "language model";
  plan.device_name = "Sipeed MaixCAM2 1 GiB";
  plan.workload.demands = {test_demand("llm", "npu", mib(1536)), test_demand("frame", "camera", {3'110'400}, 4)};
  plan.workload.needs = {{"system", mib(256), {}}};
  plan.scenarios = {{"chat", {0, 1}}};
  plan.uses = {{{}, {}}};
  plan.conflict = {
      {"llm"}, "cmm needs 1.5 GiB in one piece, and of 1 GiB RAM the longest free range is 1 GiB", true, true};
  return plan;
}

/// Camera and decoder that share a pool of their own, and a display that can do with single pages.
inline Plan fitting() {
  Plan plan;
  plan.workload.name = "video <call>";
  plan.workload.devices = {{"camera", "/soc/camera@1000", {}, {}}, {"decoder", "", {}, {}}, {"display", "", {}, {}}};
  plan.workload.demands = {test_demand("frames", "camera", mib(10), 2), test_demand("picture", "decoder", mib(20)),
                           test_demand("table", "decoder", kib(256)), test_demand("screen", "display", {8'294'400}, 2)};
  plan.workload.demands[3].rule = "1920x1080 XR24, stride 7680";
  plan.scenarios = {{"record", {0, 3}}, {"play", {1, 2, 3}}};
  PlannedPool video;
  video.name = "video";
  video.kind = PoolKind::NoMap;
  video.fixed_offsets = true;
  video.devices = {"camera", "decoder"};
  video.demands = {0, 1, 2};
  video.below = PhysAddr{0x8000'0000};
  video.alignment = mib(1);
  video.wanted = {mib(40).value + kib(256).value};
  video.lower_bound = video.height = {mib(20).value + kib(256).value};
  video.is_proven = true;
  video.first_fit = {mib(40).value + kib(256).value};
  video.size = mib(21);
  video.margins = {{kib(768), "rounded up to 1 MiB"}};
  video.place = PhysRange::make({0x7eb0'0000}, mib(21));
  video.buffers = {{0, 0, {}, mib(10)}, {0, 1, mib(10), mib(10)}, {1, 0, {}, mib(20)}, {2, 0, mib(20), kib(256)}};
  PlannedPool pages;
  pages.name = "system";
  pages.devices = {"display"};
  pages.demands = {3};
  pages.alignment = kib(4);
  pages.wanted = pages.lower_bound = pages.height = {2 * 8'294'400};
  pages.is_proven = true;
  plan.pools = {video, pages};
  plan.uses = {{{mib(20), pages.height}, mib(700)}, {{video.height, pages.height}, mib(699)}};
  plan.linux_share = {.ram = gib(1),
                      .kept = mib(4),
                      .planned = mib(21),
                      .page_structures = mib(16),
                      .needs = mib(256),
                      .lent = {},
                      .left = mib(983)};
  plan.configuration.edits = {
      AddNode{"/", "reserved-memory", "", {{"ranges", std::monostate{}}}, ""},
      AddNode{"/reserved-memory",
              "video@7eb00000",
              "plan_video",
              {{"reg", std::vector<TreeCell>{std::uint32_t{0}, std::uint32_t{0x7eb0'0000}, std::uint32_t{0},
                                             std::uint32_t{0x150'0000}}},
               {"no-map", std::monostate{}}},
              ""},
      SetProperty{"/soc/camera@1000",
                  {"memory-region", std::vector<TreeCell>{NodeReference{"/reserved-memory/video@7eb00000"}}}}};
  plan.configuration.settings = {{".config", "CONFIG_DMABUF_HEAPS_SYSTEM", "y", "buffers that need not be contiguous"}};
  plan.configuration.regions = "cma=video=21M@0x7eb00000/1M:first-fit cma_map=camera=video;decoder=video";
  plan.findings = {{.rule = "overlap",
                    .severity = Severity::Note,
                    .message = "nothing of weight",
                    .help = "",
                    .regions = {"video@7eb00000"},
                    .locations = {}}};
  plan.notes = {"nothing tells where the RAM lies: 1 GiB from 0x40000000 are assumed"};
  return plan;
}

}  // namespace rampart::example
