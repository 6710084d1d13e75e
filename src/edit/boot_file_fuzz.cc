#include <cstdlib>
#include <string>

#include "edit/boot_file.h"

namespace {

using rampart::BootEdit;
using rampart::BootFileFormat;

constexpr BootFileFormat formats[] = {BootFileFormat::Extlinux, BootFileFormat::CommandLine,
                                      BootFileFormat::GrubDefault, BootFileFormat::Kconfig,
                                      BootFileFormat::BootConfigs};

/// What an edit does once it does not do another time, and what it adds it finds again.
void check_edits(BootFileFormat format, std::string_view text) {
  const BootEdit set[] = {{.action = BootEdit::Action::Set, .name = "cma", .value = "64M"}};
  const auto once = rampart::edit_boot_file(format, text, "fuzz", set);
  if (!once) return;
  const auto twice = rampart::edit_boot_file(format, *once, "fuzz", set);
  if (!twice || *twice != *once) std::abort();
  const BootEdit remove[] = {{.action = BootEdit::Action::Remove, .name = "cma", .value = ""}};
  if (!rampart::edit_boot_file(format, *once, "fuzz", remove)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size > 65'536) return 0;  // lines are joined for each edit
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (const BootFileFormat format : formats) {
    check_edits(format, text);
    rampart::command_line_in(format, text);
  }
  rampart::boot_file_format("file", text);
  return 0;
}
