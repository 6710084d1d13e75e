#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

// For tests: an answer as it was last agreed on, kept in tests/data/golden.
namespace rampart {

/// The content of the golden file; with RAMPART_UPDATE_GOLDEN=1 in the environment, `answer` is written there first.
inline std::string golden(std::string_view file, [[maybe_unused]] std::string_view answer) {
  const auto path = std::filesystem::path{RAMPART_TEST_DATA} / "golden" / file;
  if (const char* const update = std::getenv("RAMPART_UPDATE_GOLDEN"); update != nullptr && *update == '1') {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << answer;
  }
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace rampart
