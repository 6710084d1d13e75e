#include "host/redact_log.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <vector>

#include "host/redact_command_line.h"

namespace rampart {
namespace {

constexpr std::string_view blanks = " \t";

bool is_digit(char character) { return character >= '0' && character <= '9'; }
bool is_hex(char character) {
  return is_digit(character) || (character >= 'a' && character <= 'f') || (character >= 'A' && character <= 'F');
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    if (text.empty()) return words;
    words.push_back(text.substr(0, text.find_first_of(blanks)));
    text.remove_prefix(words.back().size());
  }
}

/// The headings of a table, which lie at least two blanks apart, so that `heap name` is one.
std::vector<std::string_view> columns_of(std::string_view text) {
  std::vector<std::string_view> columns;
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    if (text.empty()) return columns;
    columns.push_back(text.substr(0, std::min(text.find("  "), text.find('\t'))));
    text.remove_prefix(columns.back().size());
  }
}

/// Where the message of a log line begins: after `<6>` and `[    0.000000] `, as far as they are there.
std::size_t message_at(std::string_view line) {
  std::size_t at = 0;
  if (line.starts_with('<')) at = std::min(line.find('>'), line.size() - 1) + 1;
  const std::size_t close = line.find("] ", at);
  const bool has_time =
      line.substr(at).starts_with('[') && close != std::string_view::npos && line.find('.', at) < close;
  return has_time ? close + 2 : at;
}

void replace_between(std::string& line, std::size_t from, std::size_t to, std::string_view text) {
  line.replace(from, std::min(to, line.size()) - from, text);
}

/// Hides what stands after `opening`, up to the first of `closings` or the end of the line.
void hide_after(std::string& line, std::string_view opening, std::initializer_list<std::string_view> closings) {
  const std::size_t found = line.find(opening);
  if (found == std::string::npos) return;
  const std::size_t from = found + opening.size();
  std::size_t to = line.size();
  for (const std::string_view closing : closings) to = std::min(to, line.find(closing, from));
  if (from < to) replace_between(line, from, to, "REDACTED");
}

/// Hides the process name that a message begins with, up to `marker`.
void hide_before(std::string& line, std::string_view marker) {
  const std::size_t to = line.find(marker);
  const std::size_t from = message_at(line);
  if (to != std::string::npos && from < to) replace_between(line, from, to, "REDACTED");
}

/// `01:23:45:67:89:ab`, wherever it stands alone.
void hide_hardware_addresses(std::string& line) {
  constexpr std::string_view form = "xx:xx:xx:xx:xx:xx";
  const auto fits = [&](std::size_t at) {
    for (std::size_t i = 0; i < form.size(); ++i) {
      if (form[i] == 'x' ? !is_hex(line[at + i]) : line[at + i] != ':') return false;
    }
    return true;
  };
  for (std::size_t at = line.find(':'); at != std::string::npos; at = line.find(':', at + 1)) {
    if (at < 2 || at - 2 + form.size() > line.size() || !fits(at - 2)) continue;
    const std::size_t end = at - 2 + form.size();
    const bool longer = (at > 2 && (is_hex(line[at - 3]) || line[at - 3] == ':')) ||
                        (end < line.size() && (is_hex(line[end]) || line[end] == ':'));
    if (!longer) line.replace(at - 2, form.size(), "00:00:00:00:00:00");
  }
}

/// `SerialNumber: 1234`, `serial number 1234`, and `Serial : 1234` of /proc/cpuinfo.
void hide_serial_numbers(std::string& line) {
  constexpr std::string_view names[] = {"serialnumber", "serial number", "serial-number", "serial_number", "serialno"};
  std::string lower = line;
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  std::size_t at = std::string::npos;
  for (const std::string_view name : names) {
    if (const std::size_t found = lower.find(name); at == std::string::npos && found != std::string::npos) {
      at = found + name.size();
    }
  }
  if (at == std::string::npos && (lower.starts_with("serial\t") || lower.starts_with("serial ")) &&
      lower.contains(':')) {
    at = 6;
  }
  if (at == std::string::npos) return;
  at = std::min(lower.find_first_not_of(" \t:=#", at), lower.size());
  if (at < lower.size()) replace_between(line, at, line.find_first_of(" \t,;", at), "REDACTED");
}

/// `<task>-<pid> [<cpu>]` of a trace.
void hide_traced_task(std::string& line) {
  const std::size_t cpu = line.find(" [");
  if (cpu == std::string::npos || cpu + 2 >= line.size() || !is_digit(line[cpu + 2])) return;
  const std::size_t pid_end = line.find_last_not_of(' ', cpu);
  const std::size_t dash = line.find_last_not_of("0123456789", pid_end);
  const std::size_t name = line.find_first_not_of(' ');
  if (dash == std::string::npos || dash == pid_end || line[dash] != '-' || name >= dash) return;
  if (line.substr(name, dash - name) != "<idle>") line.replace(name, dash - name, "process");
}

/// Goes through a text line by line; some lines say what those after them are.
class LogRedactor {
 public:
  std::string line(std::string_view original) {
    std::string line{original};
    if (!redact_environment(line) && !redact_oom_task(line) && !redact_client(line)) redact_message(line);
    hide_hardware_addresses(line);
    hide_serial_numbers(line);
    return line;
  }

 private:
  static void redact_message(std::string& line) {
    constexpr std::string_view command_line = "ommand line: ";
    constexpr std::string_view unknown = "nknown kernel command line parameters \"";
    if (const std::size_t at = line.find(command_line); at != std::string::npos) {
      const std::size_t from = at + command_line.size();
      line = line.substr(0, from) + redact_command_line(std::string_view{line}.substr(from));
    } else if (const std::size_t named = line.find(unknown); named != std::string::npos) {
      const std::size_t from = named + unknown.size();
      const std::size_t to = std::max(std::min(line.rfind('"'), line.size()), from);
      line = line.substr(0, from) + redact_command_line(line.substr(from, to - from)) + line.substr(to);
    }
    hide_after(line, "Comm: ", {" Not tainted", " Tainted: "});
    hide_after(line, "comm=\"", {"\""});
    hide_after(line, "exe=\"", {"\""});
    if (line.contains("oom-kill:")) hide_after(line, "task=", {","});
    if (line.contains("illed process ")) hide_after(line, "(", {")"});
    if (line.contains("oom_reaper: ")) hide_after(line, "(", {")"});
    hide_before(line, " invoked oom-killer:");
    hide_before(line, ": page allocation failure");
    hide_before(line, ": page allocation stalls");
    hide_traced_task(line);
  }

  /// What init was started with: a heading, then one word a line, each four blanks in.
  bool redact_environment(std::string& line) {
    const std::size_t from = message_at(line);
    const std::string_view message = std::string_view{line}.substr(from);
    if (in_environment_ && message.starts_with("    ")) {
      line = line.substr(0, from) + redact_words(message);
      return true;
    }
    in_environment_ = message.starts_with("  with arguments:") || message.starts_with("  with environment:");
    return in_environment_;
  }

  /// The table of tasks that the out-of-memory killer prints: the name is its last column.
  bool redact_oom_task(std::string& line) {
    const std::size_t from = message_at(line);
    const std::string_view message = std::string_view{line}.substr(from);
    const std::size_t bracket = message.find(']');
    if (!message.starts_with('[') || bracket == std::string_view::npos) {
      oom_columns_ = 0;
      return false;
    }
    const auto words = words_of(message.substr(bracket + 1));
    if (message.contains("total_vm") && message.contains("name")) {
      oom_columns_ = words.size();
    } else if (oom_columns_ != 0 && words.size() >= oom_columns_) {
      const auto name = static_cast<std::size_t>(words[oom_columns_ - 1].data() - line.data());
      replace_between(line, name, line.size(), "REDACTED");
    }
    return oom_columns_ != 0;
  }

  /// The tables of ION heaps: columns `client` and `pid`. The client is the process's name, which may hold blanks, so
  /// that columns are counted from the right.
  bool redact_client(std::string& line) {
    if (line.contains(" pid")) {
      const auto columns = columns_of(line);
      const auto client = std::ranges::find(columns, "client");
      if (client != columns.end() && std::next(client) != columns.end() && *std::next(client) == "pid") {
        client_before_ = static_cast<std::size_t>(client - columns.begin());
        client_after_ = columns.size() - *client_before_ - 1;
        return true;
      }
    }
    if (!client_before_ || line.contains(':')) return false;
    const auto words = words_of(line);
    const std::size_t orphaned = !words.empty() && words.back() == "orphaned" ? 1 : 0;
    if (words.size() < *client_before_ + 1 + client_after_ + orphaned) return false;
    const auto is_number = [](std::string_view word) { return std::ranges::all_of(word, is_digit); };
    // A heap's own line, `<heap> heap total size <n>`, has no number where the pid stands.
    const std::size_t pid = words.size() - orphaned - client_after_;
    if (!is_number(words[pid])) return false;
    const auto from = static_cast<std::size_t>(words[*client_before_].data() - line.data());
    const auto to = static_cast<std::size_t>(words[pid - 1].data() + words[pid - 1].size() - line.data());
    const std::string name = "process-" + std::string{words[pid]};
    replace_between(line, from, to, name);
    return true;
  }

  bool in_environment_ = false;
  std::size_t oom_columns_ = 0;
  std::optional<std::size_t> client_before_;  ///< Columns left of the client's; set once a heading was seen.
  std::size_t client_after_ = 0;
};

}  // namespace

std::string redact_log(std::string_view text) {
  LogRedactor redactor;
  std::string redacted;
  redacted.reserve(text.size());
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    redacted += redactor.line(text.substr(0, end));
    if (end < text.size()) redacted += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return redacted;
}

}  // namespace rampart
