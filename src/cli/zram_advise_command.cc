#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyses/zram/zram_advice.h"
#include "base/size_text.h"
#include "cli/anonymous_sample.h"
#include "cli/zram_command.h"
#include "cli/zram_facts.h"
#include "host/compressor.h"
#include "host/spare_zram.h"
#include "render/zram_advice.h"
#include "sources/zram.h"

namespace rampart {
namespace {

constexpr CommandHelp zram_advise_help{
    .name = "zram advise",
    .purpose = "a size and an algorithm for compressed swap, from a sample of this system's own memory",
    .synopsis = "[--workload SIZE] [--sample SIZE] [--with zram|libraries] [--json] [--root PATH]",
    .examples = {"rampart zram advise # the algorithms measured on this system's anonymous memory, and what follows",
                 "rampart zram advise --workload 700M # how large it must be for programs that need so much"}};

constexpr Bytes most_sample = mib(256);

struct AdviseOptions {
  std::string workload;
  std::string sample = "8M";
  std::string with;
  std::string root;
  bool json = false;
};

/// What the kernel itself says of the sample: its numbers, and how long it took.
Result<ZramMeasure> measure_in(SpareZram& spare, const std::string& algorithm, FileTree& files,
                               const AnonymousSample& sample, const PageBuffer& back) {
  if (auto set = spare.set_up(algorithm, sample.pages.bytes().size()); !set) return std::unexpected(set.error());
  const auto written = spare.write(sample.pages);
  if (!written) return std::unexpected(written.error());
  const std::string path = "/sys/block/" + spare.name() + "/mm_stat";
  const auto text = files.read(path);
  if (!text) return std::unexpected(text.error());
  const auto stat = parse_zram_mm_stat(*text, path);
  if (!stat) return std::unexpected(stat.error());
  const auto read = spare.read_back(back);
  if (!read) return std::unexpected(read.error());
  if (!std::ranges::equal(back.bytes(), sample.pages.bytes())) {
    return std::unexpected(Error{Errc::Io, {"/dev/" + spare.name(), 0, 0}, algorithm + " gave back other data"});
  }
  const Bytes page{sample.pages.page_size()};
  const auto size = [&](const std::optional<Pages>& pages) {
    return size_of(pages.value_or(Pages{}), page).value_or(Bytes{});
  };
  return ZramMeasure{.algorithm = algorithm,
                     .original = stat->orig_data_size,
                     .compressed = stat->compr_data_size,
                     .memory = stat->mem_used_total,
                     .incompressible = size(stat->huge_pages),
                     .same_filled = size(stat->same_pages),
                     .write = *written,
                     .read = *read};
}

/// Each algorithm that the driver offers, one after the other in one device, which is gone again at the end.
Result<std::vector<ZramMeasure>> measure_in_zram(FileTree& files, const AnonymousSample& sample,
                                                 std::vector<Note>& notes) {
  auto spare = SpareZram::make();
  if (!spare) return std::unexpected(std::move(spare.error()));
  const std::string path = "/sys/block/" + spare->name() + "/comp_algorithm";
  const auto text = files.read(path);
  if (!text) return std::unexpected(text.error());
  const auto algorithms = parse_zram_comp_algorithm(*text, path);
  if (!algorithms) return std::unexpected(algorithms.error());
  const PageBuffer back{sample.pages.count(), sample.pages.page_size()};
  std::vector<ZramMeasure> measures;
  for (const std::string& algorithm : algorithms->available) {
    if (auto measure = measure_in(*spare, algorithm, files, sample, back)) {
      measures.push_back(std::move(*measure));
    } else {
      notes.push_back({to_string(measure.error().where), measure.error().what, ""});
    }
  }
  if (auto removed = spare->remove(); !removed) return std::unexpected(std::move(removed.error()));
  return measures;
}

std::vector<ZramMeasure> measure_with_libraries(const AnonymousSample& sample) {
  std::vector<ZramMeasure> measures;
  const std::uint64_t page = sample.pages.page_size();
  for (const std::string_view algorithm : library_algorithms) {
    const Compressed made = compress_pages(algorithm, sample.pages);
    measures.push_back({.algorithm = std::string{algorithm},
                        .original = {sample.pages.bytes().size()},
                        .compressed = {made.compressed},
                        .memory = {made.memory},
                        .incompressible = {made.incompressible_pages * page},
                        .same_filled = {made.same_pages * page},
                        .write = made.write,
                        .read = made.read});
  }
  return measures;
}

/// Samples and measures, and says which way it was done. Fails only where one way was asked for and cannot be gone.
Result<void> measure(FileTree& files, const AdviseOptions& options, Bytes sample_size, const ZramFacts& zram,
                     ZramAdviceFacts& facts, std::vector<Note>& notes) {
  const std::size_t count = sample_size.value / zram.page_size.value;
  const AnonymousSample sample = sample_anonymous_memory(files, count, zram.page_size, notes);
  facts.sample = sample.counts;
  if (sample.counts.pages == 0) {
    notes.push_back({"/proc/PID/pagemap", "no anonymous page could be read", "run as root, with programs running"});
    return {};
  }
  if (options.with != "libraries") {
    auto measures = measure_in_zram(files, sample, notes);
    if (measures && !measures->empty()) {
      facts.measures = std::move(*measures);
      facts.method = ZramMethod::SpareZram;
      return {};
    }
    if (!measures && options.with == "zram") return std::unexpected(std::move(measures.error()));
    if (!measures) {
      notes.push_back({to_string(measures.error().where), measures.error().what, "modprobe zram, as root"});
    }
  }
  facts.measures = measure_with_libraries(sample);
  facts.method = ZramMethod::Libraries;
  return {};
}

}  // namespace

Exit run_zram_advise(Context& context, std::span<const std::string> arguments) {
  AdviseOptions options;
  OptionParser parser{zram_advise_help};
  parser.value("--workload", options.workload, "The anonymous memory that all programs together will need");
  parser.value("--sample", options.sample, "How much memory to look at, at most 256M (8M)");
  parser.choice("--with", options.with, {"zram", "libraries"}, "Measure so; else in zram if that can be had");
  parser.flag("--json", options.json, "One JSON document, schema rampart.zram-advise/1");
  parser.value("--root", options.root, "Advise for this directory or snapshot, without a sample");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  const auto sample_size = parse_size(options.sample, "--sample");
  if (!sample_size) return fail(context, sample_size.error());
  if (*sample_size > most_sample || *sample_size < mib(1)) {
    return fail(
        context,
        {Errc::OutOfRange, {"--sample", 0, 0}, options.sample + ": not a size of sample (expected 1M to 256M)"});
  }
  ZramAdviceFacts facts;
  if (!options.workload.empty()) {
    const auto workload = parse_size(options.workload, "--workload");
    if (!workload) return fail(context, workload.error());
    facts.workload = *workload;
  }

  const auto files = context.open_root(options.root);
  if (!files) return fail(context, files.error());
  const ZramFacts zram = read_zram_facts(**files);
  if (!zram.meminfo || !zram.meminfo->mem_total) {
    return fail(context, {Errc::NotFound, {"/proc/meminfo", 0, 0}, "not readable (expected MemTotal)"});
  }
  facts.meminfo = *zram.meminfo;
  std::vector<Note> notes;
  if (!options.root.empty()) {
    notes.push_back({"--root", "a directory or snapshot has no memory to sample", "run it on the device"});
  } else if (auto done = measure(**files, options, *sample_size, zram, facts, notes); !done) {
    return fail(context, done.error());
  }
  const ZramAdvice advice = advise_zram(facts);
  context.out.write(options.json ? zram_advice_json(facts, advice, notes) : zram_advice_text(facts, advice, notes));
  return advice.fits ? Exit::Clean : Exit::Findings;
}

}  // namespace rampart
