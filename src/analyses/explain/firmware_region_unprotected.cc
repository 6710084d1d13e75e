#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyses/explain/cause_rule.h"
#include "base/size_text.h"

namespace rampart {
namespace {

/// Of the syndrome register: which fault, and whether it was a write.
constexpr std::uint64_t fault_status_mask = 0x3f;
constexpr std::uint64_t write_bit = 0x40;

/// Functions that touch ordinary memory only: a register of a device that is switched off gives the same abort.
constexpr std::array<std::string_view, 16> memory_functions = {
    "memset",     "memcpy",  "memmove", "clear_page", "copy_page", "clear_highpage", "prep_new_page", "get_page_from",
    "free_pages", "kmalloc", "slab",    "kmem_cache", "list_add",  "memblock",       "strlen",        "copy_to_user"};
/// Functions that read or write registers.
constexpr std::array<std::string_view, 8> register_functions = {"readl",   "writel", "regmap", "ioread",
                                                                "iowrite", "readb",  "readw",  "mmio"};
/// Words by which firmware's regions are called in trees of all vendors.
constexpr std::array<std::string_view, 10> firmware_words = {"tz",   "trustzone", "hyp", "secmon", "optee",
                                                             "bl31", "bl32",      "atf", "tfa",    "tee"};

template <std::size_t count>
bool has_any(std::string_view text, const std::array<std::string_view, count>& words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

/// `tz_mem@0` and `hyp-region@80000000` have one of the words as a word of theirs.
bool is_of_firmware(std::string_view name) {
  std::string_view rest = name.substr(0, name.find('@'));
  while (!rest.empty()) {
    const std::size_t end = rest.find_first_of("-_,.");
    if (std::ranges::find(firmware_words, rest.substr(0, end)) != firmware_words.end()) return true;
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return false;
}

/// `Internal error: synchronous external abort: 96000050`, `ESR 0x96000210`: the syndrome.
std::optional<std::uint64_t> syndrome_of(std::string_view text) {
  const std::size_t abort = text.find("external abort: ");
  const std::size_t code = text.find("code 0x");
  const std::size_t at = abort != std::string_view::npos  ? abort + std::string_view{"external abort: "}.size()
                         : code != std::string_view::npos ? code + std::string_view{"code 0x"}.size()
                                                          : std::string_view::npos;
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view digits = text.substr(at);
  if (digits.starts_with("0x")) digits.remove_prefix(2);
  std::uint64_t value{};
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  const bool is_syndrome = failure == std::errc{} && end - digits.data() >= 8;
  return is_syndrome ? std::optional{value} : std::nullopt;
}

/// The function of `pc : [<ffffff8008>] __memset+0x94/0x180`.
std::string function_of(std::string_view text) {
  text = text.substr(0, text.find('+'));
  return std::string{text.substr(text.find_last_of(" \t") + 1)};
}

struct CallSites {
  const Clue* at = nullptr;
  const Clue* from = nullptr;
};

CallSites call_sites_after(const Story& story, const Clue& abort) {
  CallSites found;
  for (const Clue* const clue : story.clues(LogFact::CallSite)) {
    if (clue->file != abort.file || clue->event.line < abort.event.line) continue;
    if (found.at == nullptr && !clue->event.name.empty()) found.at = clue;
    if (found.from == nullptr && !clue->event.other.empty()) found.from = clue;
  }
  return found;
}

FactObject region_fact(const ReservedNode& node, const PhysRange& range) {
  return {{"name", FactScalar{node.name.substr(0, node.name.find('@'))}},
          {"start", FactScalar{range.base().value}},
          {"size_bytes", FactScalar{range.size().value}}};
}

/// What the board keeps for firmware: the map that Linux is given has to leave out the same.
void tell_regions(CauseDraft& cause, const Story& story) {
  const CheckInput* const input = story.board_input();
  if (input == nullptr) return;
  std::vector<FactObject> regions;
  for (const StaticRange& each : input->ranges) {
    const ReservedNode& node = *input->nodes[each.node].node;
    if (!node.no_map && !is_of_firmware(node.name)) continue;
    regions.push_back(region_fact(node, each.range));
    cause.region(node.name);
  }
  if (!regions.empty()) cause.fact("regions", FactValue{std::move(regions)});
}

void explain_abort(const Story& story, CauseReport& report) {
  const Clue* const abort = story.first(LogFact::ExternalAbort);
  if (abort == nullptr) return;
  const CallSites sites = call_sites_after(story, *abort);
  const std::string at = sites.at == nullptr ? "" : function_of(sites.at->event.name);
  const std::string from = sites.from == nullptr ? "" : function_of(sites.from->event.other);
  if (has_any(at, register_functions)) return;  // a device without clock or power
  const auto syndrome = syndrome_of(abort->event.text);
  const bool is_of_memory = has_any(at, memory_functions);
  CauseDraft cause = report.add(is_of_memory ? Confidence::Likely : Confidence::Possible,
                                {"memory that belongs to firmware was given to Linux", "属于固件的内存被交给了 Linux"});
  cause.evidence(abort).evidence(sites.at).evidence(sites.from).follows_of(story.clues(LogFact::ExternalAbort));
  cause.follows_of(story.clues(LogFact::CallSite)).follows_of(story.clues(LogFact::Panic));
  cause.fact("abort", abort->event.name);
  if (syndrome && !abort->event.text.contains("SError")) {
    cause.fact("dfsc", fmt::format("{:#x}", *syndrome & fault_status_mask)).fact("esr", *syndrome);
    cause.fact("is_write", (*syndrome & write_bit) != 0);
  }
  if (!at.empty()) cause.fact("pc_function", at);
  if (!from.empty()) cause.fact("lr_function", from);
  tell_regions(cause, story);
  if (is_of_memory) {
    cause.detail({"{0}, called from {1}, touches ordinary pages, and the bus refused the access",
                  "{0}（调用者 {1}）访问的是普通页，而总线拒绝了该访问"},
                 at, from.empty() ? "?" : from);
  }
  cause.remedy(
      {"keep the firmware's ranges from Linux: for each a node of /reserved-memory with its reg and no-map, "
       "or in the memory map of UEFI the type EfiReservedMemoryType; take them from the vendor's tree (tz, "
       "hyp, secmon, optee, ...)",
       "让 Linux 避开固件的范围：每个范围在 /reserved-memory 加带 reg 与 no-map 的节点，或在 UEFI "
       "内存映射中标为 EfiReservedMemoryType；范围取自厂商设备树（tz、hyp、secmon、optee 等）"});
}

/// A region of the secure world that Linux still maps, or even shares.
void explain_board(const Story& story, CauseReport& report) {
  const CheckInput* const input = story.board_input();
  if (story.has_log() || input == nullptr) return;
  for (const StaticRange& each : input->ranges) {
    const ReservedNode& node = *input->nodes[each.node].node;
    if (node.no_map || !is_of_firmware(node.name) || !lies_in_ram(*input, each.range)) continue;
    CauseDraft cause =
        report.likely({"{0} belongs to firmware, and Linux maps it", "{0} 属于固件，而 Linux 会映射它"}, node.name);
    cause.severity(node.reusable ? Severity::Error : Severity::Warning)
        .region(node.name)
        .at({node.where, node.path})
        .fact("regions", FactValue{std::vector<FactObject>{region_fact(node, each.range)}});
    cause.detail({"{0} at {1:#x} has no no-map: a read that the processor makes ahead of time is enough for an abort",
                  "{0} 位于 {1:#x}，没有 no-map：处理器的一次推测读取就足以引发异常"},
                 size_text(each.range.size()), each.range.base().value);
    cause.remedy({"write no-map in {0}", "在 {0} 中写 no-map"}, node.name);
  }
}

void explain(const Story& story, CauseReport& report) {
  explain_abort(story, report);
  explain_board(story, report);
}

}  // namespace

extern const CauseRule firmware_region_unprotected_cause{
    .id = "firmware-region-unprotected",
    .cause_class = "firmware_region_unprotected",
    .severity = Severity::Error,
    .title = {"memory that belongs to firmware is given to Linux", "属于固件的内存被交给 Linux"},
    .explanation =
        {"The secure world, a hypervisor or a firmware keeps memory of its own and lets the bus refuse others. If the "
         "map that Linux is given calls it RAM, Linux hands it out one day: the first access ends in a synchronous "
         "external abort (DFSC 0x10) or an SError, mostly in memset or a page allocation, at another place each "
         "time.\n\n"
         "Told from a device without clock or power by where the processor was: that gives the same abort, but in "
         "readl, writel or a driver's register access.",
         "安全世界、虚拟机监控器或固件保留自己的内存，并让总线拒绝他人访问。若交给 Linux 的映射把它当作普通 "
         "RAM，Linux 迟早会分配出去：第一次访问就以同步外部中止（DFSC 0x10）或 SError 结束，多在 memset "
         "或页分配中，每次位置不同。\n\n"
         "与“设备无时钟或掉电”的区别在于处理器所在位置：后者也产生同样的中止，但发生在 readl、writel "
         "或驱动的寄存器访问中。"},
    .remedy = {"reserve the firmware's ranges with no-map, as the vendor's tree has them",
               "按厂商设备树用 no-map 保留固件的范围"},
    .explain = explain,
};

}  // namespace rampart
