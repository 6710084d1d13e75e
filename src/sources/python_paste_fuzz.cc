#include <cstdlib>
#include <string>

#include "sources/python_paste.h"

/// An error names its line, answers stand in order, and the line ends of a serial line change nothing.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto paste = rampart::parse_python_paste(text, "fuzz");
  if (!paste) {
    if (paste.error().where.line == 0) std::abort();
    return 0;
  }
  for (const auto* answers : {&paste->mem_alloc, &paste->mem_free}) {
    std::size_t before = 0;
    for (const rampart::PythonAnswer& answer : *answers) {
      if (answer.line < before || answer.line > paste->line_count) std::abort();
      before = answer.line;
    }
  }
  if (paste->heap_place && paste->heap_place->line == 0) std::abort();
  if (paste->idf_heaps && paste->idf_heaps->heaps.empty()) std::abort();

  std::string crlf;
  for (const char c : text) crlf += c == '\n' ? std::string{"\r\n"} : std::string(1, c);
  const auto again = rampart::parse_python_paste(crlf, "fuzz");
  if (!again || again->dumps != paste->dumps || again->mem_alloc != paste->mem_alloc ||
      again->mem_free != paste->mem_free || again->banner != paste->banner ||
      again->implementation != paste->implementation) {
    std::abort();
  }
  return 0;
}
