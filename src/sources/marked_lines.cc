#include "sources/marked_lines.h"

#include <algorithm>
#include <tuple>

#include "base/lines.h"
#include "base/scanner.h"

namespace rampart {
namespace {

struct Marker {
  std::string_view file;
  std::size_t number;
};

std::optional<Marker> marker_of(std::string_view line) {
  Scanner scan{line};
  if (!scan.literal("# ")) return std::nullopt;
  const auto number = scan.number();
  if (!number || !scan.literal(" \"")) return std::nullopt;
  const auto file = scan.until("\"");
  if (!file) return std::nullopt;
  return Marker{*file, static_cast<std::size_t>(*number)};
}

}  // namespace

MarkedLines::MarkedLines(std::string_view text) {
  Marker at{"", 1};
  for (const Line line : Lines{text}) {
    if (const auto marker = marker_of(line.text)) {
      at = *marker;
    } else {
      entries_.push_back({at.file, at.number, line.text});
      if (at.number != SIZE_MAX) ++at.number;
    }
  }
  std::ranges::stable_sort(entries_, {}, [](const Entry& entry) { return std::tuple{entry.file, entry.number}; });
}

std::optional<std::string_view> MarkedLines::line(std::string_view file, std::size_t number) const {
  const auto found = std::ranges::lower_bound(entries_, std::tuple{file, number}, {},
                                              [](const Entry& entry) { return std::tuple{entry.file, entry.number}; });
  if (found == entries_.end() || found->file != file || found->number != number) return std::nullopt;
  return found->text;
}

}  // namespace rampart
