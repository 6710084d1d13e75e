#include "render/heap_scaffold.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "base/size_text.h"
#include "render/heap_scaffold_driver.h"
#include "render/json_parts.h"

namespace rampart {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The characters of a node's name that a device's name may have as well (Devicetree specification, section 2.2.1).
bool is_name(std::string_view text) {
  constexpr std::size_t longest = 31;
  return !text.empty() && text.size() <= longest && is_letter(text.front()) && std::ranges::all_of(text, [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view{",._+-@"}.find(c) != std::string_view::npos;
  });
}

bool is_label(std::string_view text) {
  return !text.empty() && (is_letter(text.front()) || text.front() == '_') &&
         std::ranges::all_of(text, [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

/// The name as an identifier of C and a label of the device tree.
std::string identifier(std::string_view name) {
  std::string text{name};
  std::ranges::replace_if(text, [](char c) { return !is_letter(c) && !is_digit(c); }, '_');
  return text;
}

std::string cells(std::uint64_t value) { return fmt::format("0x{:x} 0x{:08x}", value >> 32, value & 0xffffffffU); }

/// The reserved-memory node of a new pool.
std::string pool_node(const HeapScaffold& wanted, const std::string& label) {
  std::string node = wanted.name.substr(0, wanted.name.find('@'));
  if (wanted.base) node += fmt::format("@{:x}", wanted.base->value);
  std::string text = "\treserved-memory {\n\t\t#address-cells = <2>;\n\t\t#size-cells = <2>;\n\t\tranges;\n\n";
  text += fmt::format("\t\t{}: {} {{\n\t\t\tcompatible = \"shared-dma-pool\";\n\t\t\treusable;\n", label, node);
  if (wanted.base) {
    text += fmt::format("\t\t\treg = <{} {}>;\n", cells(wanted.base->value), cells(wanted.size->value));
  } else {
    text += fmt::format("\t\t\tsize = <{}>;\n", cells(wanted.size->value));
  }
  return text + "\t\t};\n\t};\n\n";
}

std::string fragment(const HeapScaffold& wanted, const std::string& id) {
  const std::string label = wanted.pool.empty() ? id + "_pool" : wanted.pool;
  std::string text = fmt::format(
      "/*\n * The heap /dev/dma_heap/{} and its CMA pool: include this at the end of the board's "
      "file.\n",
      wanted.name);
  if (wanted.pool.empty()) text += " * It takes two cells for addresses and sizes, as arm64 boards have them.\n";
  text += " */\n/ {\n";
  if (wanted.pool.empty()) text += pool_node(wanted, label);
  text += fmt::format(
      "\t{0}-heap {{\n\t\tcompatible = \"rampart,{0}-heap\";\n\t\tmemory-region = <&{1}>;\n\t}};\n}};\n", id, label);
  return text;
}

Error malformed(std::string_view option, std::string what) {
  return {Errc::Malformed, {std::string{option}, 0, 0}, std::move(what)};
}

Result<void> check(const HeapScaffold& wanted) {
  if (!is_name(wanted.name)) {
    return std::unexpected(malformed("NAME", fmt::format("{}: no name of a heap (expected a letter, then at most 30 of "
                                                         "letters, digits and ,._+-@)",
                                                         wanted.name)));
  }
  if (!wanted.pool.empty() && !is_label(wanted.pool)) {
    return std::unexpected(
        malformed("--pool", fmt::format("{}: no label (expected one of the board's tree, as vpu_mem)", wanted.pool)));
  }
  if (wanted.pool.empty() && (!wanted.size || wanted.size->value == 0)) {
    return std::unexpected(
        malformed("--size", "no size (expected --size SIZE for a new pool, or --pool LABEL for one of the board)"));
  }
  return {};
}

}  // namespace

Result<std::vector<ScaffoldFile>> heap_scaffold(const HeapScaffold& wanted) {
  if (auto good = check(wanted); !good) return std::unexpected(std::move(good.error()));
  const std::string id = identifier(wanted.name);
  const bool is_built_in = wanted.driver == HeapScaffold::Driver::BuiltIn;
  std::vector<ScaffoldFile> files;
  files.push_back({id + "-heap.dtsi", fragment(wanted, id)});
  files.push_back({id + "_heap.c", is_built_in ? built_in_heap_driver(wanted.name, id) : cma_heap_add_driver(id)});
  files.push_back({"Kbuild", fmt::format("obj-{} += {}_heap.o\n", is_built_in ? 'y' : 'm', id)});
  return files;
}

std::string heap_scaffold_json(const HeapScaffold& wanted, const std::vector<ScaffoldFile>& files) {
  Json json = Json::object();
  json["schema"] = "rampart.heap-scaffold/1";
  json["heap"] = wanted.name;
  json["driver"] = wanted.driver == HeapScaffold::Driver::BuiltIn ? "built-in" : "cma_heap_add";
  json["files"] = Json::array();
  for (const ScaffoldFile& file : files) json["files"].push_back(Json{{"name", file.name}, {"content", file.content}});
  return to_text(json);
}

}  // namespace rampart
