#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string_view>

#include "analyses/check/check.h"
#include "analyses/check/rules.h"
#include "sources/cmdline.h"
#include "sources/memory_parameters.h"

/// The first byte chooses the kernel, the second the architecture and the boot loader, then the command line up to a
/// newline, the tree. Each finding is of a known rule, says something and points somewhere, the worst come first, and
/// a second look finds the same.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  if (size < 3) return 0;
  constexpr KernelVersion kernels[] = {{5, 4}, {5, 10}, {6, 1}, {6, 6}, {6, 12}, {6, 19}, {7, 2}};
  constexpr std::string_view boot_loaders[] = {"", "grub", "u-boot", "extlinux", "syslinux"};
  const std::string_view text{reinterpret_cast<const char*>(data) + 2, size - 2};
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return 0;
  auto tree = parse_dtb(text.substr(end + 1), "fuzz");
  if (!tree) return 0;
  BootSetup setup;
  setup.tree = std::move(*tree);
  setup.command_line = parse_command_line(text.substr(0, end), "cmdline");
  setup.parameters = memory_parameters(setup.command_line);
  setup.kernel = kernels[data[0] % std::size(kernels)];
  setup.architecture = static_cast<Architecture>(data[1] % 4);
  CheckExtras extras;
  extras.boot_loader = boot_loaders[data[1] / 4 % std::size(boot_loaders)];
  extras.baseline = &setup.tree;
  const std::vector<Finding> findings = check(setup, extras);
  for (const Finding& finding : findings) {
    if (find_rule(finding.rule) == nullptr || finding.message.empty()) std::abort();
    // Past the limit of one rule a finding only says that there are more.
    if (finding.locations.empty() && !finding.message.starts_with("there are more")) std::abort();
  }
  if (!std::ranges::is_sorted(findings, {}, &Finding::severity)) std::abort();
  if (check(setup, extras) != findings) std::abort();
  return 0;
}
