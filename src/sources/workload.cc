#include "sources/workload.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>
#include <variant>

#include "base/malformed.h"
#include "base/size_text.h"
#include "base/toml.h"
#include "sources/picture_format.h"
#include "sources/toml_fields.h"
#include "sources/workload_names.h"

namespace rampart {
namespace {

MemoryWish wish_of(TomlFields& fields) {
  MemoryWish wish;
  wish.contiguous = fields.flag("contiguous");
  wish.below = fields.address("below");
  wish.alignment = fields.alignment("alignment");
  wish.is_private = fields.flag("private");
  wish.pool = fields.text("pool");
  return wish;
}

constexpr std::uint64_t max_side = 1U << 20;
constexpr std::uint64_t max_padding = std::uint64_t{1} << 24;

/// `width`, `height` and `format` of a picture, with what the device demands of its layout.
void read_picture(TomlFields& fields, Demand& demand) {
  const std::string fourcc = fields.required_text("format");
  const auto width = fields.number("width", 1, max_side);
  const auto height = fields.number("height", 1, max_side);
  PictureShape layout{.width = static_cast<std::uint32_t>(width.value_or(0)),
                      .height = static_cast<std::uint32_t>(height.value_or(0)),
                      .stride = fields.small_size("stride", max_padding).value_or(0)};
  layout.stride_alignment = fields.small_size("stride_align", max_padding).value_or(1);
  layout.height_alignment = fields.number("height_align", 1, max_padding).value_or(1);
  layout.plane_alignment = fields.small_size("plane_align", max_padding).value_or(1);
  layout.size_alignment = fields.small_size("size_align", max_padding).value_or(1);
  const PictureFormat* const format = find_picture_format(fourcc);
  if (format == nullptr) {
    return fields.fail("format", fmt::format("{} is no format that is known (expected a fourcc of V4L2 or DRM such as "
                                             "NV12; of a coded stream give size)",
                                             fourcc));
  }
  if (!width || !height) return fields.fail("", "a picture without width and height (expected both)");
  const auto size = picture_size(*format, layout);
  if (!size) return fields.fail("format", "the picture has no size (expected a stride that holds a row)");
  demand.size = size->size;
  demand.rule = fmt::format("{}x{} {}, stride {}", *width, *height, fourcc, size->stride);
}

/// `entries` of `entry_size` bytes.
void read_entries(TomlFields& fields, Demand& demand) {
  const auto entries = fields.number("entries", 1, 1U << 24);
  const auto entry_size = fields.small_size("entry_size", 1U << 20);
  if (!entries || !entry_size)
    return fields.fail("", "a queue without a size (expected size, or entries and entry_size)");
  demand.size = {*entries * *entry_size};
  demand.rule = fmt::format("{} entries of {} bytes", *entries, *entry_size);
}

class WorkloadReader {
 public:
  explicit WorkloadReader(std::string_view file) : file_{file} {}

  Result<Workload> read(const TomlTable& root) {
    for (const TomlEntry& entry : root.entries) {
      if (auto done = section(entry); !done) return std::unexpected(std::move(done.error()));
    }
    if (workload_.demands.empty() && workload_.needs.empty()) {
      return malformed(file_, 1, 1, "nothing is wanted (expected [[buffer]], [[model]], [[queue]] or [[linux]])");
    }
    if (auto done = check_workload_names(workload_, file_); !done) return std::unexpected(std::move(done.error()));
    return std::move(workload_);
  }

 private:
  using Take = Result<void> (WorkloadReader::*)(const TomlTable& table, const SourcePos& where);
  struct Section {
    std::string_view name;
    bool is_list;
    Take take;
  };
  static constexpr std::size_t section_count = 9;
  static const Section sections[section_count];

  Result<void> section(const TomlEntry& entry) {
    if (entry.key == "name") {
      const auto* const name = std::get_if<std::string>(&entry.value.content);
      if (name == nullptr || name->empty()) return wrong(entry, "name says nothing (expected a text)");
      workload_.name = *name;
      return {};
    }
    for (const Section& known : sections) {
      if (known.name != entry.key) continue;
      const auto* const list = std::get_if<std::vector<TomlValue>>(&entry.value.content);
      if (!known.is_list) return take_one(known, entry, entry.value);
      if (list == nullptr) return wrong(entry, fmt::format("{0} is no list (expected [[{0}]])", entry.key));
      for (const TomlValue& value : *list) {
        if (auto done = take_one(known, entry, value); !done) return done;
      }
      return {};
    }
    return wrong(entry, entry.key +
                            " is not known (expected name, board, pool, device, buffer, model, queue, linux, "
                            "scenario, never)");
  }

  Result<void> take_one(const Section& section, const TomlEntry& entry, const TomlValue& value) {
    const auto* const table = std::get_if<TomlTable>(&value.content);
    if (table == nullptr) return wrong(entry, fmt::format("{} is no table (expected keys and values)", entry.key));
    return (this->*section.take)(*table, {std::string{file_}, value.line, value.column});
  }

  std::unexpected<Error> wrong(const TomlEntry& entry, std::string what) const {
    return malformed(file_, entry.line, entry.column, std::move(what));
  }

  Result<void> board(const TomlTable& table, const SourcePos& where);
  Result<void> pool(const TomlTable& table, const SourcePos& where);
  Result<void> device(const TomlTable& table, const SourcePos& where);
  Result<void> buffer(const TomlTable& table, const SourcePos& where) {
    return demand(table, where, DemandKind::Buffer);
  }
  Result<void> model(const TomlTable& table, const SourcePos& where) { return demand(table, where, DemandKind::Model); }
  Result<void> queue(const TomlTable& table, const SourcePos& where) { return demand(table, where, DemandKind::Queue); }
  Result<void> demand(const TomlTable& table, const SourcePos& where, DemandKind kind);
  Result<void> need(const TomlTable& table, const SourcePos& where);
  Result<void> scenario(const TomlTable& table, const SourcePos& where);
  Result<void> never(const TomlTable& table, const SourcePos& where);

  std::string_view file_;
  Workload workload_;
  std::uint64_t blocks_ = 0;
};

const WorkloadReader::Section WorkloadReader::sections[section_count] = {
    {"board", false, &WorkloadReader::board},  {"pool", true, &WorkloadReader::pool},
    {"device", true, &WorkloadReader::device}, {"buffer", true, &WorkloadReader::buffer},
    {"model", true, &WorkloadReader::model},   {"queue", true, &WorkloadReader::queue},
    {"linux", true, &WorkloadReader::need},    {"scenario", true, &WorkloadReader::scenario},
    {"never", true, &WorkloadReader::never}};

/// `BASE:SIZE`.
std::optional<PhysRange> ram_bank(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto base = parse_size(text.substr(0, colon), "ram");
  const auto size = parse_size(text.substr(colon + 1), "ram");
  return base && size ? PhysRange::make({base->value}, *size) : std::nullopt;
}

Result<void> WorkloadReader::board(const TomlTable& table, const SourcePos& where) {
  TomlFields fields{table, where, "board"};
  WorkloadBoard& board = workload_.board;
  board.where = where;
  board.device = fields.text("device");
  board.tree = fields.text("tree");
  board.arch = fields.text("arch");
  board.kernel = fields.text("kernel");
  if (fields.has("cmdline")) board.cmdline = fields.text("cmdline");
  const TomlEntry* const ram = table.find("ram");
  if (ram == nullptr || !std::holds_alternative<std::vector<TomlValue>>(ram->value.content)) {
    board.ram_size = fields.size("ram");
    return fields.finish();
  }
  for (const std::string& text : fields.texts("ram")) {
    const auto bank = ram_bank(text);
    if (!bank) fields.fail("ram", text + " is no RAM (expected BASE:SIZE, such as \"0x80000000:2G\")");
    if (bank) board.ram.push_back(*bank);
  }
  return fields.finish();
}

Result<void> WorkloadReader::pool(const TomlTable& table, const SourcePos& where) {
  TomlFields fields{table, where, "pool"};
  WorkloadPool pool;
  pool.where = where;
  pool.name = fields.name("name", true);
  const std::string kind = fields.required_text("kind");
  pool.kind = pool_kind_from(kind).value_or(PoolKind::System);
  if (!pool_kind_from(kind)) {
    fields.fail("kind", kind + " is no kind of pool (expected system, cma, coherent, no-map, cmm or ion)");
  }
  if (pool_kind_from(pool.name)) fields.fail("name", pool.name + " is the name of a kind (expected another)");
  pool.base = fields.address("base");
  pool.at_most = fields.size("at_most");
  pool.below = fields.address("below");
  pool.alignment = fields.alignment("alignment");
  pool.fixed_offsets = fields.flag("fixed_offsets").value_or(pool.kind == PoolKind::NoMap);
  workload_.pools.push_back(std::move(pool));
  return fields.finish();
}

Result<void> WorkloadReader::device(const TomlTable& table, const SourcePos& where) {
  TomlFields fields{table, where, "device"};
  WorkloadDevice device;
  device.where = where;
  device.name = fields.name("name", true);
  device.node = fields.text("node");
  device.wish = wish_of(fields);
  workload_.devices.push_back(std::move(device));
  return fields.finish();
}

Result<void> WorkloadReader::demand(const TomlTable& table, const SourcePos& where, DemandKind kind) {
  TomlFields fields{table, where, to_string(kind)};
  Demand demand;
  demand.where = where;
  demand.kind = kind;
  demand.name = fields.name("name", true);
  if (fields.has("devices")) {
    demand.devices = fields.texts("devices");
  } else {
    demand.devices.push_back(fields.required_text("device"));
  }
  demand.count = fields.number("count", 1, max_workload_blocks).value_or(1);
  if (const auto size = fields.size("size")) {
    demand.size = *size;
  } else if (kind == DemandKind::Queue) {
    read_entries(fields, demand);
  } else if (kind == DemandKind::Buffer && fields.has("format")) {
    read_picture(fields, demand);
  } else if (kind == DemandKind::Buffer) {
    fields.fail("", "a buffer without a size (expected size, or width, height and format)");
  } else {
    fields.fail("", "a model without size (expected size = \"1536M\")");
  }
  demand.wish = wish_of(fields);
  if (auto done = fields.finish(); !done) return done;
  blocks_ += demand.count;
  if (blocks_ > max_workload_blocks) return too_many(file_, where.line, max_workload_blocks, "buffers");
  workload_.demands.push_back(std::move(demand));
  return {};
}

Result<void> WorkloadReader::need(const TomlTable& table, const SourcePos& where) {
  TomlFields fields{table, where, "need of Linux"};
  LinuxNeed need;
  need.where = where;
  need.name = fields.required_text("name");
  if (const auto size = fields.size("size")) {
    need.size = *size;
  } else {
    fields.fail("", "a need of Linux without size (expected size = \"256M\")");
  }
  workload_.needs.push_back(std::move(need));
  return fields.finish();
}

Result<void> WorkloadReader::scenario(const TomlTable& table, const SourcePos& where) {
  TomlFields fields{table, where, "scenario"};
  Scenario scenario;
  scenario.where = where;
  scenario.name = fields.required_text("name");
  scenario.runs = fields.texts("run");
  if (scenario.runs.empty()) fields.fail("", "a scenario without run (expected run = [\"camera\", ...])");
  workload_.scenarios.push_back(std::move(scenario));
  return fields.finish();
}

Result<void> WorkloadReader::never(const TomlTable& table, const SourcePos& where) {
  TomlFields fields{table, where, "rule"};
  NeverTogether never;
  never.where = where;
  never.names = fields.texts("together");
  if (never.names.size() < 2) fields.fail("together", "less than two names (expected who never runs with whom)");
  for (const std::string& name : never.names) {
    if (std::ranges::count(never.names, name) > 1) fields.fail("together", name + " stands twice (expected others)");
  }
  workload_.never.push_back(std::move(never));
  return fields.finish();
}

}  // namespace

Result<Workload> parse_workload(std::string_view text, std::string_view file) {
  if (text.size() > max_workload_size) {
    auto error = malformed(file, 1, 1, "too large (expected at most 1 MiB)");
    error.error().code = Errc::TooLarge;
    return error;
  }
  const auto root = parse_toml(text, file);
  if (!root) return std::unexpected(root.error());
  return WorkloadReader{file}.read(*root);
}

}  // namespace rampart
