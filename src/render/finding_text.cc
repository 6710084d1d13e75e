#include "render/finding_text.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "render/severity_colour.h"
#include "render/wrapped.h"

namespace rampart {

void append_finding_head(std::string& out, const Finding& finding, const TableStyle& style) {
  const std::string head = fmt::format("{}[{}]", to_string(finding.severity), finding.rule);
  if (style.colour) out += colour_of(finding.severity);
  out += head;
  if (style.colour) out += plain_colour;
  out += ": ";
  append_wrapped(out, printable(finding.message), head.size() + 2, style.width);
}

void append_finding_help(std::string& out, const Finding& finding, const TableStyle& style) {
  if (finding.help.empty()) return;
  out += "  help: ";
  append_wrapped(out, printable(finding.help), 8, style.width);
}

}  // namespace rampart
