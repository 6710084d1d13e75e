#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/malformed.h"
#include "base/size_text.h"
#include "base/toml.h"
#include "knowledge/device.h"

namespace rampart {
namespace {

/// A device file of ours has 3 KiB. More than this is no device file.
constexpr std::size_t max_file_size = std::size_t{64} << 10;

/// Reads the values of one file; every error names the place in it.
class DeviceFileReader {
 public:
  explicit DeviceFileReader(std::string_view file) : file_{file} {}

  std::unexpected<Error> wrong(const TomlValue& at, std::string what) const {
    return malformed(file_, at.line, at.column, std::move(what));
  }

  Result<void> read(const TomlValue& node, std::string& into) const;
  Result<void> read(const TomlValue& node, Bytes& into) const;
  Result<void> read(const TomlValue& node, PhysAddr& into) const;
  template <typename T>
  Result<void> read(const TomlValue& node, std::optional<T>& into) const {
    return read(node, into.emplace());
  }
  template <typename T>
  Result<void> read(const TomlValue& node, std::vector<T>& into) const;
  template <typename T>
    requires std::is_enum_v<T>
  Result<void> read(const TomlValue& node, T& into) const;
  template <typename T>
    requires std::is_class_v<T>
  Result<void> read(const TomlValue& node, T& into) const;

 private:
  std::string_view file_;
};

// ---- words

template <typename T>
struct Spelling {
  std::string_view text;
  T value;
};
constexpr auto words_of(Share) {
  return std::to_array<Spelling<Share>>({{"linux", Share::Linux},
                                         {"cmm", Share::Cmm},
                                         {"ion", Share::Ion},
                                         {"cma", Share::Cma},
                                         {"firmware", Share::Firmware}});
}
constexpr auto words_of(PoolReader) {
  return std::to_array<Spelling<PoolReader>>({{"axera-cmm", PoolReader::AxeraCmm},
                                              {"sophgo-ion", PoolReader::SophgoIon},
                                              {"media-mem", PoolReader::MediaMem},
                                              {"rockchip-dmabuf", PoolReader::RockchipDmabuf},
                                              {"horizon-ion", PoolReader::HorizonIon},
                                              {"generic-ion", PoolReader::GenericIon}});
}
constexpr auto words_of(MaixRule::HwTotal) {
  using enum MaixRule::HwTotal;
  return std::to_array<Spelling<MaixRule::HwTotal>>(
      {{"constant", Constant}, {"total+cmm", TotalPlusCmm}, {"total", Total}});
}
constexpr auto words_of(MaixRule::CmmSource) {
  using enum MaixRule::CmmSource;
  return std::to_array<Spelling<MaixRule::CmmSource>>(
      {{"none", None}, {"ion-debugfs", IonDebugfs}, {"axera-cmm", AxeraCmm}});
}

// ---- keys of each kind of table

template <typename T>
struct Key {
  std::string_view name;
  Result<void> (*read)(const DeviceFileReader& reader, const TomlValue& node, T& into);
  bool is_required = false;
};
template <auto member, typename T>
Result<void> field(const DeviceFileReader& reader, const TomlValue& node, T& into) {
  return reader.read(node, into.*member);
}
constexpr bool required = true;

/// A carve-out as it is written; its range may be impossible.
struct CarveOutFields {
  std::string name;
  PhysAddr base;
  Bytes size;
};

constexpr Key<DeviceMatch> match_keys[] = {
    {"board_id", field<&DeviceMatch::board_ids>},     {"model", field<&DeviceMatch::models>},
    {"compatible", field<&DeviceMatch::compatibles>}, {"ram_min", field<&DeviceMatch::ram_min>},
    {"ram_max", field<&DeviceMatch::ram_max>},
};
constexpr Key<DefaultSplit> split_keys[] = {
    {"source", field<&DefaultSplit::source>, required},
    {"linux", field<&DefaultSplit::linux_ram>},
    {"mem_total", field<&DefaultSplit::mem_total>},
    {"cmm", field<&DefaultSplit::cmm>},
    {"ion", field<&DefaultSplit::ion>},
    {"cma", field<&DefaultSplit::cma>},
};
constexpr Key<DevicePool> pool_keys[] = {
    {"reader", field<&DevicePool::reader>, required},
    {"path", field<&DevicePool::path>, required},
};
constexpr Key<CarveOutFields> carve_out_keys[] = {
    {"name", field<&CarveOutFields::name>, required},
    {"base", field<&CarveOutFields::base>, required},
    {"size", field<&CarveOutFields::size>, required},
};
constexpr Key<Knob> knob_keys[] = {
    {"changes", field<&Knob::changes>, required},
    {"file", field<&Knob::file>, required},
    {"key", field<&Knob::key>, required},
    {"unit", field<&Knob::unit>},
    {"default", field<&Knob::preset>},
    {"text", field<&Knob::text>, required},
};
constexpr Key<MaixRule::Snap> snap_keys[] = {
    {"above", field<&MaixRule::Snap::above>, required},
    {"below", field<&MaixRule::Snap::below>, required},
    {"to", field<&MaixRule::Snap::to>, required},
};
constexpr Key<MaixRule> maix_keys[] = {
    {"hw_total", field<&MaixRule::hw_total>, required},
    {"constant", field<&MaixRule::constant>},
    {"cmm", field<&MaixRule::cmm>},
    {"snap", field<&MaixRule::snaps>},
};
constexpr Key<Device> device_keys[] = {
    {"name", field<&Device::name>, required},
    {"chip", field<&Device::chip>, required},
    {"arch", field<&Device::arch>, required},
    {"installed", field<&Device::installed>},
    {"sources", field<&Device::sources>, required},
    {"match", field<&Device::match>, required},
    {"split", field<&Device::splits>},
    {"pool", field<&Device::pools>},
    {"carve_out", field<&Device::carve_outs>},
    {"knob", field<&Device::knobs>},
    {"maix", field<&Device::maix>},
};
constexpr std::span<const Key<DeviceMatch>> keys_of(const DeviceMatch&) { return match_keys; }
constexpr std::span<const Key<DefaultSplit>> keys_of(const DefaultSplit&) { return split_keys; }
constexpr std::span<const Key<DevicePool>> keys_of(const DevicePool&) { return pool_keys; }
constexpr std::span<const Key<CarveOutFields>> keys_of(const CarveOutFields&) { return carve_out_keys; }
constexpr std::span<const Key<Knob>> keys_of(const Knob&) { return knob_keys; }
constexpr std::span<const Key<MaixRule::Snap>> keys_of(const MaixRule::Snap&) { return snap_keys; }
constexpr std::span<const Key<MaixRule>> keys_of(const MaixRule&) { return maix_keys; }
constexpr std::span<const Key<Device>> keys_of(const Device&) { return device_keys; }

// ---- what must hold beyond the keys; empty, or what is wrong

std::string fault_in(const DeviceMatch& match) {
  if (match.board_ids.empty() && match.models.empty() && match.compatibles.empty())
    return "nothing to recognise the device by (expected board_id, model or compatible)";
  if (match.ram_min && match.ram_max && *match.ram_min > *match.ram_max)
    return "ram_min is larger than ram_max (expected a range)";
  return {};
}
std::string fault_in(const DefaultSplit& split) {
  if (split.linux_ram || split.mem_total || split.cmm || split.ion || split.cma) return {};
  return "a split without a size (expected linux, mem_total, cmm, ion or cma)";
}
std::string fault_in(const DevicePool& pool) {
  return pool.path.starts_with('/') ? "" : "path is not absolute (expected it as on the device)";
}
std::string fault_in(const MaixRule& rule) {
  using enum MaixRule::HwTotal;
  if ((rule.hw_total == Constant) != rule.constant.has_value())
    return "hw_total and constant do not belong together (expected constant with hw_total = \"constant\" alone)";
  if (rule.hw_total != TotalPlusCmm && !rule.snaps.empty())
    return "snap without a sum (expected it with hw_total = \"total+cmm\" alone)";
  return {};
}
std::string fault_in(const MaixRule::Snap& snap) {
  return snap.above < snap.below ? "" : "above is not less than below (expected a range)";
}
std::string fault_in(const Device& device) {
  if (!std::ranges::is_sorted(device.installed)) return "installed is not ascending (expected the smallest size first)";
  if (device.installed.empty()) return {};
  for (const DefaultSplit& split : device.splits) {
    const Bytes linux_ram = split.linux_ram.value_or(split.mem_total.value_or(Bytes{}));
    const Bytes pools = saturating_add(split.cmm.value_or(Bytes{}), split.ion.value_or(Bytes{}));
    if (saturating_add(linux_ram, pools) > device.installed.back())
      return "split of " + split.source + " is larger than the RAM installed (expected shares of it)";
  }
  return {};
}
std::string fault_in(const auto&) { return {}; }

// ---- values

Result<void> DeviceFileReader::read(const TomlValue& node, std::string& into) const {
  const auto* const text = std::get_if<std::string>(&node.content);
  if (!text || text->empty()) return wrong(node, "no text (expected some in quotes)");
  into = *text;
  return {};
}

Result<void> DeviceFileReader::read(const TomlValue& node, Bytes& into) const {
  constexpr std::string_view expected = "no size (expected bytes, or a text such as \"105M\")";
  if (const auto* const count = std::get_if<std::int64_t>(&node.content); count && *count >= 0) {
    into = {static_cast<std::uint64_t>(*count)};
    return {};
  }
  const auto* const text = std::get_if<std::string>(&node.content);
  if (!text) return wrong(node, std::string{expected});
  const auto size = parse_size(*text, "");
  if (!size && size.error().code == Errc::OutOfRange) return wrong(node, "size passes 64 bits (expected fewer bytes)");
  if (!size) return wrong(node, std::string{expected});
  into = *size;
  return {};
}

Result<void> DeviceFileReader::read(const TomlValue& node, PhysAddr& into) const {
  const auto* const address = std::get_if<std::int64_t>(&node.content);
  if (!address || *address < 0) return wrong(node, "no address (expected a number such as 0x86100000)");
  into = {static_cast<std::uint64_t>(*address)};
  return {};
}

template <typename T>
  requires std::is_enum_v<T>
Result<void> DeviceFileReader::read(const TomlValue& node, T& into) const {
  const auto* const text = std::get_if<std::string>(&node.content);
  std::string known;
  for (const auto& word : words_of(T{})) {
    if (text && *text == word.text) {
      into = word.value;
      return {};
    }
    known += (known.empty() ? "" : ", ") + std::string{word.text};
  }
  return wrong(node, "no word that is known here (expected one of " + known + ")");
}

/// A list. Each element is read as such; one that is made of other fields than it is kept as is converted.
template <typename T>
Result<void> DeviceFileReader::read(const TomlValue& node, std::vector<T>& into) const {
  const auto* const list = std::get_if<std::vector<TomlValue>>(&node.content);
  if (!list) return wrong(node, "no list (expected [ ... ], or for tables double brackets)");
  for (const TomlValue& element : *list) {
    if constexpr (std::is_same_v<T, CarveOut>) {
      CarveOutFields fields;
      if (auto done = read(element, fields); !done) return done;
      const auto range = PhysRange::make(fields.base, fields.size);
      if (!range) return wrong(element, "no range of addresses (expected a size, and an end within 64 bits)");
      into.push_back({std::move(fields.name), *range});
    } else {
      if (auto done = read(element, into.emplace_back()); !done) return done;
    }
  }
  return {};
}

template <typename T>
std::string names_of(std::span<const Key<T>> keys) {
  std::string names;
  for (const Key<T>& key : keys) names += (names.empty() ? "" : ", ") + std::string{key.name};
  return names;
}

/// A table, all of whose keys must be known.
template <typename T>
  requires std::is_class_v<T>
Result<void> DeviceFileReader::read(const TomlValue& node, T& into) const {
  const std::span<const Key<T>> keys = keys_of(into);
  const auto* const table = std::get_if<TomlTable>(&node.content);
  if (!table) return wrong(node, "no table (expected " + names_of(keys) + ")");
  for (const TomlEntry& entry : table->entries) {
    const auto key = std::ranges::find(keys, entry.key, &Key<T>::name);
    if (key == keys.end())
      return malformed(file_, entry.line, entry.column, "key is not known (expected one of " + names_of(keys) + ")");
    if (auto done = key->read(*this, entry.value, into); !done) return done;
  }
  for (const Key<T>& key : keys) {
    if (key.is_required && !table->find(key.name))
      return wrong(node, "no " + std::string{key.name} + " (expected it among " + names_of(keys) + ")");
  }
  if (std::string fault = fault_in(std::as_const(into)); !fault.empty()) return wrong(node, std::move(fault));
  return {};
}

/// `maixcam.toml` of `/etc/rampart/maixcam.toml`, without its ending.
std::string_view stem(std::string_view file) {
  file.remove_prefix(file.rfind('/') + 1);  // npos + 1 is 0
  if (file.ends_with(".toml")) file.remove_suffix(5);
  return file;
}

}  // namespace

Result<Device> parse_device(std::string_view toml, std::string_view file) {
  if (toml.size() > max_file_size)
    return std::unexpected(
        Error{Errc::TooLarge, {std::string{file}, 1, 1}, "too large for a device file (expected at most 64 KiB)"});
  Device device;
  device.id = stem(file);
  if (device.id.empty()) return malformed(file, 1, 1, "file has no name (expected the device's id and .toml)");
  auto table = parse_toml(toml, file);
  if (!table) return std::unexpected(std::move(table.error()));
  const TomlValue root{1, 1, std::move(*table)};
  if (auto done = DeviceFileReader{file}.read(root, device); !done) return std::unexpected(std::move(done.error()));
  return device;
}

}  // namespace rampart
