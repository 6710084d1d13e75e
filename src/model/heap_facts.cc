#include <rampart/model/heap_facts.h>

namespace rampart {

std::string_view to_string(HeapBacking backing) {
  switch (backing) {
    case HeapBacking::System:
      return "system";
    case HeapBacking::Cma:
      return "cma";
    case HeapBacking::Vendor:
      return "vendor";
    case HeapBacking::StandIn:
      return "stand-in";
  }
  return "";
}

}  // namespace rampart
