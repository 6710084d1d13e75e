#include "cli/plan_board.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

#include "analyses/plan/plain_board.h"
#include "cli/tree_input.h"
#include "knowledge/architecture.h"

namespace rampart {
namespace {

Result<std::optional<Device>> device_of(const Workload& workload) {
  if (workload.board.device.empty()) return std::nullopt;
  std::vector<Device> devices = built_in_devices();
  const auto found = std::ranges::find(devices, workload.board.device, &Device::id);
  if (found != devices.end()) return std::move(*found);
  std::string known;
  for (const Device& device : devices) known += (known.empty() ? "" : ", ") + device.id;
  return std::unexpected(
      Error{Errc::NotFound, workload.board.where,
            fmt::format("device {} is not known (expected one of {})", workload.board.device, known)});
}

/// What the workload says and no option does.
void complete(SetupOptions& options, const Workload& workload) {
  const WorkloadBoard& board = workload.board;
  if (options.kernels.empty() && !board.kernel.empty()) options.kernels.push_back(board.kernel);
  if (options.architecture.empty()) options.architecture = board.arch;
  if (!options.cmdline) options.cmdline = board.cmdline;
}

}  // namespace

Result<PlanTarget> plan_target(Context& context, const Workload& workload, const std::string& folder,
                               const std::string& board, SetupOptions& options) {
  PlanTarget target;
  auto device = device_of(workload);
  if (!device) return std::unexpected(std::move(device.error()));
  target.device = std::move(*device);
  const std::string& arch = workload.board.arch;
  if (!arch.empty() && !architecture_from(arch)) {
    return std::unexpected(Error{Errc::Malformed, workload.board.where,
                                 "arch " + arch + " is not known (expected arm64, arm, riscv64 or x86-64)"});
  }
  complete(options, workload);
  std::string tree = board;
  if (tree.empty() && !workload.board.tree.empty())
    tree = (std::filesystem::path{folder} / workload.board.tree).string();
  TreeInput input{options.include_dirs};
  if (!tree.empty()) {
    auto opened = open_board_tree(context, tree, {}, options.include_dirs);
    if (!opened) return std::unexpected(std::move(opened.error()));
    input = std::move(*opened);
    // A tree of all variants of a board leaves the RAM to the boot loader.
    if (options.ram.empty()) {
      for (const PhysRange& bank : workload.board.ram) {
        options.ram.push_back(fmt::format("{:#x}:{:#x}", bank.base().value, bank.size().value));
      }
    }
  } else {
    auto plain = plain_board(workload, target.device ? &*target.device : nullptr);
    if (!plain) return std::unexpected(std::move(plain.error()));
    target.notes = std::move(plain->notes);
    input.open_blob(std::move(plain->blob), "board");
  }
  target.blob = input.blob();
  auto read = input.finish();
  if (!read) return std::unexpected(std::move(read.error()));
  auto setup = setup_of(context, options, std::move(*read));
  if (!setup) return std::unexpected(std::move(setup.error()));
  target.setup = std::move(*setup);
  return target;
}

}  // namespace rampart
