#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rampart {

/// A directory of a test's own, gone when the test ends.
class TestDirectory {
 public:
  TestDirectory() : path_{testing::TempDir() + "rampart-XXXXXX"} {
    if (::mkdtemp(path_.data()) == nullptr) std::abort();
    // Readable for the unprivileged user of `as_nobody`.
    std::filesystem::permissions(path_, std::filesystem::perms{0755});
  }
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;
  ~TestDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return path_ + '/' + std::string{name}; }

  /// Writes a file and the directories above it; its whole path.
  std::string write(std::string_view name, std::string_view content) const {
    const std::filesystem::path file = *this / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << content;
    return file;
  }
  void link(std::string_view name, std::string_view target) const {
    const std::filesystem::path file = *this / name;
    std::filesystem::create_directories(file.parent_path());
    std::filesystem::create_symlink(target, file);
  }

 private:
  std::string path_;
};

/// The bytes of a file; empty if there is none.
inline std::string content_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Whether `check` holds for a user who is not root: in a child process, for the change of user is for good.
template <typename Check>
bool holds_for_nobody(Check check) {
  const pid_t child = ::fork();
  if (child == 0) {
    const bool changed = ::geteuid() != 0 || (::setgid(65534) == 0 && ::setuid(65534) == 0);
    ::_exit(changed && check() ? 0 : 1);
  }
  int status = 1;
  return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace rampart
