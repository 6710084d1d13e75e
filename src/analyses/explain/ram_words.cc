#include "analyses/explain/ram_words.h"

#include <algorithm>
#include <string_view>

#include "base/scanner.h"
#include "base/size_text.h"
#include "knowledge/device.h"
#include "knowledge/device_recognition.h"
#include "sources/memory_parameters.h"

namespace rampart {
namespace {

/// `2 GiB (effective 3.9 GiB)` has the whole in brackets.
std::optional<Bytes> size_in(std::string_view text) {
  if (const std::size_t at = text.find("effective "); at != std::string_view::npos) text.remove_prefix(at + 10);
  std::string word;
  for (const char c : text.substr(0, text.find(')'))) {
    if (c != ' ') word += c;
  }
  const auto size = parse_size(word, "DRAM");
  return size ? std::optional{*size} : std::nullopt;
}

std::optional<Bytes> size_of_text(std::string_view text) {
  std::uint64_t unit = 0;
  if (!text.empty() && (text.back() | 0x20) == 'k') unit = 10;
  if (!text.empty() && (text.back() | 0x20) == 'm') unit = 20;
  if (unit != 0) text.remove_suffix(1);
  const int base = text.starts_with("0x") || text.starts_with("0X") ? 16 : 10;
  if (base == 16) text.remove_prefix(2);
  Scanner scan{text};
  const auto value = scan.number(base);
  if (!value || !scan.at_end() || *value > UINT64_MAX >> unit) return std::nullopt;
  return Bytes{*value << unit};
}

/// `mma_heap_name0,miu=0,sz=0xA000000` of SigmaStar.
std::optional<VendorShare> mma_share(const Parameter& parameter) {
  const std::string_view value = *parameter.value;
  const std::size_t at = value.find("sz=");
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view size = value.substr(at + 3);
  const auto bytes = size_of_text(size.substr(0, size.find(',')));
  return bytes ? std::optional{VendorShare{"mma_heap", *bytes, {}}} : std::nullopt;
}

/// `26M@0x2600000` of Ingenic.
std::optional<VendorShare> rmem_share(const Parameter& parameter) {
  const std::string_view value = *parameter.value;
  const std::size_t at = value.find('@');
  const auto size = size_of_text(value.substr(0, at));
  if (!size) return std::nullopt;
  VendorShare share{"rmem", *size, {}};
  const auto base = at == std::string_view::npos ? std::nullopt : size_of_text(value.substr(at + 1));
  if (base) share.base = PhysAddr{base->value};
  return share;
}

}  // namespace

std::optional<ToldRam> installed_ram(const Story& story) {
  std::optional<ToldRam> found;
  for (const Clue* const line : story.clues(LogFact::LoaderRam)) {
    const auto size = size_in(line->event.other);
    if (size && (!found || found->size < *size)) found = ToldRam{*size, line};
  }
  if (found) return found;
  const Clue* const model = story.last(LogFact::MachineModel);
  if (model == nullptr) return std::nullopt;
  const std::vector<Device> devices = built_in_devices();
  const Recognition known = recognise({.model = model->event.name}, devices);
  if (known.device == nullptr) return std::nullopt;
  const auto size = installed_ram(*known.device, story.ram().value_or(Bytes{1}));
  return size ? std::optional{ToldRam{*size}} : std::nullopt;
}

std::optional<Bytes> ram_after_mem_parameter(const Story& story) {
  Bytes sum;
  for (const MemParameter& mem : memory_parameters(story.command_line()).mem) sum = saturating_add(sum, mem.size);
  return sum.value == 0 ? std::nullopt : std::optional{sum};
}

std::vector<VendorShare> vendor_shares(const Story& story) {
  std::vector<VendorShare> shares;
  for (const Parameter& parameter : story.command_line().parameters) {
    if (!parameter.value) continue;
    std::optional<VendorShare> share;
    if (parameter.name == "mma_heap") share = mma_share(parameter);
    if (parameter.name == "rmem") share = rmem_share(parameter);
    if (share) shares.push_back(std::move(*share));
  }
  const bool is_cmm = story.command_line().last("cmmpool") != nullptr;
  for (const auto& zone : memory_parameters(story.command_line()).zones) {
    shares.push_back({is_cmm ? "cmmpool" : "mmz", zone.size, zone.start});
  }
  return shares;
}

std::vector<PhysRange> known_banks(const Story& story) {
  std::vector<PhysRange> banks;
  for (const Clue* const clue : story.clues(LogFact::NodeRange)) {
    if (const auto bank = range_of(clue->event)) banks.push_back(*bank);
  }
  std::ranges::sort(banks);
  return banks;
}

}  // namespace rampart
