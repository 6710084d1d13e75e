#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace rampart {

/// What of interest a statement typed at a prompt prints: a line with these numbers.
struct PythonAsk {
  enum class Item { MemAlloc, MemFree };
  std::vector<Item> items;  ///< In the order of the line.
  bool has_text = false;    ///< Words stand between the numbers: `print("free", gc.mem_free())`.
  friend bool operator==(const PythonAsk&, const PythonAsk&) = default;
};

/// The statements of one line typed at MicroPython's prompt.
struct PythonStatements {
  std::vector<PythonAsk> asks;    ///< In order.
  bool has_collect = false;       ///< A gc.collect() before the first ask: a host's build answers with a number.
  bool has_others = false;        ///< Statements before the last ask that may print anything.
  bool is_of_executable = false;  ///< idf_heap_info(HEAP_EXEC): not of the memory that data may use.
  friend bool operator==(const PythonStatements&, const PythonStatements&) = default;
};

/// Reads `import gc; gc.collect(); gc.mem_free()  # bytes`. A call is known by its name, whatever it is called on.
PythonStatements parse_python_statements(std::string_view text);

}  // namespace rampart
