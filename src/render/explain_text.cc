#include "render/explain_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/severity_colour.h"
#include "render/wrapped.h"

namespace rampart {
namespace {

constexpr std::size_t cause_page_width = 100;  ///< Where there is no terminal to ask.

std::string_view word_of(Confidence confidence, Language language) {
  switch (confidence) {
    case Confidence::Certain:
      return Text{"certain", "确定"}.in(language);
    case Confidence::Likely:
      return Text{"likely", "很可能"}.in(language);
    case Confidence::Possible:
      return Text{"possible", "可能"}.in(language);
  }
  return "";
}

class CauseWriter {
 public:
  CauseWriter(const ExplainReport& report, const TableStyle& style) : report_{report}, style_{style} {}

  std::string text() {
    std::size_t number = 0;
    for (const Cause& cause : report_.causes) add(cause, ++number);
    if (report_.causes.empty()) {
      out_ += said({"no cause of trouble is found in what was understood\n", "在已理解的内容中没有发现问题原因\n"});
    }
    add_understood();
    for (const Note& note : report_.notes) {
      wrap(said({"note: ", "注意："}), to_string(note));
    }
    return std::move(out_);
  }

 private:
  std::string_view said(const Text& text) const { return text.in(report_.language); }
  std::size_t width() const { return style_.width == 0 ? cause_page_width : style_.width; }

  /// A paragraph whose lines begin where its first does, behind `head`. Nothing is wrapped on a pipe.
  void wrap(std::string_view head, std::string_view text) {
    out_ += head;
    append_wrapped(out_, printable(text), display_width(head), style_.width);
  }

  void add(const Cause& cause, std::size_t number) {
    add_heading(cause, number);
    if (!cause.finding.effect.empty()) wrap("   ", cause.finding.effect);
    for (const Origin& origin : cause.finding.locations) {
      out_ += fmt::format("     --> {}   {}\n", printable(to_string(origin.where)), printable(origin.detail));
    }
    add_lines(cause.evidence);
    if (cause.more_evidence != 0) {
      out_ += fmt::format(fmt::runtime(said({"          and {} more such lines\n", "          以及另外 {} 行\n"})),
                          cause.more_evidence);
    }
    if (!cause.finding.help.empty()) wrap(said({"   do: ", "   处理："}), cause.finding.help);
    if (!cause.checked.empty()) wrap("       ", cause.checked);
    for (const Consequence& consequence : cause.consequences) add(consequence);
    out_ += '\n';
  }

  /// The number, what is the matter, and at the right how the rule calls it and how sure it is.
  void add_heading(const Cause& cause, std::size_t number) {
    const std::string message = fmt::format("{}  {}", number, printable(cause.finding.message));
    std::string name = fmt::format("{}, {}", cause.cause_class, word_of(cause.confidence, report_.language));
    if (cause.finding.severity == Severity::Warning) name += said({" (warning)", "（警告）"});
    if (cause.finding.severity == Severity::Note) name += said({" (no fault)", "（非故障）"});
    if (style_.colour) out_ += colour_of(cause.finding.severity);
    const std::size_t used = display_width(message) + display_width(name);
    out_ += message;
    if (style_.colour) out_ += plain_colour;
    if (used + 2 <= width()) {
      out_ += std::string(width() - used, ' ') + name + '\n';
    } else {
      out_ += "\n   " + name + '\n';
    }
  }

  /// The number of each line and its text, the file's name where there are several files.
  void add_lines(const std::vector<EvidenceLine>& lines) {
    for (const EvidenceLine& line : lines) {
      const std::string& file = line.where.where.file;
      std::string place = line.where.where.line == 0 ? file : std::to_string(line.where.where.line);
      if (report_.logs.size() > 1 && line.where.where.line != 0) place = file + ':' + place;
      const std::string row = fmt::format("{:>8}  {}", printable(place), printable(line.text));
      out_ += (style_.width == 0 ? row : shortened(row, style_.width)) + '\n';
    }
  }

  void add(const Consequence& consequence) {
    std::string text{consequence.message};
    const std::string places = places_of(consequence.lines);
    if (text.empty()) {
      text = places;
    } else if (!places.empty()) {
      text += " (" + places + ')';
    }
    wrap(said({"   follows from it: ", "   由此引起："}), text);
  }

  /// `lines 814-829, 835`.
  std::string places_of(const std::vector<EvidenceLine>& lines) const {
    std::vector<std::size_t> numbers;
    for (const EvidenceLine& line : lines) numbers.push_back(line.where.where.line);
    std::ranges::sort(numbers);
    std::string text;
    for (std::size_t i = 0; i < numbers.size();) {
      std::size_t end = i + 1;
      while (end < numbers.size() && numbers[end] <= numbers[end - 1] + 1) ++end;
      text += (text.empty() ? "" : ", ") + std::to_string(numbers[i]);
      if (numbers[end - 1] != numbers[i]) text += '-' + std::to_string(numbers[end - 1]);
      i = end;
    }
    if (text.empty()) return text;
    return fmt::format(fmt::runtime(said({"line{1} {0}", "第 {0} 行"})), text, lines.size() == 1 ? "" : "s");
  }

  void add_understood() {
    std::string known;
    const auto know = [&](std::string part) { known += (known.empty() ? "" : "; ") + std::move(part); };
    if (!report_.machine.empty()) know(report_.machine);
    if (!report_.kernel.empty()) know("Linux " + report_.kernel);
    if (report_.ram) know(size_text(*report_.ram) + " RAM");
    for (const StoryPool& pool : report_.pools) {
      know(fmt::format("CMA {} {}{}", pool.name, size_or_dash(pool.size),
                       pool.range ? fmt::format(" at {:#x}", pool.range->base().value) : ""));
    }
    if (!known.empty()) wrap(said({"understood: ", "已理解："}), known);
    for (const ExplainedLog& log : report_.logs) add(log);
    for (const std::string& board : report_.boards) wrap(said({"board: ", "板级描述："}), board);
  }

  void add(const ExplainedLog& log) {
    std::size_t facts = 0;
    for (const auto& [what, count] : log.counts) facts += count;
    std::string text =
        fmt::format(fmt::runtime(said({"{} lines, {} facts", "{} 行，{} 条事实"})), log.line_count, facts);
    // Where no cause is found, what was read is the answer.
    if (report_.causes.empty() && facts != 0) {
      text += ':';
      for (const auto& [what, count] : log.counts) {
        text += fmt::format("{} {}{}", text.ends_with(':') ? "" : ",", to_string(what),
                            count == 1 ? "" : fmt::format(" ({})", count));
      }
    }
    if (log.boots > 1) {
      text += fmt::format(fmt::runtime(said({", of boot {} of {} (--boot N for another)",
                                             "，取第 {} 次启动（共 {} 次，--boot N 选择其它）"})),
                          log.boot, log.boots);
    }
    wrap(printable(log.file) + ": ", text);
  }

  const ExplainReport& report_;
  const TableStyle& style_;
  std::string out_;
};

}  // namespace

std::string explain_text(const ExplainReport& report, const TableStyle& style) {
  return CauseWriter{report, style}.text();
}

}  // namespace rampart
