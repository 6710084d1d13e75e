#include "sources/memory_parameters.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

#include "base/kernel_number.h"

namespace rampart {
namespace {

/// Reads a parameter's value from the left, with the kernel's idea of numbers.
class Value {
 public:
  explicit Value(std::string_view text) : rest_{text} {}

  std::string_view rest() const { return rest_; }
  bool at_end() const { return rest_.empty(); }
  bool wrapped() const { return wrapped_; }
  bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }
  bool next_is_digit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }

  /// With a suffix.
  std::uint64_t number() { return taken(kernel_number(rest_)); }
  /// Without one.
  std::uint64_t integer() { return taken(kernel_integer(rest_)); }

  bool take(char c) {
    if (!next_is(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view until(char c) {
    const std::string_view taken = rest_.substr(0, rest_.find(c));
    rest_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::uint64_t taken(const KernelNumber& read) {
    rest_.remove_prefix(read.length);
    wrapped_ |= read.overflowed;
    return read.value;
  }

  std::string_view rest_;
  bool wrapped_ = false;
};

class ParameterReader {
 public:
  explicit ParameterReader(const CommandLine& line) : line_{line} {}

  void read(const Parameter& parameter) {
    const auto known =
        std::ranges::find_if(table, [&](const Entry& entry) { return same_parameter(entry.name, parameter.name); });
    if (known == std::end(table)) return;
    if (!parameter.value && known->needs_value) {
      complain(parameter, "has no value", known->grammar);
      return;
    }
    Value value{parameter.value ? std::string_view{*parameter.value} : std::string_view{}};
    (this->*known->read)(parameter, value);
    if (value.wrapped())
      complain(parameter, "has a number past 2^64, of which the kernel takes the rest", known->grammar);
  }

  MemoryParameters finish() && { return std::move(found_); }

 private:
  struct Entry {
    std::string_view name;
    std::string_view grammar;
    void (ParameterReader::*read)(const Parameter&, Value&);
    bool needs_value;
  };

  void complain(const Parameter& parameter, std::string_view what, std::string_view grammar) {
    found_.findings.push_back({.rule = "cmdline-malformed",
                               .severity = Severity::Warning,
                               .message = fmt::format("{}{} {} (expected {})", parameter.name,
                                                      parameter.value ? "=" + *parameter.value : "", what, grammar),
                               .help = "",
                               .regions = {},
                               .locations = {{line_.where(parameter), parameter.name}}});
  }

  void complain_of_rest(const Parameter& parameter, const Value& value, std::string_view grammar) {
    if (!value.at_end()) complain(parameter, fmt::format("has a rest that is not read: \"{}\"", value.rest()), grammar);
  }

  static constexpr std::string_view cma_grammar = "cma=SIZE[@BASE[-LIMIT]]";

  void cma(const Parameter& parameter, Value& value) {
    // The grammar of 2010 names its regions: cma=mfc=8M;camera=4M
    if (parameter.value->find_first_of(";=") != std::string::npos) {
      found_.has_legacy_cma = true;
      return;
    }
    CmaParameter& cma = found_.cma ? *found_.cma : found_.cma.emplace();
    cma.column = parameter.column;
    if (!value.next_is_digit()) complain(parameter, "has no size, so the kernel takes 0", cma_grammar);
    cma.size = {value.number()};
    cma.fixed = false;
    if (value.take('@')) {
      cma.base = PhysAddr{value.number()};
      // As in the kernel: without a limit the area must end where it ends.
      const bool has_limit = value.take('-');
      cma.limit = PhysAddr{has_limit ? value.number() : cma.base->value + cma.size.value};
    }
    cma.fixed = cma.base && cma.limit && cma.base->value != 0 && cma.base->value + cma.size.value == cma.limit->value;
    complain_of_rest(parameter, value, cma_grammar);
  }

  void legacy_map(const Parameter&, Value&) { found_.has_legacy_cma = true; }

  void mem(const Parameter& parameter, Value& value) {
    MemParameter mem{.size = {}, .start = {}, .column = parameter.column};
    if (value.rest() == "nopentium") return;  // x86's, and no size
    if (!value.next_is_digit()) return complain(parameter, "has no size", "mem=SIZE[@START]");
    mem.size = {value.number()};
    if (value.take('@')) mem.start = PhysAddr{value.number()};
    complain_of_rest(parameter, value, "mem=SIZE[@START]");
    found_.mem.push_back(mem);
  }

  void memmap(const Parameter& parameter, Value& value) {
    do {
      if (value.rest().starts_with("exactmap")) {
        value.until(',');
        found_.memmap.push_back({MemmapEntry::Use::Exact, {}, {}, "", parameter.column});
        continue;
      }
      if (!memmap_entry(parameter, value)) return;
    } while (value.take(','));
    complain_of_rest(parameter, value, memmap_grammar);
  }

  static constexpr std::string_view memmap_grammar = "memmap=SIZE with @, #, $ or ! and START, or exactmap";

  bool memmap_entry(const Parameter& parameter, Value& value) {
    if (!value.next_is_digit()) {
      complain(parameter, fmt::format("has no size at \"{}\"", value.rest()), memmap_grammar);
      return false;
    }
    MemmapEntry entry{MemmapEntry::Use::Limit, {value.number()}, {}, "", parameter.column};
    constexpr std::pair<char, MemmapEntry::Use> uses[] = {{'@', MemmapEntry::Use::Ram},
                                                          {'$', MemmapEntry::Use::Reserved},
                                                          {'#', MemmapEntry::Use::Acpi},
                                                          {'!', MemmapEntry::Use::Persistent},
                                                          {'%', MemmapEntry::Use::Retype}};
    for (const auto& [sign, use] : uses) {
      if (!value.take(sign)) continue;
      entry.use = use;
      entry.start = PhysAddr{value.number()};
      if (use == MemmapEntry::Use::Retype) entry.types = value.until(',');
      break;
    }
    found_.memmap.push_back(std::move(entry));
    return true;
  }

  std::vector<NodeSize> node_sizes(const Parameter& parameter, Value& value, std::string_view grammar) {
    std::vector<NodeSize> all;
    do {
      if (!value.next_is_digit()) {
        complain(parameter, fmt::format("has no number at \"{}\"", value.rest()), grammar);
        return all;
      }
      const std::uint64_t first = value.number();
      if (value.take(':')) {
        all.push_back({first, {value.number()}});
      } else {
        all.push_back({std::nullopt, {first}});
      }
    } while (value.take(','));
    complain_of_rest(parameter, value, grammar);
    return all;
  }

  void hugetlb_cma(const Parameter& parameter, Value& value) {
    found_.hugetlb_cma = node_sizes(parameter, value, "hugetlb_cma=SIZE or NODE:SIZE[,...]");
  }

  void numa_cma(const Parameter& parameter, Value& value) {
    found_.numa_cma = node_sizes(parameter, value, "numa_cma=NODE:SIZE[,...]");
  }

  /// A single size into the slot `target`.
  void size_into(std::optional<Bytes>& target, const Parameter& parameter, Value& value) {
    const std::string grammar = parameter.name + "=SIZE";
    if (!value.next_is_digit()) {
      complain(parameter, "has no size", grammar);
      return;
    }
    target = Bytes{value.number()};
    complain_of_rest(parameter, value, grammar);
  }

  void cma_pernuma(const Parameter& p, Value& v) { size_into(found_.cma_pernuma, p, v); }
  void coherent_pool(const Parameter& p, Value& v) { size_into(found_.coherent_pool, p, v); }
  void vmalloc(const Parameter& p, Value& v) { size_into(found_.vmalloc, p, v); }
  void rk_dma_heap_cma(const Parameter& p, Value& v) { size_into(found_.rk_dma_heap_cma, p, v); }
  void movablecore(const Parameter& p, Value&) { found_.movablecore = *p.value; }
  void kernelcore(const Parameter& p, Value&) { found_.kernelcore = *p.value; }
  void nokaslr(const Parameter&, Value&) { found_.nokaslr = true; }

  void reserve_mem(const Parameter& parameter, Value& value) {
    constexpr std::string_view grammar = "reserve_mem=SIZE:ALIGN:NAME";
    ReserveMem reserve{.size = {value.number()}, .align = {}, .name = {}, .column = parameter.column};
    if (!value.take(':')) return complain(parameter, "has no alignment", grammar);
    reserve.align = {value.number()};
    if (!value.take(':') || value.at_end()) return complain(parameter, "has no name", grammar);
    reserve.name = value.rest();
    found_.reserve_mem.push_back(std::move(reserve));
  }

  void crashkernel(const Parameter& parameter, Value& value) {
    constexpr std::string_view grammar = "crashkernel=SIZE[@BASE], SIZE,high, SIZE,low or FROM-BELOW:SIZE[,...][@BASE]";
    Crashkernel crash{.size = {}, .steps = {}, .base = {}, .where = {}, .column = parameter.column};
    if (!value.next_is_digit()) return complain(parameter, "has no size", grammar);
    const std::uint64_t first = value.number();
    if (value.take('-')) {
      Bytes from{first};
      while (true) {
        std::optional<Bytes> below;
        if (value.next_is_digit()) below = Bytes{value.number()};
        if (!value.take(':')) return complain(parameter, "has a range without a size", grammar);
        crash.steps.push_back({from, below, {value.number()}});
        if (!value.take(',')) break;
        from = {value.number()};
        if (!value.take('-')) return complain(parameter, "has a range without an end", grammar);
      }
    } else {
      crash.size = {first};
      if (value.take(',')) crash.where = value.until(' ');
    }
    if (value.take('@')) crash.base = PhysAddr{value.number()};
    complain_of_rest(parameter, value, grammar);
    found_.crashkernel.push_back(std::move(crash));
  }

  void swiotlb(const Parameter& parameter, Value& value) {
    Swiotlb& swiotlb = found_.swiotlb ? *found_.swiotlb : found_.swiotlb.emplace();
    if (value.next_is_digit()) swiotlb.slabs = value.integer();
    if (value.next_is(',')) value.take(',');
    if (value.next_is_digit()) swiotlb.areas = value.integer();
    if (value.next_is(',')) value.take(',');
    swiotlb.force = value.rest() == "force";
    swiotlb.noforce = value.rest() == "noforce";
    if (!swiotlb.force && !swiotlb.noforce) complain_of_rest(parameter, value, "swiotlb=SLABS[,AREAS][,force|noforce]");
  }

  /// `NAME,GFP,START,SIZE[:...]`, as HiSilicon's mmz= and Axera's cmmpool= write it.
  void zones(const Parameter& parameter, Value& value) {
    do {
      VendorZone zone{.name = std::string{value.until(',')}, .start = {}, .size = {}, .column = parameter.column};
      bool whole = value.take(',');
      value.until(',');
      whole = value.take(',') && whole;
      const std::uint64_t start = value.number();
      whole = value.take(',') && value.next_is_digit() && whole;
      if (!whole) return complain(parameter, "is not whole", parameter.name + "=NAME,GFP,START,SIZE[:...]");
      if (start != 0) zone.start = PhysAddr{start};
      zone.size = {value.number()};
      found_.zones.push_back(std::move(zone));
    } while (value.take(':'));
    complain_of_rest(parameter, value, parameter.name + "=NAME,GFP,START,SIZE[:...]");
  }

  static constexpr Entry table[] = {
      {"cma", cma_grammar, &ParameterReader::cma, true},
      {"cma.map", "cma.map=DEVICE=NAME[;...]", &ParameterReader::legacy_map, true},
      {"cma_map", "cma_map=DEVICE=NAME[;...]", &ParameterReader::legacy_map, true},
      {"mem", "mem=SIZE[@START]", &ParameterReader::mem, true},
      {"memmap", memmap_grammar, &ParameterReader::memmap, true},
      {"hugetlb_cma", "hugetlb_cma=SIZE or NODE:SIZE[,...]", &ParameterReader::hugetlb_cma, true},
      {"numa_cma", "numa_cma=NODE:SIZE[,...]", &ParameterReader::numa_cma, true},
      {"cma_pernuma", "cma_pernuma=SIZE", &ParameterReader::cma_pernuma, true},
      {"reserve_mem", "reserve_mem=SIZE:ALIGN:NAME", &ParameterReader::reserve_mem, true},
      {"crashkernel", "crashkernel=SIZE", &ParameterReader::crashkernel, true},
      {"swiotlb", "swiotlb=SLABS", &ParameterReader::swiotlb, true},
      {"coherent_pool", "coherent_pool=SIZE", &ParameterReader::coherent_pool, true},
      {"vmalloc", "vmalloc=SIZE", &ParameterReader::vmalloc, true},
      {"movablecore", "movablecore=SIZE", &ParameterReader::movablecore, true},
      {"kernelcore", "kernelcore=SIZE", &ParameterReader::kernelcore, true},
      {"nokaslr", "nokaslr", &ParameterReader::nokaslr, false},
      {"mmz", "mmz=NAME,GFP,START,SIZE", &ParameterReader::zones, true},
      {"cmmpool", "cmmpool=NAME,GFP,START,SIZE", &ParameterReader::zones, true},
      {"rk_dma_heap_cma", "rk_dma_heap_cma=SIZE", &ParameterReader::rk_dma_heap_cma, true},
  };

  const CommandLine& line_;
  MemoryParameters found_;
};

}  // namespace

MemoryParameters memory_parameters(const CommandLine& line) {
  ParameterReader reader{line};
  for (const Parameter& parameter : line.parameters) reader.read(parameter);
  MemoryParameters found = std::move(reader).finish();
  if (line.open_quote) {
    found.findings.push_back(
        {.rule = "cmdline-malformed",
         .severity = Severity::Warning,
         .message = "a quote is never closed, so that all after it is one word (expected a closing \")",
         .help = "",
         .regions = {},
         .locations = {{*line.open_quote, ""}}});
  }
  return found;
}

}  // namespace rampart
