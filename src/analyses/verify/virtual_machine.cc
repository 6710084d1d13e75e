#include "analyses/verify/virtual_machine.h"

#include <initializer_list>

namespace rampart {
namespace {

constexpr VirtualMachine arm64_machine{.architecture = Architecture::Arm64,
                                       .program = "qemu-system-aarch64",
                                       .machine = "virt",
                                       .cpu = "cortex-a53",
                                       .ram_base = {0x40000000},
                                       .ram_end = 0x40000000 + (std::uint64_t{255} << 30),
                                       .console = "console=ttyAMA0 earlycon=pl011,0x9000000",
                                       .early_console = "",
                                       .firmware = {},
                                       .taken_by_qemu = mib(1)};
// The early console is asked for only once a boot has said nothing: what is printed while its mapping changes would
// itself end the boot.
constexpr VirtualMachine arm_machine{.architecture = Architecture::Arm,
                                     .program = "qemu-system-arm",
                                     .machine = "virt,highmem=off",
                                     .cpu = "cortex-a15",
                                     .ram_base = {0x40000000},
                                     .ram_end = std::uint64_t{1} << 32,
                                     .console = "console=ttyAMA0",
                                     .early_console = "earlycon=pl011,0x9000000",
                                     .firmware = {},
                                     .taken_by_qemu = mib(1)};
constexpr VirtualMachine riscv64_machine{.architecture = Architecture::Riscv64,
                                         .program = "qemu-system-riscv64",
                                         .machine = "virt",
                                         .cpu = "",
                                         .ram_base = {0x80000000},
                                         .ram_end = 0x80000000 + (std::uint64_t{256} << 30),
                                         .console = "console=ttyS0 earlycon=uart8250,mmio,0x10000000",
                                         .early_console = "",
                                         .firmware = kib(512),
                                         .taken_by_qemu = kib(512)};

/// The Cortex-A53 has no pages of 16 KiB.
constexpr VirtualMachine arm64_machine_of_16k = [] {
  VirtualMachine machine = arm64_machine;
  machine.cpu = "cortex-a76";
  return machine;
}();
/// With LPAE there is RAM above 4 GiB.
constexpr VirtualMachine arm_machine_with_lpae = [] {
  VirtualMachine machine = arm_machine;
  machine.machine = "virt";
  machine.ram_end = 0x40000000 + (std::uint64_t{255} << 30);
  return machine;
}();

std::string words(std::initializer_list<std::string_view> list) {
  std::string bytes;
  for (const std::string_view word : list) {
    bytes += word;
    bytes.push_back('\0');
  }
  return bytes;
}

void begin_cpus(DtbBuilder& tree, std::string_view compatible) {
  tree.begin_node("cpus");
  tree.cells("#address-cells", {1});
  tree.cells("#size-cells", {0});
  if (compatible == "riscv") tree.cells("timebase-frequency", {10'000'000});
  tree.begin_node("cpu@0");
  tree.string("device_type", "cpu");
  tree.string("compatible", compatible);
  tree.cells("reg", {0});
}

void end_cpus(DtbBuilder& tree) {
  tree.end_node();
  tree.end_node();
}

/// A bus with cells of its own, so that the root's may be the board's.
void begin_bus(DtbBuilder& tree) {
  tree.begin_node("virtual-machine");
  tree.string("compatible", "simple-bus");
  tree.cells("#address-cells", {2});
  tree.cells("#size-cells", {2});
  tree.property("ranges");
}

/// The form of a GIC's interrupts: shared or private, number, flags.
constexpr std::uint32_t shared_interrupt = 0;
constexpr std::uint32_t private_interrupt = 1;
constexpr std::uint32_t level_high = 4;
constexpr std::uint32_t level_high_on_cpu_0 = 0x104;

void write_arm_nodes(DtbBuilder& tree, std::string_view cpu, std::uint32_t gic, std::uint32_t clock) {
  begin_cpus(tree, cpu);
  end_cpus(tree);
  tree.begin_node("psci");
  tree.property("compatible", words({"arm,psci-1.0", "arm,psci-0.2"}));
  tree.string("method", "hvc");
  tree.end_node();
  tree.begin_node("timer");
  tree.property("compatible", words({"arm,armv8-timer", "arm,armv7-timer"}));
  tree.property("always-on");
  tree.cells("interrupts", {private_interrupt, 13, level_high_on_cpu_0, private_interrupt, 14, level_high_on_cpu_0,
                            private_interrupt, 11, level_high_on_cpu_0, private_interrupt, 10, level_high_on_cpu_0});
  tree.end_node();
  tree.begin_node("apb-pclk");
  tree.string("compatible", "fixed-clock");
  tree.cells("#clock-cells", {0});
  tree.cells("clock-frequency", {24'000'000});
  tree.cells("phandle", {clock});
  tree.end_node();
  begin_bus(tree);
  tree.begin_node("intc@8000000");
  tree.string("compatible", "arm,cortex-a15-gic");
  tree.property("interrupt-controller");
  tree.cells("#interrupt-cells", {3});
  tree.cells("#address-cells", {0});
  tree.cells("reg", {0, 0x8000000, 0, 0x10000, 0, 0x8010000, 0, 0x10000});
  tree.cells("phandle", {gic});
  tree.end_node();
  tree.begin_node("pl011@9000000");
  tree.property("compatible", words({"arm,pl011", "arm,primecell"}));
  tree.cells("reg", {0, 0x9000000, 0, 0x1000});
  tree.cells("interrupts", {shared_interrupt, 1, level_high});
  tree.cells("clocks", {clock, clock});
  tree.property("clock-names", words({"uartclk", "apb_pclk"}));
  tree.end_node();
  tree.end_node();
}

void write_riscv_nodes(DtbBuilder& tree, std::uint32_t plic, std::uint32_t cpu_interrupts, std::uint32_t test) {
  begin_cpus(tree, "riscv");
  tree.string("status", "okay");
  tree.string("mmu-type", "riscv,sv48");
  tree.string("riscv,isa", "rv64imafdc");
  tree.string("riscv,isa-base", "rv64i");
  tree.property("riscv,isa-extensions", words({"i", "m", "a", "f", "d", "c", "zicsr", "zifencei", "zicntr"}));
  tree.begin_node("interrupt-controller");
  tree.string("compatible", "riscv,cpu-intc");
  tree.property("interrupt-controller");
  tree.cells("#interrupt-cells", {1});
  tree.cells("phandle", {cpu_interrupts});
  tree.end_node();
  end_cpus(tree);
  begin_bus(tree);
  tree.begin_node("plic@c000000");
  tree.property("compatible", words({"sifive,plic-1.0.0", "riscv,plic0"}));
  tree.property("interrupt-controller");
  tree.cells("#interrupt-cells", {1});
  tree.cells("#address-cells", {0});
  tree.cells("riscv,ndev", {0x5f});
  tree.cells("reg", {0, 0xc000000, 0, 0x600000});
  tree.cells("interrupts-extended", {cpu_interrupts, 11, cpu_interrupts, 9});
  tree.cells("phandle", {plic});
  tree.end_node();
  tree.begin_node("serial@10000000");
  tree.string("compatible", "ns16550a");
  tree.cells("reg", {0, 0x10000000, 0, 0x100});
  tree.cells("interrupt-parent", {plic});
  tree.cells("interrupts", {10});
  tree.cells("clock-frequency", {3'686'400});
  tree.end_node();
  tree.begin_node("test@100000");
  tree.property("compatible", words({"sifive,test1", "sifive,test0", "syscon"}));
  tree.cells("reg", {0, 0x100000, 0, 0x1000});
  tree.cells("phandle", {test});
  tree.end_node();
  tree.end_node();
  tree.begin_node("poweroff");
  tree.string("compatible", "syscon-poweroff");
  tree.cells("regmap", {test});
  tree.cells("offset", {0});
  tree.cells("value", {0x5555});
  tree.end_node();
}

}  // namespace

const VirtualMachine* virtual_machine(Architecture architecture, const MemoryConfig& config) {
  switch (architecture) {
    case Architecture::Arm64:
      return config.pages.page_size == kib(16) ? &arm64_machine_of_16k : &arm64_machine;
    case Architecture::Arm:
      return config.layout.lpae == true ? &arm_machine_with_lpae : &arm_machine;
    case Architecture::Riscv64:
      return &riscv64_machine;
    case Architecture::X86_64:
      break;
  }
  return nullptr;
}

void write_machine_nodes(DtbBuilder& tree, Architecture architecture, std::uint32_t first_phandle) {
  switch (architecture) {
    case Architecture::Arm64:
      return write_arm_nodes(tree, "arm,cortex-a53", first_phandle, first_phandle + 1);
    case Architecture::Arm:
      return write_arm_nodes(tree, "arm,cortex-a15", first_phandle, first_phandle + 1);
    case Architecture::Riscv64:
      return write_riscv_nodes(tree, first_phandle, first_phandle + 1, first_phandle + 2);
    case Architecture::X86_64:
      return;
  }
}

}  // namespace rampart
