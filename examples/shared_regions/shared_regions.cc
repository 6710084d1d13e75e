// A camera and a decoder share two regions of contiguous memory. Which of them gets memory from where is the
// configuration's decision, not this program's:
//
//   shared_regions [FILE] < /dev/null
//
// FILE is a line or a .toml as docs/contiguous.md has it. What was allocated is held until the standard input ends.
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include <rampart/contiguous.h>

namespace {

constexpr std::string_view built_in =
    "cma=frames=8M;common=16M:buddy cma_map=camera/frame=frames,common;decoder=common;*=common";

int refuse(const rampart::Error& error) {
  std::fprintf(stderr, "shared_regions: %s\n", to_string(error).c_str());
  return 1;
}

unsigned long kib_of(rampart::Bytes size) { return static_cast<unsigned long>(size.value >> 10); }

void tell(const rampart::Chunk& chunk) {
  std::printf("%s/%s: %lu KiB of %s at %lu KiB\n", chunk.device.c_str(), chunk.type.c_str(), kib_of(chunk.size),
              chunk.region.c_str(), kib_of(chunk.offset));
}

}  // namespace

int main(int argc, char** argv) {
  const auto config =
      argc > 1 ? rampart::load_contiguous_config(argv[1]) : rampart::parse_contiguous_line(built_in, "built in");
  if (!config) return refuse(config.error());
  auto regions = rampart::ContiguousRegions::make(*config);
  if (!regions) return refuse(regions.error());

  std::vector<rampart::Chunk> chunks;
  for (int frame = 0; frame < 3; ++frame) {  // the third no longer fits into 8 MiB, and falls back
    const auto chunk = regions->allocate("camera", "frame", rampart::mib(3), rampart::mib(1));
    if (!chunk) return refuse(chunk.error());
    chunks.push_back(*chunk);
  }
  const auto stream = regions->allocate("decoder", "", rampart::kib(100), rampart::kib(64));
  if (!stream) return refuse(stream.error());
  chunks.push_back(*stream);

  for (const rampart::Chunk& chunk : chunks) {
    const auto mapping = regions->map(chunk);
    if (!mapping) return refuse(mapping.error());
    std::ranges::fill((*mapping)->bytes(), std::byte{0x5a});
    tell(chunk);
  }
  for (const rampart::RegionStatistics& each : regions->statistics()) {
    std::printf("%s (%s): %lu of %lu KiB used, largest free %lu KiB\n", each.name.c_str(), each.allocator.c_str(),
                kib_of(each.used), kib_of(each.size), kib_of(each.largest));
  }
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  for (const rampart::Chunk& chunk : chunks) {
    if (const auto freed = regions->free(chunk); !freed) return refuse(freed.error());
  }
  return 0;
}
