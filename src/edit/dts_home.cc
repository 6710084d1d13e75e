#include "edit/dts_home.h"

#include <algorithm>
#include <array>
#include <utility>

#include "edit/dts_refusal.h"

namespace rampart {
namespace {

constexpr std::size_t board_file = 0;
constexpr std::size_t most_homes = 8;  // of the blocks of one node: a root may have one for each file

bool is_usable_block(const DtsWorkspace& workspace, const DtsPlace& block, std::size_t order, bool in_board) {
  return (block.file == board_file) == in_board && block.order > order && workspace.is_usable(block);
}

/// A block to open for a node: in the last of the board's for a node above it, else at the top.
DtsHome opened_home(const DtsWorkspace& workspace, std::size_t node, std::size_t order, bool at_top) {
  DtsHome home{board_file, std::nullopt, {}};
  for (std::size_t at = node;;) {
    const DtsNode& each = workspace.tree().node(at);
    const auto fits = [&](const DtsPlace& block) { return is_usable_block(workspace, block, order, true); };
    const auto block = std::find_if(each.blocks.rbegin(), each.blocks.rend(), fits);
    if (at != node && !at_top && block != each.blocks.rend()) {
      home.block = block->item;
      return home;
    }
    if (!each.parent || !each.labels.empty()) {
      home.opens.insert(home.opens.begin(), at == 0 ? "/" : '&' + each.labels.front());
      return home;
    }
    home.opens.insert(home.opens.begin(), each.name);
    at = *each.parent;
  }
}

/// How many `#if` a line opens, less how many it closes.
int condition_change(const DtsSource& source, const DtsItem& item) {
  if (item.kind != DtsItemKind::Preprocessor) return 0;
  const std::string_view line = source.at(item.span);
  const std::string_view keyword = preprocessor_keyword(line);
  if (keyword == "endif") return -1;
  if (keyword != "if" && keyword != "ifdef" && keyword != "ifndef") return 0;
  const std::size_t last = line.rfind('\n');
  const std::size_t sign = last == std::string_view::npos ? last : line.find('#', last);
  return sign != std::string_view::npos && preprocessor_keyword(line.substr(sign)) == "endif" ? 0 : 1;
}

std::string indented(const DtsLines& lines, std::string_view indent, std::string_view step) {
  std::string text;
  for (const std::string& line : lines) {
    if (!text.empty()) text.push_back('\n');
    const std::size_t depth = std::min(line.find_first_not_of('\t'), line.size());
    text += indent;
    for (std::size_t i = 0; i < depth; ++i) text += step;
    text += line.substr(depth);
  }
  return text;
}

/// The lines with blocks opened around them.
DtsLines opened(const std::vector<std::string>& heads, const DtsLines& lines) {
  DtsLines all;
  std::string depth;
  for (const std::string& head : heads) {
    all.push_back(depth + head + " {");
    depth.push_back('\t');
  }
  for (const std::string& line : lines) all.push_back(depth + line);
  for (; !depth.empty();) {
    depth.pop_back();
    all.push_back(depth + "};");
  }
  return all;
}

/// The blanks before a child of `block`: those of the last node in it, else of the last statement.
std::string child_indent(const DtsSource& source, std::size_t block, std::string_view step) {
  const DtsItem& node = source.items[block];
  for (const bool wants_node : {true, false}) {
    for (std::size_t i = node.children.size(); i-- > 0;) {
      const std::size_t child = node.children[i];
      const DtsItemKind kind = source.items[child].kind;
      const bool fits = wants_node ? kind == DtsItemKind::Node : kind != DtsItemKind::Preprocessor;
      if (fits && dts_first_line(source, child)) {
        return std::string{dts_indent(source.text, source.items[child].span.begin)};
      }
    }
  }
  return std::string{dts_indent(source.text, node.span.begin)}.append(step);
}

DtsReplacement replacement(std::size_t file, DtsInsertion insertion) {
  return {file, {insertion.at, insertion.at}, std::move(insertion.text)};
}

/// The four spacings, the wanted first.
std::array<DtsSpacing, 4> spacings(bool before) {
  return {DtsSpacing{before, false}, {!before, false}, {before, true}, {!before, true}};
}

/// The block in front of which `&label` goes if the blocks of the board's file are sorted by their labels.
std::optional<std::size_t> sorted_place(const DtsWorkspace& workspace, std::string_view head, std::size_t order) {
  const DtsSource& source = workspace.files()[board_file].source;
  std::vector<std::size_t> blocks;
  for (const std::size_t item : source.roots) {
    const bool is_label = source.items[item].kind == DtsItemKind::Node && source.at(source.items[item].name)[0] == '&';
    if (is_label) blocks.push_back(item);
  }
  const auto name = [&](std::size_t item) { return source.at(source.items[item].name); };
  if (!head.starts_with('&') || blocks.size() < 2 || !std::ranges::is_sorted(blocks, {}, name)) return std::nullopt;
  const auto next = std::ranges::upper_bound(blocks, head, {}, name);
  if (next == blocks.end()) return std::nullopt;
  const auto node = workspace.tree().node_of(board_file, *next);
  const auto own = workspace.tree().referenced(head);
  if (!node || !own) return std::nullopt;
  const auto& places = workspace.tree().node(*node).blocks;
  const auto place =
      std::ranges::find_if(places, [&](const DtsPlace& each) { return each.file == board_file && each.item == *next; });
  const auto& own_blocks = workspace.tree().node(*own).blocks;
  const std::size_t last = own_blocks.empty() ? order : std::max(order, own_blocks.back().order);
  return place->order > last ? std::optional{*next} : std::nullopt;
}

/// Behind the last statement of a list; nothing if the list is empty.
std::vector<DtsReplacement> places_behind(const DtsWorkspace& workspace, std::size_t file, std::size_t anchor,
                                          std::string_view text, bool parts) {
  const DtsSource& source = workspace.files()[file].source;
  std::vector<DtsReplacement> places;
  for (const DtsSpacing spacing : spacings(parts)) {
    places.push_back(replacement(file, dts_insert_behind(source, anchor, text, spacing)));
  }
  return places;
}

std::vector<DtsReplacement> top_places(const DtsWorkspace& workspace, const DtsHome& home, const DtsLines& lines,
                                       std::size_t order) {
  const DtsSource& source = workspace.files()[home.file].source;
  const std::string text = indented(lines, "", dts_indent_step(source, std::nullopt));
  if (source.roots.empty()) return {replacement(home.file, dts_insert_last(source, text))};
  std::vector<DtsReplacement> places;
  const auto next = home.opens.empty() ? std::nullopt : sorted_place(workspace, home.opens.front(), order);
  if (next && dts_first_line(source, *next)) {
    places.push_back(replacement(home.file, dts_insert_before(source, *next, text, {false, true})));
  }
  for (DtsReplacement& each : places_behind(workspace, home.file, source.roots.back(), text, true)) {
    places.push_back(std::move(each));
  }
  return places;
}

}  // namespace

bool dts_depends_on_condition(const DtsWorkspace& workspace, const DtsPlace& property) {
  const DtsItem& item = workspace.item(property);
  const auto& tokens = workspace.source(property).tokens;
  return item.is_alternative || std::ranges::any_of(tokens, [&](const DtsToken& token) {
           return token.kind == DtsTokenKind::Preprocessor && token.span.begin >= item.content.begin &&
                  token.span.end <= item.content.end;
         });
}

Result<std::vector<DtsHome>> dts_homes(const DtsWorkspace& workspace, std::size_t node, std::size_t order) {
  std::vector<DtsHome> homes;
  for (const bool in_board : {true, false}) {
    const auto& blocks = workspace.tree().node(node).blocks;
    for (std::size_t i = blocks.size(); i-- > 0 && homes.size() < most_homes;) {
      if (is_usable_block(workspace, blocks[i], order, in_board)) homes.push_back({blocks[i].file, blocks[i].item, {}});
    }
  }
  const DtsWorkspace::File& board = workspace.files()[board_file];
  if (board.may_edit) {
    for (const bool at_top : {false, true}) homes.push_back(opened_home(workspace, node, order, at_top));
  }
  if (!homes.empty()) return homes;
  std::string what = workspace.tree().path(node) + " is not defined where it may be edited";
  return refused_edit(Errc::Unsupported, SourcePos{board.path, 0, 0}, what + " (expected a file of the board)");
}

Result<DtsHome> dts_home(const DtsWorkspace& workspace, std::size_t node, std::size_t order, bool in_board) {
  auto homes = dts_homes(workspace, node, order);
  if (!homes) return std::unexpected(std::move(homes.error()));
  const auto fits = [&](const DtsHome& home) { return !in_board || home.file == board_file; };
  const auto found = std::ranges::find_if(*homes, fits);
  return found == homes->end() ? homes->front() : *found;
}

std::vector<DtsReplacement> dts_property_places(const DtsWorkspace& workspace, const DtsHome& home,
                                                const std::string& line) {
  if (!home.opens.empty() || !home.block) return dts_node_places(workspace, home, {line}, 0);
  const DtsSource& source = workspace.files()[home.file].source;
  const DtsItem& block = source.items[*home.block];
  std::optional<std::size_t> anchor;
  int depth = 0;
  for (const std::size_t child : block.children) {
    const DtsItem& item = source.items[child];
    if (item.kind == DtsItemKind::Node || item.kind == DtsItemKind::DeleteNode) break;
    depth += condition_change(source, item);
    if (depth == 0) anchor = child;
  }
  const std::string step = dts_indent_step(source, home.block);
  const std::string text = indented({line}, child_indent(source, *home.block, step), step);
  std::vector<DtsReplacement> places;
  if (!anchor) {
    for (const bool parts : {!block.children.empty(), block.children.empty()}) {
      places.push_back(replacement(home.file, dts_insert_first(source, *home.block, text, {false, parts})));
    }
    return places;
  }
  const DtsItem& last = source.items[*anchor];
  const bool is_status = last.kind == DtsItemKind::Property && source.at(last.name) == "status";
  if (is_status && dts_first_line(source, *anchor)) {
    places.push_back(replacement(home.file, dts_insert_before(source, *anchor, text, {false, false})));
  }
  for (DtsReplacement& each : places_behind(workspace, home.file, *anchor, text, false)) {
    places.push_back(std::move(each));
  }
  return places;
}

std::vector<DtsReplacement> dts_node_places(const DtsWorkspace& workspace, const DtsHome& home, const DtsLines& lines,
                                            std::size_t order) {
  const DtsLines all = opened(home.opens, lines);
  if (!home.block) return top_places(workspace, home, all, order);
  const DtsSource& source = workspace.files()[home.file].source;
  const DtsItem& block = source.items[*home.block];
  const std::string step = dts_indent_step(source, home.block);
  const std::string text = indented(all, child_indent(source, *home.block, step), step);
  if (!block.children.empty()) {
    const std::size_t anchor = block.children.back();
    const bool is_node = source.items[anchor].kind == DtsItemKind::Node;
    const bool parts = !is_node || dts_parts_siblings(source, home.block);
    return places_behind(workspace, home.file, anchor, text, parts);
  }
  std::vector<DtsReplacement> places;
  for (const bool parts : {false, true}) {
    places.push_back(replacement(home.file, dts_insert_first(source, *home.block, text, {false, parts})));
  }
  return places;
}

std::vector<DtsReplacement> dts_places_before(const DtsWorkspace& workspace, const DtsPlace& sibling,
                                              const DtsLines& lines) {
  const DtsSource& source = workspace.source(sibling);
  const DtsItem& item = workspace.item(sibling);
  const auto& list = item.parent ? source.items[*item.parent].children : source.roots;
  const std::string step = dts_indent_step(source, item.parent);
  const std::string text = indented(lines, dts_indent(source.text, item.span.begin), step);
  std::vector<DtsReplacement> places;
  const bool parts = dts_parts_siblings(source, item.parent);
  if (dts_first_line(source, sibling.item)) {
    for (const bool behind : {parts, !parts}) {
      places.push_back(replacement(sibling.file, dts_insert_before(source, sibling.item, text, {false, behind})));
    }
  }
  const auto at = std::ranges::find(list, sibling.item);
  const std::size_t line = source.text.substr(0, item.span.begin).rfind('\n') + 1;
  if (item.parent && lines.size() == 1 && source.items[*item.parent].span.begin >= line) {
    // The whole block is on one line, and so is what goes into it.
    places.push_back(replacement(sibling.file, {item.span.begin, lines.front() + ' '}));
  }
  if (at != list.begin()) {
    for (DtsReplacement& each : places_behind(workspace, sibling.file, *(at - 1), text, parts)) {
      places.push_back(std::move(each));
    }
  } else if (item.parent) {
    places.push_back(replacement(sibling.file, dts_insert_first(source, *item.parent, text, {false, parts})));
    places.push_back(replacement(sibling.file, dts_insert_first(source, *item.parent, text, {false, !parts})));
  }
  return places;
}

std::vector<DtsReplacement> dts_places_behind_includes(const DtsWorkspace& workspace, const std::string& line) {
  const DtsSource& source = workspace.files()[board_file].source;
  const bool has_inner = std::ranges::any_of(
      source.items, [](const DtsItem& item) { return item.kind == DtsItemKind::Include && item.parent.has_value(); });
  std::optional<std::size_t> anchor;
  int depth = 0;
  bool is_behind = false;
  for (const std::size_t item : source.roots) {
    const DtsItem& each = source.items[item];
    depth += condition_change(source, each);
    is_behind = is_behind || each.kind == DtsItemKind::Include || each.kind == DtsItemKind::DeleteNode;
    if (is_behind && depth == 0) {
      anchor = item;
      is_behind = false;
    }
  }
  if (has_inner || !anchor) return top_places(workspace, {}, {line}, 0);
  return places_behind(workspace, board_file, *anchor, line, source.items[*anchor].kind != DtsItemKind::DeleteNode);
}

}  // namespace rampart
