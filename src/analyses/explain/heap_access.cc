#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "analyses/explain/cause_rule.h"

namespace rampart {
namespace {

constexpr std::int64_t not_permitted = -1;
constexpr std::int64_t no_access = -13;

/// The error that a line gives for a heap that is there; nothing where it fails for another reason, or not at all.
std::optional<std::int64_t> refusal_of(std::string_view text) {
  for (const std::string_view words : {"ermission denied", "EACCES", "Errno 13", "errno 13", "errno=13", "(-13)",
                                       "error -13", ": -13", "ret=-13", "avc: denied", "avc:  denied"}) {
    if (text.contains(words)) return no_access;
  }
  for (const std::string_view words : {"peration not permitted", "EPERM", "Errno 1]"}) {
    if (text.contains(words)) return not_permitted;
  }
  return std::nullopt;
}

/// `linux,cma: Permission denied` and `system'` have the name of a heap first.
std::string heap_name(const std::string& text) { return text.substr(0, text.find_first_of(" :'\"`)];")); }

struct Refused {
  const Clue* line = nullptr;
  std::string heap;
  std::int64_t error{};
};

std::optional<Refused> refused_heap(const Story& story) {
  for (const Clue* const line : story.clues(LogFact::HeapNotOpened)) {
    if (const auto error = refusal_of(line->event.text)) return Refused{line, heap_name(line->event.name), *error};
  }
  return std::nullopt;
}

/// The heap of a listing that is there though no program could open one. `system` is not contiguous: a program that
/// lacks a pool does not look at it.
const Clue* listed_heap(const Story& story) {
  if (!story.has(LogFact::HeapMissing)) return nullptr;
  const auto rows = story.clues(LogFact::HeapFile);
  const auto found = std::ranges::find_if(rows, [](const Clue* row) {
    const std::string_view mode = row->event.other;  // of group and others
    return row->event.name != "system" && mode.substr(0, 5) != "rw-rw";
  });
  return found == rows.end() ? nullptr : *found;
}

void tell_remedy(CauseDraft& cause, const std::string& heap, std::int64_t error) {
  if (error == not_permitted) {
    cause.remedy({"let the container or service have the device: docker run --device /dev/dma_heap/{0}, or "
                  "DeviceAllow=/dev/dma_heap/{0} rw of its systemd unit",
                  "让容器或服务可用该设备：docker run --device /dev/dma_heap/{0}，或在 systemd 单元中写 "
                  "DeviceAllow=/dev/dma_heap/{0} rw"},
                 heap);
    return;
  }
  cause.remedy(
      {"let its users open it: in /etc/udev/rules.d/99-dma-heap.rules write SUBSYSTEM==\"dma_heap\", "
       "GROUP=\"video\", MODE=\"0660\"; then udevadm trigger, and usermod -aG video USER",
       "允许用户打开：在 /etc/udev/rules.d/99-dma-heap.rules 写 SUBSYSTEM==\"dma_heap\", GROUP=\"video\", "
       "MODE=\"0660\"；然后 udevadm trigger，并 usermod -aG video 用户名"});
}

void explain(const Story& story, CauseReport& report) {
  const auto refused = refused_heap(story);
  const Clue* const listed = listed_heap(story);
  if (!refused && listed == nullptr) return;
  const std::string heap = refused ? refused->heap : listed->event.name;
  CauseDraft cause = report.add(refused ? Confidence::Certain : Confidence::Likely,
                                {"the heap {0} is there, and may not be opened", "heap {0} 存在，但无权打开"}, heap);
  cause.evidence(refused ? refused->line : listed).evidence(listed);
  if (!refused) cause.evidence_of(story.clues(LogFact::HeapMissing));
  cause.follows_of(story.clues(LogFact::HeapMissing)).follows_of(story.clues(LogFact::HeapNotOpened));
  cause.region(heap).fact("heap_name", heap).fact("path", "/dev/dma_heap/" + heap);
  if (refused) cause.fact("errno", refused->error);
  if (listed != nullptr) {
    cause.fact("mode", "crw-" + listed->event.other.substr(0, 6));
    cause.detail({"/dev/dma_heap/{0} is there and open to its owner only", "/dev/dma_heap/{0} 存在，但只允许属主打开"},
                 heap);
  } else if (refused->error == not_permitted) {
    cause.detail({"the kernel refuses the device to this process: a device filter of its container or service",
                  "内核拒绝该进程使用此设备：容器或服务的设备过滤规则"});
  } else {
    cause.detail({"/dev/dma_heap/{0} exists, its mode or a policy keeps this user out; new heaps are root's alone",
                  "/dev/dma_heap/{0} 存在，但权限或安全策略不允许该用户；新建的 heap 默认只有 root 可用"},
                 heap);
  }
  tell_remedy(cause, heap, refused ? refused->error : no_access);
}

}  // namespace

extern const CauseRule heap_access_cause{
    .id = "heap-access",
    .cause_class = "heap_access",
    .severity = Severity::Error,
    .title = {"a DMA-BUF heap exists, but may not be opened", "DMA-BUF heap 存在，但无权打开"},
    .explanation =
        {"The kernel makes /dev/dma_heap/* for root alone (mode 0600). Programs of other users, services with a "
         "device policy and containers get -13 or -1 from open(), and libcamera and others then say that there is no "
         "heap at all.\n\n"
         "Told from a kernel without heaps by the error: `No such file or directory` is a heap that does not exist, "
         "`Permission denied` one that does.",
         "内核创建的 /dev/dma_heap/* 默认只有 root 可用（0600）。其他用户的程序、带设备策略的服务和容器在 open() "
         "时得到 -13 或 -1，libcamera 等随后会报告“没有任何 heap”。\n\n"
         "与“内核没有 heap”的区别在于错误：`No such file or directory` 表示不存在，`Permission denied` 表示存在。"},
    .remedy = {"give the users of the heap access with a udev rule", "用 udev 规则给使用者授权"},
    .explain = explain,
};

}  // namespace rampart
