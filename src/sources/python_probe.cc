#include "sources/python_probe.h"

#include <fmt/format.h>
#include <utility>

#include "base/lines.h"
#include "base/printable.h"
#include "base/scanner.h"
#include "base/trim.h"

namespace rampart {

struct PythonProbe::Step {
  enum class Kind {
    Do,        ///< Prints nothing.
    Look,      ///< gc.mem_alloc(), for the cost of the reading.
    Heap,      ///< Three answers of one moment: what runs between them would take heap itself.
    Say,       ///< Its answer goes into the transcript.
    Platform,  ///< So does this, and tells what else to ask for.
    MayHave,   ///< True if the next thing can be asked for.
    HasFile,   ///< True if the raw REPL itself has bound __file__, as it does from 1.27 on (shared/runtime/pyexec.c).
    Tidy,      ///< Prints nothing, and nobody would ask for it.
  };

  Kind kind;
  std::string_view shown;  ///< As a person would ask at the prompt.
  std::string_view program;
};

namespace {

using ProbeStep = PythonProbe::Step;
using ProbeKind = PythonProbe::Step::Kind;

constexpr std::string_view mem_info_shown = "micropython.mem_info()";
constexpr std::string_view mem_info_map_shown = "micropython.mem_info(1)";
constexpr std::string_view mem_alloc_shown = "gc.mem_alloc()";
constexpr std::string_view mem_free_shown = "gc.mem_free()";

/// Before the looks, and as long as the longest program: the board's buffer for programs does not grow after it.
constexpr ProbeStep collect_step{ProbeKind::Do, "gc.collect()",
                                 "__import__('gc').collect()  # as long as the longest program that comes, so that the "
                                 "buffer which holds programs has grown"};
constexpr ProbeStep look_step{ProbeKind::Look, mem_alloc_shown, "print(__import__('gc').mem_alloc())"};
constexpr ProbeStep heap_step{ProbeKind::Heap, mem_info_shown,
                              "__import__('micropython').mem_info()\n"
                              "print(__import__('gc').mem_alloc())\n"
                              "print(__import__('gc').mem_free())"};
constexpr ProbeStep heap_map_step{ProbeKind::Heap, mem_info_map_shown,
                                  "__import__('micropython').mem_info(1)\n"
                                  "print(__import__('gc').mem_alloc())\n"
                                  "print(__import__('gc').mem_free())"};
constexpr ProbeStep mem_info_step{ProbeKind::Say, mem_info_shown, "__import__('micropython').mem_info()"};
constexpr ProbeStep mem_info_map_step{ProbeKind::Say, mem_info_map_shown, "__import__('micropython').mem_info(1)"};
constexpr ProbeStep mem_alloc_step{ProbeKind::Say, mem_alloc_shown, "print(__import__('gc').mem_alloc())"};
constexpr ProbeStep mem_free_step{ProbeKind::Say, mem_free_shown, "print(__import__('gc').mem_free())"};
constexpr ProbeStep implementation_step{ProbeKind::Say, "sys.implementation",
                                        "print(__import__('sys').implementation)"};
constexpr ProbeStep version_step{ProbeKind::Say, "sys.version", "print(__import__('sys').version)"};
constexpr ProbeStep platform_step{ProbeKind::Platform, "sys.platform", "print(__import__('sys').platform)"};
constexpr ProbeStep has_file_step{ProbeKind::HasFile, "globals()", "print('<stdin>' in globals().values())"};
constexpr ProbeStep forget_file_step{ProbeKind::Tidy, "globals()", "globals().pop('__file__')"};
constexpr ProbeStep may_have_idf_step{ProbeKind::MayHave, "dir(esp32)",
                                      "print('idf_heap_info' in dir(__import__('esp32')))"};
constexpr ProbeStep idf_step{ProbeKind::Say, "esp32.idf_heap_info(esp32.HEAP_DATA)",
                             "print(__import__('esp32').idf_heap_info(__import__('esp32').HEAP_DATA))"};

static_assert(collect_step.program.size() >= heap_map_step.program.size());

/// The last line that says something: of a traceback, the exception.
std::string last_line(std::string_view text) {
  std::string last;
  for (const Line line : Lines{text}) {
    if (const std::string_view words = trim(line.text); !words.empty()) last = printable(words);
  }
  return last;
}

std::optional<std::uint64_t> printed_number(std::string_view text) {
  Scanner scan{trim(text)};
  const auto number = scan.number();
  return scan.at_end() ? number : std::nullopt;
}

/// Takes the last line of a text off it; empty if there is none.
std::string_view take_last_line(std::string_view& text) {
  const std::string_view whole = trim_right(text);
  const auto newline = whole.rfind('\n');
  const std::size_t from = newline == std::string_view::npos ? 0 : newline + 1;
  text = whole.substr(0, from);
  return whole.substr(from);
}

}  // namespace

PythonProbe::PythonProbe(Options options) : options_{options} {
  if (options.collect) steps_.push_back(&collect_step);
  // Two looks, one after the other: what one of them leaves, the second shows.
  steps_.insert(steps_.end(), {&look_step, &look_step, options.has_map ? &heap_map_step : &heap_step,
                               &implementation_step, &version_step, &platform_step, &has_file_step, &look_step});
  if (options.collect) steps_.insert(steps_.end(), {&collect_step, &look_step});
}

std::optional<std::string_view> PythonProbe::next() const {
  if (steps_.empty()) return std::nullopt;
  return steps_.front()->program;
}

void PythonProbe::say(const Step& step, std::string_view out) {
  reading_.transcript += fmt::format(">>> {}\n", step.shown);
  for (const Line line : Lines{trim_right(out)}) reading_.transcript += printable(line.text) + '\n';
}

void PythonProbe::answer(const RawReplAnswer& answer) {
  if (steps_.empty()) return;
  const Step& step = *steps_.front();
  steps_.pop_front();
  if (step.kind == ProbeKind::Look)
    return looks_.push_back(answer.error.empty() ? printed_number(answer.out) : std::nullopt);
  if (step.kind == ProbeKind::Heap) return read_heap(answer);
  if (step.kind == ProbeKind::Tidy) return;
  if (step.kind == ProbeKind::HasFile) {
    if (trim(answer.out) == "True") steps_.push_back(&forget_file_step);  // the last of all, for each program binds it
    return;
  }
  if (!answer.error.empty()) return reading_.notes.push_back({std::string{step.shown}, last_line(answer.error), ""});
  if (step.kind == ProbeKind::MayHave) {
    if (trim(answer.out) == "True") steps_.push_front(&idf_step);
    return;
  }
  say(step, answer.out);
  if (step.kind == ProbeKind::Platform && trim(answer.out) == "esp32") steps_.push_front(&may_have_idf_step);
}

void PythonProbe::read_heap(const RawReplAnswer& answer) {
  const Step& mem_info = options_.has_map ? mem_info_map_step : mem_info_step;
  if (!answer.error.empty()) {  // one of the three is not to be had: which, they tell one by one
    steps_.insert(steps_.begin(), {&mem_info, &mem_alloc_step, &mem_free_step});
    return;
  }
  std::string_view dump = answer.out;
  const std::string_view free = take_last_line(dump);
  const std::string_view used = take_last_line(dump);
  say(mem_info, dump);
  say(mem_alloc_step, used);
  say(mem_free_step, free);
}

std::optional<PythonProbeCost> PythonProbe::cost() const {
  const std::size_t expected = options_.collect ? 4 : 3;
  if (looks_.size() != expected) return std::nullopt;
  std::vector<std::uint64_t> used;
  for (const auto& look : looks_) {
    if (!look) return std::nullopt;
    used.push_back(*look);
  }
  PythonProbeCost cost{.before = {used[0]}, .left = std::nullopt, .stays = std::nullopt};
  // The last look leaves something too, as much as the first.
  if (used[0] <= used[1] && used[1] <= used[2]) cost.left = saturating_add({used[2] - used[0]}, {used[1] - used[0]});
  if (options_.collect) cost.stays = saturating_sub({used[3]}, {used[0]});
  return cost;
}

PythonReading PythonProbe::finish(std::string_view farewell) && {
  std::string banner;
  for (const Line line : Lines{farewell}) {
    const std::string_view text = trim(line.text);
    if (!text.empty() && text != ">>>") banner += printable(text) + '\n';
  }
  reading_.transcript.insert(0, banner);
  reading_.cost = cost();
  return std::move(reading_);
}

}  // namespace rampart
