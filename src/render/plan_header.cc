#include "render/plan_header.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <set>
#include <string_view>

#include "analyses/plan/proposal.h"
#include "base/printable.h"
#include "base/size_text.h"
#include "render/plan_words.h"

namespace rampart {
namespace {

constexpr std::string_view cpp_words[] = {
    "alignas", "alignof", "and",      "asm",     "auto",     "bool",      "break",     "case",     "catch",
    "char",    "class",   "concept",  "const",   "continue", "default",   "delete",    "do",       "double",
    "else",    "enum",    "explicit", "export",  "extern",   "false",     "float",     "for",      "friend",
    "goto",    "if",      "inline",   "int",     "long",     "mutable",   "namespace", "new",      "noexcept",
    "not",     "nullptr", "operator", "or",      "private",  "protected", "public",    "register", "requires",
    "return",  "short",   "signed",   "sizeof",  "static",   "struct",    "switch",    "template", "this",
    "throw",   "true",    "try",      "typedef", "typeid",   "typename",  "union",     "unsigned", "using",
    "virtual", "void",    "volatile", "while",   "xor",      "base",      "size",      "std",      "Place"};

/// A name of C++ that is free in its scope.
std::string free_name(std::set<std::string>& taken, std::string_view wanted) {
  const std::string letters = identifier(wanted);
  const bool is_word = std::ranges::find(cpp_words, letters) != std::end(cpp_words);
  std::string name;
  if (letters.empty() || letters.front() == '_' || (letters.front() >= '0' && letters.front() <= '9'))
    name.push_back('n');
  for (const char c : letters) {
    if (c != '_' || name.empty() || name.back() != '_') name.push_back(c);  // two in a row are the compiler's
  }
  if (is_word) name.push_back('_');
  while (!taken.insert(name).second) name.push_back('x');
  return name;
}

void put_pool(std::string& out, const Plan& plan, const PlannedPool& pool, const std::string& name) {
  out += fmt::format("\n/// {}, {}, for {}.\nnamespace {} {{\n", pool_kind_label(pool.kind), size_text(pool.size),
                     printable(joined(pool.devices)), name);
  out += fmt::format("inline constexpr std::uint64_t size = {:#x};\n", pool.size.value);
  const bool is_fixed = pool.kind != PoolKind::Cma || pool.base;
  if (is_fixed && pool.place) {
    out += fmt::format("inline constexpr std::uint64_t base = {:#x};\n", pool.place->base().value);
  }
  std::set<std::string> taken;
  for (auto first = pool.buffers.begin(); first != pool.buffers.end();) {
    const auto last = std::find_if(first, pool.buffers.end(),
                                   [&](const PlacedBuffer& buffer) { return buffer.demand != first->demand; });
    const Demand& demand = plan.workload.demands[first->demand];
    out += fmt::format("inline constexpr Place {}[] = {{", free_name(taken, demand.name));
    for (auto each = first; each != last; ++each) {
      out += fmt::format("{}{{{:#x}, {:#x}}}", each == first ? "" : ", ", each->offset.value, demand.size.value);
    }
    out += "};\n";
    first = last;
  }
  out += fmt::format("}}  // namespace {}\n", name);
}

}  // namespace

std::string plan_header(const Plan& plan) {
  std::string out = fmt::format(
      "// {}: written by rampart plan.\n"
      "// Buffers that never run together may share an offset; with others they must not be used at the same time.\n"
      "#pragma once\n\n#include <cstdint>\n\nnamespace memory_plan {{\n\n"
      "/// Bytes from the base of the pool, and of the buffer.\n"
      "struct Place {{\n  std::uint64_t offset;\n  std::uint64_t size;\n}};\n",
      printable(plan.workload.name.empty() ? "plan" : plan.workload.name));
  std::set<std::string> taken;
  for (const PlannedPool& pool : plan.pools) {
    if (pool.kind != PoolKind::System && pool.size.value != 0) put_pool(out, plan, pool, free_name(taken, pool.name));
  }
  return out + "\n}  // namespace memory_plan\n";
}

}  // namespace rampart
