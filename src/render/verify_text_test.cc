#include "render/verify_text.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

using Answer = VerifiedRow::Answer;

VerifiedRow row(std::string name, Kind kind, std::uint64_t base, std::uint64_t size) {
  const auto range = PhysRange::make({base}, {size});
  return {
      .name = std::move(name), .kind = kind, .predicted = range, .real = range, .refusal = {}, .answer = Answer::Same};
}

/// The board of docs: two pools and a carve-out, all as predicted.
VerifyReport report() {
  VerifyReport r;
  r.board = "board.dts";
  r.release = "6.12.117";
  r.architecture = Architecture::Arm64;
  r.command_line = "console=ttyAMA0 panic=-1";
  r.loaded = {.kernel = PhysRange::make({0x80200000}, mib(6)),
              .initrd = PhysRange::make({0x80b00000}, mib(3)),
              .fdt = PhysRange::make({0x80a00000}, kib(4))};
  r.ram_base = PhysAddr{0x80000000};
  r.milliseconds = 1412;
  r.verification.rows = {row("linux,cma", Kind::Cma, 0xb0000000, 256 << 20),
                         row("vpu@90000000", Kind::Cma, 0x90000000, 128 << 20),
                         row("dsp@30000000", Kind::NoMap, 0xa0000000, 16 << 20)};
  r.verification.predicted_cma_total = mib(384);
  r.verification.real_cma_total = mib(384);
  r.verification.log_was_compared = true;
  return r;
}

/// Everything that can be otherwise than predicted.
VerifyReport differing() {
  VerifyReport r = report();
  auto& rows = r.verification.rows;
  rows[0].real = PhysRange::make({0xb4000000}, mib(256));
  rows[0].answer = Answer::Differs;
  rows[1].real = PhysRange::make({0x90000000}, {(128 << 20) - 4096});
  rows[1].answer = Answer::Differs;
  rows[2].real.reset();
  rows[2].answer = Answer::Missing;
  rows.push_back(row("given-up", Kind::Cma, 0xc0000000, 4 << 20));
  rows.back().real.reset();
  rows.back().answer = Answer::Differs;
  rows.push_back(row("reserved", Kind::Cma, 0xd0000000, 16 << 20));
  rows.back().predicted.reset();
  rows.back().answer = Answer::Unexpected;
  rows.push_back(row("ramoops@d8000000", Kind::Reserved, 0xd8000000, 1 << 20));
  rows.back().answer = Answer::NotTold;
  rows.push_back(
      {.name = "huge", .kind = {}, .predicted = {}, .real = {}, .refusal = "alloc_fail", .answer = Answer::Same});
  r.verification.real_cma_total = mib(400);
  r.verification.lines = {{"cma: Reserved 256 MiB at 0x00000000b0000000", true},
                          {"cma: Reserved 256 MiB at 0x00000000b4000000", false}};
  r.shift = std::uint64_t{1} << 30;
  r.notes = {"QEMU has no RAM at 0x40000000: every address of memory is moved up by 1 GiB"};
  return r;
}

VerifyReport panicked() {
  VerifyReport r = report();
  r.verification.outcome = BootOutcome::Panicked;
  r.verification.rows.clear();
  r.verification.real_cma_total.reset();
  r.verification.last_lines = {"Unable to handle kernel paging request at virtual address ffffff8000000000",
                               "Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b"};
  r.findings = {{.rule = "cma-outside-ram",
                 .severity = Severity::Error,
                 .message = "vpu has no RAM behind it: the kernel panics",
                 .help = "",
                 .regions = {"vpu"},
                 .locations = {}}};
  return r;
}

VerifyReport of_a_device() {
  VerifyReport r = report();
  r.source = VerifyReport::Source::Snapshot;
  r.observed = "device.tar.gz";
  r.ram_base.reset();
  r.milliseconds = 0;
  return r;
}

TEST(VerifyText, PredictedAndRealStandSideBySide) {
  expect_golden("golden/verify/same.txt", verify_text(report()));
  expect_golden("golden/verify/differing.txt", verify_text(differing()));
  expect_golden("golden/verify/panicked.txt", verify_text(panicked()));
  expect_golden("golden/verify/of-a-device.txt", verify_text(of_a_device()));
}

TEST(VerifyText, OfAMachineThatSaidNothingItSaysSo) {
  VerifyReport r = panicked();
  r.verification.outcome = BootOutcome::Hung;
  r.verification.last_lines.clear();
  r.verification.log_was_compared = false;
  r.findings.clear();
  EXPECT_EQ(verify_text(r),
            "Linux 6.12.117 arm64 in QEMU, RAM at 0x80000000 as on the board ... hung, and was ended after 1.4 s\n"
            "it did not boot, and told nothing of its layout until then\n");
}

TEST(VerifyText, TheDocumentHoldsTheSame) {
  expect_golden("golden/verify/same.json", verify_json(report()));
  expect_golden("golden/verify/differing.json", verify_json(differing()));
  expect_golden("golden/verify/panicked.json", verify_json(panicked()));
  expect_golden("golden/verify/of-a-device.json", verify_json(of_a_device()));
}

}  // namespace
}  // namespace rampart
