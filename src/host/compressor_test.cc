#include "host/compressor.h"

#include <cstdint>
#include <gtest/gtest.h>

namespace rampart {
namespace {

constexpr std::size_t page_size = 4096;

void fill_with_noise(std::span<char> page) {
  std::uint32_t noise = 1;
  for (char& byte : page) {
    noise = noise * 1664525U + 1013904223U;
    byte = static_cast<char>(noise >> 24);
  }
}

void fill_with_words(std::span<char> page) {
  constexpr std::string_view words = "where every byte of a device's memory goes; ";
  for (std::size_t i = 0; i < page.size(); ++i) page[i] = words[i % words.size()];
}

TEST(Compressor, SameFilledPagesNoiseAndWordsAreToldApart) {
  const PageBuffer pages{4, page_size};  // the first is zeros
  std::ranges::fill(pages.page(1), 'x');
  fill_with_noise(pages.page(2));
  fill_with_words(pages.page(3));
  for (const std::string_view algorithm : library_algorithms) {
    const Compressed made = compress_pages(algorithm, pages);
    EXPECT_EQ(made.same_pages, 2U) << algorithm;
    EXPECT_EQ(made.incompressible_pages, 1U) << algorithm;
    const std::uint64_t words = made.compressed - page_size;
    EXPECT_GT(words, 40U) << algorithm;
    EXPECT_LT(words, 160U) << algorithm;
    EXPECT_EQ(made.memory, page_size + (words + 15) / 16 * 16) << algorithm;
  }
}

TEST(Compressor, APageOfTwoBytesInTurnIsSameFilledForAMachineWord) {
  const PageBuffer pages{1, page_size};
  for (std::size_t i = 0; i < page_size; ++i) pages.page(0)[i] = i % 2 == 0 ? 'a' : 'b';
  EXPECT_EQ(compress_pages("lz4", pages).same_pages, 1U);
}

TEST(Compressor, NoPagesAreNoWork) {
  const Compressed made = compress_pages("lz4", PageBuffer{0, page_size});
  EXPECT_EQ(made.compressed, 0U);
  EXPECT_EQ(made.memory, 0U);
}

}  // namespace
}  // namespace rampart
