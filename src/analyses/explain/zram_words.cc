#include "analyses/explain/zram_words.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "base/size_text.h"
#include "base/words.h"
#include "sources/zram.h"

namespace rampart {
namespace {

/// Data of 1.9G in 1.9G, as zramctl rounds, and a slot or two that swap keeps, are still full.
constexpr std::uint64_t full_percent = 98;

std::optional<Bytes> size_of_word(std::string_view word) {
  const auto size = parse_size(word, "zramctl");
  return size ? std::optional{*size} : std::nullopt;
}

std::optional<Bytes> kib_of_word(std::string_view word) {
  std::uint64_t count{};
  const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), count);
  if (failure != std::errc{} || end != word.data() + word.size() || count > UINT64_MAX >> 10) return std::nullopt;
  return kib(count);
}

/// `lzo-rle 1.9G 1.2G 400M 420M 4 [SWAP]` of zramctl, or `partition 524284 1024 100` of /proc/swaps.
std::optional<ZramFilling> use_of_row(const Clue& row) {
  const auto words = words_of(row.event.other);
  if (words.size() < 4) return std::nullopt;
  ZramFilling use{.line = &row, .disk_size = {}, .data = {}, .limit = {}, .memory = {}};
  if (words[0] == "partition" || words[0] == "file") {
    use.disk_size = kib_of_word(words[1]);
    use.data = kib_of_word(words[2]);
  } else if (words.size() >= 5) {
    use.disk_size = size_of_word(words[1]);
    use.data = size_of_word(words[2]);
    use.memory = size_of_word(words[4]);
  }
  return use.disk_size && use.data ? std::optional{use} : std::nullopt;
}

std::optional<ZramFilling> use_of_stat(const Clue& answer) {
  if (!answer.event.name.ends_with("/mm_stat")) return std::nullopt;
  const auto stat = parse_zram_mm_stat(answer.event.other + '\n', "mm_stat");
  if (!stat) return std::nullopt;
  ZramFilling use{.line = &answer, .disk_size = {}, .data = stat->orig_data_size, .limit = {}, .memory = {}};
  use.memory = stat->mem_used_total;
  if (stat->mem_limit && stat->mem_limit->value != 0) use.limit = stat->mem_limit;
  return use;
}

bool reaches(Bytes value, Bytes limit) { return limit.value != 0 && value.value / full_percent >= limit.value / 100; }

}  // namespace

std::vector<ZramFilling> zram_fillings(const Story& story) {
  std::vector<ZramFilling> uses;
  for (const Clue& clue : story.clues()) {
    std::optional<ZramFilling> use;
    if (clue.event.what == LogFact::ZramRow) use = use_of_row(clue);
    if (clue.event.what == LogFact::ShellAnswer) use = use_of_stat(clue);
    if (use) uses.push_back(*use);
  }
  return uses;
}

bool is_full(const ZramFilling& use) {
  const bool has_no_slot = use.disk_size && use.data && reaches(*use.data, *use.disk_size);
  return has_no_slot || (use.limit && use.memory && reaches(*use.memory, *use.limit));
}

}  // namespace rampart
