#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "base/printable.h"
#include "sources/python_probe.h"

/// Whatever a board answers, the programs come to an end, their transcript is safe to show, and it has a line of its
/// own for each question.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using rampart::PythonProbe;
  constexpr int most_programs = 32;
  std::string_view input{reinterpret_cast<const char*>(data), size};
  if (input.empty()) return 0;
  PythonProbe probe{{.collect = (input[0] & 1) != 0, .has_map = (input[0] & 2) != 0}};
  input.remove_prefix(1);
  const auto part = [&input] {
    const std::string_view whole = input.substr(0, input.find('\x04'));
    input.remove_prefix(std::min(whole.size() + 1, input.size()));
    return std::string{whole};
  };
  for (int i = 0; probe.next(); ++i) {
    if (i == most_programs) std::abort();
    std::string out = part();
    probe.answer({std::move(out), part()});
  }
  const rampart::PythonReading reading = std::move(probe).finish(part());
  std::string_view rest = reading.transcript;
  if (!rest.empty() && !rest.ends_with('\n')) std::abort();
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    if (rampart::printable(line) != line) std::abort();
    rest.remove_prefix(line.size() + 1);
  }
  if (reading.cost && reading.cost->stays && !(data[0] & 1)) std::abort();
  return 0;
}
