#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyses/explain/cause_rule.h"
#include "base/words.h"

namespace rampart {
namespace {

/// A row of zram-config's table: `lzo-rle 250M 750M 75 0 80` after `swap`.
struct TableRow {
  std::string_view algorithm, limit, size;
  std::optional<std::uint64_t> priority;
};

std::optional<std::uint64_t> number_in(std::string_view word) {
  std::uint64_t value{};
  const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), value);
  return failure == std::errc{} && end == word.data() + word.size() ? std::optional{value} : std::nullopt;
}

/// A size of the table as people read it, in powers of ten. The kernel takes K, M and G for powers of two.
std::optional<std::uint64_t> table_size(std::string_view word) {
  std::uint64_t unit = 1;
  constexpr std::array<std::pair<char, std::uint64_t>, 3> units = {
      {{'K', 1'000}, {'M', 1'000'000}, {'G', 1'000'000'000}}};
  for (const auto& [letter, value] : units) {
    if (word.empty() || (word.back() & ~0x20) != letter) continue;
    unit = value;
    word.remove_suffix(1);
    break;
  }
  const auto count = number_in(word);
  return count && *count <= UINT64_MAX / unit ? std::optional{*count * unit} : std::nullopt;
}

std::optional<TableRow> table_row(const Clue& clue) {
  const auto words = words_of(clue.event.other);
  if (words.size() < 4 || !table_size(words[1]) || !table_size(words[2])) return std::nullopt;
  return TableRow{words[0], words[1], words[2], number_in(words[3])};
}

void explain_table(const Story& story, CauseReport& report) {
  for (const Clue* const clue : story.clues(LogFact::ZramTableRow)) {
    const auto row = table_row(*clue);
    if (!row) continue;
    const std::uint64_t limit = *table_size(row->limit);
    const std::uint64_t size = *table_size(row->size);
    if (limit == 0 || limit == size) continue;
    CauseDraft cause = report.certain({"mem_limit is not the size: {0} is the memory that the compressed data may use, "
                                       "{1} the size of the swap",
                                       "mem_limit 不是容量：{0} 是压缩后数据可用的内存，{1} 才是交换区大小"},
                                      row->limit, row->size);
    cause.severity(Severity::Note);  // it works as configured
    cause.evidence(clue).evidence(story.first(LogFact::ZramTableHeading));
    cause.fact("mem_limit_bytes", limit)
        .fact("disk_size_bytes", size)
        .fact("mem_limit", row->limit)
        .fact("disk_size", row->size)
        .fact("algorithm", row->algorithm)
        .fact("priority", row->priority);
    if (limit < size) {
      cause.remedy(
          {"nothing is broken. If more RAM may be used, raise mem_limit above {0} in /etc/ztab, 0 for no limit, "
           "and restart zram-config; data that compresses worse than {1} to {0} fills it first",
           "没有故障。若允许用更多 RAM，在 /etc/ztab 把 mem_limit 提高到 {0} 以上（0 为不限）并重启 "
           "zram-config；压缩率不及 {1} 比 {0} 的数据会先触及上限"},
          row->limit, row->size);
    } else {
      cause.remedy(
          {"a limit of {0} is never reached by {1} of data: write 0, or swap the two columns if they are mixed "
           "up",
           "{1} 的数据永远达不到 {0} 的上限：写 0；若两列写反则对调"},
          row->limit, row->size);
    }
  }
}

/// A refusal by its words, why it comes, and what to do.
struct Refusal {
  std::string_view words;
  std::string_view option;
  Text why;
  Text remedy;
};

constexpr Text order_why = {
    "the device is set up already: algorithm, backing device and size are chosen before disksize",
    "设备已初始化：算法、后备设备和容量必须在写 disksize 之前选定"};
constexpr Text order_remedy = {
    "swapoff the device, echo 1 > /sys/block/zramN/reset (or zramctl --reset), then write comp_algorithm, then "
    "disksize; see that no other service sets it up first (systemctl list-units '*zram*')",
    "先 swapoff，再 echo 1 > /sys/block/zramN/reset（或 zramctl --reset），然后先写 comp_algorithm 再写 "
    "disksize；并确认没有其它服务抢先设置（systemctl list-units '*zram*'）"};
constexpr Text algorithm_why = {"the kernel has no such algorithm for zram", "内核的 zram 不支持该算法"};
constexpr Text algorithm_remedy = {
    "choose one that cat /sys/block/zramN/comp_algorithm lists, or build the kernel with it: "
    "CONFIG_ZRAM_BACKEND_ZSTD=y and its like since 6.12, CONFIG_CRYPTO_ZSTD=y and its like before",
    "从 cat /sys/block/zramN/comp_algorithm 列出的算法中选；或编入内核：6.12 起为 CONFIG_ZRAM_BACKEND_ZSTD=y "
    "等，之前为 CONFIG_CRYPTO_ZSTD=y 等"};
constexpr Text tool_why = {"zramctl does not know this option: it is newer than the tool",
                           "zramctl 不认识该选项：选项比工具新"};
constexpr Text tool_remedy = {
    "leave the option out, or write the value to /sys/block/zramN yourself; --algorithm-params needs util-linux 2.41",
    "去掉该选项，或直接写 /sys/block/zramN 下的文件；--algorithm-params 需要 util-linux 2.41"};
constexpr Text busy_why = {"the device is in use, as swap or mounted", "设备正在使用（作为交换区或已挂载）"};
constexpr Text busy_remedy = {"swapoff or umount /dev/zramN first", "先对 /dev/zramN 执行 swapoff 或 umount"};
constexpr Text count_why = {"all zram devices are taken", "所有 zram 设备都已占用"};
constexpr Text count_remedy = {"add one with cat /sys/class/zram-control/hot_add, or load zram with num_devices=2",
                               "用 cat /sys/class/zram-control/hot_add 添加，或以 num_devices=2 加载 zram"};
constexpr Text parameter_why = {"the module has no such parameter and ignores it", "模块没有该参数，已忽略"};
constexpr Text parameter_remedy = {
    "correct it in /etc/modprobe.d or on the command line: zram has num_devices only; the size is set in "
    "/sys/block/zramN/disksize",
    "在 /etc/modprobe.d 或命令行改正：zram 只有 num_devices；容量写入 /sys/block/zramN/disksize"};

/// The first whose words a line has.
constexpr std::array<Refusal, 16> refusals = {{
    {"nrecognized option", "option", tool_why, tool_remedy},
    {"invalid option", "option", tool_why, tool_remedy},
    {"unknown parameter", "module parameter", parameter_why, parameter_remedy},
    {"for initialized device", "order", order_why, order_remedy},
    {"failed to set algorithm: Device or resource busy", "algorithm", order_why, order_remedy},
    {"failed to set algorithm", "algorithm", algorithm_why, algorithm_remedy},
    {"compressing backend", "algorithm", algorithm_why, algorithm_remedy},
    {"not recognised; consult", "algorithm", algorithm_why, algorithm_remedy},
    {"failed to set disksize: Device or resource busy", "disksize", order_why, order_remedy},
    {"failed to set size: Device or resource busy", "disksize", order_why, order_remedy},
    {"failed to reset", "reset", busy_why, busy_remedy},
    {"no free zram device", "num_devices", count_why, count_remedy},
    {"failed to find free device", "num_devices", count_why, count_remedy},
    {"unsupported number of streams", "max_comp_streams", tool_why, tool_remedy},
    {"failed to parse",
     "size",
     {"a size is no number", "容量不是数字"},
     {"write a whole number with K, M or G", "写整数加 K、M 或 G"}},
    {"failed to set", "order", order_why, order_remedy},
}};

void explain_refusals(const Story& story, CauseReport& report) {
  const auto lines = story.clues(LogFact::ZramRefused);
  const Clue* main = nullptr;
  const Refusal* known = nullptr;
  for (const Clue* const line : lines) {
    const auto* const found = std::ranges::find_if(
        refusals, [&](const Refusal& refusal) { return line->event.text.contains(refusal.words); });
    if (found == refusals.end() || known != nullptr) continue;
    main = line;
    known = found;
  }
  if (known == nullptr) return;
  CauseDraft cause =
      report.certain({"zram refused an option: {0}", "zram 拒绝了一个选项：{0}"}, known->why.in(story.language()));
  cause.evidence(main).follows_of(lines).fact("option", known->option).fact("message", main->event.text);
  if (!main->event.other.empty()) cause.fact("device", main->event.other);
  cause.remedy(known->remedy);
}

void explain(const Story& story, CauseReport& report) {
  explain_refusals(story, report);
  explain_table(story, report);
}

}  // namespace

extern const CauseRule zram_misconfigured_cause{
    .id = "zram-misconfigured",
    .cause_class = "zram_misconfigured",
    .severity = Severity::Error,
    .title = {"an option of zram is misread, refused, or newer than the tool", "zram 的选项被误读、被拒绝，或比工具新"},
    .explanation =
        {"A zram device has two sizes: disksize is how much original data it takes, mem_limit how much memory the "
         "compressed data may use. It is set up once: algorithm and backing device first, disksize last; afterwards "
         "only a reset frees them. What an algorithm is called, and whether it is there, depends on the kernel; which "
         "options zramctl has depends on util-linux.\n\n"
         "Told from a full device by the time: a refusal comes when it is set up, not when it is used.",
         "zram 设备有两个容量：disksize 是能放入的原始数据量，mem_limit 是压缩后数据可用的内存。它只设置一次：先算法和"
         "后备设备，最后 disksize；之后只有 reset 能重来。支持哪些算法取决于内核，zramctl 有哪些选项取决于 "
         "util-linux。\n\n"
         "与“已满”的区别在于时机：拒绝发生在设置时，而不是使用时。"},
    .remedy = {"set the device up in order: reset, comp_algorithm, disksize, mem_limit",
               "按顺序设置：reset、comp_algorithm、disksize、mem_limit"},
    .explain = explain,
};

}  // namespace rampart
