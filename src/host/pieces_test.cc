#include "host/pieces.h"

#include <fstream>
#include <gtest/gtest.h>

#include "host/test_directory.h"

namespace rampart {
namespace {

TEST(Pieces, TogetherAreTheFile) {
  const TestDirectory folder;
  const std::string text(piece_size * 2 + 17, 'x');
  std::ofstream{folder / "log", std::ios::binary} << text;
  std::string read;
  std::size_t longest = 0;
  ASSERT_TRUE(read_pieces(folder / "log", [&](std::string_view piece) {
    read += piece;
    longest = std::max(longest, piece.size());
    return true;
  }));
  EXPECT_EQ(read, text);
  EXPECT_LE(longest, piece_size);
}

TEST(Pieces, StopWhenNobodyWantsMore) {
  const TestDirectory folder;
  std::ofstream{folder / "log", std::ios::binary} << std::string(piece_size * 2, 'x');
  int pieces = 0;
  ASSERT_TRUE(read_pieces(folder / "log", [&](std::string_view) { return ++pieces < 1; }));
  EXPECT_EQ(pieces, 1);
}

TEST(Pieces, AFileThatIsNotThereIsTold) {
  const TestDirectory folder;
  const auto read = read_pieces(folder / "none", [](std::string_view) { return true; });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Errc::NotFound);
  EXPECT_EQ(read.error().where.file, folder / "none");
  EXPECT_FALSE(read_pieces(folder.path(), [](std::string_view) { return true; }));
}

}  // namespace
}  // namespace rampart
