#include "sources/log_forms.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

#include "base/trim.h"
#include "sources/log_form.h"
#include "sources/log_form_tables/boot_loader_forms.h"
#include "sources/log_form_tables/kernel_layout_forms.h"
#include "sources/log_form_tables/microcontroller_forms.h"
#include "sources/log_form_tables/run_time_forms.h"
#include "sources/log_form_tables/shell_forms.h"
#include "sources/log_form_tables/vendor_pool_forms.h"
#include "sources/log_pattern.h"

namespace rampart {
namespace {

/// All tables as one.
template <std::size_t... sizes>
consteval auto joined(const LogForm (&... tables)[sizes]) {
  std::array<LogForm, (sizes + ...)> all{};
  std::size_t count = 0;
  (
      [&] {
        for (const LogForm& form : tables) all[count++] = form;
      }(),
      ...);
  return all;
}
constexpr auto log_forms = joined(kernel_layout_forms, run_time_forms, boot_loader_forms, vendor_pool_forms,
                                  shell_forms, microcontroller_forms);

/// The first bytes of a form, by which it is looked for.
using Key = std::uint32_t;
constexpr std::size_t key_size = 4;

constexpr Key with_next(Key key, char next) { return key << 8 | static_cast<unsigned char>(next); }

constexpr Key key_of(std::string_view text) {
  Key key = 0;
  for (std::size_t i = 0; i < key_size; ++i) key = with_next(key, text[i]);
  return key;
}

/// The forms of each key, found by its hash. Most places of a log have none, which one look at a table that fits the
/// nearest cache must tell.
class FormIndex {
 public:
  static constexpr std::uint16_t none = 0xffff;

  consteval FormIndex() {
    heads_.fill(none);
    for (std::size_t i = std::size(log_forms); i-- > 0;) {  // backwards, so that each chain is in the table's order
      std::uint16_t& head = heads_[slot(key_of(log_forms[i].pattern))];
      nexts_[i] = head;
      keys_[i] = key_of(log_forms[i].pattern);
      leading_[i] = static_cast<std::uint8_t>(leading_text(log_forms[i].pattern).size());
      head = static_cast<std::uint16_t>(i);
    }
  }
  /// The forms that begin with `key`, and some others whose hash is the same.
  constexpr std::uint16_t first(Key key) const { return heads_[slot(key)]; }
  constexpr std::uint16_t next(std::uint16_t form) const { return nexts_[form]; }
  constexpr Key key(std::uint16_t form) const { return keys_[form]; }
  constexpr std::string_view leading(std::uint16_t form) const {
    return log_forms[form].pattern.substr(0, leading_[form]);
  }

 private:
  static_assert(std::size(log_forms) < none);
  static_assert(std::ranges::none_of(log_forms, [](const LogForm& form) {
    return form.pattern.substr(0, key_size).contains('{');  // a value is no key
  }));
  static constexpr std::size_t slot(Key key) { return (key * 0x9E3779B1U) >> 19; }
  std::array<std::uint16_t, std::size_t{1} << 13> heads_{};
  std::array<std::uint16_t, std::size(log_forms)> nexts_{};
  std::array<Key, std::size(log_forms)> keys_{};
  std::array<std::uint8_t, std::size(log_forms)> leading_{};
};
constexpr FormIndex form_index;

/// True if only a prefix stands before a message, such as `[T0] `, `<6>`, `OF: fdt: `, `host kernel: ` or a prompt.
bool is_start(std::string_view before) {
  while (before.ends_with(' ') || before.ends_with('\t')) before.remove_suffix(1);
  return before.empty() || std::string_view{"]>:;#$"}.contains(before.back());
}

/// Who speaks: of `imx-vpu 38300000.video: cannot ` it is `38300000.video`. Empty if nobody is named.
std::string_view speaker_of(std::string_view before) {
  const std::size_t colon = before.rfind(": ");
  if (colon == std::string_view::npos) return {};
  const std::string_view named = before.substr(0, colon);
  return named.substr(named.find_last_of(" \t") + 1);  // npos + 1 is 0: the only word
}

/// `Memory:` has parts that come and go, or is a list of banks.
std::optional<std::size_t> match_memory(std::string_view text, LogEvent& event) {
  if (auto line = parse_memory_line(text)) {
    event.size = line->physical;
    event.memory = std::move(line);
    return text.size();
  }
  event.what = LogFact::MemoryBanks;
  if (const auto end = match_log_pattern("Memory: {name} = {mib}MB total", text, event)) return end;
  // Cut off before its total.
  LogEvent first_bank;
  if (!match_log_pattern("Memory: {mib}MB", text, first_bank)) return std::nullopt;
  return match_log_pattern("Memory: {name}", text, event);
}

std::optional<std::size_t> match_form(const LogForm& form, std::string_view text, std::size_t at, LogEvent& event) {
  if (form.place == LogForm::Place::Start && !is_start(text.substr(0, at))) return std::nullopt;
  LogEvent found;
  found.what = form.what;
  found.name = form.name;
  if (!form.before.empty() && !match_log_pattern(form.before, trim(text.substr(0, at)), found)) return std::nullopt;
  if (form.place == LogForm::Place::Speaker) found.other = speaker_of(text.substr(0, at));
  const std::string_view message = text.substr(at);
  const auto taken =
      form.what == LogFact::MemoryLine ? match_memory(message, found) : match_log_pattern(form.pattern, message, found);
  if (!taken) return std::nullopt;
  event = std::move(found);
  return at + *taken;
}

}  // namespace

std::optional<std::size_t> find_log_form(std::string_view text, std::size_t from, LogEvent& event) {
  if (text.size() < from + key_size) return std::nullopt;
  Key key = key_of(text.substr(from));
  for (std::size_t end = from + key_size;; ++end) {
    for (std::uint16_t form = form_index.first(key); form != FormIndex::none; form = form_index.next(form)) {
      if (form_index.key(form) != key || !begins_like(form_index.leading(form), text.substr(end - key_size))) continue;
      if (const auto after = match_form(log_forms[form], text, end - key_size, event)) return after;
    }
    if (end == text.size()) return std::nullopt;
    key = with_next(key, text[end]);
  }
}

}  // namespace rampart
