#include <gtest/gtest.h>
#include <libfdt.h>
#include <rapidcheck/gtest.h>
#include <string>
#include <vector>

#include "edit/dtb_edit.h"
#include "sources/dtb_builder.h"

namespace rampart {
namespace {

using namespace std::string_literals;
using UndoCells = std::vector<TreeCell>;

/// What may differ between blobs that compilers and loaders hand on.
struct BlobForm {
  bool reservation = false;
  bool symbols = false;
  bool local_fixups = false;
  bool is_version_16 = false;
  std::uint32_t padding = 0;   ///< Free bytes behind the strings.
  std::string unused_names{};  ///< At the end of the strings.
  std::string behind{};        ///< What follows the blob in its file.
};

void begin_with_reg(DtbBuilder& builder, std::string_view name, std::uint32_t phandle) {
  builder.begin_node(name);
  builder.cells("reg", {0x1000 * phandle, 0x100});
  builder.cells("phandle", {phandle});
}

/// Two regions, a device that has the first and one that has none.
std::string packed_blob(const BlobForm& form) {
  DtbBuilder builder;
  if (form.reservation) builder.reserve(0x1000, 0x2000);
  builder.begin_node("");
  builder.cells("#address-cells", {1});
  builder.begin_node("reserved-memory");
  builder.property("ranges");
  begin_with_reg(builder, "a@1000", 1);
  builder.end_node();
  begin_with_reg(builder, "b@2000", 2);
  builder.end_node();
  builder.end_node();
  builder.begin_node("bus");
  begin_with_reg(builder, "first@3000", 3);
  builder.cells("memory-region", {1});
  builder.end_node();
  begin_with_reg(builder, "second@4000", 4);
  builder.end_node();
  builder.end_node();
  if (form.symbols) {
    builder.begin_node("__symbols__");
    builder.string("a", "/reserved-memory/a@1000");
    builder.end_node();
  }
  if (form.local_fixups) {
    builder.begin_node("__local_fixups__");
    builder.begin_node("bus");
    builder.begin_node("first@3000");
    builder.cells("memory-region", {0});
    builder.end_node();
    builder.end_node();
    builder.end_node();
  }
  builder.end_node();
  return *builder.finish();
}

std::string blob_of_form(const BlobForm& form) {
  std::string blob = packed_blob(form);
  blob += form.unused_names;  // the strings are the last block
  const std::uint32_t names = fdt_size_dt_strings(blob.data()) + static_cast<std::uint32_t>(form.unused_names.size());
  fdt_set_size_dt_strings(blob.data(), names);
  if (form.is_version_16) {
    fdt_set_version(blob.data(), 16);
    fdt_set_size_dt_struct(blob.data(), 0);
  }
  blob.resize(blob.size() + form.padding);
  fdt_set_totalsize(blob.data(), static_cast<std::uint32_t>(blob.size()));
  return blob + form.behind;
}

std::string after_edits(const std::string& blob, const std::vector<TreeEdit>& edits) {
  const auto changed = edit_dtb(blob, "a.dtb", edits);
  if (!changed) ADD_FAILURE() << to_string(changed.error());
  return changed.value_or("");
}

/// As `reserve add --device` does it: new names, names of the tree, and ends of names of the tree.
std::vector<TreeEdit> give_new_region(const std::string& device, UndoCells known) {
  known.emplace_back(NodeReference{"/reserved-memory/new@9000"});
  return {AddNode{"/reserved-memory",
                  "new@9000",
                  "fresh",
                  {{"reg", UndoCells{0x9000U, 0x100U}}, {"no-map", {}}, {"cells", UndoCells{1U}}, {"x,new", {}}},
                  "b@2000"},
          SetProperty{device, {"memory-region", std::move(known)}}};
}

std::vector<TreeEdit> take_from_first() {
  return {SetProperty{"/bus/first@3000", {"memory-region", UndoCells{NodeReference{"/reserved-memory/a@1000"}}}},
          RemoveNode{"/reserved-memory/new@9000"}};
}

std::vector<TreeEdit> take_from_second() {
  return {RemoveProperty{"/bus/second@4000", "memory-region"}, RemoveNode{"/reserved-memory/new@9000"}};
}

std::vector<BlobForm> blob_forms() {
  return {{},
          {.reservation = true, .padding = 4096},
          {.padding = 3},
          {.symbols = true},
          {.symbols = true, .local_fixups = true, .padding = 64},
          {.local_fixups = true},
          {.is_version_16 = true, .padding = 8},
          {.symbols = true, .unused_names = "fresh\0x,new\0"s},
          {.unused_names = "\0\0"s},
          {.reservation = true, .padding = 16, .behind = "a signature"}};
}

TEST(DtbUndo, TakingAwayWhatWasAddedRestoresTheBytes) {
  for (const BlobForm& form : blob_forms()) {
    const std::string blob = blob_of_form(form);
    const std::string second = after_edits(blob, give_new_region("/bus/second@4000", {}));
    EXPECT_NE(second, blob);
    EXPECT_EQ(after_edits(second, take_from_second()), blob);
    const UndoCells known{NodeReference{"/reserved-memory/a@1000"}};
    const std::string first = after_edits(blob, give_new_region("/bus/first@3000", known));
    EXPECT_EQ(after_edits(first, take_from_first()), blob);
  }
}

TEST(DtbUndo, WhatLibfdtLeftBehindAShortenedValueStays) {
  std::string blob = blob_of_form({.symbols = true});
  const int node = fdt_path_offset(blob.data(), "/__symbols__");
  ASSERT_EQ(fdt_setprop(blob.data(), node, "a", "/reserved-memory/b@20", 22), 0);
  ASSERT_NE(blob.find("b@20\0"s + "0\0"s), std::string::npos);
  const std::string added = after_edits(blob, {AddNode{"/bus", "new", "fresh", {}, {}}});
  EXPECT_EQ(after_edits(added, {RemoveNode{"/bus/new"}}), blob);
}

TEST(DtbUndo, SeveralChangesAreUndoneFromTheLast) {
  const std::string blob = blob_of_form({.padding = 32});
  const std::string one = after_edits(blob, {AddNode{"/", "one", {}, {{"only-one", {}}}, {}}});
  const std::string two = after_edits(one, {AddNode{"/", "two", {}, {{"only-two", {}}}, {}}});
  EXPECT_EQ(after_edits(two, {RemoveNode{"/two"}}), one);
  EXPECT_EQ(after_edits(one, {RemoveNode{"/one"}}), blob);
}

TEST(DtbUndo, OutOfOrderANameStaysInTheMiddleAndOneBehindItGoes) {
  const std::string blob = blob_of_form({});
  const std::string both = after_edits(
      blob, {AddNode{"/", "one", {}, {{"only-one", {}}}, {}}, AddNode{"/", "two", {}, {{"only-two", {}}}, {}}});
  const std::string two = after_edits(both, {RemoveNode{"/one"}});
  EXPECT_EQ(fdt_size_dt_strings(two.data()), fdt_size_dt_strings(blob.data()) + 18);
  const std::string none = after_edits(two, {RemoveNode{"/two"}});
  EXPECT_EQ(fdt_size_dt_strings(none.data()), fdt_size_dt_strings(blob.data()) + 9);
}

TEST(DtbUndo, APhandleThatANodeGotStays) {
  DtbBuilder builder;
  builder.begin_node("");
  builder.begin_node("bare");
  builder.end_node();
  builder.begin_node("user");
  builder.end_node();
  builder.end_node();
  const std::string blob = *builder.finish();
  const std::string named = after_edits(blob, {SetProperty{"/user", {"names", UndoCells{NodeReference{"/bare"}}}}});
  const std::string undone = after_edits(named, {RemoveProperty{"/user", "names"}});
  EXPECT_EQ(undone, after_edits(blob, {SetProperty{"/bare", {"phandle", UndoCells{1U}}}}));
}

/// Names that are new, of the tree, ends of each other, or in the strings without a use.
std::vector<std::string> property_names() {
  const auto name = rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf("ab-#,reg"s)));
  return *rc::gen::unique<std::vector<std::string>>(
      rc::gen::suchThat(name, [](const std::string& each) { return each.size() < 200 && each != "reg"; }));
}

RC_GTEST_PROP(DtbUndo, WhateverIsSetAndRemovedFromTheLastLeavesNoTrace, ()) {
  BlobForm form = *rc::gen::elementOf(blob_forms());
  for (const std::string& each : property_names()) form.unused_names.append(each).push_back('\0');
  std::vector<std::string> blobs{blob_of_form(form)};
  std::vector<TreeEdit> undos;
  for (const std::string& name : property_names()) {
    const std::string path = *rc::gen::element<std::string>("/", "/bus", "/bus/second@4000");
    blobs.push_back(after_edits(blobs.back(), {SetProperty{path, {name, UndoCells{1U}}}}));
    undos.emplace_back(RemoveProperty{path, name});
  }
  while (!undos.empty()) {
    const std::string undone = after_edits(blobs.back(), {undos.back()});
    undos.pop_back();
    blobs.pop_back();
    RC_ASSERT(undone == blobs.back());
  }
}

}  // namespace
}  // namespace rampart
