#include <cstdint>
#include <cstdlib>
#include <vector>

#include "sources/placement_csv.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto rows = rampart::parse_placement_csv({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!rows) {
    if (rows.error().where.line == 0 || rows.error().where.column == 0) std::abort();
    return 0;
  }
  for (const rampart::PlacementRow& row : *rows) {
    if (row.id.empty() || row.size == 0 || row.lower >= row.upper) std::abort();
  }
  // What is written is read as the same, wherever it stands then.
  const auto again =
      rampart::parse_placement_csv(rampart::placement_csv(*rows, std::vector<std::uint64_t>(rows->size())), "fuzz");
  if (!again || again->size() != rows->size()) std::abort();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    rampart::PlacementRow row = (*rows)[i];
    row.line = (*again)[i].line;
    if (row != (*again)[i]) std::abort();
  }
  return 0;
}
