#include "cli/snapshot_command.h"

#include <fmt/format.h>
#include <string>
#include <utility>

#include "assemble/cma_system.h"
#include "assemble/dmabuf_holders.h"
#include "assemble/heap_sources.h"
#include "assemble/observe.h"
#include "base/size_text.h"
#include "cli/system_options.h"
#include "host/archive.h"
#include "host/recorded_maps.h"
#include "host/recording_tree.h"
#include "host/redact.h"

namespace rampart {
namespace {

constexpr CommandHelp snapshot_help{
    .name = "snapshot",
    .purpose = "everything that the other commands read on this device, in one archive",
    .synopsis = "-o FILE.tar.gz [--redact] [--root PATH]",
    .examples = {"rampart snapshot -o device.tar.gz # then: rampart status --root device.tar.gz",
                 "rampart snapshot --redact -o report.tar.gz # without process names and command-line secrets"}};

/// Texts that no command needs to parse yet, but that whoever reads the snapshot will want.
constexpr std::string_view also_wanted[] = {"/proc/version",
                                            "/proc/pagetypeinfo",
                                            "/proc/config.gz",
                                            "/proc/mtrr",
                                            "/proc/slabinfo",
                                            "/proc/vmallocinfo",
                                            "/sys/kernel/debug/memblock/memory",
                                            "/sys/kernel/debug/memblock/reserved"};

}  // namespace

Exit run_snapshot(Context& context, std::span<const std::string> arguments) {
  std::string output;
  bool redacted = false;
  SystemOptions system;
  OptionParser parser{snapshot_help};
  parser.value("-o,--output", output, "The archive to write; nothing is left behind if that fails");
  parser.flag("--redact", redacted, "Leave out process names, command-line secrets and serial numbers");
  system.add_to(parser);
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  if (output.empty()) {
    return fail(context, {Errc::Malformed, {"snapshot", 0, 0}, "no file to write (expected -o FILE.tar.gz)"});
  }

  const auto tree = context.open_root(system.root);
  if (!tree) return fail(context, tree.error());
  RecordingTree recorder{**tree};
  auto observer = Observer::open(recorder, {.device_files = {}, .log = true});
  if (!observer) return fail(context, observer.error());
  observer->sample();
  read_cma_system(recorder);
  read_dmabuf_holders(recorder, DmabufMappings::All);
  read_heap_sources(recorder);
  std::string text;
  for (const std::string_view path : also_wanted) static_cast<void>(recorder.read(path, text));

  Recording recording = recorder.recording();
  keep_dmabuf_mappings(recording);
  if (redacted) recording = redact(std::move(recording));
  const SnapshotFacts facts{.redacted = redacted, .extras = {{"written_by", "rampart " RAMPART_VERSION}}};
  if (auto written = write_snapshot(recording, facts, output); !written) return fail(context, written.error());

  std::size_t unreadable = 0;
  for (const auto& [path, answers] : recording) {
    unreadable += answers.content && !*answers.content && answers.content->error().code != Errc::NotFound;
  }
  context.out.write(fmt::format("{}: {} paths recorded, {} of them not readable (the manifest says why)\n", output,
                                recording.size(), unreadable));
  return Exit::Clean;
}

}  // namespace rampart
