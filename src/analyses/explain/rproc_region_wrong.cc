#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/remote_core.h"
#include "base/size_text.h"

namespace rampart {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A name without its unit address.
std::string_view base_name(std::string_view name) { return name.substr(0, name.find('@')); }

/// `vdev0vring1`, `vdev0buffer`: what the core of remoteproc looks for.
bool is_looked_for(std::string_view name) {
  if (!name.starts_with("vdev") || name.size() < 5 || !is_digit(name[4])) return false;
  const std::string_view rest = name.substr(5);
  return rest == "buffer" || (rest.size() == 6 && rest.starts_with("vring") && is_digit(rest.back()));
}

struct Misnamed {
  const ReservedNode* node;
  std::string expected;
};

/// A core and those of its carve-outs that no driver will find, in the order of the tree.
struct NamedWrongly {
  const MemoryReference* core;
  std::vector<Misnamed> nodes;
};

/// The name that a carve-out has to have, or nothing if its name is right or does not matter.
std::optional<std::string> expected_name(const MemoryReference& core, std::string_view name, std::size_t vrings) {
  if (is_looked_for(name)) return std::nullopt;
  if (name.contains("vring")) {
    return "vdev0vring" + (is_digit(name.back()) ? std::string{name.back()} : std::to_string(vrings));
  }
  if (name.contains("buffer") || name.contains("vdev")) return "vdev0buffer";
  // i.MX takes a node of this very name for its resource table, not for a carve-out.
  if (core.compatible.starts_with("fsl,imx") && name == "rsc_table") return "rsc-table";
  return std::nullopt;
}

NamedWrongly named_wrongly(const Story& story, const MemoryReference& core) {
  NamedWrongly found{&core, {}};
  std::vector<std::size_t> nodes;
  for (const RegionTarget& target : core.targets) {
    if (target.node) nodes.push_back(*target.node);
  }
  std::ranges::sort(nodes);
  const auto& all = story.board()->tree.reserved->nodes;
  const bool has_vring =
      std::ranges::any_of(nodes, [&](std::size_t i) { return base_name(all[i].name).contains("vring"); });
  std::size_t vrings = 0;
  for (const std::size_t i : nodes) {
    const std::string_view name = base_name(all[i].name);
    auto expected = expected_name(core, name, vrings);
    if (name.contains("vring")) ++vrings;
    // Without vrings a core that has a buffer does not talk through virtio.
    if (expected && (has_vring || *expected == "rsc-table")) found.nodes.push_back({&all[i], std::move(*expected)});
  }
  return found;
}

std::vector<NamedWrongly> all_named_wrongly(const Story& story) {
  std::vector<NamedWrongly> found;
  if (story.board() == nullptr || !story.board()->tree.reserved) return found;
  for (const MemoryReference& core : story.board()->tree.references) {
    if (!is_enabled(core) || !is_remote_core(core.compatible)) continue;
    NamedWrongly one = named_wrongly(story, core);
    if (!one.nodes.empty()) found.push_back(std::move(one));
  }
  return found;
}

void explain_names(const Story& story, CauseReport& report) {
  for (const NamedWrongly& one : all_named_wrongly(story)) {
    std::vector<FactScalar> expected;
    std::vector<FactScalar> names;
    std::string renames;
    CauseDraft cause = report.certain({"{0} finds no carve-out by the name it looks for", "{0} 按名字找不到 carve-out"},
                                      one.core->path);
    for (const Misnamed& each : one.nodes) {
      const std::string name{base_name(each.node->name)};
      const std::string address = each.node->name.substr(name.size());
      cause.region(each.node->name).at({each.node->where, each.node->path});
      expected.emplace_back(each.expected);
      names.emplace_back(name);
      renames += (renames.empty() ? "" : ", ") + each.node->name + " -> " + each.expected + address;
    }
    cause.fact("expected_names", FactValue{std::move(expected)}).fact("found_names", FactValue{std::move(names)});
    cause.follows_of(story.clues(LogFact::RemoteTrouble)).follows_of(story.clues(LogFact::ProbeFailed));
    cause.detail({"the name of the node, without its address, is the name of the carve-out; labels do not count",
                  "节点名（不含地址）就是 carve-out 的名字，标签不算"});
    cause.remedy({"rename the nodes of /reserved-memory: {0}", "重命名 /reserved-memory 的节点：{0}"}, renames);
  }
}

/// A core whose memory-region leads to no region at all.
void explain_references(const Story& story, CauseReport& report) {
  for (const std::string_view rule : {"dangling-memory-region", "memory-region-disabled"}) {
    for (const Finding* const finding : story.board_findings(rule)) {
      const MemoryReference* const core = remote_core_of(story, *finding);
      if (core == nullptr || finding->severity != Severity::Error) continue;
      CauseDraft cause =
          report.certain({"{0} gets no region: {1}", "{0} 得不到内存区：{1}"}, core->path, finding->message);
      for (const Origin& origin : finding->locations) cause.at(origin);
      cause.fact("device", core->path).detail({"{0}", "{0}"}, finding->effect);
      cause.follows_of(story.clues(LogFact::RemoteTrouble)).follows_of(story.clues(LogFact::ProbeFailed));
    }
  }
}

/// Lines that only say that something before them went wrong.
bool is_aftermath(const Clue* clue) { return clue->event.name == "resources" || clue->event.name == "segments"; }

/// Of a driver of a remote processor: others have a memory-region, too.
bool is_of_remote_core(const Clue* clue) {
  return clue->event.text.contains("rproc") || clue->event.text.contains("remoteproc");
}

/// A carve-out of a core of the board that holds this address, or null.
const ReservedNode* region_at(const Story& story, std::uint64_t address) {
  const CheckInput* const input = story.board_input();
  if (input == nullptr) return nullptr;
  const auto found =
      std::ranges::find_if(input->ranges, [&](const StaticRange& each) { return each.range.contains({address}); });
  return found == input->ranges.end() ? nullptr : input->nodes[found->node].node;
}

void tell_segment(CauseDraft& cause, const Story& story, const LogEvent& event) {
  const std::uint64_t address = *event.first;
  const Bytes size = event.size.value_or(Bytes{});
  cause.fact("segment_da", address).fact("segment_bytes", size);
  const ReservedNode* const node = region_at(story, address);
  if (node != nullptr) cause.region(node->name).at({node->where, node->path});
  cause.detail({"the firmware has {0} at device address {1:#x}; no carve-out of the core holds all of it",
                "固件在设备地址 {1:#x} 处有 {0}；该核没有 carve-out 能容纳它"},
               size_text(size), address);
  cause.remedy(
      {"let a carve-out of the core cover {0:#x} to {1:#x}: set reg of its node of /reserved-memory, with no-map, and "
       "name it in memory-region; or link the firmware to the carve-out that is there",
       "让该核的 carve-out 覆盖 {0:#x} 至 {1:#x}：设置 /reserved-memory 中节点的 reg，加 no-map，并在 memory-region "
       "中引用；或把固件链接到已有的 carve-out"},
      address, saturating_add({address}, size).value);
}

void tell_what(CauseDraft& cause, const Story& story, const Clue* line) {
  const LogEvent& event = line->event;
  if (event.name.contains("memory-region")) {
    cause.fact("property", "memory-region");
    cause.detail({"memory-region is missing, or does not name an enabled child of /reserved-memory",
                  "缺少 memory-region，或它引用的不是 /reserved-memory 下启用的子节点"});
    cause.remedy({"in the node of {0} write memory-region = <&fw_region, ...>, of children of /reserved-memory with "
                  "reg and no-map that are not disabled",
                  "在 {0} 的节点写 memory-region = <&fw_region, ...>，引用 /reserved-memory 下带 reg 与 no-map "
                  "且未禁用的子节点"},
                 event.other.empty() ? "the core" : event.other);
  } else if (event.first) {
    tell_segment(cause, story, event);
  } else if (event.name.contains("segment")) {
    cause.remedy({"enlarge the region of {0} in /reserved-memory (reg, no-map) to what its .mdt file spans: readelf -l "
                  "prints the segments; a firmware of another release may need more",
                  "在 /reserved-memory 中把 {0} 的区域（reg、no-map）增大到其 .mdt 文件的跨度：readelf -l "
                  "可列出各段；不同版本的固件需求可能更大"},
                 event.other.empty() ? "the core" : event.other);
  } else if (event.name.contains("carve-out") || event.name == "vdev buffer" || event.text.contains("carveout")) {
    cause.remedy(
        {"give the core carve-outs named vdev0vring0, vdev0vring1 and vdev0buffer, at the addresses and of "
         "the sizes that the firmware's resource table has, no-map, all in its memory-region",
         "为该核提供名为 vdev0vring0、vdev0vring1、vdev0buffer 的 carve-out，地址和大小与固件资源表一致，"
         "no-map，全部写入其 memory-region"});
  }
}

/// Of the first line that has one, else of the driver that gave up.
void tell_error(CauseDraft& cause, const Story& story, const std::vector<const Clue*>& lines) {
  const auto has_number = [](const Clue* clue) { return clue->event.number.has_value(); };
  const auto found = std::ranges::find_if(lines, has_number);
  const auto probes = story.clues(LogFact::ProbeFailed);
  const auto probe = std::ranges::find_if(probes, has_number);
  if (found != lines.end()) {
    cause.fact("errno", (*found)->event.number);
  } else if (probe != probes.end()) {
    cause.fact("errno", (*probe)->event.number);
  }
}

void explain_lines(const Story& story, CauseReport& report) {
  std::vector<const Clue*> lines;
  for (const Clue& clue : story.clues()) {
    const bool is_trouble = clue.event.what == LogFact::RegionTrouble && is_of_remote_core(&clue);
    if (clue.event.what == LogFact::RemoteTrouble || is_trouble) lines.push_back(&clue);
  }
  if (lines.empty()) return;
  const auto first = std::ranges::find_if_not(lines, is_aftermath);
  const bool is_told = first != lines.end();
  const Clue* const main = is_told ? *first : lines.front();
  CauseDraft cause =
      report.add(is_told ? Confidence::Certain : Confidence::Likely,
                 {"a remote processor does not get the memory it needs: {0}", "远程处理器得不到所需内存：{0}"},
                 main->event.name.empty() ? "memory-region" : main->event.name);
  cause.evidence(main).follows_of(lines);
  cause.follows_of(story.clues(LogFact::ProbeFailed)).follows_of(story.clues(LogFact::RegionNotAssigned));
  if (!main->event.other.empty()) cause.fact("device", main->event.other);
  tell_error(cause, story, lines);
  tell_what(cause, story, main);
}

void explain(const Story& story, CauseReport& report) {
  explain_names(story, report);
  explain_references(story, report);
  explain_lines(story, report);
}

}  // namespace

extern const CauseRule rproc_region_wrong_cause{
    .id = "rproc-region-wrong",
    .cause_class = "rproc_region_wrong",
    .severity = Severity::Error,
    .title = {"a carve-out of a remote processor is misnamed, missing or of the wrong size",
              "远程处理器的 carve-out 名字、位置或大小不对"},
    .explanation =
        {"A remote processor runs from memory that Linux must not touch. Its firmware says at which addresses; drivers "
         "look for carve-outs of these addresses, and for those of virtio by the name of the node: vdev0vring0, "
         "vdev0vring1, vdev0buffer. One of another name is mapped, but never found: the core then gets buffers from "
         "ordinary memory, or none.\n\n"
         "Told from an overlap by who complains: the remoteproc driver, after the kernel has made all regions.",
         "远程处理器在 Linux 不得触碰的内存中运行。其固件指定地址；驱动按地址找 carve-out，而 virtio "
         "用的按节点名找：vdev0vring0、vdev0vring1、vdev0buffer。名字不同的虽会被映射，却永远找不到：该核只能用普通"
         "内存，或得不到缓冲区。\n\n"
         "与“区域重叠”的区别在于报错者：内核已建好所有区域，是 remoteproc 驱动报错。"},
    .remedy = {"give the core the carve-outs that its firmware and its driver look for, by address and by name",
               "按地址和名字提供固件与驱动所需的 carve-out"},
    .explain = explain,
};

}  // namespace rampart
