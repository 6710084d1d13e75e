#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

namespace rampart {

/// For tests: the content of a file below tests/data; a test failure, and empty, if there is none.
inline std::string test_data(std::string_view name) {
  std::ifstream file{std::filesystem::path{RAMPART_TEST_DATA} / name, std::ios::binary};
  if (!file) ADD_FAILURE() << "no file " << name << " in " << RAMPART_TEST_DATA;
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// For tests: compares with the file below tests/data, or writes it if RAMPART_UPDATE_GOLDEN is set.
inline void expect_golden(std::string_view name, std::string_view actual) {
  const std::filesystem::path path = std::filesystem::path{RAMPART_TEST_DATA} / name;
  if (std::getenv("RAMPART_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << actual;
    return;
  }
  EXPECT_EQ(test_data(name), actual);
}

/// For tests: the parts of a sample that holds several files, each after a line `== <name>`.
inline std::map<std::string, std::string> test_data_parts(std::string_view name) {
  std::map<std::string, std::string> parts;
  std::string* part = nullptr;
  std::string_view rest;
  const std::string text = test_data(name);
  for (rest = text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end == std::string_view::npos ? end : end + 1);
    rest.remove_prefix(line.size());
    if (line.starts_with("== ")) {
      part = &parts[std::string{line.substr(3, line.find_last_not_of('\n') - 2)}];
    } else if (part != nullptr) {
      *part += line;
    }
  }
  return parts;
}

}  // namespace rampart
