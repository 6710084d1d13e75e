#include "analyses/verify/machine_plan.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "analyses/verify/board_ranges.h"
#include "analyses/verify/image_placing.h"
#include "analyses/verify/jump_stub.h"
#include "analyses/verify/machine_command_line.h"
#include "analyses/verify/machine_tree.h"
#include "base/size_text.h"

namespace rampart {
namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;
constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30;
constexpr std::uint64_t image_alignment = 2 * mebibyte;
/// RAM of the machine's own behind the board's: for the stub, and on riscv64 for the tree that QEMU itself makes.
constexpr std::uint64_t tail = 8 * mebibyte;

std::unexpected<Error> refused(Errc code, const BootSetup& setup, std::string what) {
  return std::unexpected(Error{code, {setup.tree.file, 0, 0}, std::move(what)});
}

std::optional<PhysRange> moved(const PhysRange& range, std::uint64_t shift) {
  return PhysRange::make({range.base().value + shift}, range.size());
}

std::vector<PhysRange> moved(const std::vector<PhysRange>& ranges, std::uint64_t shift) {
  std::vector<PhysRange> result;
  for (const PhysRange& range : ranges) {
    if (const auto there = moved(range, shift)) result.push_back(*there);
  }
  return result;
}

class MachinePlanner {
 public:
  explicit MachinePlanner(const MachineRequest& request) : request_{request}, board_{request.setup} {}

  Result<MachinePlan> plan() {
    if (auto done = choose_machine(); !done) return std::unexpected(std::move(done.error()));
    if (auto done = choose_ram(); !done) return std::unexpected(std::move(done.error()));
    auto nodes = parse_tree_nodes(request_.blob, board_.tree.file);
    if (!nodes) return std::unexpected(std::move(nodes.error()));
    nodes_ = std::move(*nodes);
    if (auto done = place_images(); !done) return std::unexpected(std::move(done.error()));
    if (auto done = describe_setup(); !done) return std::unexpected(std::move(done.error()));
    write_files();
    return std::move(plan_);
  }

 private:
  Result<void> choose_machine() {
    plan_.machine = virtual_machine(board_.architecture, board_.config);
    if (plan_.machine == nullptr) {
      return refused(Errc::Unsupported, board_,
                     fmt::format("no virtual machine boots {} with a device tree (expected arm64, arm or riscv64)",
                                 to_string(board_.architecture)));
    }
    const bool fits = (request_.kernel.kind == ImageKind::Arm64Image && is(Architecture::Arm64)) ||
                      (request_.kernel.kind == ImageKind::RiscvImage && is(Architecture::Riscv64)) ||
                      (request_.kernel.kind == ImageKind::ArmZImage && is(Architecture::Arm));
    if (!fits) {
      return std::unexpected(
          Error{Errc::Unsupported,
                {request_.kernel_path, 0, 0},
                fmt::format("a kernel of another architecture (expected {})", to_string(board_.architecture))});
    }
    return {};
  }

  bool is(Architecture architecture) const { return plan_.machine->architecture == architecture; }

  /// The board's own addresses if the machine can have RAM there, else all of them moved by whole GiB.
  Result<void> choose_ram() {
    banks_ = banks_of(board_);
    if (banks_.empty()) return refused(Errc::Malformed, board_, "no RAM (expected a memory node, or --ram BASE:SIZE)");
    const std::uint64_t first = banks_.front().base().value;
    const std::uint64_t ram_base = plan_.machine->ram_base.value;
    if (first < ram_base) plan_.shift = ram_base - first / gibibyte * gibibyte;
    banks_ = moved(banks_, plan_.shift);
    std::uint64_t last = 0;
    for (const PhysRange& bank : banks_) last = std::max(last, bank.last().value);
    if (banks_.empty() || last >= plan_.machine->ram_end) {
      return refused(Errc::Unsupported, board_,
                     fmt::format("RAM up to {:#x} (expected no address over {:#x}, which is what QEMU's machine has)",
                                 last - plan_.shift, plan_.machine->ram_end - 1 - plan_.shift));
    }
    ram_end_ = last + 1;
    plan_.ram_base = banks_.front().base();
    if (plan_.shift != 0) {
      plan_.notes.push_back(fmt::format("QEMU has no RAM at {:#x}: every address of memory is moved up by {} GiB",
                                        first, plan_.shift / gibibyte));
    }
    return {};
  }

  /// What the machine's firmware keeps, if a kernel would take it for free RAM.
  std::optional<PhysRange> firmware() const {
    const auto kept = PhysRange::make(plan_.machine->ram_base, plan_.machine->firmware);
    if (!kept) return std::nullopt;
    const bool in_ram = std::ranges::any_of(banks_, [&](const PhysRange& bank) { return bank.overlaps(*kept); });
    const bool reserved =
        std::ranges::any_of(fixed_reservations(board_, Kept::FromEveryone), [&](const PhysRange& range) {
          const auto there = moved(range, plan_.shift);
          return there && there->base() <= kept->base() && there->last() >= kept->last();
        });
    return in_ram && !reserved ? kept : std::nullopt;
  }

  /// Where QEMU writes in any case: at the start of RAM, and on riscv64 its own tree, below 3 GiB and at the end of RAM
  /// (hw/riscv/boot.c of 7.2, riscv_load_fdt).
  std::vector<PhysRange> taken_by_qemu() const {
    std::vector<PhysRange> taken;
    if (const auto range = PhysRange::make(plan_.machine->ram_base, plan_.machine->taken_by_qemu))
      taken.push_back(*range);
    if (is(Architecture::Riscv64)) {
      constexpr std::uint64_t tree_size = mebibyte;
      const std::uint64_t end = std::min(machine_end(), 3 * gibibyte);
      const std::uint64_t tree = (end - tree_size) / image_alignment * image_alignment;
      if (const auto range = PhysRange::make({tree}, {tree_size})) taken.push_back(*range);
    }
    return taken;
  }

  bool has_tail() const { return ram_end_ + tail <= plan_.machine->ram_end; }
  std::uint64_t machine_end() const { return has_tail() ? rounded_up(ram_end_ + tail, 2 * mebibyte) : ram_end_; }

  std::string console() const {
    const VirtualMachine& machine = *plan_.machine;
    if (!request_.early_console || machine.early_console.empty()) return std::string{machine.console};
    return fmt::format("{} {}", machine.early_console, machine.console);
  }

  MachineTreeInput tree_input(PhysRange initrd) const {
    return {.board = nodes_,
            .tree = board_.tree,
            .architecture = plan_.machine->architecture,
            .shift = plan_.shift,
            .ram = board_.ram,
            .cmdline = machine_command_line(board_.command_line, fmt::format("{} panic=-1 rdinit=/init", console()),
                                            plan_.shift),
            .initrd = initrd,
            .firmware = firmware(),
            .total_size = static_cast<std::uint32_t>(
                std::min<std::uint64_t>(board_.loaded.fdt ? board_.loaded.fdt->size().value : 0, max_blob_size))};
  }

  Result<void> place_images() {
    ImagePlacing placing{banks_, moved(fixed_reservations(board_, Kept::All), plan_.shift)};
    for (const PhysRange& taken : taken_by_qemu()) placing.take(taken);
    const PhysAddr start = banks_.front().base();
    if (auto done = place_kernel(placing, start); !done) return done;

    const auto any_initrd = PhysRange::make({0}, {1});
    const auto first_blob = machine_tree(tree_input(*any_initrd));
    if (!first_blob) return std::unexpected(first_blob.error());
    const std::uint64_t behind = image_->base().value + image_->size().value + (is(Architecture::Arm) ? mebibyte : 0);
    fdt_ = loaded_or_placed(placing, board_.loaded.fdt, {first_blob->size()}, image_alignment, behind);
    if (!fdt_) return refused(Errc::OutOfRange, board_, "RAM has no room for the device tree");

    std::uint64_t size = request_.initramfs.size();
    if (board_.loaded.initrd) size = std::max(size, board_.loaded.initrd->size().value);
    initrd_ = loaded_or_placed(placing, board_.loaded.initrd, {size}, mebibyte, fdt_->last().value + 1);
    if (!initrd_) return refused(Errc::OutOfRange, board_, "RAM has no room for the initramfs of this check");
    return check_images();
  }

  std::optional<PhysRange> loaded_or_placed(ImagePlacing& placing, const std::optional<PhysRange>& loaded, Bytes size,
                                            std::uint64_t alignment, std::uint64_t from) const {
    if (!loaded) return placing.place(size, alignment, from);
    const auto range = PhysRange::make({loaded->base().value + plan_.shift}, size);
    if (range) placing.take(*range);
    return range;
  }

  /// Where the image is put, and what the kernel keeps for itself: on arm these are two places, since a zImage unpacks
  /// itself to the start of RAM.
  Result<void> place_kernel(ImagePlacing& placing, PhysAddr start) {
    const bool is_arm = is(Architecture::Arm);
    const Bytes size = is_arm ? request_.kernel_file : request_.kernel.image_size.value_or(request_.kernel_file);
    if (is_arm) {
      const std::uint64_t unpacked = rounded_up(start.value, image_alignment);
      kernel_ = unpacked_kernel(unpacked);
      if (!kernel_) return refused(Errc::Unsupported, board_, "a zImage that does not tell its size unpacked");
      if (const auto target = PhysRange::make({unpacked}, {kernel_->last().value + 1 - unpacked}))
        placing.take(*target);
      // It takes the 128 MiB in which it runs for the start of RAM (arch/arm/boot/compressed/head.S, AUTO_ZRELADDR).
      const std::uint64_t window_end = rounded_up(unpacked + 1, 128 * mebibyte);
      image_ = placing.place(size, mebibyte, unpacked + 16 * mebibyte, window_end);
    } else {
      image_ = loaded_or_placed(placing, board_.loaded.kernel, size, image_alignment, start.value + image_alignment);
      kernel_ = image_;
    }
    if (!image_) return refused(Errc::OutOfRange, board_, "RAM has no room for the kernel");
    return {};
  }

  /// What the unpacked kernel of a zImage reserves: with read-only kernel code it begins a section above its headers,
  /// 1 MiB, or 2 MiB with LPAE (SECTION_SHIFT of arch/arm/include/asm/pgtable-*level.h).
  std::optional<PhysRange> unpacked_kernel(std::uint64_t start) const {
    if (!request_.kernel.image_size) return std::nullopt;
    const std::uint64_t end = start + request_.kernel.text_offset + request_.kernel.image_size->value;
    const bool by_section = board_.config.layout.strict_kernel_rwx.value_or(true);
    const std::uint64_t section = has_32_bit_addresses(board_) ? mebibyte : 2 * mebibyte;
    const std::uint64_t base = start + (by_section ? section : request_.kernel.text_offset);
    return end > base ? PhysRange::make({base}, {end - base}) : std::nullopt;
  }

  Result<void> check_images() const {
    const std::pair<std::string_view, PhysRange> images[] = {{"kernel", *image_}, {"fdt", *fdt_}, {"initrd", *initrd_}};
    const std::vector<PhysRange> taken = taken_by_qemu();
    for (const auto& [name, range] : images) {
      if (range.base() < plan_.machine->ram_base || range.last().value >= ram_end_) {
        return refused(Errc::OutOfRange, board_, fmt::format("--loaded {}: outside RAM", name));
      }
      for (const PhysRange& each : taken) {
        if (!each.overlaps(range)) continue;
        return refused(
            Errc::OutOfRange, board_,
            fmt::format("--loaded {}: QEMU keeps {:#x}..{:#x} to itself", name, each.base().value, each.last().value));
      }
      for (const auto& [other_name, other] : images) {
        if (name != other_name && range.overlaps(other)) {
          return refused(Errc::OutOfRange, board_,
                         fmt::format("--loaded: {} and {} overlap ({} takes {} here)", name, other_name, other_name,
                                     size_text(other.size())));
        }
      }
    }
    return {};
  }

  Result<void> describe_setup() {
    auto blob = machine_tree(tree_input(*initrd_));
    if (!blob) return std::unexpected(std::move(blob.error()));
    auto tree = parse_dtb(*blob, board_.tree.file);
    if (!tree) return std::unexpected(std::move(tree.error()));
    const auto fdt = PhysRange::make(fdt_->base(), {tree->total_size});
    plan_.setup = board_;
    plan_.setup.tree = std::move(*tree);
    plan_.setup.command_line = parse_command_line(plan_.setup.tree.chosen->bootargs.value_or(""), "command line");
    plan_.setup.parameters = memory_parameters(plan_.setup.command_line);
    plan_.setup.loaded = {.kernel = kernel_, .initrd = initrd_, .fdt = fdt};
    plan_.setup.ram.clear();  // the tree says it now
    plan_.files.push_back({"board.dtb", std::move(*blob)});
    return {};
  }

  void write_files() {
    std::string initramfs = request_.initramfs;
    initramfs.resize(static_cast<std::size_t>(initrd_->size().value), '\0');
    plan_.files.push_back({"initramfs", std::move(initramfs)});
    // The stub lies behind the board's RAM, or where RAM ends at the machine's last address, in what QEMU keeps.
    const std::uint64_t stub_at =
        has_tail() ? rounded_up(ram_end_, mebibyte) : plan_.machine->ram_base.value + 2 * mebibyte - 4096;
    const std::uint64_t ram = machine_end() - plan_.machine->ram_base.value;
    plan_.files.push_back({"stub", jump_stub(plan_.machine->architecture, image_->base(), fdt_->base(), {stub_at})});

    auto& arguments = plan_.arguments;
    arguments = {std::string{plan_.machine->program}, "-M",
                 fmt::format("{},memory-backend=ram", plan_.machine->machine)};
    // Not reserved on the host: a board's holes cost nothing.
    const std::string size = fmt::format("{}M", ram / mebibyte);
    arguments.insert(arguments.end(),
                     {"-object", fmt::format("memory-backend-ram,id=ram,reserve=off,size={}", size), "-m", size});
    if (!plan_.machine->cpu.empty()) arguments.insert(arguments.end(), {"-cpu", std::string{plan_.machine->cpu}});
    arguments.insert(arguments.end(),
                     {"-nodefaults", "-display", "none", "-serial", "stdio", "-monitor", "none", "-no-reboot"});
    const auto load = [&](const std::string& file, PhysAddr at) {
      arguments.insert(arguments.end(),
                       {"-device", fmt::format("loader,file={},addr={:#x},force-raw=on", file, at.value)});
    };
    load(request_.kernel_path, image_->base());
    load("@/board.dtb", fdt_->base());
    load("@/initramfs", initrd_->base());
    if (is(Architecture::Riscv64)) {
      arguments.insert(arguments.end(), {"-kernel", "@/stub"});
    } else {
      load("@/stub", {stub_at});
      arguments.insert(arguments.end(), {"-device", fmt::format("loader,addr={:#x},cpu-num=0", stub_at)});
    }
  }

  const MachineRequest& request_;
  const BootSetup& board_;
  MachinePlan plan_;
  TreeNode nodes_;
  std::vector<PhysRange> banks_;  ///< Moved already.
  std::uint64_t ram_end_ = 0;
  std::optional<PhysRange> image_;
  std::optional<PhysRange> kernel_;
  std::optional<PhysRange> fdt_;
  std::optional<PhysRange> initrd_;
};

}  // namespace

Result<MachinePlan> plan_machine(const MachineRequest& request) { return MachinePlanner{request}.plan(); }

}  // namespace rampart
