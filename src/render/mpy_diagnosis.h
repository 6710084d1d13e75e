#pragma once

#include <string>

#include "analyses/python/diagnosis.h"
#include "render/map_table.h"

namespace rampart {

/// A row for each question with what is known and the line that tells it, what to give where nothing is, then the
/// causes as `explain` shows them.
std::string mpy_diagnosis_text(const PythonDiagnosis& diagnosis, const TableStyle& style);

/// Schema rampart.mpy-diagnose/1.
std::string mpy_diagnosis_json(const PythonDiagnosis& diagnosis);

}  // namespace rampart
