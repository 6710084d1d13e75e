#include "sources/overlay_check.h"

#include <cstdint>
#include <expected>
#include <fmt/core.h>
#include <libfdt.h>
#include <optional>
#include <utility>
#include <vector>

#include "base/scanner.h"
#include "sources/big_endian.h"
#include "sources/dtb_walk.h"

namespace rampart {
namespace {

constexpr std::string_view local_fixups = "__local_fixups__";

using Checked = Result<void>;

class OverlayCheck {
 public:
  OverlayCheck(NamedBlob overlay, NamedBlob tree) : overlay_{overlay}, tree_{tree} {}
  Checked check();

 private:
  Checked check_fragments();
  Checked check_target(int fragment, std::string_view name);
  Checked check_fixups();
  Checked check_label(std::string_view label);
  Checked check_fixup(std::string_view fixup, std::string_view label);
  Checked check_local_fixups();
  Checked check_local_fixup(int target, const DtbWalk& walk);
  /// True if a phandle may be written there: 4 bytes inside a property whose form does not depend on it.
  bool holds_phandle(int node, std::string_view property, std::uint64_t offset) const;

  std::unexpected<Error> refuse(Errc code, std::string what) const {
    return std::unexpected(Error{code, {std::string{overlay_.file}, 0, 0}, std::move(what)});
  }
  std::unexpected<Error> refuse(std::string what) const { return refuse(Errc::Malformed, std::move(what)); }

  NamedBlob overlay_;
  NamedBlob tree_;
};

/// A property's value; nothing if there is none.
std::optional<std::string_view> value_of(std::string_view blob, int node, std::string_view property) {
  int size = 0;
  const void* value = fdt_getprop_namelen(blob.data(), node, property.data(), static_cast<int>(property.size()), &size);
  if (value == nullptr) return std::nullopt;
  return std::string_view{static_cast<const char*>(value), static_cast<std::size_t>(size)};
}

int find_node(std::string_view blob, std::string_view path) {
  return fdt_path_offset_namelen(blob.data(), path.data(), static_cast<int>(path.size()));
}

/// A path from the root that is one string with its end. libfdt takes any other for an alias, and follows it forever.
bool is_path(std::string_view value) { return value.starts_with('/') && value.find('\0') == value.size() - 1; }

/// The name of a child of the root that a path leads through.
std::string_view first_component(std::string_view path) { return path.substr(1, path.find('/', 1) - 1); }

bool is_bookkeeping(std::string_view name) {
  return name == "__fixups__" || name == local_fixups || name == "__symbols__";
}

Checked OverlayCheck::check() {
  if (auto good = check_fragments(); !good) return good;
  if (auto good = check_local_fixups(); !good) return good;
  return check_fixups();
}

Checked OverlayCheck::check_fragments() {
  bool has_fragment = false;
  const char* const blob = overlay_.blob.data();
  for (int node = fdt_first_subnode(blob, 0); node >= 0; node = fdt_next_subnode(blob, node)) {
    if (fdt_subnode_offset(blob, node, "__overlay__") < 0) continue;
    has_fragment = true;
    if (auto good = check_target(node, fdt_get_name(blob, node, nullptr)); !good) return good;
  }
  if (!has_fragment) return refuse("is no overlay (expected fragments with an __overlay__)");
  return {};
}

Checked OverlayCheck::check_target(int fragment, std::string_view name) {
  const auto target = value_of(overlay_.blob, fragment, "target");
  if (target && target->size() != 4) return refuse(fmt::format("the target of {} is not one phandle", name));
  const auto path = value_of(overlay_.blob, fragment, "target-path");
  if (path && !is_path(*path)) return refuse(fmt::format("the target-path of {} is no path (expected /...)", name));
  if (target) return {};
  if (!path) return refuse(fmt::format("{} has no target (expected target or target-path)", name));
  const std::string_view wanted = path->substr(0, path->size() - 1);
  if (find_node(tree_.blob, wanted) >= 0) return {};
  return refuse(Errc::NotFound, fmt::format("{} is for {}, which {} does not have", name, wanted, tree_.file));
}

bool OverlayCheck::holds_phandle(int node, std::string_view property, std::uint64_t offset) const {
  if (node < 0 || property == "target-path") return false;
  const auto value = value_of(overlay_.blob, node, property);
  return value && value->size() >= 4 && offset <= value->size() - 4;
}

/// /__fixups__: label = "path:property:offset", ...; which places get the phandle of a label.
Checked OverlayCheck::check_fixups() {
  const char* const blob = overlay_.blob.data();
  const int fixups = fdt_subnode_offset(blob, 0, "__fixups__");
  if (fixups < 0) return {};
  int property = 0;
  fdt_for_each_property_offset(property, blob, fixups) {
    const char* label = nullptr;
    int size = 0;
    const auto* value = static_cast<const char*>(fdt_getprop_by_offset(blob, property, &label, &size));
    if (value == nullptr) return refuse("a property of __fixups__ has no value");
    if (auto good = check_label(label); !good) return good;
    std::string_view rest{value, static_cast<std::size_t>(size)};
    if (!rest.ends_with('\0')) return refuse(fmt::format("the fix-ups of {} do not end in a zero byte", label));
    for (; !rest.empty(); rest.remove_prefix(rest.find('\0') + 1)) {
      if (auto good = check_fixup(rest.substr(0, rest.find('\0')), label); !good) return good;
    }
  }
  return {};
}

Checked OverlayCheck::check_label(std::string_view label) {
  const int symbols = fdt_subnode_offset(tree_.blob.data(), 0, "__symbols__");
  if (symbols < 0) {
    return refuse(Errc::NotFound, fmt::format("names the label {}, and {} has no labels (expected a tree compiled with "
                                              "dtc -@)",
                                              label, tree_.file));
  }
  const auto path = value_of(tree_.blob, symbols, label);
  if (!path)
    return refuse(Errc::NotFound, fmt::format("names the label {}, which {} does not have", label, tree_.file));
  if (is_path(*path) && find_node(tree_.blob, path->substr(0, path->size() - 1)) >= 0) return {};
  return refuse(fmt::format("names the label {}, which leads to no node of {}", label, tree_.file));
}

Checked OverlayCheck::check_fixup(std::string_view fixup, std::string_view label) {
  Scanner scan{fixup};
  const auto path = scan.until(":");
  scan.literal(":");
  const auto property = path ? scan.until(":") : std::nullopt;
  scan.literal(":");
  const auto offset = property ? scan.number() : std::nullopt;
  const bool is_whole = offset && scan.at_end() && path->starts_with('/');
  if (is_whole && !is_bookkeeping(first_component(*path)) &&
      holds_phandle(find_node(overlay_.blob, *path), *property, *offset)) {
    return {};
  }
  return refuse(fmt::format("the fix-up \"{}\" of {} is no place in it (expected path:property:offset)", fixup, label));
}

/// /__local_fixups__ has the shape of the overlay itself, with offsets in the place of values.
Checked OverlayCheck::check_local_fixups() {
  auto walk = DtbWalk::open(overlay_.blob, overlay_.file);
  if (!walk) return std::unexpected(std::move(walk.error()));
  std::vector<int> targets;  // the nodes that the open ones stand for; empty outside /__local_fixups__
  for (auto tag = walk->next(); tag != DtbWalk::Tag::Finish && tag != DtbWalk::Tag::Broken; tag = walk->next()) {
    if (tag == DtbWalk::Tag::Begin && targets.empty()) {
      if (walk->depth() == 2 && walk->text() == local_fixups) targets.push_back(0);
    } else if (tag == DtbWalk::Tag::Begin) {
      const std::string_view name = walk->text();
      const int target =
          fdt_subnode_offset_namelen(overlay_.blob.data(), targets.back(), name.data(), static_cast<int>(name.size()));
      if (target < 0 || (targets.size() == 1 && is_bookkeeping(name))) {
        return refuse(fmt::format("{} has a node {} that is not in the overlay", local_fixups, name));
      }
      targets.push_back(target);
    } else if (tag == DtbWalk::Tag::End && !targets.empty()) {
      targets.pop_back();
    } else if (tag == DtbWalk::Tag::Property && !targets.empty()) {
      if (auto good = check_local_fixup(targets.back(), *walk); !good) return good;
    }
  }
  return {};
}

Checked OverlayCheck::check_local_fixup(int target, const DtbWalk& walk) {
  const std::string_view name = walk.property_name();
  // libfdt renumbers phandles wherever it finds them, here too, and would then read offsets that were never written.
  bool is_good = walk.text().size() % 4 == 0 && name != "phandle" && name != "linux,phandle";
  for (std::size_t at = 0; is_good && at < walk.text().size(); at += 4) {
    is_good = holds_phandle(target, name, big_endian_32(walk.text(), at));
  }
  if (is_good) return {};
  return refuse(fmt::format("{} names places of {} that it does not have", local_fixups, name));
}

}  // namespace

Checked check_overlay(NamedBlob overlay, NamedBlob tree) { return OverlayCheck{overlay, tree}.check(); }

}  // namespace rampart
