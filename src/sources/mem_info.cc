#include "sources/mem_info.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"
#include "base/trim.h"
#include "sources/log_message.h"
#include "sources/python_heap_rows.h"
#include "sources/terminal_line.h"

namespace rampart {
namespace {

/// A line that mem_info() or qstr_info() prints: labels, each followed by a number. As printed by py/modmicropython.c
/// and py/gc.c of MicroPython 1.9 to 1.28.
struct MemInfoForm {
  std::array<std::string_view, 4> labels;
  std::size_t count;     ///< Of labels.
  std::size_t required;  ///< The others may be missing.
  bool is_prose_too;     ///< Other programs begin lines so: only at the front of one, and if it goes on as ours does.
};
enum MemInfoFormIndex : std::size_t { Allocations, Stack, Gc, Blocks, Qstr };
constexpr MemInfoForm mem_info_forms[] = {
    {{"mem: total=", ", current=", ", peak="}, 3, 3, true},
    {{"stack: ", " out of "}, 2, 1, true},
    {{"GC: total: ", ", used: ", ", free: ", ", max new split: "}, 4, 3, false},
    {{"No. of 1-blocks: ", ", 2-blocks: ", ", max blk sz: ", ", max free sz: "}, 4, 3, false},
    {{"qstr pool: n_pool=", ", n_qstr=", ", n_str_data_bytes=", ", n_total_bytes="}, 4, 4, false},
};
constexpr std::string_view map_heading = "GC memory layout; from ";

/// Lines of one call stand together, but a web page may put empty ones in between.
constexpr std::size_t lines_of_head = 6;

/// The first form that begins in the text from `at` on.
struct FoundForm {
  std::size_t form{};
  std::size_t at = std::string_view::npos;
};
FoundForm find_form(std::string_view text, std::size_t at) {
  FoundForm first;
  for (std::size_t form = 0; form < std::size(mem_info_forms); ++form) {
    const std::string_view label = mem_info_forms[form].labels[0];
    const std::size_t found = mem_info_forms[form].is_prose_too
                                  ? (text.substr(at).starts_with(label) ? at : std::string_view::npos)
                                  : text.find(label, at);
    if (found < first.at) first = {form, found};
  }
  return first;
}

/// The rest of a line after a number: nothing, or something else than what was begun.
bool ends_word(std::string_view rest) { return rest.empty() || rest[0] == ' ' || rest[0] == '\t'; }

std::string no_number(std::string_view label) {
  const std::string_view name = label.substr(label.starts_with(", ") ? 2 : 0);
  return fmt::format("no number of \"{}\" (expected \"{}<number>\")", trim(name), label);
}

/// Nothing, or the next line of mem_info() where line ends were lost: what may follow a form that prose has too.
bool ends_line(std::string_view rest) {
  const std::string_view next = trim(rest);
  return next.empty() || (ends_word(rest) && std::ranges::any_of(mem_info_forms, [&](const MemInfoForm& form) {
                            return next.starts_with(form.labels[0]);
                          }));
}

/// Reads what follows the first label. Nothing if the text is prose after all.
Result<std::optional<std::vector<std::optional<std::uint64_t>>>> read_values(const MemInfoForm& form, Scanner& scan,
                                                                             std::string_view file,
                                                                             std::size_t number) {
  std::vector<std::optional<std::uint64_t>> values(form.count);
  for (std::size_t i = 0; i < form.count; ++i) {
    const std::string_view label = form.labels[i];
    const std::string_view rest = trim_right(scan.rest());
    if (i != 0 && !scan.literal(label)) {
      const bool is_cut = !rest.empty() && trim_right(label).starts_with(rest);
      const bool may_end = i >= form.required && !is_cut && ends_word(rest);
      if (may_end) break;
      if (form.is_prose_too && !is_cut) return std::nullopt;
      return malformed(file, number, scan.column(), no_number(label));
    }
    values[i] = scan.number();
    if (!values[i] && form.is_prose_too && i == 0) return std::nullopt;
    if (!values[i]) return malformed(file, number, scan.column(), no_number(label));
  }
  if (form.is_prose_too) {
    if (!ends_line(scan.rest())) return std::nullopt;
    return values;
  }
  if (ends_word(scan.rest())) return values;
  return malformed(file, number, scan.column(), "more after the last number (expected the end of the line)");
}

/// The size of blocks, as the step of some area's rows shows it.
std::optional<Bytes> shown_block(const std::vector<PythonHeapArea>& areas) {
  const auto found = std::ranges::find(areas, false, &PythonHeapArea::block_is_assumed);
  return found == areas.end() ? std::nullopt : std::optional{found->block};
}

}  // namespace

MemInfoReader::MemInfoReader(std::string_view file) : file_{file} {}
MemInfoReader::~MemInfoReader() = default;

Result<void> MemInfoReader::end_area() {
  if (!rows_) return {};
  auto area = std::move(*std::exchange(rows_, nullptr)).finish(file_);
  if (!area) return std::unexpected(std::move(area.error()));
  block_count_ += area->blocks.size();
  if (block_count_ > max_blocks_of_text) {
    return too_many(file_, area->line, max_blocks_of_text, "blocks in the maps of one text");
  }
  found_.back().areas.push_back(std::move(*area));
  return {};
}

Result<std::size_t> MemInfoReader::read_heading(std::string_view text, std::size_t at, std::size_t number) {
  if (auto ended = end_area(); !ended) return std::unexpected(std::move(ended.error()));
  if (found_.empty()) {
    return malformed(file_, number, at + 1,
                     "a heap's map without its sums (expected the line \"GC: total: ...\" before it)");
  }
  Scanner scan{text};
  scan.literal(text.substr(0, at + map_heading.size()));
  scan.literal("0x");
  const auto start = scan.number(16);
  if (!start || !scan.literal(":")) {
    return malformed(file_, number, scan.column(), "no address of the heap (expected <hexadecimal address>:)");
  }
  rows_ = std::make_unique<PythonHeapRows>(*start, number);
  return scan.column() - 1;
}

void MemInfoReader::put(std::size_t form, const std::vector<std::optional<std::uint64_t>>& values, std::size_t number) {
  const auto bytes = [&](std::size_t i) { return Bytes{values[i].value_or(0)}; };
  const auto bytes_or_none = [&](std::size_t i) { return values[i] ? std::optional{bytes(i)} : std::nullopt; };
  if (form == Qstr) {
    qstr_ = PythonQstrPool{*values[0], *values[1], bytes(2), bytes(3)};
    return;
  }
  if (form == Blocks) {
    if (found_.empty() || found_.back().one_blocks) return;
    PythonMemInfo& info = found_.back();
    info.one_blocks = values[0];
    info.two_blocks = values[1];
    info.max_block = values[2];
    info.max_free = values[3];
    return;
  }
  if (number - next_.line > lines_of_head) next_ = {};
  if (next_.line == 0) next_.line = number;
  if (form == Allocations) {
    next_.allocations = PythonAllocations{bytes(0), bytes(1), bytes(2)};
  } else if (form == Stack) {
    next_.stack_used = bytes(0);
    next_.stack_limit = bytes_or_none(1);
  } else {
    next_.total = bytes(0);
    next_.used = bytes(1);
    next_.free = bytes(2);
    next_.max_new_split = bytes_or_none(3);
    next_.line = number;
    found_.push_back(std::exchange(next_, {}));
  }
}

Result<bool> MemInfoReader::read_forms(std::string_view text, std::size_t number) {
  bool is_ours = false;
  // A page that lost its line ends has several in a line.
  for (std::size_t at = after_terminal_clock(text); at < text.size();) {
    const FoundForm found = find_form(text, at);
    const std::size_t heading = text.find(map_heading, at);
    if (heading != std::string_view::npos && heading < found.at) {
      const auto end = read_heading(text, heading, number);
      if (!end) return std::unexpected(end.error());
      is_ours = true;
      at = *end;
      continue;
    }
    if (found.at == std::string_view::npos) break;
    const MemInfoForm& form = mem_info_forms[found.form];
    Scanner scan{text};
    scan.literal(text.substr(0, found.at + form.labels[0].size()));
    const auto values = read_values(form, scan, file_, number);
    if (!values) return std::unexpected(values.error());
    if (*values) {
      if (auto ended = end_area(); !ended) return std::unexpected(std::move(ended.error()));
      put(found.form, **values, number);
      is_ours = true;
    }
    scan.blanks();
    at = scan.column() - 1;
  }
  return is_ours;
}

Result<bool> MemInfoReader::read_line(std::string_view text, std::size_t number) {
  auto is_ours = read_forms(text, number);
  if (!is_ours || *is_ours || !rows_) return is_ours;
  if (text.contains(">>> ")) {
    if (auto ended = end_area(); !ended) return std::unexpected(std::move(ended.error()));
    return false;
  }
  return rows_->read_line(text, file_, number);
}

Result<std::vector<PythonMemInfo>> MemInfoReader::finish() && {
  if (auto ended = end_area(); !ended) return std::unexpected(std::move(ended.error()));
  // All dumps of a text are of one board: what the rows of one map show holds for those that show nothing.
  std::optional<Bytes> of_board;
  for (const PythonMemInfo& info : found_) {
    if (const auto block = shown_block(info.areas)) of_board = block;
  }
  for (PythonMemInfo& info : found_) {
    const auto block = shown_block(info.areas);
    if (!block && !of_board) continue;
    for (PythonHeapArea& area : info.areas) {
      if (!area.block_is_assumed) continue;
      area.block = block ? *block : *of_board;
      area.block_is_assumed = false;
    }
  }
  return std::move(found_);
}

Result<std::vector<PythonMemInfo>> parse_mem_info(std::string_view text, std::string_view file) {
  MemInfoReader reader{file};
  std::string clean;
  for (const Line line : Lines{text}) {
    const auto is_ours =
        reader.read_line(clean_log_line(line.text.substr(0, MemInfoReader::max_line), clean), line.number);
    if (!is_ours) return std::unexpected(is_ours.error());
  }
  return std::move(reader).finish();
}

}  // namespace rampart
