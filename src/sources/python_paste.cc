#include "sources/python_paste.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/lines.h"
#include "base/scanner.h"
#include "base/trim.h"
#include "sources/log_message.h"
#include "sources/python_statements.h"
#include "sources/terminal_line.h"

namespace rampart {
namespace {

/// `2025-04-15`
bool is_python_date(std::string_view text) {
  constexpr std::string_view form = "0000-00-00";
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool fits = form[i] == '-' ? text[i] == '-' : text[i] >= '0' && text[i] <= '9';
    if (!fits) return false;
  }
  return true;
}

/// The value of a Python literal `'text'` at the front, as repr() prints it; empty where there is none.
std::string python_text(std::string_view literal) {
  std::string value;
  const char quote = literal.empty() ? '\0' : literal[0];
  if (quote != '\'' && quote != '"') return value;
  for (std::size_t at = 1; at < literal.size() && literal[at] != quote; ++at) {
    if (literal[at] == '\\' && at + 1 < literal.size()) ++at;
    value += literal[at];
  }
  return value;
}

/// `(1, 28, 0, 'preview')` as `1.28.0-preview`; empty where it is cut.
std::string python_version(Scanner& scan) {
  std::string version;
  if (!scan.literal("(")) return version;
  while (const auto part = scan.number()) {
    version += (version.empty() ? "" : ".") + std::to_string(*part);
    if (!scan.literal(", ")) return scan.literal(")") ? version : std::string{};
  }
  const std::string tag = python_text(scan.rest());
  scan.until(")");
  scan.literal(")");
  return tag.empty() ? version : version + '-' + tag;
}

/// Names since 1.4; ports without named tuples print values alone, of which the third is the machine.
std::optional<PythonImplementation> parse_python_implementation(std::string_view line, std::size_t number) {
  for (const std::string_view head : {"(name='micropython', version=", "('micropython', "}) {
    const std::size_t at = line.find(head);
    if (at == std::string_view::npos) continue;
    Scanner scan{line.substr(at)};
    scan.literal(head);
    PythonImplementation found{.version = python_version(scan), .machine = {}, .build = {}, .line = number};
    if (found.version.empty()) return std::nullopt;
    const std::string_view rest = scan.rest();
    const auto named = [&](std::string_view name) {
      const std::size_t value = rest.find(name);
      return value == std::string_view::npos ? std::string{} : python_text(rest.substr(value + name.size()));
    };
    const bool has_names = head.starts_with("(name");
    found.machine = has_names ? named("_machine=") : python_text(scan.literal(", ") ? scan.rest() : "");
    found.build = named("_build=");
    return found;
  }
  return std::nullopt;
}

/// A list of tuples of four numbers.
std::optional<IdfHeaps> parse_idf_heaps(std::string_view line, std::size_t number) {
  const std::size_t at = line.find("[(");
  if (at == std::string_view::npos) return std::nullopt;
  Scanner scan{line.substr(at + 1)};
  IdfHeaps found{.heaps = {}, .line = number};
  do {
    IdfHeap heap;
    Bytes* const slots[] = {&heap.total, &heap.free, &heap.largest_free, &heap.least_free};
    for (std::size_t i = 0; i < std::size(slots); ++i) {
      const bool is_begun = scan.literal(i == 0 ? "(" : ", ");
      const auto value = is_begun ? scan.number() : std::nullopt;
      if (!value) return std::nullopt;
      *slots[i] = {*value};
    }
    if (!scan.literal(")")) return std::nullopt;
    found.heaps.push_back(heap);
  } while (scan.literal(", "));
  return scan.literal("]") ? std::optional{std::move(found)} : std::nullopt;
}

/// Other text may stand in front of it in the line. The end is exclusive.
std::optional<PythonHeapPlace> parse_heap_place(std::string_view line, std::size_t number) {
  constexpr std::string_view label = "gc heap=";
  const std::size_t at = line.find(label);
  if (at == std::string_view::npos) return std::nullopt;
  Scanner scan{line.substr(at + label.size())};
  const auto start = scan.hex();
  const auto end = start && scan.literal("-") ? scan.hex() : std::nullopt;
  if (!end || *end <= *start) return std::nullopt;
  const auto range = PhysRange::make({*start}, {*end - *start});
  return range ? std::optional{PythonHeapPlace{*range, number}} : std::nullopt;
}

/// The numbers of a line, and whether there is anything else.
struct NumberLine {
  std::vector<std::uint64_t> numbers;
  bool has_words = false;
  std::size_t line{};
};
NumberLine number_line(std::string_view text, std::size_t line) {
  constexpr std::string_view separators = " \t,()";
  NumberLine found{.numbers = {}, .line = line};
  for (std::size_t at = text.find_first_not_of(separators); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(separators, at), text.size());
    std::uint64_t value{};
    const auto [stop, failure] = std::from_chars(text.data() + at, text.data() + end, value);
    const bool is_number = failure == std::errc{} && stop == text.data() + end;
    if (is_number) found.numbers.push_back(value);
    found.has_words = found.has_words || !is_number;
    at = text.find_first_not_of(separators, end);
  }
  return found;
}

/// Reads a session: what was typed, and the lines that answered it.
class PythonSession {
 public:
  explicit PythonSession(std::string_view file) : mem_info_{file} { paste_.file = file; }

  Result<void> read_line(std::string_view line, std::size_t number) {
    paste_.line_count = number;
    const auto is_ours = mem_info_.read_line(line, number);
    if (!is_ours) return std::unexpected(is_ours.error());
    if (*is_ours) return {};
    const std::string_view text = trim_right(line.substr(after_terminal_clock(line)));
    if (read_typed(text)) return {};
    read_facts(text, number);
    if (typed_.asks.empty() || answers_.size() == max_answers) return {};
    NumberLine answer = number_line(text, number);
    if (!answer.numbers.empty()) answers_.push_back(std::move(answer));
    return {};
  }

  Result<PythonPaste> finish() && {
    take_answers();
    paste_.qstr = mem_info_.qstr();
    auto dumps = std::move(mem_info_).finish();
    if (!dumps) return std::unexpected(std::move(dumps.error()));
    paste_.dumps = std::move(*dumps);
    return std::move(paste_);
  }

 private:
  /// Lines with numbers after one line typed; a program that prints on and on must not fill our memory.
  static constexpr std::size_t max_answers = 64;

  /// True for a line that somebody typed, which a prompt tells, or calls of ours that stand alone.
  bool read_typed(std::string_view text) {
    constexpr std::string_view prompt = ">>>";
    constexpr std::string_view paste_prompt = "=== ";
    const std::size_t at = text.rfind(prompt);
    if (at != std::string_view::npos) {
      begin(parse_python_statements(text.substr(at + prompt.size())));
      return true;
    }
    if (text.starts_with(paste_prompt)) {
      PythonStatements more = parse_python_statements(text.substr(paste_prompt.size()));
      typed_.has_others = typed_.has_others || more.has_others;
      typed_.asks.insert(typed_.asks.end(), more.asks.begin(), more.asks.end());
      return true;
    }
    PythonStatements alone = parse_python_statements(text);
    if (alone.asks.empty() || alone.has_others) return false;
    begin(std::move(alone));
    return true;
  }

  void begin(PythonStatements typed) {
    take_answers();
    typed_ = std::move(typed);
  }

  /// Gives the lines of numbers to what asked for them, in order.
  void take_answers() {
    const auto fits = [](const PythonAsk& ask, const NumberLine& line) {
      return line.numbers.size() == ask.items.size() && line.has_words == ask.has_text;
    };
    const auto plain = std::ranges::count(answers_, false, &NumberLine::has_words);
    auto next = answers_.begin();
    // A host's gc.collect() answers too.
    if (typed_.has_collect && std::cmp_greater(plain, typed_.asks.size())) ++next;
    if (typed_.has_others && answers_.size() != typed_.asks.size()) next = answers_.end();
    for (const PythonAsk& ask : typed_.asks) {
      next = std::find_if(next, answers_.end(), [&](const NumberLine& line) { return fits(ask, line); });
      if (next == answers_.end()) break;
      for (std::size_t i = 0; i < ask.items.size(); ++i) {
        auto& into = ask.items[i] == PythonAsk::Item::MemAlloc ? paste_.mem_alloc : paste_.mem_free;
        into.push_back({{next->numbers[i]}, next->line});
      }
      ++next;
    }
    answers_.clear();
    typed_ = {};
  }

  void read_facts(std::string_view text, std::size_t number) {
    if (auto banner = parse_python_banner(text, number)) {
      // sys.version names no board.
      const bool says_less = paste_.banner && banner->board.empty() && paste_.banner->version == banner->version;
      if (!says_less) paste_.banner = std::move(banner);
    }
    if (auto found = parse_python_implementation(text, number)) paste_.implementation = std::move(found);
    if (auto found = parse_heap_place(text, number)) paste_.heap_place = found;
    if (typed_.is_of_executable) return;
    if (auto found = parse_idf_heaps(text, number)) paste_.idf_heaps = std::move(found);
  }

  PythonPaste paste_;
  MemInfoReader mem_info_;
  PythonStatements typed_;
  std::vector<NumberLine> answers_;
};

}  // namespace

std::optional<PythonBanner> parse_python_banner(std::string_view line, std::size_t number) {
  constexpr std::string_view name = "MicroPython ";
  const std::size_t at = line.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = line.substr(at + name.size());
  constexpr std::string_view preview_of_next = "(with v2.0 preview) ";
  if (rest.starts_with(preview_of_next)) rest.remove_prefix(preview_of_next.size());
  constexpr std::string_view before_date = " on ";
  const std::size_t on = rest.find(before_date);
  if (on == std::string_view::npos || on == 0) return std::nullopt;
  PythonBanner banner{.version = std::string{rest.substr(0, on)}, .date = {}, .board = {}, .chip = {}, .line = number};
  rest.remove_prefix(on + before_date.size());
  const std::size_t semicolon = rest.find(';');
  const std::string_view date = trim(rest.substr(0, semicolon));
  if (!is_python_date(date)) return std::nullopt;
  banner.date = date;
  if (semicolon == std::string_view::npos) return banner;
  const std::string_view machine = trim(rest.substr(semicolon + 1));
  constexpr std::string_view before_chip = " with ";
  const std::size_t with = machine.rfind(before_chip);
  banner.board = machine.substr(0, with);
  if (with != std::string_view::npos) banner.chip = trim(machine.substr(with + before_chip.size()));
  return banner;
}

bool PythonPaste::empty() const {
  return !banner && !implementation && dumps.empty() && mem_alloc.empty() && mem_free.empty() && !idf_heaps && !qstr &&
         !heap_place;
}

Result<PythonPaste> parse_python_paste(std::string_view text, std::string_view file) {
  PythonSession session{file};
  std::string clean;
  for (const Line line : Lines{text}) {
    const std::string_view shown = clean_log_line(line.text.substr(0, MemInfoReader::max_line), clean);
    if (auto done = session.read_line(shown, line.number); !done) return std::unexpected(std::move(done.error()));
  }
  return std::move(session).finish();
}

}  // namespace rampart
