#include "host/initramfs.h"

#include <cstdint>
#include <fmt/format.h>
#include <sys/stat.h>

namespace rampart {
namespace {

void fill_up(std::string& archive) { archive.resize((archive.size() + 3) / 4 * 4, '\0'); }

class CpioWriter {
 public:
  void add(std::string_view name, std::uint32_t mode, std::string_view content = {}, unsigned major = 0,
           unsigned minor = 0) {
    constexpr unsigned links = 1;
    const unsigned fields[] = {++number_,
                               mode,
                               0,
                               0,
                               links,
                               0,
                               static_cast<unsigned>(content.size()),
                               0,
                               0,
                               major,
                               minor,
                               static_cast<unsigned>(name.size() + 1),
                               0};
    archive_ += "070701";
    for (const unsigned field : fields) archive_ += fmt::format("{:08X}", field);
    archive_ += name;
    archive_ += '\0';
    fill_up(archive_);
    archive_ += content;
    fill_up(archive_);
  }
  std::string finish() {
    add("TRAILER!!!", 0);
    return std::move(archive_);
  }

 private:
  std::string archive_;
  unsigned number_ = 0;
};

}  // namespace

std::string initramfs(std::string_view init) {
  CpioWriter archive;
  for (const std::string_view folder : {"dev", "proc", "sys"}) archive.add(folder, S_IFDIR | 0755);
  archive.add("dev/console", S_IFCHR | 0600, {}, 5, 1);
  archive.add("init", S_IFREG | 0755, init);
  return archive.finish();
}

}  // namespace rampart
