#include "sources/uboot_env.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <system_error>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/trim.h"
#include "sources/big_endian.h"

namespace rampart {
namespace {

using Form = UbootEnvironment::Form;

constexpr std::size_t crc_bytes = 4;

/// The table of the CRC32 that zlib, Ethernet and U-Boot use, lowest bit first.
constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ ((value & 1) != 0 ? 0xedb88320U : 0U);
    table[byte] = value;
  }
  return table;
}();

/// How long the data is whose checksum is one of the two: the environment is as large as U-Boot was built for, which
/// nothing in it tells. At least `least` bytes, with as many zeros behind them as there can be.
std::optional<std::size_t> checked_length(std::string_view data, std::size_t least, std::uint32_t big,
                                          std::uint32_t little) {
  std::uint32_t crc = UINT32_MAX;
  for (std::size_t at = 0; at < data.size(); ++at) {
    crc = crc >> 8 ^ crc_table[(crc ^ static_cast<unsigned char>(data[at])) & 0xff];
    const std::uint32_t sum = ~crc;
    if (at + 1 >= least && (sum == big || sum == little)) return at + 1;
  }
  return std::nullopt;
}

/// One copy of a binary environment whose checksum is right.
struct Copy {
  std::size_t offset;  ///< Of its checksum, in the file.
  std::size_t header;  ///< 4, or 5 with flags.
  std::size_t length;  ///< Of what the checksum covers.
  unsigned char flags;
};

std::optional<Copy> copy_at(std::string_view bytes, std::size_t offset, std::size_t header) {
  if (bytes.size() < offset + header + 2) return std::nullopt;
  const std::string_view stored = bytes.substr(offset, crc_bytes);
  const std::uint32_t big = big_endian_32(stored, 0);
  const std::uint32_t little = big >> 24 | (big >> 8 & 0xff00) | (big << 8 & 0xff0000) | big << 24;
  const std::string_view data = bytes.substr(offset + header);
  const std::size_t end = data.find(std::string_view{"\0\0", 2});
  if (end == std::string_view::npos) return std::nullopt;
  const auto length = checked_length(data, end + 2, big, little);
  if (!length) return std::nullopt;
  return Copy{
      offset, header, *length,
      header > crc_bytes ? static_cast<unsigned char>(bytes[offset + crc_bytes]) : static_cast<unsigned char>(0)};
}

/// The copy that U-Boot takes of two: the one with the larger flags, which count the saves and begin again after 255,
/// or are 1 for the active and 0 for the obsolete one.
const Copy& newer(const Copy& first, const Copy& second) {
  if (first.flags == 255 && second.flags == 0) return second;
  if (first.flags == 0 && second.flags == 255) return first;
  return second.flags > first.flags ? second : first;
}

std::optional<Copy> find_copy(std::string_view bytes) {
  if (const auto single = copy_at(bytes, 0, crc_bytes)) return single;
  const auto first = copy_at(bytes, 0, crc_bytes + 1);
  // Without a first copy that can be trusted, nothing but the middle of the file tells where the second one is.
  const std::size_t second_at = first ? first->header + first->length : bytes.size() / 2;
  const auto second = copy_at(bytes, second_at, crc_bytes + 1);
  if (first && second) return newer(*first, *second);
  return first ? first : second;
}

/// Puts a variable in its list; of two of one name the later takes the place of the earlier.
class Collector {
 public:
  explicit Collector(std::vector<UbootVariable>& variables) : variables_{variables} {}
  void add(UbootVariable variable) {
    const auto [at, is_new] = places_.try_emplace(variable.name, variables_.size());
    if (is_new) {
      variables_.push_back(std::move(variable));
    } else {
      variables_[at->second] = std::move(variable);
    }
  }

 private:
  std::vector<UbootVariable>& variables_;
  std::map<std::string, std::size_t> places_;
};

Result<UbootEnvironment> parse_binary(std::string_view bytes, std::string_view file) {
  const auto copy = find_copy(bytes);
  if (!copy)
    return malformed(file, 0, 0, "no environment with a good checksum (expected CRC32, then name=value strings)");
  UbootEnvironment environment{
      std::string{file}, copy->header == crc_bytes ? Form::Single : Form::Redundant, copy->offset, {}};
  Collector collector{environment.variables};
  const std::string_view data = bytes.substr(0, copy->offset + copy->header + copy->length);
  for (std::size_t at = copy->offset + copy->header; at < data.size() && data[at] != '\0';) {
    const std::string_view entry = data.substr(at, data.find('\0', at) - at);
    const std::size_t equals = entry.find('=');
    if (equals == 0 || equals == std::string_view::npos) {
      return malformed(file, 0, 0,
                       "a string at offset " + std::to_string(at) + " is no variable (expected <name>=<value>)");
    }
    collector.add({std::string{entry.substr(0, equals)}, std::string{entry.substr(equals + 1)}, 0, at});
    at += entry.size() + 1;
  }
  return environment;
}

/// What is before the `=` of a line that begins a variable; empty for any other line.
std::string_view name_of(std::string_view line) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return {};
  const std::string_view name = line.substr(0, equals);
  return name.find_first_of(" \t\"'$;") == std::string_view::npos ? name : std::string_view{};
}

/// Lines that are no part of an environment: a comment, the prompt with the command, the sum at the end.
bool is_around(std::string_view line) {
  return trim(line).empty() || line.starts_with('#') || line.starts_with("=> ") || line.starts_with("U-Boot> ") ||
         line.starts_with("Environment size:");
}

Result<UbootEnvironment> parse_text(std::string_view text, std::string_view file) {
  UbootEnvironment environment{std::string{file}, Form::Text, 0, {}};
  Collector collector{environment.variables};
  std::optional<UbootVariable> open;
  bool escaped = false;  // `env export -t` writes a newline inside a value as backslash and newline
  for (const Line line : Lines{text}) {
    const std::string_view name = escaped ? std::string_view{} : name_of(line.text);
    if (!name.empty()) {
      if (open) collector.add(std::move(*open));
      open = UbootVariable{std::string{name}, std::string{line.text.substr(name.size() + 1)}, line.number,
                           static_cast<std::size_t>(line.text.data() - text.data())};
    } else if (!escaped && is_around(line.text)) {
      continue;
    } else if (open) {
      open->value += '\n';
      open->value += line.text;
    } else {
      return malformed(file, line.number, 1, "no variable (expected <name>=<value>)");
    }
    escaped = open->value.ends_with('\\');
    if (escaped) open->value.pop_back();
  }
  if (open) collector.add(std::move(*open));
  if (environment.variables.empty()) return malformed(file, 1, 1, "no variable (expected <name>=<value>)");
  return environment;
}

struct NumberField {
  std::string_view name;
  std::optional<UbootNumber> UbootMemory::* slot;
};
constexpr NumberField number_fields[] = {
    {"kernel_addr_r", &UbootMemory::kernel_addr_r},
    {"kernel_comp_addr_r", &UbootMemory::kernel_comp_addr_r},
    {"kernel_comp_size", &UbootMemory::kernel_comp_size},
    {"fdt_addr_r", &UbootMemory::fdt_addr_r},
    {"ramdisk_addr_r", &UbootMemory::ramdisk_addr_r},
    {"loadaddr", &UbootMemory::loadaddr},
    {"bootm_low", &UbootMemory::bootm_low},
    {"bootm_size", &UbootMemory::bootm_size},
    {"fdt_high", &UbootMemory::fdt_high},
    {"initrd_high", &UbootMemory::initrd_high},
};

}  // namespace

std::optional<std::uint64_t> uboot_number(std::string_view text) {
  text = trim(text);
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  std::uint64_t value{};
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value, 16);
  return failure == std::errc{} && stop == end ? std::optional{value} : std::nullopt;
}

const UbootVariable* UbootEnvironment::find(std::string_view name) const {
  const auto found = std::ranges::find(variables, name, &UbootVariable::name);
  return found == variables.end() ? nullptr : &*found;
}

Result<UbootEnvironment> parse_uboot_env(std::string_view bytes, std::string_view file) {
  const bool is_binary = bytes.find('\0') != std::string_view::npos;
  return is_binary ? parse_binary(bytes, file) : parse_text(bytes, file);
}

Result<UbootMemory> uboot_memory(const UbootEnvironment& environment) {
  UbootMemory memory;
  for (const NumberField& field : number_fields) {
    const UbootVariable* const variable = environment.find(field.name);
    if (variable == nullptr || variable->value.empty()) continue;
    const auto value = uboot_number(variable->value);
    if (!value) {
      const SourcePos where = environment.where(*variable);
      return malformed(where.file, where.line, where.column,
                       variable->name + " is no address (expected a hexadecimal number)");
    }
    memory.*field.slot = UbootNumber{*value, variable->line, variable->offset};
  }
  if (const UbootVariable* const bootargs = environment.find("bootargs")) memory.bootargs = *bootargs;
  return memory;
}

}  // namespace rampart
