#include "render/kernel_changes_page.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

namespace rampart {
namespace {

TEST(KernelChangesPage, TheReferenceInDocsIsMadeOfTheTable) {
  const std::string path = std::string{RAMPART_TEST_DATA} + "/../../docs/kernel-changes.md";
  const std::string page = kernel_changes_page();
  if (std::getenv("RAMPART_UPDATE_GOLDEN") != nullptr) std::ofstream{path, std::ios::binary} << page;
  std::ifstream file{path, std::ios::binary};
  const std::string written{std::istreambuf_iterator<char>{file}, {}};
  EXPECT_TRUE(written == page) << "tests/update_golden.sh writes docs/kernel-changes.md anew";
}

}  // namespace
}  // namespace rampart
