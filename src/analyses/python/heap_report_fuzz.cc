#include <cstdlib>

#include "analyses/python/heap_report.h"

/// The runs of an area make its size, used and free no more than that; objects are what the areas hold; every finding
/// says where.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto paste = rampart::parse_python_paste({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!paste) return 0;
  const rampart::PythonReport report = rampart::python_report(*paste);
  if (report.heaps.size() != paste->dumps.size()) std::abort();
  for (const rampart::PythonHeapReport& heap : report.heaps) {
    rampart::Bytes used;
    for (const rampart::PythonAreaReport& area : heap.areas) {
      rampart::Bytes all;
      for (const rampart::Occupancy::Run& run : area.occupancy.runs) all = rampart::saturating_add(all, run.size);
      if (all != area.size || rampart::saturating_add(area.used, area.free) > all) std::abort();
      if (area.largest_free > area.free) std::abort();
      used = rampart::saturating_add(used, area.used);
    }
    for (const rampart::PythonObjectSum& sum : heap.objects) used = rampart::saturating_sub(used, sum.size);
    if (used != rampart::Bytes{} || heap.fragmentation > 100u || heap.block == rampart::Bytes{}) std::abort();
  }
  for (const rampart::Finding& finding : report.findings) {
    if (finding.locations.empty() || finding.locations[0].where.line == 0) std::abort();
  }
  return 0;
}
