#pragma once

#include "analyses/check/check_report.h"

// For the tests of this folder: an answer of `check` with everything in it.
namespace rampart::example {

inline CheckReport checked() {
  CheckReport report;
  report.kernels = {{6, 12}};
  report.kernel_stated = true;
  BoardCheck a{.file = "boards/rb3 gen2.dts",
               .architecture = Architecture::Arm64,
               .region_count = 12,
               .findings = {},
               .places = {{"/reserved-memory/wpss@84800000", "0x84800000..0x861fffff"},
                          {"/reserved-memory/adsp@86100000", "0x86100000..0x888fffff"}}};
  BoardCheck b{
      .file = "boards/idp.dts", .architecture = Architecture::Arm64, .region_count = 3, .findings = {}, .places = {}};
  report.boards = {a, b};
  report.findings = {
      {{.rule = "overlap",
        .severity = Severity::Error,
        .message = "wpss@84800000 runs 1 MiB into adsp@86100000",
        .help = "shrink wpss@84800000 to 0x1900000, or move adsp@86100000 to 0x86200000",
        .regions = {"wpss@84800000", "adsp@86100000"},
        .locations = {{{"boards/qcs6490.dtsi", 23, 5}, "/reserved-memory/wpss@84800000"},
                      {{"boards/qcs6490.dtsi", 128, 5}, "/reserved-memory/adsp@86100000"}},
        .effect = "Linux 6.12 prints OVERLAP DETECTED! and keeps both: their owners overwrite each other"},
       {0, 1},
       ""},
      {{.rule = "cmdline-bypasses-tree",
        .severity = Severity::Warning,
        .message = "cma=64M takes the place of linux,cma",
        .help = "",
        .regions = {"linux,cma"},
        .locations = {{{"boards/idp.dts", 9, 13}, "cma=64M"}}},
       {1},
       ""},
      {{.rule = "suppression-unused",
        .severity = Severity::Note,
        .message = "nothing is found of misaligned at *",
        .help = "remove the suppression",
        .regions = {},
        .locations = {{{"accepted.toml", 7, 1}, "misaligned"}}},
       {},
       ""},
  };
  report.suppressed = {{{.rule = "unit-address-mismatch",
                         .severity = Severity::Error,
                         .message = "gpu@0 begins at 0xd4000000, not at the address of its name",
                         .help = "",
                         .regions = {"gpu@0"},
                         .locations = {{{"boards/idp.dtb", 0, 0}, "/reserved-memory/gpu@0"}}},
                        {1},
                        "the loader renames it"}};
  return report;
}

}  // namespace rampart::example
