#include "render/mpy_diagnosis.h"

#include <cstddef>
#include <gtest/gtest.h>
#include <string>

#include "analyses/python/test_diagnosis.h"
#include "base/lines.h"
#include "base/printable.h"
#include "base/test_data.h"
#include "render/golden.h"

namespace rampart {
namespace {

/// A sample of tests/data/samples under a short name.
PythonDiagnosis of_sample(const std::string& sample, std::string module = {}, Language language = Language::English) {
  return diagnosed({{"paste.txt", test_data("samples/" + sample)}}, std::move(module), language);
}

void expect_golden_answers(const std::string& name, const PythonDiagnosis& diagnosis) {
  const std::string text = mpy_diagnosis_text(diagnosis, {.width = 100, .colour = false});
  const std::string json = mpy_diagnosis_json(diagnosis);
  EXPECT_EQ(text, golden("mpy-diagnose/" + name + ".txt", text));
  EXPECT_EQ(json, golden("mpy-diagnose/" + name + ".json", json));
}

TEST(MpyDiagnosis, TheDocumentedCase) {
  expect_golden_answers("n16r8-internal-ram-only", of_sample("micropython/esp32s3-n16r8-1.23-issue15630.txt", "N16R8"));
}

TEST(MpyDiagnosis, TheDocumentedCaseInChinese) {
  expect_golden_answers("n16r8-internal-ram-only.zh",
                        of_sample("micropython/esp32s3-n16r8-1.23-issue15630.txt", "N16R8", Language::Chinese));
}

TEST(MpyDiagnosis, WhatIsMissingIsAskedFor) {
  expect_golden_answers("nobody-names-the-module", of_sample("micropython/esp32s3-n16r8-1.23-issue15630.txt"));
}

TEST(MpyDiagnosis, AHealthyBoard) {
  expect_golden_answers("pros3-healthy", of_sample("micropython/pros3-8mb-1.20-371-growing-heap.txt"));
}

TEST(MpyDiagnosis, ABootLogOfAWrongBuild) {
  expect_golden_answers("quad-build-boot-loop",
                        of_sample("espidf/psram-id-error-yd-esp32-s3-micropython.txt", "N16R8"));
}

TEST(MpyDiagnosis, AHostileTextIsShownAsText) {
  const auto diagnosis = diagnosed({{"p\x1b[31m", "MicroPython v1\x1b[2J on 2024; \xff\x07 with ESP32S3\n"}});
  const std::string text = mpy_diagnosis_text(diagnosis, {.width = 100, .colour = false});
  EXPECT_FALSE(text.contains('\x1b'));
  EXPECT_FALSE(text.contains('\x07'));
}

TEST(MpyDiagnosis, NoRowIsWiderThanTheTerminal) {
  const auto diagnosis = of_sample("micropython/esp32s3-n16r8-1.23-issue15630.txt", "N16R8");
  const std::string text = mpy_diagnosis_text(diagnosis, {.width = 60, .colour = false});
  const std::string table = text.substr(text.find("QUESTION"), text.find("\n1  ") - text.find("QUESTION"));
  std::size_t rows = 0;
  for (const Line line : Lines{table}) {
    EXPECT_LE(display_width(line.text), 60U) << line.text;
    rows += !line.text.empty();
  }
  EXPECT_EQ(rows, 9U);
}

}  // namespace
}  // namespace rampart
