#include <gtest/gtest.h>

#include "render/example_cma.h"
#include "render/golden.h"
#include "render/holders_csv.h"
#include "render/holders_json.h"
#include "render/holders_text.h"

namespace rampart {
namespace {

void expect_golden(std::string_view file, const std::string& answer) {
  EXPECT_EQ(answer, golden(file, answer)) << "RAMPART_UPDATE_GOLDEN=1 writes " << file << " anew";
}

/// A pool of which heaps gave out 4 MiB, and drivers hold 128 KiB more.
CmaView one_pool() {
  CmaView view;
  view.pools = {example::pool("linux,cma", 0x5c000000, mib(32), {{{1056}, {7136}}})};
  view.pools[0].heaps = {"/dev/dma_heap/linux,cma"};
  return view;
}

const std::vector<Note> notes = {{"/proc/PID/fd", "the descriptors of 2 processes may not be read", "run as root"}};

TEST(HoldersRender, HoldersAreToldProcessByProcessByExporterAndByPool) {
  const DmabufHolders holders = example::holders();
  const DmabufShares shares = dmabuf_shares(holders, one_pool());
  expect_golden("cma/holders.txt", holders_text(shares, {}, {}));
  expect_golden("cma/holders.json", holders_json(shares, {}));
}

TEST(HoldersRender, ABufferOfAnUnseenProcessIsNotTheKernels) {
  DmabufHolders holders = example::holders();
  holders.kernel_only.reset();
  const DmabufShares shares = dmabuf_shares(holders, one_pool());
  expect_golden("cma/holders-partial.txt", holders_text(shares, notes, {}));
  expect_golden("cma/holders-partial.json", holders_json(shares, notes));
}

TEST(HoldersRender, WithoutAListOrWithoutDmaBufsThatIsSaid) {
  const DmabufHolders unknown;
  expect_golden("cma/holders-unknown.json", holders_json(dmabuf_shares(unknown, one_pool()), notes));
  EXPECT_EQ(holders_text(dmabuf_shares(unknown, {}), {}, {}),
            "DMA-BUF: 0 B in the processes that could be looked into; no list of all buffers is readable\n");
  DmabufHolders none;
  none.supported = false;
  EXPECT_EQ(holders_text(dmabuf_shares(none, {}), {}, {}), "DMA-BUF: no driver here gives any out\n");
}

TEST(HoldersRender, ATableForASpreadsheetHasARowForEachBufferInEachProcess) {
  const DmabufHolders holders = example::holders();
  EXPECT_EQ(holders_csv(dmabuf_shares(holders, {})),
            "process,pid,name,rss,pss,nr_procs,inode,exporter,fd_refs,map_refs,mapped,file_count,devices\r\n"
            "camera-app,100,isp out,4194304,2097152,2,2,\"linux,cma\",2,1,4194304,5,"
            "a100000.video-codec a100000.video-codec\r\n"
            "camera-app,100,,4096,4096,1,3,system,1,0,0,1,\r\n"
            "weston,99,isp out,4194304,2097152,2,2,\"linux,cma\",1,0,0,5,a100000.video-codec a100000.video-codec\r\n"
            ",,\"'=cmd|'/c calc'!A0, \"\"x\"\"\",16384,16384,0,4,drm,0,0,0,1,display\r\n");
}

}  // namespace
}  // namespace rampart
