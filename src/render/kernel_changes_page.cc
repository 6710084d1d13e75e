#include "render/kernel_changes_page.h"

#include <fmt/format.h>

#include "analyses/predict/prediction.h"

namespace rampart {
namespace {

std::string releases_of(const KernelChange& change) {
  std::string text = to_string(change.since);
  for (const KernelVersion& first : change.stable) {
    if (first.major != 0) text += ", " + to_string(first);
  }
  return text;
}

}  // namespace

std::string kernel_changes_page() {
  std::string page =
      "# What kernel versions do differently\n\n"
      "Made by `tests/update_golden.sh` from src/knowledge/kernel_behaviour.cc, the one table by which `predict`, "
      "`check`\nand `verify` tell versions apart. Read and check it against the kernel's history.\nA release behind "
      "the first one is that of an older stable\nseries that took the change back.\n\n"
      "| since | change | what the kernel does from then on | known from | |\n| --- | --- | --- | --- | --- |\n";
  for (const KernelChange& change : kernel_changes()) {
    page += fmt::format("| {} | {} | {} | {} | {} |\n", releases_of(change), change.id, change.what, change.source,
                        to_string(change.evidence));
  }
  return page;
}

}  // namespace rampart
