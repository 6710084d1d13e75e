#include "host/configuration_file.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "host/test_directory.h"

namespace rampart {
namespace {

bool may_be_run(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & S_IXUSR) != 0;
}

TEST(ConfigurationFile, IsWrittenWithItsDirectoryAndRemovedAgain) {
  const TestDirectory root;
  const std::string path = root / "conf.d/50-rampart.conf";
  ASSERT_TRUE(put_configuration(path, "a = 1\n", false));
  EXPECT_EQ(content_of(path), "a = 1\n");
  EXPECT_FALSE(may_be_run(path));
  ASSERT_TRUE(put_configuration(path, std::nullopt, false));
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_TRUE(put_configuration(path, std::nullopt, false)) << "what is gone may be removed";
}

TEST(ConfigurationFile, AScriptMayBeRun) {
  const TestDirectory root;
  const std::string path = root / "S02rampart-zram";
  ASSERT_TRUE(put_configuration(path, "#!/bin/sh\n", true));
  EXPECT_TRUE(may_be_run(path));
}

TEST(ConfigurationFile, OneLevelIsMadeAndNoMore) {
  const TestDirectory root;
  const std::string path = root / "no/such/file";
  const auto put = put_configuration(path, "x", false);
  ASSERT_FALSE(put);
  EXPECT_EQ(to_string(put.error()), path + ": no such directory");
}

}  // namespace
}  // namespace rampart
