#include "sources/generic_ion.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/trim.h"
#include "base/words.h"
#include "sources/ion_table.h"
#include "sources/vendor_pool_checks.h"

namespace rampart {
namespace {

constexpr std::string_view header_words[] = {"client", "pid", "size"};

/// Reads one row. A comm may hold blanks.
std::optional<PoolClient> parse_row(std::string_view text, const IonTable& table) {
  const auto row = table.row(text);
  const auto pid = row ? row->number("pid") : std::nullopt;
  const auto size = row ? row->number("size") : std::nullopt;
  if (!pid || !size) return std::nullopt;
  return PoolClient{std::string{*row->cell("client")}, *pid, {*size}, 0};
}

class GenericIonParser {
 public:
  explicit GenericIonParser(std::string_view file) : file_{file} {}

  Result<void> take(const Line& line) {
    const std::string_view text = trim(line.text);
    if (text.empty() || text.starts_with("---") || text.find(" in pool = ") != std::string_view::npos) return {};
    if (!begun_) {
      if (!std::ranges::equal(words_of(text), header_words)) return unsupported(line);
      begun_ = true;
      facts_.pools.push_back({.vendor = "ION", .kind = Kind::Ion, .line = 1});
      return {};
    }
    if (text.starts_with("allocations (info is from")) {
      in_orphans_ = true;
      return {};
    }
    if (ion_sum(text, "total orphaned") || ion_sum(text, "deferred free")) return {};
    if (const auto total = ion_sum(text, "total")) {
      facts_.pools.front().used = *total;
      facts_.pools.front().line = line.number;
      return {};
    }
    return take_row(line, text);
  }

  Result<VendorPoolText> finish() && {
    if (!begun_) return unsupported({{}, 1});
    return std::move(facts_);
  }

 private:
  std::unexpected<Error> unsupported(const Line& line) const {
    const SourcePos where{std::string{file_}, line.number, 1};
    return std::unexpected(Error{Errc::Unsupported, where, "no ION heap (expected client pid size)"});
  }

  Result<void> take_row(const Line& line, std::string_view text) {
    const auto row = parse_row(text, in_orphans_ ? orphans_ : clients_);
    if (!row) return malformed(file_, line.number, 1, "no row (expected a client, its pid and a size)");
    if (++row_count_ > VendorPoolText::max_blocks) return too_many_blocks(file_, line.number);
    VendorPool& pool = facts_.pools.front();
    if (in_orphans_) {
      pool.blocks.push_back({.size = row->size, .client = row->name, .line = line.number});
    } else {
      pool.clients.push_back({row->name, row->pid, row->size, line.number});
    }
    return {};
  }

  std::string_view file_;
  IonTable clients_{"client pid size"};
  IonTable orphans_{"client pid size references handles"};  // the last two have no names in the text
  VendorPoolText facts_;
  std::size_t row_count_ = 0;
  bool begun_ = false;
  bool in_orphans_ = false;
};

}  // namespace

Result<VendorPoolText> parse_generic_ion(std::string_view text, std::string_view file) {
  GenericIonParser parser{file};
  for (const Line line : Lines{text}) {
    if (auto done = parser.take(line); !done) return std::unexpected(std::move(done.error()));
  }
  return std::move(parser).finish();
}

}  // namespace rampart
