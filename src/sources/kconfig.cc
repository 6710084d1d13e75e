#include "sources/kconfig.h"

#include <algorithm>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"

namespace rampart {
namespace {

constexpr std::string_view prefix = "CONFIG_";
constexpr std::string_view form = "(expected CONFIG_NAME=value or # CONFIG_NAME is not set)";

/// Takes a symbol's name after its prefix; empty if there is none.
std::string_view take_name(Scanner& scan) {
  const std::string_view rest = scan.rest();
  const std::size_t length = std::min(rest.size(), rest.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                                          "abcdefghijklmnopqrstuvwxyz0123456789_"));
  scan.literal(rest.substr(0, length));
  return rest.substr(0, length);
}

/// Reads a string after its opening quote, up to the closing one; a backslash stands before a quote or itself.
std::optional<std::string> take_string(Scanner& scan) {
  const std::string_view rest = scan.rest();
  std::string text;
  for (std::size_t at = 0; at < rest.size(); ++at) {
    if (rest[at] == '"') {
      scan.literal(rest.substr(0, at + 1));
      return text;
    }
    if (rest[at] == '\\' && at + 1 < rest.size()) ++at;
    text += rest[at];
  }
  return std::nullopt;
}

/// A comment: `# CONFIG_NAME is not set` gives the symbol, any other gives nothing.
std::optional<KconfigSymbol> not_set(const Line& line) {
  Scanner scan{line.text};
  if (!scan.literal("# CONFIG_")) return std::nullopt;
  const std::string_view name = take_name(scan);
  if (name.empty() || !scan.literal(" is not set")) return std::nullopt;
  scan.blanks();
  if (!scan.at_end()) return std::nullopt;
  return KconfigSymbol{.name = std::string{name}, .value = "n", .line = line.number};
}

Result<KconfigSymbol> parse_symbol(const Line& line, std::string_view file) {
  Scanner scan{line.text};
  scan.blanks();
  if (!scan.literal(prefix)) {
    return malformed(file, line.number, scan.column(), "no line of a kernel configuration " + std::string{form});
  }
  KconfigSymbol symbol{.name = std::string{take_name(scan)}, .value = {}, .line = line.number};
  if (symbol.name.empty() || !scan.literal("=")) {
    return malformed(file, line.number, scan.column(),
                     "no value after CONFIG_" + symbol.name + ' ' + std::string{form});
  }
  const std::size_t value_column = scan.column();
  if (scan.literal("\"")) {
    auto text = take_string(scan);
    if (!text) return malformed(file, line.number, value_column, "a string without its end (expected a closing \")");
    symbol.value = std::move(*text);
    symbol.is_string = true;
  } else {
    symbol.value = scan.word();
  }
  scan.blanks();
  if (scan.at_end()) return symbol;
  return malformed(file, line.number, scan.column(), "more after a value (expected the end of the line)");
}

/// `# Linux/arm64 6.1.192 Kernel Configuration` names the kernel.
std::string release_in(std::string_view comment) {
  Scanner scan{comment};
  if (!scan.literal("# Linux/") || scan.word().empty() || !scan.blanks()) return {};
  const std::string_view release = scan.word();
  return scan.literal(" Kernel Configuration") ? std::string{release} : std::string{};
}

/// Sorts by name and keeps of each the last.
void keep_last(std::vector<KconfigSymbol>& symbols) {
  std::ranges::stable_sort(symbols, {}, &KconfigSymbol::name);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (i + 1 < symbols.size() && symbols[i + 1].name == symbols[i].name) continue;
    if (kept != i) symbols[kept] = std::move(symbols[i]);
    ++kept;
  }
  symbols.resize(kept);
}

}  // namespace

const KconfigSymbol* Kconfig::find(std::string_view name) const {
  const auto found = std::ranges::lower_bound(symbols_, name, {}, &KconfigSymbol::name);
  return found != symbols_.end() && found->name == name ? &*found : nullptr;
}

std::optional<bool> Kconfig::enabled(std::string_view name) const {
  const KconfigSymbol* const symbol = find(name);
  if (symbol == nullptr || symbol->is_string) return std::nullopt;
  if (symbol->value == "y" || symbol->value == "m") return true;
  if (symbol->value == "n") return false;
  return std::nullopt;
}

Result<std::optional<std::uint64_t>> Kconfig::number(std::string_view name) const {
  const KconfigSymbol* const symbol = find(name);
  if (symbol == nullptr || (symbol->value == "n" && !symbol->is_string)) return std::nullopt;
  Scanner scan{symbol->value};
  const auto hex = scan.hex();
  const auto value = hex ? hex : scan.number();
  if (value && scan.at_end() && !symbol->is_string) return value;
  const std::size_t column = prefix.size() + name.size() + 2;
  return malformed(file_, symbol->line, column,
                   std::string{prefix} + symbol->name + " is no number (expected one of 64 bits)");
}

Origin Kconfig::origin(std::string_view name) const {
  const KconfigSymbol* const symbol = find(name);
  return {{file_, symbol == nullptr ? 0 : symbol->line, 0}, std::string{prefix} + std::string{name}};
}

Result<Kconfig> parse_kconfig(std::string_view text, std::string_view file) {
  if (text.starts_with("\x1f\x8b")) {
    return std::unexpected(Error{Errc::Unsupported, {std::string{file}, 0, 0}, "compressed (expected its text)"});
  }
  Kconfig config;
  config.file_ = file;
  for (const Line line : Lines{text}) {
    const std::size_t begin = line.text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) continue;
    if (config.symbols_.size() == Kconfig::max_symbols) {
      return std::unexpected(
          Error{Errc::TooLarge, {std::string{file}, line.number, 0}, "too many symbols (expected at most 262144)"});
    }
    if (line.text[begin] == '#') {
      if (config.release_.empty()) config.release_ = release_in(line.text);
      if (auto symbol = not_set(line)) config.symbols_.push_back(std::move(*symbol));
      continue;
    }
    auto symbol = parse_symbol(line, file);
    if (!symbol) return std::unexpected(std::move(symbol.error()));
    config.symbols_.push_back(std::move(*symbol));
  }
  keep_last(config.symbols_);
  return config;
}

}  // namespace rampart
