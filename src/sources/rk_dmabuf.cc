#include "sources/rk_dmabuf.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"
#include "base/trim.h"
#include "base/words.h"

namespace rampart {
namespace {

/// Where the list of segments begins: at the `0:` before the first `<start>..<last>`. npos if there is none.
std::size_t segments_at(std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return std::string_view::npos;
  const std::size_t colon = text.rfind(':', dots);
  if (colon == std::string_view::npos) return std::string_view::npos;
  const std::size_t blank = text.find_last_of(" \t", colon);
  return blank == std::string_view::npos ? 0 : blank + 1;
}

std::optional<std::uint64_t> address(Scanner& scan) {
  const auto prefixed = scan.hex();
  return prefixed ? prefixed : scan.number(16);
}

/// Takes `0: 0x10000000..0x1000ffff (64 KiB)`.
std::optional<PhysRange> take_segment(Scanner& scan) {
  if (!scan.number() || !scan.literal(":")) return std::nullopt;
  scan.blanks();
  const auto first = address(scan);
  if (!first || !scan.literal("..")) return std::nullopt;
  const auto last = address(scan);
  scan.blanks();
  if (!last || !scan.literal("(") || !scan.until(")") || !scan.literal(")")) return std::nullopt;
  scan.blanks();
  return PhysRange::from_first_last({*first}, {*last});
}

/// The name, exporter and size of a buffer from what stands before its segments or devices.
std::optional<RkDmabuf> parse_head(std::string_view head, bool has_pointer) {
  Scanner scan{head};
  if (has_pointer) {
    scan.word();
    scan.blanks();
  }
  const auto words = words_of(scan.rest());
  if (words.size() < 2) return std::nullopt;
  Scanner size{words.back()};
  const auto count = size.number();
  if (!count || !size.at_end() || *count > UINT64_MAX >> 10) return std::nullopt;
  RkDmabuf buffer{.exporter = std::string{words[words.size() - 2]}, .size = kib(*count)};
  const auto exporter_at = static_cast<std::size_t>(words[words.size() - 2].data() - scan.rest().data());
  const std::string_view name = trim_right(scan.rest().substr(0, exporter_at));
  if (!name.empty() && name != "(null)") buffer.name = name;
  return buffer;
}

class RkDmabufParser {
 public:
  explicit RkDmabufParser(std::string_view file) : file_{file} {}

  Result<void> take(const Line& line) {
    const std::string_view text = trim(line.text);
    if (text.empty()) return {};
    if (text.find("SIZE:KiB") != std::string_view::npos) {
      has_pointer_ = text.starts_with("DMABUF");
      return {};
    }
    if (text.starts_with("Total:")) {
      const auto total = parse_rk_dmabuf_sum(text, file_);
      if (!total) return malformed(file_, line.number, 1, total.error().what);
      list_.total = *total;
      return {};
    }
    const bool continues = line.text.starts_with("        ") || line.text.starts_with('\t');
    if (continues && !list_.buffers.empty()) return take_tail(line, text);
    return take_buffer(line, text);
  }

  RkDmabufList finish() && { return std::move(list_); }

 private:
  Result<void> too_large(const Line& line, std::string what) const {
    return std::unexpected(Error{Errc::TooLarge, {std::string{file_}, line.number, 1}, std::move(what)});
  }

  Result<void> take_buffer(const Line& line, std::string_view text) {
    constexpr std::string_view unit = " KiB";
    std::size_t tail_at = segments_at(text);
    const std::size_t unit_at = text.substr(0, tail_at).find(unit);
    const std::string_view head = text.substr(0, std::min(unit_at, tail_at));
    if (unit_at != std::string_view::npos) tail_at = unit_at + unit.size();
    auto buffer = parse_head(head, has_pointer_);
    if (!buffer) return malformed(file_, line.number, 1, "no buffer (expected its name, exporter and size in KiB)");
    if (list_.buffers.size() == RkDmabufList::max_buffers) return too_large(line, "more buffers than are read");
    buffer->line = line.number;
    list_.buffers.push_back(*std::move(buffer));
    return tail_at == std::string_view::npos ? Result<void>{} : take_tail(line, trim(text.substr(tail_at)));
  }

  /// Takes what follows the size, there or on further lines: segments, or names of devices.
  Result<void> take_tail(const Line& line, std::string_view text) {
    RkDmabuf& buffer = list_.buffers.back();
    if (text.find("..") == std::string_view::npos) {
      const auto devices = words_of(text);
      part_count_ += devices.size();
      buffer.devices.insert(buffer.devices.end(), devices.begin(), devices.end());
      return part_count_ > RkDmabufList::max_parts ? too_large(line, "more devices than are read") : Result<void>{};
    }
    Scanner scan{text};
    while (!scan.at_end()) {
      const auto segment = take_segment(scan);
      if (!segment) return malformed(file_, line.number, 1, "no segment (expected <index>: <start>..<last> (<size>))");
      if (++part_count_ > RkDmabufList::max_parts) return too_large(line, "more segments than are read");
      buffer.segments.push_back(*segment);
    }
    return {};
  }

  std::string_view file_;
  RkDmabufList list_;
  std::size_t part_count_ = 0;
  bool has_pointer_ = true;
};

}  // namespace

Result<RkDmabufList> parse_rk_dmabuf(std::string_view text, std::string_view file) {
  RkDmabufParser parser{file};
  for (const Line line : Lines{text}) {
    if (auto done = parser.take(line); !done) return std::unexpected(std::move(done.error()));
  }
  return std::move(parser).finish();
}

Result<Bytes> parse_rk_dmabuf_sum(std::string_view text, std::string_view file) {
  Scanner scan{trim(text)};
  const bool is_peak = scan.literal("Peak:");
  if (!is_peak && !scan.literal("Total:")) return malformed(file, 1, 1, "no sum (expected Total: <n> KiB)");
  scan.blanks();
  const auto count = scan.number();
  scan.blanks();
  const int shift = is_peak ? 20 : 10;
  if (!count || *count > UINT64_MAX >> shift || scan.rest() != (is_peak ? "MiB" : "KiB")) {
    return malformed(file, 1, scan.column(), "no size (expected Total: <n> KiB or Peak: <n> MiB)");
  }
  return Bytes{*count << shift};
}

}  // namespace rampart
