#include "cli/cma_blocks_command.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyses/cma_change.h"
#include "base/printable.h"
#include "base/size_text.h"
#include "cli/cma_inputs.h"
#include "host/cma_test_blocks.h"
#include "host/io_error.h"
#include "host/stop_signals.h"
#include "model/range_text.h"
#include "render/cma_blocks_json.h"
#include "render/cma_text.h"

namespace rampart {
namespace {

constexpr CommandHelp alloc_help{
    .name = "cma alloc",
    .purpose =
        "test allocations in a CMA pool, through debugfs and as root; given back at the end, and when a signal "
        "asks to stop (Ctrl-C, a terminal that hangs up)",
    .synopsis = "[POOL] SIZE... [--count N] [--hold SECONDS|forever] [--keep] [--json]",
    .examples = {"rampart cma alloc linux,cma 16M # would a run of 16 MiB be granted? takes it, and gives it back",
                 "rampart cma alloc linux,cma 4M --count 8 --hold forever # takes 32 MiB away until Ctrl-C"}};

constexpr CommandHelp free_help{
    .name = "cma free",
    .purpose =
        "gives back test allocations that were left in a CMA pool (--keep, or killed), through debugfs and as "
        "root; whoever made them, the newest first",
    .synopsis = "[POOL] [SIZE] [--json]",
    .examples = {"rampart cma free linux,cma # all of them",
                 "rampart cma free linux,cma 4M # so much of them as 4 MiB"}};

constexpr std::uint64_t most_blocks = 1u << 20;

struct AllocOptions {
  std::vector<std::string> words;
  std::uint64_t count = 1;
  std::string hold;
  bool keep = false;
  bool json = false;
};

/// How long to hold; nothing inside is without end.
struct Hold {
  std::optional<double> seconds = 0;
};

Result<Hold> parse_hold(const std::string& text) {
  if (text.empty()) return Hold{};
  if (text == "forever") return Hold{std::nullopt};
  double seconds = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failure != std::errc{} || end != text.data() + text.size() || !(seconds >= 0 && seconds <= 1e6)) {
    return std::unexpected(Error{Errc::Malformed,
                                 {"--hold " + text, 0, 0},
                                 "not understood (expected a number of seconds up to 1000000, or forever)"});
  }
  return Hold{seconds};
}

std::string signal_name(int number) { return fmt::format("SIG{}", ::sigabbrev_np(number)); }

/// One run of `cma alloc`: takes, tells, holds, gives back.
class Session {
 public:
  Session(Context& context, const AllocOptions& options, FileTree& files, CmaReading reading, CmaTestBlocks blocks,
          std::string pool)
      : context_{context},
        options_{options},
        files_{files},
        reading_{std::move(reading)},
        view_{reading_.view()},
        blocks_{std::move(blocks)} {
    report_.pool = std::move(pool);
  }

  Exit run(const std::vector<Bytes>& sizes, const Hold& hold) {
    take_all(sizes);
    if (!report_.refused && !signals_.stopped() && !lost_ && !options_.keep) {
      if (hold.seconds != 0) say(fmt::format("holding {}: Ctrl-C gives it back\n", held_text()));
      if (!lost_) signals_.wait(hold.seconds);
    }
    if (const auto number = signals_.stopped()) report_.stopped_by = signal_name(*number);
    return finish();
  }

 private:
  const CmaPoolView& pool() const { return *find_pool(view_, report_.pool); }

  void refresh() {
    reading_.refresh(files_);
    CmaView now = reading_.view();
    if (find_pool(now, report_.pool) != nullptr) view_ = std::move(now);
  }

  void take_all(const std::vector<Bytes>& sizes) {
    wanted_ = sizes.size() * options_.count;
    for (const Bytes size : sizes) {
      for (std::uint64_t i = 0; i < options_.count; ++i) {
        if (lost_ || signals_.stopped() || !take(size)) return;
      }
    }
  }

  bool take(Bytes size) {
    const CmaRequest request = request_for(size, view_, view_.page_size);
    const CmaPoolView before = pool();
    const int failure = blocks_.take(request.count);
    refresh();
    const Bytes rounded{request.count.value * view_.page_size.value};
    if (failure != 0) {
      refuse(rounded, failure, place_for(before, view_.page_size, request));
      return false;
    }
    CmaTakenBlock block{rounded, std::nullopt};
    const auto held = newly_held(before, pool(), view_.page_size);
    const Bytes in_bits{((request.count.value - 1) / bit_pages() + 1) * bit_pages() * view_.page_size.value};
    // Drivers take memory meanwhile; if there is one run of this size, that is it.
    if (std::ranges::count(held, in_bits, &PhysRange::size) == 1) {
      block.at = std::ranges::find(held, in_bits, &PhysRange::size)->base();
    }
    report_.blocks.push_back(block);
    say(fmt::format("{}: took {}{}\n", printable(report_.pool), size_text(rounded),
                    block.at ? " at " + address_text(*block.at) : ""));
    return true;
  }

  std::uint64_t bit_pages() const { return std::uint64_t{1} << std::min(pool().order_per_bit, 63u); }

  void refuse(Bytes size, int failure, const std::optional<PhysAddr>& free_at) {
    std::string message = fmt::format("{} refused ({}): {}", size_text(size), errno_name(failure), pool_facts(pool()));
    if (free_at) {
      message += fmt::format("; a run was free at {}, but its pages could not be moved away", address_text(*free_at));
    }
    report_.refused = CmaRefusedBlock{size, failure, message};
  }

  std::string held_text() const {
    return fmt::format("{} in {} block{}", size_text(held()), blocks_.count(), blocks_.count() == 1 ? "" : "s");
  }
  Bytes held() const { return {blocks_.held().value * view_.page_size.value}; }

  /// A terminal or reader that has gone is a wish to stop as well.
  void say(const std::string& text) {
    if (options_.json) return;
    context_.out.write(text);
    lost_ = !context_.out.flush();
  }

  Exit finish() {
    std::optional<Error> failure;
    if (options_.keep && !report_.stopped_by && !lost_) {
      report_.kept = held();
      if (blocks_.count() > 0) say(fmt::format("left {}: rampart cma free gives it back\n", held_text()));
      blocks_.keep();
    } else {
      const Bytes taken = held();
      const std::string text = held_text();
      if (const int number = blocks_.give_back()) {
        failure =
            Error{Errc::Io,
                  {pool().debugfs + "/free", 0, 0},
                  fmt::format("{} could not be given back ({}): rampart cma free", held_text(), errno_name(number))};
      } else if (taken.value > 0) {
        say(fmt::format("gave back {}{}\n", text, report_.stopped_by ? ", stopped by " + *report_.stopped_by : ""));
      }
      report_.given_back = saturating_sub(taken, held());
    }
    if (options_.json) context_.out.write(cma_alloc_json(report_));
    if (failure) return fail(context_, *failure);
    if (report_.refused) return fail(context_, {Errc::Io, {pool().debugfs + "/alloc", 0, 0}, report_.refused->message});
    if (report_.blocks.size() < wanted_) {
      const std::string why =
          report_.stopped_by ? "stopped by " + *report_.stopped_by : "the answer could not be written";
      return fail(context_, {Errc::Io, {std::string{alloc_help.name}, 0, 0}, why + " before all was taken"});
    }
    return Exit::Clean;
  }

  Context& context_;
  const AllocOptions& options_;
  FileTree& files_;
  StopSignals signals_;
  CmaReading reading_;
  CmaView view_;
  CmaTestBlocks blocks_;
  CmaAllocReport report_;
  std::uint64_t wanted_ = 0;
  bool lost_ = false;
};

/// A pool whose files in debugfs can be written to.
Result<const CmaPoolView*> writable_pool(const CmaView& view, const PoolAndSizes& named, std::string_view command) {
  const auto pool = one_pool(view, named, command);
  if (!pool) return pool;
  if ((*pool)->debugfs.empty()) return std::unexpected(no_pool_error(view, command));
  return pool;
}

}  // namespace

Exit run_cma_alloc(Context& context, std::span<const std::string> arguments) {
  AllocOptions options;
  OptionParser parser{alloc_help};
  parser.count("--count", options.count, 1, most_blocks, "So many of each SIZE");
  parser.value("--hold", options.hold, "Hold them so many seconds, or forever: until a signal asks to stop");
  parser.flag("--keep", options.keep, "Leave them in the pool; rampart cma free gives them back");
  parser.flag("--json", options.json, "One JSON document, schema rampart.cma-alloc/1");
  parser.positionals("[POOL] SIZE...", options.words, 1, 65,
                     "A pool, else the default one; sizes, rounded up to pages");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  const auto hold = parse_hold(options.hold);
  if (!hold) return fail(context, hold.error());

  const auto files = context.open_root("");
  if (!files) return fail(context, files.error());
  auto reading = read_cma(context, {}, **files);
  if (!reading) return fail(context, reading.error());
  const CmaView view = reading->view();
  const auto named = tell_apart(view, options.words, alloc_help.name);
  if (!named) return fail(context, named.error());
  if (named->sizes.empty()) {
    return fail(context, {Errc::Malformed, {std::string{alloc_help.name}, 0, 0}, "no size (expected one such as 16M)"});
  }
  const auto pool = writable_pool(view, *named, alloc_help.name);
  if (!pool) return fail(context, pool.error());
  auto blocks = CmaTestBlocks::open((*pool)->debugfs);
  if (!blocks) return fail(context, blocks.error());
  Session session{context, options, **files, std::move(*reading), std::move(*blocks), (*pool)->name};
  return session.run(named->sizes, *hold);
}

Exit run_cma_free(Context& context, std::span<const std::string> arguments) {
  std::vector<std::string> words;
  bool json = false;
  OptionParser parser{free_help};
  parser.flag("--json", json, "One JSON document, schema rampart.cma-free/1");
  parser.positionals("[POOL] [SIZE]", words, 0, 2, "A pool, else the default one; how much, else all");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;

  const auto files = context.open_root("");
  if (!files) return fail(context, files.error());
  auto reading = read_cma(context, {}, **files);
  if (!reading) return fail(context, reading.error());
  const CmaView before = reading->view();
  const auto named = tell_apart(before, words, free_help.name);
  if (!named) return fail(context, named.error());
  const auto pool = writable_pool(before, *named, free_help.name);
  if (!pool) return fail(context, pool.error());

  const Bytes asked = named->sizes.empty() ? (*pool)->size.value_or(Bytes{}) : named->sizes.front();
  const Pages pages = request_for(asked, before).count;
  if (auto freed = free_cma_test_blocks((*pool)->debugfs, pages); !freed) return fail(context, freed.error());
  reading->refresh(**files);
  const CmaView after = reading->view();
  const CmaPoolView* const now = find_pool(after, (*pool)->name);
  CmaFreeReport report{.pool = (*pool)->name, .asked = {}, .used_before = (*pool)->used, .used_after = {}};
  if (!named->sizes.empty()) report.asked = Bytes{pages.value * before.page_size.value};
  if (now != nullptr) report.used_after = now->used;
  context.out.write(json ? cma_free_json(report) : cma_free_text(report));
  return report.asked && report.freed() && *report.freed() < *report.asked ? Exit::Findings : Exit::Clean;
}

}  // namespace rampart
