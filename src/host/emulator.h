#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// What a virtual machine is started with.
struct EmulatorRun {
  std::span<const std::string> arguments;  ///< The program first; `@/NAME` in one stands for the path of a file.
  struct File {
    std::string_view name;
    std::string_view content;
  };
  std::span<const File> files;
  std::chrono::milliseconds timeout{60'000};
  std::chrono::milliseconds silence{15'000};  ///< A machine that says nothing for so long hangs.
};

/// How it ended.
struct EmulatorResult {
  std::string console;  ///< What the machine wrote, without carriage returns.
  std::string words;    ///< What the emulator said itself.
  int exit_status = 0;
  bool was_ended = false;  ///< It ran or was silent too long.
  std::chrono::milliseconds duration{};
};

/// Runs it to its end. NotFound if there is no such program (it says which package has it), Io if its files cannot be
/// written.
Result<EmulatorResult> run_emulator(const EmulatorRun& run);

}  // namespace rampart
