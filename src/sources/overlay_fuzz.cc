#include <cstdlib>

#include "sources/device_tree.h"
#include "sources/overlay.h"

/// The input is the base, and behind it, where its header says that it ends, the overlay.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto base = parse_dtb(input, "base");
  if (!base) return 0;
  const NamedBlob overlays[] = {{input.substr(base->total_size), "overlay"}};
  const auto applied = apply_overlays({input.substr(0, base->total_size), "base"}, overlays);
  if (!applied) {
    const std::string& file = applied.error().where.file;
    if (file != "base" && file != "overlay") std::abort();  // an error says in which of the two it is
    return 0;
  }
  const auto result = parse_dtb(*applied, "result");  // what comes out is a tree, unless it became too deep or large
  if (!result && result.error().code != Errc::TooLarge) std::abort();
  return 0;
}
