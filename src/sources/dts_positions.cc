#include "sources/dts_positions.h"

#include <algorithm>
#include <fmt/core.h>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"
#include "sources/device_tree.h"
#include "sources/marked_lines.h"

namespace rampart {
namespace {

/// A line of the annotated tree: what it says and the places behind it.
struct AnnotatedLine {
  std::string_view text;
  std::string_view places;
};

AnnotatedLine split(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
  constexpr std::string_view begin = " /* ";
  constexpr std::string_view end = " */";
  const std::size_t comment = line.ends_with(end) ? line.rfind(begin) : std::string_view::npos;
  if (comment == std::string_view::npos) return {line, {}};
  const std::string_view places = line.substr(comment + begin.size());
  return {line.substr(0, comment), places.substr(0, places.size() - std::min(places.size(), end.size()))};
}

/// `12:3-12:40`, from its first digit on.
std::optional<SourcePos> range_start(std::string_view text) {
  Scanner scan{text};
  const auto line = scan.number();
  if (!line || !scan.literal(":")) return std::nullopt;
  const auto column = scan.number();
  if (!column || !scan.literal("-") || !scan.number() || !scan.literal(":") || !scan.number()) return std::nullopt;
  if (*line == 0 || *column == 0 || !(scan.at_end() || scan.rest().starts_with(", "))) return std::nullopt;
  return SourcePos{{}, static_cast<std::size_t>(*line), static_cast<std::size_t>(*column)};
}

/// The first place of a list; nothing if there is none, as for what dtc added itself. A file name may hold colons.
std::optional<SourcePos> first_place(std::string_view places) {
  for (std::size_t colon = places.find(':'); colon != std::string_view::npos; colon = places.find(':', colon + 1)) {
    auto start = range_start(places.substr(colon + 1));
    if (!start || colon == 0) continue;
    start->file = places.substr(0, colon);
    return start;
  }
  return std::nullopt;
}

/// The column at which `label: name` before the brace at `column` begins; `column` if nothing is before it.
std::size_t name_column(std::string_view line, std::size_t column) {
  if (column > line.size() || line[column - 1] != '{') return column;
  constexpr std::string_view blank = " \t";
  std::size_t start = column;
  constexpr std::size_t most = 512;  // of a line that may hold thousands of nodes
  const std::size_t from = column - 1 > most ? column - 1 - most : 0;
  std::string_view before = line.substr(0, column - 1).substr(from);
  while (true) {
    before = before.substr(0, before.find_last_not_of(blank) + 1);
    const bool wants_label = start != column;
    if (before.empty() || before.find_last_of(";{}") == before.size() - 1) return start;
    if (wants_label && before.back() != ':') return start;
    if (wants_label) before = before.substr(0, before.find_last_not_of(": \t") + 1);
    const std::size_t token = before.find_last_of(" \t;{}:") + 1;
    if (token == before.size()) return start;
    start = from + token + 1;
    before = before.substr(0, token);
  }
}

class PositionReader {
 public:
  PositionReader(std::string_view source, std::string_view file) : lines_{source}, file_{file} {}
  Result<DtsPositions> read(std::string_view annotated);

 private:
  Result<void> read_line(const Line& line);
  Result<void> open(std::string_view head, std::string_view places, const Line& line);
  void property(std::string_view text, std::string_view places);

  MarkedLines lines_;
  std::string_view file_;
  DtsPositions positions_;
  std::vector<std::string> paths_;  ///< Of the open nodes, the root first.
  std::size_t path_bytes_ = 0;
};

Result<DtsPositions> PositionReader::read(std::string_view annotated) {
  std::size_t last = 0;
  for (const Line line : Lines{annotated}) {
    if (auto done = read_line(line); !done) return std::unexpected(std::move(done.error()));
    last = line.number;
  }
  if (!paths_.empty()) {
    return malformed(file_, last, 1, fmt::format("the tree ends inside {} nodes (expected none open)", paths_.size()));
  }
  return std::move(positions_);
}

Result<void> PositionReader::read_line(const Line& line) {
  const auto [text, places] = split(line.text);
  if (text.ends_with("{")) return open(text.substr(0, text.size() - 1), places, line);
  if (text == "};") {
    if (paths_.empty()) return malformed(file_, line.number, 1, "an end without its node (expected nodes that pair)");
    paths_.pop_back();
  } else if (!paths_.empty() && text.ends_with(";")) {
    property(text, places);
  }
  return {};
}

Result<void> PositionReader::open(std::string_view head, std::string_view places, const Line& line) {
  Scanner scan{head};
  std::string_view label;
  std::string_view name = scan.word();
  for (; name.size() > 1 && name.ends_with(':'); scan.blanks(), name = scan.word()) {
    if (label.empty()) label = name.substr(0, name.size() - 1);
  }
  if (paths_.size() == max_tree_depth) {
    return std::unexpected(Error{Errc::TooLarge,
                                 {std::string{file_}, line.number, 1},
                                 fmt::format("nodes nest deeper than {}", max_tree_depth)});
  }
  const bool is_root = paths_.empty();
  std::string path = is_root ? "/" : (paths_.size() == 1 ? "" : paths_.back()) + "/" + std::string{name};
  path_bytes_ += path.size();
  if (path_bytes_ > max_path_bytes) {
    return std::unexpected(Error{Errc::TooLarge,
                                 {std::string{file_}, line.number, 1},
                                 fmt::format("node paths of more than {} bytes together", max_path_bytes)});
  }
  auto where = first_place(places);
  if (where) {
    if (const auto written = lines_.line(where->file, where->line))
      where->column = name_column(*written, where->column);
  }
  positions_.add_node(path, std::string{label}, where);
  paths_.push_back(std::move(path));
  return {};
}

void PositionReader::property(std::string_view text, std::string_view places) {
  const auto where = first_place(places);
  if (!where) return;
  std::string_view name = text.substr(0, text.find_first_of("=;"));
  name = name.substr(0, name.find_last_not_of(' ') + 1);
  name = name.substr(name.rfind(' ') + 1);  // after its labels
  positions_.add_property(paths_.back(), std::string{name}, *where);
}

}  // namespace

std::optional<SourcePos> DtsPositions::node(std::string_view path) const {
  const auto found = nodes_.find(path);
  if (found == nodes_.end() || !found->second.where) return std::nullopt;
  return position(*found->second.where);
}

std::optional<SourcePos> DtsPositions::property(std::string_view path, std::string_view name) const {
  const auto found = nodes_.find(path);
  if (found == nodes_.end()) return std::nullopt;
  const auto property = std::ranges::find(found->second.properties, name, &Property::name);
  if (property == found->second.properties.end()) return std::nullopt;
  return position(property->where);
}

std::string_view DtsPositions::label(std::string_view path) const {
  const auto found = nodes_.find(path);
  return found == nodes_.end() ? std::string_view{} : found->second.label;
}

DtsPositions::Place DtsPositions::place(const SourcePos& where) {
  const auto [entry, is_new] = file_numbers_.try_emplace(where.file, files_.size());
  if (is_new) files_.push_back(where.file);
  return {entry->second, where.line, where.column};
}

void DtsPositions::add_node(std::string path, std::string label, const std::optional<SourcePos>& where) {
  Node node{where ? std::optional{place(*where)} : std::nullopt, std::move(label), {}};
  nodes_.insert_or_assign(std::move(path), std::move(node));
}

void DtsPositions::add_property(std::string_view path, std::string name, const SourcePos& where) {
  const auto node = nodes_.find(path);
  if (node != nodes_.end()) node->second.properties.push_back({std::move(name), place(where)});
}

Result<DtsPositions> parse_dts_positions(std::string_view annotated, std::string_view source, std::string_view file) {
  return PositionReader{source, file}.read(annotated);
}

}  // namespace rampart
