// Claim: a sample of `status --watch`, read and parsed, costs at most 1.5 times the CPU of the bare preads of the same
// open files. Run on any Linux; prints microseconds of CPU a sample and their ratio.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <vector>

#include "assemble/proc_sampler.h"
#include "host/live_tree.h"
#include "sources/buddyinfo.h"
#include "sources/iomem.h"
#include "sources/meminfo.h"
#include "sources/pressure.h"
#include "sources/swaps.h"
#include "sources/vmstat.h"
#include "sources/zoneinfo.h"
#include "sources/zram.h"

namespace rampart {
namespace {

double cpu_microseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// A file held open, as a sampler would by hand.
struct BareFile {
  std::string path;
  int descriptor = -1;
};

/// Every file that the sampler reads again in each sample.
std::vector<BareFile> open_files(const ProcSample& sample) {
  std::vector<std::string> paths = {"/proc/meminfo",         "/proc/vmstat", "/proc/buddyinfo", "/proc/zoneinfo",
                                    "/proc/pressure/memory", "/proc/iomem",  "/proc/swaps"};
  for (const ZramDevice& device : sample.zram) {
    for (const char* file : {"initstate", "disksize", "comp_algorithm", "mm_stat", "io_stat", "bd_stat"}) {
      paths.push_back("/sys/block/" + device.name + '/' + file);
    }
  }
  std::vector<BareFile> files;
  for (std::string& path : paths) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0) files.push_back({std::move(path), descriptor});
  }
  return files;
}

using Buffer = std::array<char, 65536>;

/// Reads each file up to its end, which only an empty read tells, and does nothing with it.
void read_whole(const std::vector<BareFile>& files, Buffer& buffer) {
  for (const BareFile& file : files) {
    off_t at = 0;
    for (ssize_t count = 1; count > 0; at += count) {
      count = pread(file.descriptor, buffer.data(), buffer.size(), at);
    }
  }
}

/// One pread of each file, which cuts off what is longer than a page: less than any reader can do with.
void read_once(const std::vector<BareFile>& files, Buffer& buffer) {
  for (const BareFile& file : files) {
    if (pread(file.descriptor, buffer.data(), buffer.size(), 0) < 0) std::perror(file.path.c_str());
  }
}

struct Cost {
  double best = 1e9;
  void add(double microseconds) { best = microseconds < best ? microseconds : best; }
};

template <typename Work>
double cost_of(int repetitions, Work&& work) {
  const double start = cpu_microseconds();
  for (int i = 0; i < repetitions; ++i) work();
  return (cpu_microseconds() - start) / repetitions;
}

/// What parsing alone costs, file by file.
template <typename Facts>
void print_parse_time(LiveTree& tree, const char* path,
                      Result<void> (*parse)(std::string_view, std::string_view, Facts&)) {
  std::string text;
  if (!tree.read(path, text)) return;
  Facts facts;
  Cost cost;
  for (int round = 0; round < 20; ++round) {
    cost.add(cost_of(200, [&] {
      if (!parse(text, path, facts)) std::fputs("not understood\n", stderr);
    }));
  }
  std::printf("  %-24s %6zu bytes %8.2f us\n", path, text.size(), cost.best);
}

int run() {
  LiveTree tree;
  ProcSampler sampler{tree};
  const std::vector<BareFile> files = open_files(sampler.sample());
  Buffer buffer{};
  Cost bare;
  Cost once;
  Cost full;
  for (int round = 0; round < 40; ++round) {
    bare.add(cost_of(200, [&] { read_whole(files, buffer); }));
    once.add(cost_of(200, [&] { read_once(files, buffer); }));
    full.add(cost_of(200, [&] { sampler.sample(); }));
  }
  std::printf("parsing alone:\n");
  print_parse_time(tree, "/proc/meminfo", read_meminfo);
  print_parse_time(tree, "/proc/vmstat", read_vmstat);
  print_parse_time(tree, "/proc/buddyinfo", read_buddyinfo);
  print_parse_time(tree, "/proc/zoneinfo", read_zoneinfo);
  print_parse_time(tree, "/proc/pressure/memory", read_pressure);
  print_parse_time(tree, "/proc/iomem", read_iomem);
  print_parse_time(tree, "/proc/swaps", read_swaps);
  print_parse_time(tree, "/sys/block/zram0/mm_stat", read_zram_mm_stat);
  std::printf("%zu files, us of CPU: a sample %.2f; bare preads to the end %.2f; one pread each %.2f\n", files.size(),
              full.best, bare.best, once.best);
  std::printf("ratio to the end %.3f (claimed: at most 1.5), to one pread each %.3f\n", full.best / bare.best,
              full.best / once.best);
  for (const BareFile& file : files) close(file.descriptor);
  return full.best <= bare.best * 1.5 ? 0 : 1;
}

}  // namespace
}  // namespace rampart

int main() { return rampart::run(); }
