#include "analyses/verify/jump_stub.h"

#include <cstddef>
#include <initializer_list>

namespace rampart {
namespace {

/// Little-endian numbers, one after the other.
class Bytecode {
 public:
  template <typename Number>
  void add(Number number) {
    for (std::size_t i = 0; i < sizeof number; ++i) {
      bytes_.push_back(static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i) & 0xff));
    }
  }
  void words(std::initializer_list<std::uint32_t> list) {
    for (const std::uint32_t word : list) add(word);
  }
  void bytes(std::string_view text) { bytes_ += text; }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

std::string arm64_stub(PhysAddr kernel, PhysAddr fdt) {
  Bytecode code;
  code.words({0x580000c0,    // ldr x0, fdt
              0xaa1f03e1,    // mov x1, xzr
              0xaa1f03e2,    // mov x2, xzr
              0xaa1f03e3,    // mov x3, xzr
              0x58000084,    // ldr x4, kernel
              0xd61f0080});  // br x4
  code.add(fdt.value);
  code.add(kernel.value);
  return code.take();
}

std::string arm_stub(PhysAddr kernel, PhysAddr fdt) {
  Bytecode code;
  code.words({0xe3a00000,    // mov r0, #0
              0xe3e01000,    // mvn r1, #0: no machine number
              0xe59f2000,    // ldr r2, fdt
              0xe59ff000});  // ldr pc, kernel
  code.add(static_cast<std::uint32_t>(fdt.value));
  code.add(static_cast<std::uint32_t>(kernel.value));
  return code.take();
}

/// The firmware leaves the hart's number in a0.
std::string riscv_stub(PhysAddr kernel, PhysAddr fdt) {
  Bytecode code;
  code.words({0x00000297,    // auipc t0, 0
              0x0102b583,    // ld a1, 16(t0)
              0x0182b303,    // ld t1, 24(t0)
              0x00030067});  // jr t1
  code.add(fdt.value);
  code.add(kernel.value);
  return code.take();
}

/// An executable of one segment, which is to be at its physical address.
std::string elf_file(std::string_view code, std::uint16_t machine, PhysAddr at) {
  constexpr std::uint16_t header_size = 64;
  constexpr std::uint16_t segment_header_size = 56;
  constexpr std::uint64_t code_at = header_size + segment_header_size;
  Bytecode file;
  file.bytes(
      {"\x7f"
       "ELF\2\1\1\0\0\0\0\0\0\0\0\0",
       16});                   // 64 bits, little-endian
  file.add(std::uint16_t{2});  // executable
  file.add(machine);
  file.add(std::uint32_t{1});
  file.add(at.value);                    // entry
  file.add(std::uint64_t{header_size});  // where the segment headers are
  file.add(std::uint64_t{0});            // no section headers
  file.add(std::uint32_t{0});            // flags
  file.add(header_size);
  file.add(segment_header_size);
  file.add(std::uint16_t{1});
  for (int i = 0; i < 3; ++i) file.add(std::uint16_t{0});  // of sections: size, number, names

  file.add(std::uint32_t{1});  // to be loaded
  file.add(std::uint32_t{5});  // may be read and executed
  file.add(code_at);
  file.add(at.value);
  file.add(at.value);
  file.add(std::uint64_t{code.size()});
  file.add(std::uint64_t{code.size()});
  file.add(std::uint64_t{8});
  file.bytes(code);
  return file.take();
}

}  // namespace

std::string jump_stub(Architecture architecture, PhysAddr kernel, PhysAddr fdt, PhysAddr at) {
  constexpr std::uint16_t elf_riscv = 243;
  switch (architecture) {
    case Architecture::Arm64:
      return arm64_stub(kernel, fdt);
    case Architecture::Arm:
      return arm_stub(kernel, fdt);
    case Architecture::Riscv64:
      return elf_file(riscv_stub(kernel, fdt), elf_riscv, at);
    case Architecture::X86_64:
      break;
  }
  return {};
}

}  // namespace rampart
