#include "sources/cma_script.h"

#include <bit>
#include <set>
#include <utility>

#include "base/kernel_number.h"
#include "base/lines.h"
#include "base/malformed.h"
#include "base/printable.h"
#include "base/scanner.h"
#include "base/trim.h"
#include "sources/cma_trace.h"

namespace rampart {
namespace {

/// The line without its comment.
std::string_view words_of_line(std::string_view text) { return trim_right(text.substr(0, text.find('#'))); }

/// A size that is a whole word, and above zero.
std::optional<Bytes> size_of_word(std::string_view word) {
  const KernelNumber number = kernel_number(word);
  if (number.length == 0 || number.length != word.size() || number.overflowed || number.value == 0) return std::nullopt;
  return Bytes{number.value};
}

class CmaScriptReader {
 public:
  explicit CmaScriptReader(std::string_view file) : file_{file} {}
  Result<CmaScriptStep> read(Line line);

 private:
  /// `id=ID`, `align=SIZE` or a size; which of them may stand is checked for the whole line.
  Result<void> word(std::string_view word, std::size_t column, CmaScriptStep& step) const;
  Result<void> settle(std::size_t column, const CmaScriptStep& step);
  std::unexpected<Error> wrong(std::size_t line, std::size_t column, std::string what) const {
    return malformed(file_, line, column, std::move(what));
  }

  std::string_view file_;
  std::set<std::string, std::less<>> live_;
};

Result<void> CmaScriptReader::word(std::string_view word, std::size_t column, CmaScriptStep& step) const {
  if (word.starts_with("id=")) {
    step.id = word.substr(3);
    if (!step.id.empty() && printable(step.id) == step.id) return {};
    return wrong(step.line, column + 3, "no id (expected a word)");
  }
  if (word.starts_with("align=")) {
    step.align = size_of_word(word.substr(6));
    if (step.align && std::has_single_bit(step.align->value) && step.is_alloc) return {};
    return wrong(
        step.line, column + 6,
        step.is_alloc ? "no alignment (expected a power of two such as 64K)" : "an alignment of free (expected none)");
  }
  const auto size = size_of_word(word);
  if (!size || step.size.value != 0) {
    return wrong(step.line, column, "not understood (expected one size such as 64K, id= or align=)");
  }
  step.size = *size;
  return {};
}

Result<void> CmaScriptReader::settle(std::size_t column, const CmaScriptStep& step) {
  if (step.is_alloc) {
    if (step.size.value == 0) return wrong(step.line, column, "alloc has no size (expected alloc SIZE)");
    if (step.id.empty() && step.align) {
      return wrong(step.line, column, "alignment without id= (expected none: debugfs asks for no alignment)");
    }
    if (!step.id.empty() && !live_.insert(step.id).second) {
      return wrong(step.line, column, step.id + " is allocated already (expected it freed before)");
    }
    return {};
  }
  if (step.id.empty() == (step.size.value == 0)) {
    return wrong(step.line, column, "free of nothing, or of both (expected free id=ID or free SIZE)");
  }
  if (!step.id.empty() && live_.erase(step.id) == 0) {
    return wrong(step.line, column, step.id + " is not allocated (expected an id that is)");
  }
  return {};
}

Result<CmaScriptStep> CmaScriptReader::read(Line line) {
  Scanner scan{words_of_line(line.text)};
  scan.blanks();
  const std::size_t first_column = scan.column();
  const std::string_view verb = scan.word();
  if (verb != "alloc" && verb != "free") return wrong(line.number, first_column, "no step (expected alloc or free)");
  CmaScriptStep step{.is_alloc = verb == "alloc", .id = {}, .size = {}, .line = line.number};
  for (scan.blanks(); !scan.at_end(); scan.blanks()) {
    const std::size_t column = scan.column();
    if (auto done = word(scan.word(), column, step); !done) return std::unexpected(std::move(done.error()));
  }
  if (auto done = settle(first_column, step); !done) return std::unexpected(std::move(done.error()));
  return step;
}

}  // namespace

bool is_cma_script(std::string_view text) {
  for (const Line line : Lines{text}) {
    Scanner scan{words_of_line(line.text)};
    scan.blanks();
    if (scan.at_end()) continue;
    const std::string_view verb = scan.word();
    return verb == "alloc" || verb == "free";
  }
  return false;
}

Result<std::vector<CmaScriptStep>> parse_cma_script(std::string_view text, std::string_view file) {
  std::vector<CmaScriptStep> steps;
  CmaScriptReader reader{file};
  for (const Line line : Lines{text}) {
    if (trim(words_of_line(line.text)).empty()) continue;
    if (steps.size() == max_cma_events) return too_many(file, line.number, max_cma_events, "steps");
    auto step = reader.read(line);
    if (!step) return std::unexpected(std::move(step.error()));
    steps.push_back(std::move(*step));
  }
  return steps;
}

}  // namespace rampart
