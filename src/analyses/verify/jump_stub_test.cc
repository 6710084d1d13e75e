#include "analyses/verify/jump_stub.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

/// Bytes as hexadecimal words of four, little-endian.
std::string words_of(std::string_view bytes) {
  std::string text;
  for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4) {
    std::uint32_t word = 0;
    for (std::size_t i = 4; i-- > 0;) word = word << 8 | static_cast<unsigned char>(bytes[at + i]);
    char part[10];
    std::snprintf(part, sizeof part, "%08x ", word);
    text += part;
  }
  return text;
}

TEST(JumpStub, Arm64JumpsWithTheTreeInX0) {
  const std::string stub = jump_stub(Architecture::Arm64, {0x140200000}, {0x148000000}, {});
  EXPECT_EQ(words_of(stub),
            "580000c0 aa1f03e1 aa1f03e2 aa1f03e3 58000084 d61f0080 48000000 00000001 40200000 00000001 ");
}

TEST(JumpStub, ArmJumpsWithTheTreeInR2) {
  const std::string stub = jump_stub(Architecture::Arm, {0x42000000}, {0x48000000}, {});
  EXPECT_EQ(words_of(stub), "e3a00000 e3e01000 e59f2000 e59ff000 48000000 42000000 ");
}

TEST(JumpStub, Riscv64IsAnElfFileThatLiesWhereItSays) {
  const std::string stub = jump_stub(Architecture::Riscv64, {0x80200000}, {0x88000000}, {0xc0000000});
  EXPECT_EQ(stub.substr(0, 4),
            "\x7f"
            "ELF");
  EXPECT_EQ(words_of(stub.substr(24, 8)), "c0000000 00000000 ");       // entry
  EXPECT_EQ(words_of(stub.substr(64 + 24, 8)), "c0000000 00000000 ");  // physical address
  EXPECT_EQ(words_of(stub.substr(120)), "00000297 0102b583 0182b303 00030067 88000000 00000000 80200000 00000000 ");
}

}  // namespace
}  // namespace rampart
