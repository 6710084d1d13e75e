#include "sources/dmabuf_sysfs.h"

#include <gtest/gtest.h>
#include <map>

#include "base/lines.h"
#include "base/test_data.h"

namespace rampart {
namespace {

TEST(DmabufSysfs, ADirectoryIsOneBuffer) {
  const auto stat = parse_dmabuf_stat("/sys/kernel/dmabuf/buffers/2", "linux,cma\n", "3145728\n");
  ASSERT_TRUE(stat) << to_string(stat.error());
  EXPECT_EQ(*stat, (DmabufStat{2, "linux,cma", mib(3)}));
}

TEST(DmabufSysfs, ADirectoryWithoutANumberIsRefused) {
  const auto stat = parse_dmabuf_stat("/sys/kernel/dmabuf/buffers/two", "system\n", "1\n");
  ASSERT_FALSE(stat);
  EXPECT_EQ(to_string(stat.error()), "/sys/kernel/dmabuf/buffers/two:1:1: no number (expected one decimal number)");
}

TEST(DmabufSysfs, ASizeWithoutANumberIsRefusedInItsFile) {
  const auto stat = parse_dmabuf_stat("/sys/kernel/dmabuf/buffers/2", "system\n", "\n");
  ASSERT_FALSE(stat);
  EXPECT_EQ(stat.error().where.file, "/sys/kernel/dmabuf/buffers/2/size");
}

TEST(DmabufSysfs, EverySampleHasTheSameFourBuffers) {
  for (const std::string version : {"6.1", "6.12"}) {
    std::map<std::string, std::string> files;
    const std::string text = test_data("samples/dmabuf/sysfs-buffers-linux-" + version + ".txt");
    for (const Line line : Lines{text}) {
      const auto colon = line.text.find(": ");
      if (colon != std::string_view::npos) files.emplace(line.text.substr(0, colon), line.text.substr(colon + 2));
    }
    Bytes sum;
    for (const std::string ino : {"1", "2", "3", "4"}) {
      const std::string directory = "/sys/kernel/dmabuf/buffers/" + ino;
      const auto stat =
          parse_dmabuf_stat(directory, files.at(directory + "/exporter_name"), files.at(directory + "/size"));
      ASSERT_TRUE(stat) << to_string(stat.error());
      sum = saturating_add(sum, stat->size);
    }
    EXPECT_EQ(sum, Bytes{6303744});
  }
}

}  // namespace
}  // namespace rampart
