#include "render/mpy_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "base/percent.h"
#include "base/printable.h"
#include "base/size_text.h"
#include "render/finding_text.h"
#include "render/map_words.h"
#include "render/text_table.h"
#include "render/use_strip.h"

namespace rampart {
namespace {

using enum TextTable::Align;

/// `93,616`: as many bytes as the board printed, in groups that a person can read.
std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}
std::string bytes_cell(const std::optional<Bytes>& size) { return size ? grouped(size->value) : "-"; }

std::string percent_text(Bytes part, Bytes whole) {
  const auto percent = percent_of(part, whole);
  return percent ? fmt::format("{}%", *percent) : "";
}

/// The rows of one dump's numbers: the name of each, bytes, the same for a person, and what it means.
class HeapNumbers {
 public:
  HeapNumbers(const PythonMemInfo& info, const PythonHeapReport& heap) : info_{info}, heap_{heap} {}

  std::string text(const TableStyle& style) {
    add_sums();
    add_runs();
    if (heap_.stack_used) {
      const bool has_limit = heap_.stack_limit && heap_.stack_limit->value != 0;
      add("stack", *heap_.stack_used,
          has_limit ? fmt::format("{} of {}", percent_text(*heap_.stack_used, *heap_.stack_limit),
                                  grouped(heap_.stack_limit->value))
                    : "its limit is not told");
    }
    if (info_.allocations) {
      add("allocated at most", info_.allocations->peak, "as counted; collections do not lower it");
    }
    return table_.text(style.width);
  }

 private:
  void add(std::string name, Bytes size, std::string meaning) {
    table_.add({std::move(name), grouped(size.value), size_text(size), std::move(meaning)});
  }

  void add_sums() {
    const bool grows = heap_.max_new_split.has_value();
    add("total", heap_.total, grows ? "so far; it grows: a moment, not the limit" : "the whole heap; it does not grow");
    add("  used", heap_.used, fmt::format("{} of total, with garbage not collected", share_of_total()));
    add("  free", heap_.free, "");
    if (!grows) return;
    add("may grow by", *heap_.max_new_split, "largest piece that the system still has");
    add("reachable", heap_.reachable, "free and growth: as gc.mem_free() counts");
  }

  void add_runs() {
    if (heap_.largest_free) {
      const bool grows = heap_.max_new_split > heap_.largest_free;
      add("largest free run", *heap_.largest_free,
          grows ? "a larger object makes the heap grow" : "a larger object does not fit");
    }
    if (heap_.fragmentation) {
      const Bytes outside = saturating_sub(heap_.free, *heap_.largest_free);
      add("fragmentation", outside, fmt::format("{}% of free lies outside that run", *heap_.fragmentation));
    }
    if (heap_.largest_object) add("largest object", *heap_.largest_object, "");
    add("block", heap_.block, heap_.block_is_assumed ? "the heap's unit; assumed: no map shows it" : "the heap's unit");
  }

  std::string share_of_total() const {
    const auto share = used_share({.used = heap_.used, .free = {}, .largest_free = {}}, heap_.total);
    return share ? fmt::format("{}%", *share / 10) : "-";
  }

  const PythonMemInfo& info_;
  const PythonHeapReport& heap_;
  TextTable table_{{{"HEAP"}, {"BYTES", Right}, {"SIZE", Right}, {"MEANING"}}};
};

std::string areas_text(const PythonHeapReport& heap, const TableStyle& style) {
  std::string text;
  for (const PythonAreaReport& area : heap.areas) {
    const auto range = PhysRange::make({area.start}, area.size);
    if (!range) continue;
    const Usage usage{.used = area.used, .free = area.free, .largest_free = area.largest_free};
    text += fmt::format("\narea at {}  {}   {}\n", address_text(range->base()), size_text(area.size),
                        usage_text(usage, area.size));
    text += use_strip_text(*range, area.occupancy, style);
  }
  return text;
}

std::string objects_text(const PythonHeapReport& heap, const TableStyle& style) {
  if (heap.objects.empty()) return "";
  TextTable table{{{"OBJECTS"}, {"LETTER"}, {"COUNT", Right}, {"BYTES", Right}, {"SHARE OF USED", Right}}};
  Bytes used;
  for (const PythonObjectSum& sum : heap.objects) used = saturating_add(used, sum.size);
  for (const PythonObjectSum& sum : heap.objects) {
    table.add(
        {sum.name, std::string{sum.letter}, grouped(sum.count), grouped(sum.size.value), percent_text(sum.size, used)});
  }
  return '\n' + table.text(style.width) +
         "any other: instances, code, and what lists, dicts and arrays hold, which are objects of their own\n";
}

std::string history_text(const PythonReport& report, const TableStyle& style) {
  if (report.heaps.size() < 2) return "";
  TextTable table{{{"LINE", Right},
                   {"TOTAL", Right},
                   {"USED", Right},
                   {"FREE", Right},
                   {"MAY GROW BY", Right},
                   {"REACHABLE", Right},
                   {"LARGEST FREE", Right},
                   {"FRAGMENTED", Right}}};
  const bool grows =
      std::ranges::any_of(report.heaps, [](const PythonHeapReport& heap) { return heap.max_new_split.has_value(); });
  for (const PythonHeapReport& heap : report.heaps) {
    table.add({std::to_string(heap.line), grouped(heap.total.value), grouped(heap.used.value), grouped(heap.free.value),
               grows ? bytes_cell(heap.max_new_split) : "", grows ? grouped(heap.reachable.value) : "",
               bytes_cell(heap.largest_free), heap.fragmentation ? fmt::format("{}%", *heap.fragmentation) : "-"});
  }
  return fmt::format("\n{} dumps, the last one above\n", report.heaps.size()) + table.text(style.width, 2);
}

std::string answers_text(const PythonPaste& paste) {
  std::string text;
  const auto put = [&](std::string_view call, const std::vector<PythonAnswer>& answers) {
    if (answers.empty()) return;
    const PythonAnswer& last = answers.back();
    text += fmt::format("{} answered {} ({}) in line {}\n", call, grouped(last.value.value), size_text(last.value),
                        last.line);
  };
  put("gc.mem_alloc()", paste.mem_alloc);
  put("gc.mem_free()", paste.mem_free);
  if (paste.qstr) {
    text += fmt::format("interned strings: {} in {}, {} bytes of text, {} bytes in all\n", grouped(paste.qstr->strings),
                        paste.qstr->pools == 1 ? "one pool" : fmt::format("{} pools", paste.qstr->pools),
                        grouped(paste.qstr->string_bytes.value), grouped(paste.qstr->total_bytes.value));
  }
  if (paste.heap_place) {
    text += fmt::format("the heap lies at {} ({})\n", range_text(paste.heap_place->range),
                        size_text(paste.heap_place->range.size()));
  }
  return text.empty() ? text : '\n' + text;
}

std::string idf_text(const PythonPaste& paste, const TableStyle& style) {
  if (!paste.idf_heaps) return "";
  TextTable table{{{"HEAP OF ESP-IDF", Right}, {"FREE", Right}, {"LARGEST FREE", Right}, {"LEAST EVER FREE", Right}}};
  for (const IdfHeap& heap : paste.idf_heaps->heaps) {
    table.add({grouped(heap.total.value), grouped(heap.free.value), grouped(heap.largest_free.value),
               grouped(heap.least_free.value)});
  }
  return '\n' + table.text(style.width) + "what a growing heap of MicroPython takes is used here\n";
}

std::string findings_text(const std::vector<Finding>& findings, const TableStyle& style) {
  std::string text;
  for (const Finding& finding : findings) {
    text += '\n';
    append_finding_head(text, finding, style);
    for (const Origin& origin : finding.locations) text += fmt::format("  --> {}\n", printable(to_string(origin)));
    append_finding_help(text, finding, style);
  }
  return text;
}

}  // namespace

std::string mpy_board_line(const PythonPaste& paste) {
  std::string line;
  const auto add = [&](std::string_view before, std::string_view value) {
    if (!value.empty()) line += fmt::format("{}{}{}", line.empty() ? "" : "   ", before, printable(value));
  };
  const PythonImplementation* const known = paste.implementation ? &*paste.implementation : nullptr;
  if (known != nullptr && !known->machine.empty()) {
    add("", known->machine);
  } else if (paste.banner) {
    const std::string chip = paste.banner->chip.empty() ? "" : " with " + paste.banner->chip;
    add("", paste.banner->board + chip);
  }
  if (paste.banner) {
    add("MicroPython ", paste.banner->version + " of " + paste.banner->date);
  } else if (known != nullptr) {
    add("MicroPython ", known->version);
  }
  if (known != nullptr) add("build ", known->build);
  return line;
}

std::string mpy_text(const PythonPaste& paste, const PythonReport& report, const TableStyle& style) {
  std::string text = mpy_board_line(paste);
  if (!text.empty()) text += report.heaps.empty() ? "\n" : "\n\n";
  if (!report.heaps.empty()) {
    const PythonHeapReport& last = report.heaps.back();
    text += HeapNumbers{paste.dumps.back(), last}.text(style) + areas_text(last, style) + objects_text(last, style);
  }
  text += history_text(report, style) + answers_text(paste) + idf_text(paste, style);
  text += findings_text(report.findings, style);
  // What has nothing in front of it needs no line in between.
  return text.starts_with('\n') ? text.substr(1) : text;
}

}  // namespace rampart
