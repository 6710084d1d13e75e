#include "analyses/explain/log_setup.h"

#include <string_view>

#include "knowledge/kernel_version.h"

namespace rampart {
namespace {

/// Kernels up to 6.18 cut the line here (COMMAND_LINE_SIZE of printk's buffer, LOG_LINE_MAX).
constexpr std::size_t cut_at = 960;

/// How many digits the first address of a message has; 0 if it has none.
std::size_t address_digits(std::string_view text) {
  const std::size_t at = text.find(" 0x");
  if (at == std::string_view::npos) return 0;
  const std::string_view digits = text.substr(at + 3);
  return std::min(digits.find_first_not_of("0123456789abcdef"), digits.size());
}

/// True if a kernel prints its addresses with eight digits, as those of 32 bits do.
bool is_32_bit(std::span<const Clue> clues) {
  for (const Clue& clue : clues) {
    switch (clue.event.what) {
      case LogFact::CmaReserved:
      case LogFact::CmaPoolCreated:
      case LogFact::DmaPoolCreated:
      case LogFact::NodeNotReserved:
        if (const std::size_t digits = address_digits(clue.event.text); digits != 0) return digits == 8;
        break;
      case LogFact::ZoneRange:
        if (clue.event.name == "HighMem") return true;
        break;
      default:
        break;
    }
  }
  return false;
}

}  // namespace

void adopt_log(BootSetup& setup, std::span<const Clue> clues, const StatedSetup& stated) {
  for (const Clue& clue : clues) {
    const LogEvent& event = clue.event;
    if (event.what == LogFact::KernelVersion && !stated.kernel) {
      // Of a kernel that is not charted the next that is stands in.
      if (const auto version = parse_kernel_version(event.name, "")) {
        setup.kernel = *version;
      } else if (event.name.starts_with("3.") || event.name.starts_with("4.") || event.name.starts_with("5.")) {
        setup.kernel = oldest_known_kernel;
      }
    }
    if (event.what == LogFact::CommandLine && !stated.command_line && event.name.size() < cut_at) {
      setup.command_line = parse_command_line(event.name, clue.file);
      setup.parameters = memory_parameters(setup.command_line);
    }
  }
  if (setup.architecture_assumed && is_32_bit(clues)) {
    setup.architecture = Architecture::Arm;
    setup.architecture_assumed = false;
  }
}

}  // namespace rampart
