#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// What a program did.
struct ProcessResult {
  int exit_status = 0;  ///< 128 + the signal's number if one ended it, as a shell says.
  std::string out;
  std::string err;
  bool was_ended = false;  ///< By us, at a limit that `late_is_result` made a result.
};

struct ProcessLimits {
  std::chrono::milliseconds timeout{30'000};
  std::size_t output = std::size_t{64} << 20;          ///< Of each of the two streams, in bytes.
  std::uint64_t memory = std::uint64_t{2'000} << 20;   ///< Address space, in bytes; UINT64_MAX is no limit.
  std::optional<std::chrono::milliseconds> silence{};  ///< The longest time without a byte of output.
  /// A program that has to be ended at the timeout, or in its silence, is a result with what it wrote, and no error.
  bool late_is_result = false;
};

/// Runs a program of PATH with `input` as its standard input and waits for its end; no shell is involved.
/// NotFound if there is no such program; Io if it runs or is silent longer than the limits say, TooLarge if it writes
/// more than the limit: it is killed then, with all that it started. Any exit status is a result and no error.
Result<ProcessResult> run_process(std::span<const std::string> arguments, std::string_view input,
                                  const ProcessLimits& limits = {});

}  // namespace rampart
